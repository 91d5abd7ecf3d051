// Where queries run: in this page (a worker with Oxigraph), or at the endpoint of somebody else.
import { loadScript } from "../shared/dom.js";
import { t } from "../shared/words.js";

const LARGEST_ANSWER = 64 * 1024 * 1024;

/** An error that has been put into words for readers. */
export class Told extends Error {}

/** Oxigraph in a worker, filled from the dumps when it is first asked. */
export class PageEngine {
  #folder;
  #sources;
  #worker;
  #opened = "";
  #pending;

  /** `sources` are `{address, script, global, bytes}` by name; scripts are for pages in a folder. */
  constructor(folder, sources) {
    this.#folder = folder;
    this.#sources = sources;
  }

  /** The answer `{body, contentType, milliseconds}`; `tell` hears how far loading is. */
  async run({ form, text }, names, tell) {
    const wanted = names.join(" ");
    if (!this.#worker || this.#opened !== wanted) await this.#open(names, tell);
    tell({ stage: "query" });
    return this.#ask({ form, text, type: "query" }, "answer");
  }

  /** End whatever runs; the next query loads anew. */
  stop() {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#opened = "";
    this.#pending?.reject(new Told(t("ui-sparql-stopped")));
    this.#pending = undefined;
  }

  async #open(names, tell) {
    this.stop();
    let ended = false;
    // Stop must also end what is not yet in the worker.
    this.#pending = { reject: () => { ended = true; } };
    tell({ stage: "engine" });
    await loadScript(`${this.#folder}sparql-engine.js`).catch(() => {
      throw new Told(t("ui-sparql-no-engine"));
    });
    const sources = await Promise.all(names.map((name) => this.#source(this.#sources[name])));
    if (ended) throw new Told(t("ui-sparql-stopped"));
    const engine = window.servandaEngine;
    const address = URL.createObjectURL(new Blob([engine.worker], { type: "text/javascript" }));
    this.#worker = new Worker(address);
    const wasm = bytesOf(engine.wasm);
    const opened = await this.#ask({ sources, type: "open", wasm }, "ready", tell, [wasm.buffer]);
    URL.revokeObjectURL(address);
    this.#opened = names.join(" ");
    tell({ ...opened, stage: "ready" });
  }

  async #source({ address, bytes, global, script }) {
    if (location.protocol !== "file:") {
      return { address: new URL(address, location.href).href, bytes };
    }
    if (!script) throw new Told(t("ui-sparql-no-dump"));
    await loadScript(script).catch(() => {
      throw new Told(t("ui-sparql-no-dump"));
    });
    return { bytes, packed: bytesOf(window[global]) };
  }

  #ask(message, wanted, tell = () => {}, moved = []) {
    return new Promise((resolve, reject) => {
      const settle = (end, value) => {
        this.#pending = undefined;
        end(value);
      };
      this.#pending = { reject: (error) => settle(reject, error) };
      this.#worker.onmessage = ({ data }) => {
        if (data.type === "progress") tell(data);
        else if (data.type === wanted) settle(resolve, data);
        else this.#fail(data, (error) => settle(reject, error));
      };
      this.#worker.onerror = (event) => this.#fail({ message: event.message }, (error) => settle(reject, error));
      this.#worker.postMessage(message, moved);
    });
  }

  #fail({ message, out }, reject) {
    const wasOpen = this.#opened !== "";
    reject(new Told(out ? t("ui-sparql-memory") : faultIn(message)));
    // After a failure of memory the engine is in no state to go on.
    if (out || !wasOpen) this.stop();
  }
}

/** A syntax error in the words of the page, with what the engine expected there. */
function faultIn(message) {
  const found = /error at (\d+):(\d+): (?:expected (?:one of )?)?(.*)/s.exec(message);
  if (!found) return message;
  const [, line, column, rest] = found;
  // Classes of characters tell a reader nothing.
  const expected = rest.replace(/\[[^\]]*\]/gs, "").replace(/[\s|,]+/g, " ").trim();
  return t("ui-sparql-fault", { column, expected: expected || "…", line });
}

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/** The SPARQL protocol (section 2.1.2: query via POST with URL-encoded parameters). */
export class Endpoint {
  #address;
  #control;

  constructor(address) {
    this.#address = address;
  }

  async run({ form, text }) {
    this.#control = new AbortController();
    const started = performance.now();
    const isGraph = form === "CONSTRUCT" || form === "DESCRIBE";
    const accept = isGraph
      ? "application/n-triples,text/turtle;q=0.9"
      : "application/sparql-results+json,application/sparql-results+xml;q=0.5";
    let response;
    try {
      response = await fetch(this.#address, {
        body: new URLSearchParams({ query: text }),
        credentials: "omit",
        headers: { Accept: accept },
        method: "POST",
        referrerPolicy: "no-referrer",
        signal: this.#control.signal,
      });
    } catch (error) {
      const stopped = error.name === "AbortError";
      throw new Told(t(stopped ? "ui-sparql-stopped" : "ui-sparql-unreachable"));
    }
    const body = await this.#body(response);
    if (!response.ok) {
      const why = body.slice(0, 600).trim();
      throw new Told(`${t("ui-sparql-refused", { status: String(response.status) })} ${why}`);
    }
    const contentType = response.headers.get("content-type") ?? "";
    return { body, contentType, milliseconds: performance.now() - started };
  }

  async #body(response) {
    const parts = [];
    let size = 0;
    const reader = response.body.getReader();
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        size += value.length;
        if (size > LARGEST_ANSWER) {
          await reader.cancel();
          throw new Told(t("ui-sparql-long"));
        }
        parts.push(value);
      }
    } catch (error) {
      throw error instanceof Told ? error : new Told(t("ui-sparql-stopped"));
    }
    return new Blob(parts).text();
  }

  stop() {
    this.#control?.abort();
  }
}
