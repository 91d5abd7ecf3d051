import assert from "node:assert/strict";
import { test } from "node:test";
import { bound, termOf } from "../src/question/term.js";

const QUESTION = {
  pieces: [
    ["SELECT * { VALUES ?day { ", "day", "xsd:date", '"2020-01-01"^^xsd:date'],
    [" } VALUES ?words { ", "words", "xsd:string", '"x"'],
  ],
  rest: " } }",
};

test("a value stands where the default stood, as one term", () => {
  const values = new Map([["day", "2021-02-03"], ["words", '" } DROP ALL #']]);
  assert.equal(
    bound(QUESTION, values).text,
    'SELECT * { VALUES ?day { "2021-02-03"^^<http://www.w3.org/2001/XMLSchema#date> } ' +
      'VALUES ?words { "\\" } DROP ALL #" } }',
  );
});

test("what is not given keeps the default; only a string may be empty", () => {
  assert.equal(
    bound(QUESTION, new Map([["day", ""], ["words", ""]])).text,
    'SELECT * { VALUES ?day { "2020-01-01"^^xsd:date } VALUES ?words { "" } }',
  );
});

test("a value of the wrong type is named and no query is made", () => {
  const found = bound(QUESTION, new Map([["day", "2020-02-30"]]));
  assert.deepEqual(found, { text: null, wrong: "day" });
});

test("no value ends an IRI or a string", () => {
  assert.equal(termOf("https://example.org/> } #", "iri"), null);
  assert.equal(termOf("a\u0000b", "xsd:string"), null);
  assert.equal(termOf("\ud800", "xsd:string"), null);
  assert.equal(termOf('\\"', "xsd:string"), '"\\\\\\""');
});
