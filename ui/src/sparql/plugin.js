// What our views of an answer share.
import { el, svg } from "../shared/dom.js";
import { t } from "../shared/words.js";
import { rowsOf } from "./answer.js";

/** A view: `read` gives what it draws from `{vars, rows}`, or null if the answer does not suit. */
export function viewOf({ draw, icon, label, priority, read, reason }) {
  return class {
    constructor(yasr) {
      Object.assign(this, { label: t(label), priority, yasr });
    }

    canHandleResults() {
      // Whoever chooses a view is told why it cannot show an answer, so it handles all that have rows.
      return rowsOf(this.yasr.results).rows.length > 0;
    }

    draw() {
      const read_ = read(rowsOf(this.yasr.results));
      this.yasr.resultsEl.replaceChildren(
        read_ ? draw(read_) : el("p", { class: "sparql-why" }, t(reason)),
      );
    }

    getIcon() {
      const path = svg("path", { d: icon, fill: "none", stroke: "currentColor", "stroke-width": 2 });
      return svg("svg", { "aria-hidden": "true", height: 16, viewBox: "0 0 24 24", width: 16 }, path);
    }
  };
}

/** A picture with a name for those who do not see it. */
export function picture(viewBox, name, ...children) {
  const title = svg("title", {}, name);
  return svg("svg", { class: "sparql-picture", role: "group", viewBox }, title, ...children);
}

/** A link of a picture to where an IRI leads, else a plain group. */
export function linked(iri, links, name, ...children) {
  const found = iri ? links.of(iri) : null;
  const out = found?.outside ? { rel: "noopener noreferrer", target: "_blank" } : {};
  const title = svg("title", {}, name);
  return found
    ? svg("a", { href: found.href, ...out }, title, ...children)
    : svg("g", {}, title, ...children);
}

/** A text of at most so many characters. */
export const cut = (text, most) =>
  [...text].length > most ? `${[...text].slice(0, most - 1).join("")}…` : text;
