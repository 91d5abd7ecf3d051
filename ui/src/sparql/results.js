// The answer: YASGUI's Yasr with its table and source, and our map, chart and network.
import { Yasgui } from "@zazuko/yasgui";
import { el } from "../shared/dom.js";
import { t } from "../shared/words.js";
import { rowsOf } from "./answer.js";
import { chartOf } from "./chart.js";
import { mapOf } from "./map.js";
import { networkOf } from "./network.js";
import { tableOf } from "./table.js";

// More rows make the page slow; the files hold all.
const SHOWN = 10000;

export class Results {
  constructor(place, settings, links) {
    const { Yasr } = Yasgui;
    const stock = Yasr.plugins;
    Yasr.registerPlugin("table", tableOf(stock.table, links));
    Yasr.registerPlugin("response", sourceOf(stock.response));
    Yasr.registerPlugin("boolean", TruthValue);
    Yasr.registerPlugin("map", mapOf(links, settings.countries));
    Yasr.registerPlugin("chart", chartOf(links));
    Yasr.registerPlugin("network", networkOf(links));
    this.place = place;
    this.yasr = new Yasr(place, {
      defaultPlugin: "table",
      persistenceId: null,
      pluginOrder: ["table", "map", "chart", "network", "response"],
      prefixes: settings.prefixes ?? {},
    });
    for (const button of place.querySelectorAll(".yasr_btnGroup button")) {
      button.setAttribute("aria-label", button.title);
    }
    this.clear();
  }

  /** What Yasr has read. */
  get read() {
    return this.yasr.results;
  }

  clear() {
    this.place.hidden = true;
  }

  /** Show `{body, contentType}`; gives how many rows are shown, and whether that is not all. */
  show({ body, contentType }) {
    this.whole = undefined;
    let data = body;
    if (/sparql-results\+json/.test(contentType)) {
      data = JSON.parse(body);
      const bindings = data.results?.bindings;
      if (bindings?.length > SHOWN) {
        this.whole = { rows: bindings, vars: data.head.vars };
        data.results.bindings = bindings.slice(0, SHOWN);
      }
    }
    this.place.hidden = false;
    if (!body) {
      this.yasr.resultsEl.replaceChildren(el("p", { class: "sparql-why" }, t("ui-sparql-none")));
      return { count: 0, isCut: false, total: 0 };
    }
    this.yasr.setResponse({ contentType, data, status: 200 });
    const read = this.yasr.results;
    const count = read.getBoolean?.() === undefined ? rowsOf(read).rows.length : undefined;
    return { count, isCut: Boolean(this.whole), total: this.whole?.rows.length ?? count };
  }
}

/** YASGUI's view of the answer as it came, in the words of the page. */
const sourceOf = (Response) =>
  class extends Response {
    constructor(yasr) {
      super(yasr);
      this.label = t("ui-sparql-source");
    }

    draw(...given) {
      super.draw(...given);
      this.cm?.getInputField().setAttribute("aria-label", this.label);
    }

    showLess(...given) {
      super.showLess(...given);
      const [all, download] = this.overLay?.querySelectorAll("button") ?? [];
      if (all) all.textContent = all.title = t("ui-sparql-source-all");
      // The page has buttons of its own for files.
      download?.remove();
    }
  };

/** The answer of an ASK. */
class TruthValue {
  constructor(yasr) {
    Object.assign(this, { hideFromSelection: true, priority: 10, yasr });
  }

  canHandleResults() {
    return typeof this.yasr.results?.getBoolean?.() === "boolean";
  }

  draw() {
    const word = t(this.yasr.results.getBoolean() ? "ui-sparql-yes" : "ui-sparql-no");
    this.yasr.resultsEl.append(el("p", { class: "sparql-truth" }, word));
  }
}
