// An answer as plain rows, whatever its form, for the pictures and the files.
import { csv } from "../shared/dom.js";

const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMBERS = new Set(
  ["integer", "decimal", "double", "float", "nonNegativeInteger", "positiveInteger", "int", "long",
    "short", "byte", "unsignedInt", "unsignedLong", "gYear"].map((name) => XSD + name),
);

/** The number that a term of an answer is; NaN if it is none. */
export function numberOf(term) {
  return term?.type?.includes("literal") && NUMBERS.has(term.datatype)
    ? Number(term.value)
    : Number.NaN;
}

/** `{vars, rows}` of what Yasr holds: bindings, or the triples of a graph. */
export function rowsOf(results) {
  const bindings = results?.getBindings?.();
  if (bindings) return { rows: bindings, vars: results.getVariables() ?? [] };
  if (results?.getType?.() !== "ttl") return { rows: [], vars: [] };
  const rows = (results.getStatements?.() ?? []).map(({ object, predicate, subject }) => ({
    subject: term(subject),
    predicate: term(predicate),
    object: term(object),
  }));
  return { rows, vars: ["subject", "predicate", "object"] };
}

function term({ datatype, language, termType, value }) {
  if (termType === "NamedNode") return { type: "uri", value };
  if (termType === "BlankNode") return { type: "bnode", value };
  return { datatype: datatype?.value, type: "literal", value, "xml:lang": language || undefined };
}

/** What a term is called where there is little room. */
export function shortText(each, links) {
  if (!each) return "";
  if (each.type === "bnode") return `_:${each.value}`;
  if (each.type !== "uri") return each.value;
  return links.short(each.value);
}

/** SPARQL 1.1 CSV results: values alone, without their types. */
export const resultCsv = ({ rows, vars }) =>
  csv([vars, ...rows.map((row) => vars.map((name) => row[name]?.value ?? ""))]);
