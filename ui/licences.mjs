// What the bundle contains from others, and under which licences.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

// Each allows use under Apache-2.0; where a package offers several, the first that is here counts.
const ALLOWED = ["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "0BSD"];
// Allowed beside one of those: it covers pictures, not code.
const PICTURES = ["CC-BY-4.0"];
// Packages whose package.json names none, with what their licence file says.
const READ = { jsuri: "MIT" };

/** The packages whose files are in the bundle, from what esbuild read. */
export function packagesIn(folder, inputs) {
  const found = new Set();
  for (const input of inputs) {
    add(found, input);
    // YASGUI comes bundled; its source map names the files of others in it.
    const map = join(folder, `${input}.map`);
    if (input.includes("@zazuko/") && existsSync(map)) {
      JSON.parse(readFileSync(map, "utf8")).sources.forEach((source) => add(found, source));
      ["yasgui", "yasgui-utils", "yasqe", "yasr"].forEach((part) => found.add(`@zazuko/${part}`));
    }
  }
  return [...found].sort();
}

function add(found, path) {
  const at = path.lastIndexOf("node_modules/");
  if (at >= 0) found.add(/^(?:@[^/]+\/)?[^/]+/.exec(path.slice(at + 13))[0]);
}

/** The text of LICENSES.txt. Throws for a package that may not be used. */
export function licences(folder, packages) {
  const parts = packages.map((name) => entry(join(folder, "node_modules", name)));
  const head = "The scripts of this site contain the following packages of others.\n";
  return [head, ...parts].join(`\n${"=".repeat(78)}\n\n`);
}

function entry(path) {
  const said = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
  const licence = chosen(said);
  const author = typeof said.author === "object" ? said.author.name : said.author;
  const by = (author ?? "").replace(/\s*[<(].*$/, "");
  const head = [`${said.name} ${said.version}`, `Licence: ${licence}`, by && `Author: ${by}`];
  return `${head.filter(Boolean).join("\n")}\n\n${text(path, said, licence)}\n`;
}

function chosen(said) {
  const licence = String(said.license ?? READ[said.name] ?? "none");
  const good = licence
    .replace(/^\(|\)$/g, "")
    .split(" OR ")
    .find((choice) => {
      const code = choice.split(" AND ").filter((each) => !PICTURES.includes(each));
      return code.length > 0 && code.every((each) => ALLOWED.includes(each));
    });
  if (!good) throw new Error(`${said.name}: the licence “${licence}” is not among those allowed`);
  return good;
}

function text(path, said, licence) {
  const found = readdirSync(path).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name));
  const suited = found.filter((name) => !/mpl/i.test(name)).sort();
  if (suited.length > 0) {
    return suited.map((name) => readFileSync(join(path, name), "utf8").trim()).join("\n\n");
  }
  if (licence === "MIT") return MIT;
  throw new Error(`${said.name}: the package has no text of its licence ${licence}`);
}

const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute,
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or
substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT
OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
