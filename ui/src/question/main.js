// The page of a ready-made question: with other values it is asked again, in this page.
import { loadScript, offer } from "../shared/dom.js";
import { readWords, t } from "../shared/words.js";
import { resultCsv } from "../sparql/answer.js";
import { PageEngine } from "../sparql/engine.js";
import { Links } from "../sparql/links.js";
import { nameless, told } from "./answer.js";
import { bound } from "./term.js";

const folder = new URL(".", document.currentScript.src).href;
const LABELS = [
  "http://www.w3.org/2004/02/skos/core#prefLabel",
  "http://www.w3.org/2000/01/rdf-schema#label",
  "http://purl.org/dc/terms/title",
];

function start() {
  readWords();
  const block = document.querySelector('script[type="application/json"][data-question]');
  const form = document.querySelector("[data-question-form]");
  if (!block || !form) return;
  const question = new Question(JSON.parse(block.textContent), form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    question.ask();
  });
  window.addEventListener("popstate", () => question.back());
  question.follow();
}

class Question {
  #settings;
  #form;
  #area;
  #engine;
  #links;
  #number = 0;

  constructor(settings, form) {
    this.#settings = settings;
    this.#form = form;
    this.#area = document.querySelector("[data-question-answer]");
    this.#engine = new PageEngine(folder, settings.sources);
  }

  /** Ask again what an address of before asked. */
  back() {
    this.#form.reset();
    this.#fill();
    this.ask({ keep: true });
  }

  /** Ask what the address asks, if it asks for other values than those in the page. */
  follow() {
    if (this.#fill()) this.ask({ keep: true });
  }

  /** Put the values of the address into the form; whether that changes it. */
  #fill() {
    const given = new URLSearchParams(location.search);
    let differs = false;
    for (const input of this.#inputs()) {
      const value = given.get(input.name);
      if (value === null || value === input.value) continue;
      put(input, value);
      differs = true;
    }
    return differs;
  }

  #inputs() {
    const names = new Set(this.#settings.pieces.map(([, name]) => name));
    return [...this.#form.elements].filter(({ name }) => names.has(name));
  }

  async ask({ keep = false } = {}) {
    const inputs = this.#inputs();
    const values = new Map(inputs.map(({ name, value }) => [name, value]));
    for (const input of inputs) input.removeAttribute("aria-invalid");
    const { text, wrong } = bound(this.#settings, values);
    if (text === null) {
      inputs.find(({ name }) => name === wrong)?.setAttribute("aria-invalid", "true");
      return this.#say(t("question-wrong", { value: values.get(wrong) }), "answer-wrong");
    }
    this.#show(text, values, keep);
    const number = (this.#number += 1);
    // A query that still runs would keep this one waiting.
    if (this.#area.hasAttribute("aria-busy")) this.#engine.stop();
    this.#area.setAttribute("aria-busy", "true");
    this.#say(t("question-busy"), "quiet");
    try {
      const parts = await this.#answered(text);
      if (number === this.#number) this.#area.replaceChildren(...parts);
    } catch (error) {
      if (number === this.#number) {
        this.#say(t("question-failed", { reason: error.message }), "answer-wrong");
      }
    }
    if (number === this.#number) this.#area.removeAttribute("aria-busy");
  }

  async #answered(text) {
    const { form } = this.#settings;
    const { body } = await this.#run(form, text);
    if (form === "CONSTRUCT" || form === "DESCRIBE") {
      this.#offers({ ttl: ["text/turtle", body] });
      return [pre(body)];
    }
    const answer = rowsOf(JSON.parse(body));
    const table = answer.boolean === undefined ? resultCsv(answer) : `${answer.boolean}\r\n`;
    this.#offers({ csv: ["text/csv", table], json: ["application/sparql-results+json", body] });
    return told(answer, this.#settings, await this.#linksOf(), await this.#names(answer));
  }

  #run(form, text) {
    return this.#engine.run({ form, text }, ["dump", "inferred"], () => {});
  }

  /** The pages of IRIs, which the settings of the SPARQL page know. */
  async #linksOf() {
    if (!this.#links) {
      await loadScript(this.#settings.pages);
      this.#links = new Links(window.servandaSparql ?? {});
    }
    return this.#links;
  }

  /** The labels of what the answer does not name, in the language of the page if there is one. */
  async #names(answer) {
    const wanted = answer.rows ? nameless(answer) : [];
    const names = new Map();
    if (!wanted.length) return names;
    const listed = wanted.map((iri) => `<${iri}>`).join(" ");
    const paths = LABELS.map((iri) => `<${iri}>`).join("|");
    const text = `SELECT DISTINCT ?it ?label WHERE { VALUES ?it { ${listed} } ?it ${paths} ?label }`;
    const { body } = await this.#run("SELECT", text);
    for (const { it, label } of JSON.parse(body).results.bindings) {
      const known = names.get(it.value);
      if (!known || rank(label) < rank(known)) names.set(it.value, label);
    }
    return names;
  }

  /** The address, the SPARQL and the links of the page are those of what is asked now. */
  #show(text, values, keep) {
    const given = [...values].filter(([, value]) => value !== "");
    const address = `${given.length ? `?${new URLSearchParams(given)}` : location.pathname}#answer`;
    if (!keep) remember(address);
    const link = document.querySelector("[data-question-address]");
    link.href = address;
    link.textContent = location.pathname.split("/").pop() + (given.length ? address : "#answer");
    document.querySelector("#sparql-text code").textContent = text;
    this.#form.querySelector('[type="hidden"][name="query"]').value = text;
    const open = document.querySelector("[data-question-open]");
    open.href = `${open.href.split("#")[0]}#${new URLSearchParams({ query: text })}`;
  }

  /** The downloads are those of the answer that is shown. */
  #offers(files) {
    for (const link of document.querySelectorAll("a[data-question-file]")) {
      const suffix = link.dataset.questionFile;
      link.onclick = (event) => {
        event.preventDefault();
        const [type, text] = files[suffix];
        offer(`${this.#settings.name}.${suffix}`, type, text);
      };
    }
  }

  #say(text, kind) {
    const line = document.createElement("p");
    line.className = kind;
    line.textContent = text;
    this.#area.replaceChildren(line);
  }
}

/** The order in which labels are preferred: the language of the page, none, English, another. */
function rank({ "xml:lang": tongue = "", value }) {
  const place = [document.documentElement.lang, "", "en"].indexOf(tongue.split("-")[0]);
  return `${place < 0 ? 9 : place} ${tongue} ${value}`;
}

function put(input, value) {
  input.value = value;
  if (input.value === value || input.tagName !== "SELECT") return;
  // A value that is not offered may still be asked for.
  input.append(new Option(value, value));
  input.value = value;
}

/** Put the address into the address bar; a page in a folder may not, and has its link. */
function remember(address) {
  try {
    history.pushState(null, "", address);
  } catch (error) {
    if (error.name !== "SecurityError") throw error;
  }
}

function pre(text) {
  const code = document.createElement("code");
  code.textContent = text;
  const block = document.createElement("pre");
  block.className = "sparql-text";
  block.append(code);
  return block;
}

function rowsOf({ boolean, head, results }) {
  if (boolean !== undefined) return { boolean };
  return { rows: results.bindings, vars: head.vars ?? [] };
}

start();
