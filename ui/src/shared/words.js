// The words of the page, from its inert blocks; the scripts have none of their own.

const words = new Map();

/** Add the words of an object; what is there already stays, for the page knows best. */
export function learn(more) {
  for (const [key, text] of Object.entries(more ?? {})) if (!words.has(key)) words.set(key, text);
}

/** Read every block of the page. */
export function readWords(page = document) {
  for (const block of page.querySelectorAll('script[type="application/json"][data-words]')) {
    learn(JSON.parse(block.textContent));
  }
}

export const language = () => document.documentElement.lang || "en";

/** The text of a key with `{name}` replaced; the key itself if the page has no such word. */
export function t(key, values = {}) {
  let text = words.get(key) ?? key;
  if (typeof text === "object") text = text[isOne(values.count) ? "one" : "many"] ?? key;
  return String(text).replace(/\{(\w+)\}/g, (whole, name) =>
    name in values ? shown(values[name]) : whole,
  );
}

/** A number as readers of the page write it. */
export const shown = (value) =>
  typeof value === "number" ? new Intl.NumberFormat(language()).format(value) : String(value);

// French counts zero as one.
const isOne = (count) => count === 1 || (language().startsWith("fr") && count === 0);
