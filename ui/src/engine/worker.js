// The worker: Oxigraph in WebAssembly, filled from the dumps of the release, asked one query at a
// time. The page stops a query by ending the worker.
import init, { Store } from "oxigraph/web.js";

const PIECE = 4 * 1024 * 1024;
let store;

self.onmessage = async ({ data }) => {
  try {
    if (data.type === "open") await open(data);
    else answer(data);
  } catch (error) {
    const out = /unreachable|memory|alloc/i.test(String(error)) && !isSyntax(error);
    self.postMessage({ message: String(error?.message ?? error), out, type: "failed" });
  }
};

const isSyntax = (error) => /error at \d+:\d+/.test(String(error));

async function open({ sources, wasm }) {
  const started = performance.now();
  const module = await new Response(await unzipped(wasm)).arrayBuffer();
  const { memory } = await init({ module_or_path: module });
  store = new Store();
  const total = sources.reduce((sum, source) => sum + source.bytes, 0);
  let before = 0;
  for (const source of sources) {
    const chunks = await read(source, before, total);
    load(chunks, before, total);
    before += source.bytes;
  }
  self.postMessage({
    memory: memory.buffer.byteLength,
    milliseconds: performance.now() - started,
    quads: store.size,
    type: "ready",
  });
}

const unzipped = (bytes) => new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));

/** The whole N-Quads of a source, in chunks, with word of how far reading is. */
async function read({ address, packed }, before, total) {
  let stream;
  if (packed) {
    stream = await unzipped(packed);
  } else {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${response.status} ${address}`);
    stream = response.body;
  }
  const chunks = [];
  const reader = stream.getReader();
  let done = before;
  for (;;) {
    const { done: ended, value } = await reader.read();
    if (ended) return chunks;
    chunks.push(value);
    done += value.length;
    self.postMessage({ done, stage: "read", total, type: "progress" });
  }
}

function load(chunks, before, total) {
  store.load(told(chunks, before, total), {
    format: "application/n-quads",
    lenient: true,
    no_transaction: true,
  });
}

/** Hand the chunks over, forget each, and tell how far it is. */
function* told(chunks, before, total) {
  let done = before;
  let last = 0;
  for (let at = 0; at < chunks.length; at += 1) {
    const chunk = chunks[at];
    chunks[at] = undefined;
    yield chunk;
    done += chunk.length;
    if (done - last > PIECE / 8) {
      last = done;
      self.postMessage({ done, stage: "load", total, type: "progress" });
    }
  }
}

function answer({ form, text }) {
  const started = performance.now();
  const isGraph = form === "CONSTRUCT" || form === "DESCRIBE";
  const type = isGraph ? "application/n-triples" : "application/sparql-results+json";
  // The default graph is the union of all, as for the command `servanda query`.
  const body = store.query(text, { results_format: type, use_default_graph_as_union: true });
  const milliseconds = performance.now() - started;
  self.postMessage({ body, contentType: type, milliseconds, type: "answer" });
}
