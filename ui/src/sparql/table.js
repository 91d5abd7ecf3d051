// YASGUI's table, with cells that are made here: linked to the pages of the site, in its words.
import { t } from "../shared/words.js";

const MARKS = { '"': "&quot;", "&": "&amp;", "'": "&#39;", "<": "&lt;", ">": "&gt;" };
const escaped = (text) => String(text).replace(/[&<>"']/g, (mark) => MARKS[mark]);

/** The plugin class for a Yasr. */
export function tableOf(Table, links) {
  Table.defaults.openIriInNewWindow = false;
  Table.defaults.tableConfig.language = {
    emptyTable: t("ui-sparql-none"),
    info: t("ui-sparql-shown"),
    infoEmpty: t("ui-sparql-none"),
    infoFiltered: "",
    paginate: {
      first: "«",
      last: "»",
      next: "›",
      previous: "‹",
    },
    zeroRecords: t("ui-sparql-none"),
  };
  return class extends Table {
    constructor(yasr) {
      super(yasr);
      this.label = t("ui-sparql-table");
      this.helpReference = undefined;
      this.persistentConfig = { compact: true, isEllipsed: false };
    }

    // Yasgui puts what is returned into the page as HTML: everything in it is escaped.
    getCellContent(term) {
      if (term.type === "uri") return `<div>${linkOf(term.value, links)}</div>`;
      if (term.type === "bnode") return `<div>_:${escaped(term.value)}</div>`;
      const lang = term["xml:lang"];
      const text = `<span${lang ? ` lang="${escaped(lang)}"` : ""}>${escaped(term.value)}</span>`;
      if (this.persistentConfig.compact) return `<div>${text}</div>`;
      const type = term.datatype && `^^${escaped(links.short(term.datatype))}`;
      const note = lang ? `@${escaped(lang)}` : type;
      return `<div>${text}${note ? `<sup>${note}</sup>` : ""}</div>`;
    }

    drawControls() {
      super.drawControls();
      const find = (selector) => this.tableControls.querySelectorAll(selector);
      const [simple, ellipse] = find(".switch .label");
      simple.textContent = t("ui-sparql-plain");
      ellipse.textContent = t("ui-sparql-cut");
      const [filter] = find(".tableFilter");
      filter.placeholder = t("ui-sparql-filter");
      filter.setAttribute("aria-label", t("ui-sparql-filter"));
      find(".pageSizerLabel")[0].textContent = t("ui-sparql-rows");
      const [size] = find(".tableSizer");
      size.setAttribute("aria-label", t("ui-sparql-rows"));
      size.lastElementChild.textContent = t("ui-sparql-all");
    }
  };
}

function linkOf(iri, links) {
  const found = links.of(iri);
  const text = escaped(links.short(iri));
  if (!found) return `<span title="${escaped(iri)}">${text}</span>`;
  const out = found.outside ? ' target="_blank" rel="noopener noreferrer"' : "";
  return `<a class="iri" href="${escaped(found.href)}" title="${escaped(iri)}"${out}>${text}</a>`;
}
