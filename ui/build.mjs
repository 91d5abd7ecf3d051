// Make the bundle: node build.mjs [FOLDER]. The same sources give the same bytes.
import { build } from "esbuild";
import { gzipSync } from "fflate";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { licences, packagesIn } from "./licences.mjs";
import { spareYasgui } from "./spare.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const made = resolve(process.argv[2] ?? join(here, "../src/servanda/assets/ui"));
// What was built before stays until the new bundle is whole.
const target = `${made}.new`;
const require = createRequire(import.meta.url);

const common = {
  absWorkingDir: here,
  bundle: true,
  charset: "utf8",
  define: { "import.meta.url": '""', "process.env.NODE_ENV": '"production"' },
  format: "iife",
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
  minify: true,
  target: ["es2022"],
};

/** The engine is one script: a worker cannot be opened from a folder by its address. */
async function engine() {
  const worker = await build({ ...common, entryPoints: ["src/engine/worker.js"], write: false });
  const wasm = readFileSync(join(dirname(require.resolve("oxigraph/web.js")), "web_bg.wasm"));
  // Not the zlib of Node, whose bytes differ from one version of Node to the next.
  const packed = Buffer.from(gzipSync(wasm, { level: 9, mtime: 0 })).toString("base64");
  const parts = { worker: worker.outputFiles[0].text, wasm: packed };
  const text = `window.servandaEngine=${JSON.stringify(parts)};\n`;
  return { text, inputs: Object.keys(worker.metafile.inputs) };
}

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const { metafile } = await build({
  ...common,
  entryPoints: {
    site: "src/site/main.js",
    search: "src/search.js",
    question: "src/question/main.js",
    sparql: "src/sparql/main.js",
  },
  outdir: target,
  plugins: [spareYasgui],
});
const { text, inputs } = await engine();
writeFileSync(join(target, "sparql-engine.js"), text);
const packages = packagesIn(here, [...Object.keys(metafile.inputs), ...inputs]);
// Written last: its age is the age of the bundle.
writeFileSync(join(target, "LICENSES.txt"), licences(here, packages));
rmSync(made, { recursive: true, force: true });
renameSync(target, made);
