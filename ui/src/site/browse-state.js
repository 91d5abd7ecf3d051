// The state of the browse page as a query string, which is its permanent address.

const OWN = ["q", "sort", "page"];

/** The state that the address names; what it does not know is left aside. */
export function readState(facets, columns) {
  const said = new URLSearchParams(location.search);
  const sort = said.get("sort") ?? "";
  const name = sort.replace(/^-/, "");
  const chosen = {};
  for (const facet of facets) {
    if (OWN.includes(facet.name)) throw new Error(`a facet cannot be called ${facet.name}`);
    const known = new Set(facet.values.map(({ value }) => String(value)));
    chosen[facet.name] = new Set(said.getAll(facet.name).filter((value) => known.has(value)));
  }
  return {
    chosen,
    down: sort.startsWith("-"),
    page: Math.max(1, Number.parseInt(said.get("page") ?? "1", 10) || 1),
    q: said.get("q") ?? "",
    sort: columns.some((column) => column.name === name) ? name : "",
  };
}

/** Write the state into the address; while a text is typed the entry of history is replaced. */
export function writeState({ chosen, down, page, q, sort }, replace) {
  const said = new URLSearchParams();
  for (const [name, values] of Object.entries(chosen)) {
    for (const value of values) said.append(name, value);
  }
  if (q) said.set("q", q);
  if (sort) said.set("sort", (down ? "-" : "") + sort);
  if (page > 1) said.set("page", String(page));
  const query = said.toString();
  const address = `${location.pathname}${query ? `?${query}` : ""}${location.hash}`;
  history[replace ? "replaceState" : "pushState"](null, "", address);
}
