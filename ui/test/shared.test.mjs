// node --test ui/test/*.test.mjs
import assert from "node:assert/strict";
import { test } from "node:test";
import { csv, isInside, webAddress } from "../src/shared/dom.js";
import { fold, terms, wanted } from "../src/shared/fold.js";
import { resultCsv, shortText } from "../src/sparql/answer.js";
import { Links } from "../src/sparql/links.js";
import { project } from "../src/sparql/map.js";

globalThis.document = { body: { dataset: { root: "../" } }, documentElement: { lang: "fr" } };

test("accents and case do not matter to a search", () => {
  assert.equal(fold("Île-de-France ŒUVRE"), "ile-de-france oeuvre");
  assert.deepEqual(terms("École, élève"), ["ecole", "eleve"]);
});

test("Chinese is found by a character, by a pair and by a word", () => {
  const found = terms("浙江大学");
  for (const term of ["浙", "江", "浙江", "江大", "大学"]) assert.ok(found.includes(term), term);
});

test("a search asks for each character of Chinese, and for pairs only to put what has them first", () => {
  assert.deepEqual(wanted("浙江 Paris").must, ["浙", "江", "paris"]);
  assert.deepEqual(wanted("浙江 Paris").may, ["浙江"]);
});

test("only addresses of the web become links", () => {
  assert.equal(webAddress("https://example.org/a?b=c#d"), "https://example.org/a?b=c#d");
  for (const text of ["javascript:alert(1)", "data:text/html,x", "ftp://x/", 'http://a"b', "http://a b"]) {
    assert.equal(webAddress(text), null, text);
  }
});

test("paths of data stay within the site", () => {
  assert.ok(isInside("agreement/a.html#b"));
  for (const path of ["javascript:alert(1)", "//evil.example/", "/a", "../../a", "a/../../b", "\\\\a", null]) {
    assert.ok(!isInside(path), String(path));
  }
});

test("CSV quotes what it must, and no cell becomes a formula", () => {
  assert.equal(csv([['a"b', "c,d", "=1+1", "-3.5", "@x"]]), '\uFEFF"a""b","c,d",\'=1+1,-3.5,\'@x\r\n');
});

test("a result has a column for each variable, empty where nothing is bound", () => {
  const rows = [{ a: { type: "uri", value: "http://x/" } }];
  assert.equal(resultCsv({ rows, vars: ["a", "b"] }), "\uFEFFa,b\r\nhttp://x/,\r\n");
});

const links = new Links({
  pages: [
    { path: "", prefix: "https://d.example/id/" },
    { path: null, prefix: "https://d.example/id/claim/" },
  ],
  places: { "https://d.example/id/part": "agreement/y.html#part" },
  prefixes: { id: "https://d.example/id/", party: "https://d.example/id/party/" },
});

test("an IRI of the dataset leads to its page by the longest prefix", () => {
  const href = "../fr/party/zju.html";
  assert.deepEqual(links.of("https://d.example/id/party/zju"), { href, outside: false });
  assert.equal(links.of("https://d.example/id/part").href, "../fr/agreement/y.html#part");
  assert.ok(links.of("https://d.example/id/claim/1").outside);
  assert.ok(links.of("https://d.example/id/../../x").outside);
  assert.equal(links.of("urn:x"), null);
  assert.equal(links.of("javascript:alert(1)"), null);
});

test("an IRI is shortened by the longest prefix that leaves a name", () => {
  assert.equal(links.short("https://d.example/id/party/zju"), "party:zju");
  assert.equal(links.short("https://d.example/id/a/b"), "https://d.example/id/a/b");
  assert.equal(shortText({ type: "bnode", value: "b0" }, links), "_:b0");
});

test("the map has the projection of the land that is drawn on it", () => {
  const [x, y] = project(180, 0);
  assert.ok(Math.abs(x - 2.7354) < 1e-3 && Math.abs(y) < 1e-9);
  assert.ok(Math.abs(project(0, 90)[1] + 1.4208) < 2e-3);
});
