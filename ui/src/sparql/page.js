// How the parts of the page work together.
import { el, offer } from "../shared/dom.js";
import { language, shown, t } from "../shared/words.js";
import { resultCsv, rowsOf } from "./answer.js";
import { Editor } from "./editor.js";
import { Endpoint, PageEngine, Told } from "./engine.js";
import { examples } from "./examples.js";
import { Links } from "./links.js";
import { permalink, saidInAddress } from "./permalink.js";
import { Results } from "./results.js";
import { Target } from "./target.js";
import { copy } from "../site/touches.js";

const button = (key, click, attributes = {}) =>
  el("button", { click, type: "button", ...attributes }, t(key));

export class Page {
  constructor(place, settings, folder) {
    const said = saidInAddress();
    const { dump, dumpScript, inferred, inferredScript } = place.dataset;
    const bytes = (name) => settings[name]?.bytes ?? 0;
    this.engine = new PageEngine(folder, {
      dump: { address: dump, bytes: bytes("dump"), global: "servandaDump", script: dumpScript },
      inferred: { address: inferred, bytes: bytes("inferred"), global: "servandaInferred", script: inferredScript },
    });
    this.links = new Links(settings);
    const has = { dump: Boolean(dump), inferred: Boolean(inferred) };
    this.target = new Target(settings, has, said.endpoint);
    this.drawParts();
    const editorPlace = el("div", { class: "sparql-editor" });
    const list = examples(settings.groups ?? [], (text) => this.load(text));
    place.classList.add("sparql");
    place.replaceChildren(
      this.target.element,
      el("div", { class: "sparql-work" }, list, el("div", {}, editorPlace, this.actions)),
      this.status,
      this.progress,
      this.resultPlace,
    );
    this.editor = new Editor(editorPlace, settings, this.links, () => this.run());
    this.editor.text = said.query || settings.start || "SELECT * WHERE { ?s ?p ?o } LIMIT 10";
    this.results = new Results(this.resultPlace, settings, this.links);
    window.addEventListener("hashchange", () => this.reload());
  }

  drawParts() {
    this.runButton = button("ui-sparql-run", () => this.run(), { class: "primary" });
    this.stopButton = button("ui-sparql-stop", () => this.running?.stop(), { disabled: true });
    this.csvButton = button("ui-sparql-csv", () => this.save("csv"), { hidden: true });
    this.jsonButton = button("ui-sparql-json", () => this.save("json"), { hidden: true });
    this.graphButton = button("ui-sparql-nt", () => this.save("nt"), { hidden: true });
    const link = button("ui-sparql-link", () => this.share());
    const files = [this.csvButton, this.jsonButton, this.graphButton];
    this.actions = el("div", { class: "sparql-actions" }, this.runButton, this.stopButton, link, ...files);
    this.status = el("p", { "aria-live": "polite", class: "sparql-status", role: "status" });
    this.progress = el("progress", { "aria-label": t("ui-sparql-loading"), hidden: true, max: 1 });
    this.resultPlace = el("section", { "aria-label": t("ui-sparql-answer"), class: "sparql-answer" });
  }

  load(text) {
    this.editor.text = text;
    this.editor.focus();
  }

  reload() {
    // A jump within the page must not undo what has been typed.
    if (!new URLSearchParams(location.hash.slice(1)).has("query")) return;
    const said = saidInAddress();
    if (said.query) this.editor.text = said.query;
    if (said.endpoint) this.target.endpoint = said.endpoint;
  }

  async run() {
    if (this.running || !(await this.target.agree(this.status))) return;
    const { endpoint, names } = this.target;
    const query = { form: this.editor.form, text: this.editor.text };
    this.running = endpoint ? new Endpoint(endpoint) : this.engine;
    this.busy(true);
    this.results.clear();
    try {
      this.show(query, await this.running.run(query, names, (news) => this.tell(news)));
    } catch (error) {
      this.say(error instanceof Told ? error.message : t("ui-sparql-failed"), true);
      if (!(error instanceof Told)) throw error;
    } finally {
      this.running = undefined;
      this.busy(false);
    }
  }

  busy(on) {
    this.runButton.disabled = on;
    this.stopButton.disabled = !on;
    this.progress.hidden = !on;
    this.progress.removeAttribute("value");
    if (on) for (const each of [this.csvButton, this.jsonButton, this.graphButton]) each.hidden = true;
  }

  tell({ done, milliseconds, quads, stage, total }) {
    if (total) this.progress.value = done / total;
    else this.progress.removeAttribute("value");
    if (stage === "engine") this.say(t("ui-sparql-starting"));
    if (stage === "read" || stage === "load") {
      this.say(t(stage === "read" ? "ui-sparql-reading" : "ui-sparql-indexing", { percent: Math.round((done / total) * 100) }));
    }
    if (stage === "ready") this.loaded = t("ui-sparql-ready", { count: quads, seconds: seconds(milliseconds) });
    if (stage === "query") this.say(t("ui-sparql-asking"));
  }

  show(query, answer) {
    this.answer = answer;
    const { count, isCut, total } = this.results.show(answer);
    const isGraph = query.form === "CONSTRUCT" || query.form === "DESCRIBE";
    this.csvButton.hidden = isGraph || count === undefined;
    this.jsonButton.hidden = !answer.contentType.includes("json");
    this.graphButton.hidden = !isGraph;
    const parts = [
      count === undefined ? "" : t("ui-sparql-count", { count: total }),
      t("ui-sparql-time", { seconds: seconds(answer.milliseconds) }),
      isCut ? t("ui-sparql-first", { count, total }) : "",
      this.loaded ?? "",
    ];
    this.loaded = "";
    this.say(parts.filter(Boolean).join(language().startsWith("zh") ? "" : " "));
  }

  say(text, isError = false) {
    this.status.textContent = text;
    this.status.classList.toggle("error", isError);
  }

  save(kind) {
    const name = t("ui-sparql-file");
    const rows = this.results.whole ?? rowsOf(this.results.read);
    if (kind === "csv") offer(`${name}.csv`, "text/csv;charset=utf-8", resultCsv(rows));
    if (kind === "json") offer(`${name}.json`, "application/sparql-results+json", this.answer.body);
    if (kind === "nt") offer(`${name}.nt`, "application/n-triples", this.answer.body);
  }

  async share() {
    const address = permalink(this.editor.text, this.target.endpoint);
    history.replaceState(null, "", address);
    this.say(t((await copy(location.href)) ? "ui-sparql-linked" : "ui-sparql-link-in-bar"));
  }
}

const seconds = (milliseconds) => shown(Math.round(milliseconds / 10) / 100);
