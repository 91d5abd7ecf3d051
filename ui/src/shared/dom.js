// Elements are made here, so that texts can only ever become text.

/** An element with attributes (functions become listeners, false and null are left out). */
export function el(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** The same for SVG. */
export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function filled(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === "function") element.addEventListener(key, value);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Load a classic script once; it sets a global. Works from a folder, where fetching does not. */
export function loadScript(address) {
  loaded[address] ??= new Promise((resolve, reject) => {
    const fail = () => {
      delete loaded[address];
      reject(new Error(address));
    };
    document.head.append(el("script", { src: address, load: () => resolve(), error: fail }));
  });
  return loaded[address];
}
const loaded = Object.create(null);

/** The address if it is one of the web, else null. */
export function webAddress(text) {
  return /^https?:\/\/[^\s<>"{}|\\^`]+$/i.test(text) ? text : null;
}

/** The address of a file of the site: the path is relative to the folder of the page's language. */
export function pageAddress(path) {
  const root = document.body.dataset.root ?? "../";
  return `${root}${document.documentElement.lang}/${path}`;
}

/** A path that stays within the site: data never lead elsewhere by it. */
export const isInside = (path) =>
  typeof path === "string" && !/^[a-z][a-z0-9+.-]*:|^\/|^\\|(^|\/)\.\.(\/|$)/i.test(path);

/** Offer a text as a file. */
export function offer(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

/** Rows as CSV (RFC 4180), in UTF-8 with a mark that spreadsheets need, formulas made harmless. */
export function csv(rows) {
  const cell = (value) => {
    let text = String(value ?? "");
    if (/^[=+\-@\t\r]/.test(text) && !/^[+-]?[\d.]+$/.test(text)) text = `'${text}`;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `\uFEFF${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}
