// From the IRIs in answers to the pages of the site, and to shorter names.
import { isInside, pageAddress, webAddress } from "../shared/dom.js";

const PLAIN = /^[A-Za-z0-9][A-Za-z0-9_~-]*(?:[./][A-Za-z0-9_~-]+)*$/;

/** Knows the pages and prefixes that the settings give. */
export class Links {
  #pages;
  #places;
  #prefixes;

  constructor({ pages = [], places = {}, prefixes = {} }) {
    const longestFirst = (one, other) => other.length - one.length;
    this.#pages = [...pages].sort((one, other) => longestFirst(one.prefix, other.prefix));
    this.#places = new Map(Object.entries(places));
    this.#prefixes = Object.entries(prefixes).sort((a, b) => longestFirst(a[1], b[1]));
  }

  /** `{href, outside}` of an IRI; null if it leads nowhere that a reader may be sent to. */
  of(iri) {
    const path = this.#places.get(iri) ?? this.#path(iri);
    if (path && isInside(path)) return { href: pageAddress(path), outside: false };
    const address = webAddress(iri);
    return address ? { href: address, outside: true } : null;
  }

  #path(iri) {
    const rule = this.#pages.find(({ prefix }) => iri.startsWith(prefix));
    const rest = rule && iri.slice(rule.prefix.length);
    return typeof rule?.path === "string" && PLAIN.test(rest) ? `${rule.path}${rest}.html` : null;
  }

  /** The IRI with a prefix if one fits, else whole. */
  short(iri) {
    const found = this.#prefixes.find(([, base]) => iri.startsWith(base) && iri !== base);
    const rest = found && iri.slice(found[1].length);
    return found && /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u.test(rest) ? `${found[0]}:${rest}` : iri;
  }

  /** The base of a prefix. */
  base(prefix) {
    return this.#prefixes.find(([name]) => name === prefix)?.[1];
  }
}
