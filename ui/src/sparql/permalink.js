// The query in the address: `?query=` or `#query=`, with `endpoint=` for one elsewhere.
import { webAddress } from "../shared/dom.js";

/** What the address says; the part after `#` comes first. */
export function saidInAddress() {
  const after = new URLSearchParams(location.hash.slice(1));
  const before = new URLSearchParams(location.search);
  const said = (name) => after.get(name) ?? before.get(name) ?? "";
  return { endpoint: webAddress(said("endpoint")) ?? "", query: said("query") };
}

/** The part of the address that holds a query; after `#`, so that no server reads it. */
export function permalink(query, endpoint) {
  const parts = new URLSearchParams({ query, ...(endpoint ? { endpoint } : {}) });
  return `#${parts}`;
}
