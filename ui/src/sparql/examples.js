// The ready-made queries: groups that open, a button for each.
import { el } from "../shared/dom.js";
import { language, t } from "../shared/words.js";

const said = (text) => (typeof text === "object" && text ? (text[language()] ?? "") : (text ?? ""));

/** The panel; `choose` gets the text of a query. */
export function examples(groups, choose) {
  const lists = groups.map(({ queries, title }, at) => {
    const items = queries.map((query) => item(query, choose));
    const summary = el("summary", {}, said(title));
    return el("details", { open: at === 0 }, summary, el("ul", {}, ...items));
  });
  const label = t("ui-sparql-examples");
  return el("nav", { "aria-label": label, class: "sparql-examples" }, el("h2", {}, label), ...lists);
}

function item({ description, text, title }, choose) {
  const button = el("button", { click: () => choose(text), type: "button" }, said(title));
  const more = said(description);
  return el("li", {}, button, more ? el("p", {}, more) : null);
}
