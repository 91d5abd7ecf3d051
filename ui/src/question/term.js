// A value that a reader gives becomes one checked term, as in `servanda query --param`; it is never
// pasted as text.
const XSD = "http://www.w3.org/2001/XMLSchema#";
const ZONE = "(?:Z|[+-]\\d{2}:\\d{2})?";
const DAY = "\\d{4}-\\d{2}-\\d{2}";
const IRI = /^[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20\x7f-\x9f<>"{}|\\^`]+$/;

const FORMS = {
  anyURI: IRI,
  boolean: /^(?:true|false|0|1)$/,
  date: new RegExp(`^${DAY}${ZONE}$`),
  dateTime: new RegExp(`^${DAY}T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?${ZONE}$`),
  decimal: /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/,
  duration: /^-?P(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?$/,
  gYear: new RegExp(`^-?\\d{4,}${ZONE}$`),
  integer: /^[+-]?\d+$/,
  string: /^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$/,
};
const ESCAPES = { "\t": "\\t", "\n": "\\n", "\r": "\\r", '"': '\\"', "\\": "\\\\" };

/** The term in SPARQL; null for a value that is none of the type. Only a string may be empty. */
export function termOf(value, datatype) {
  const lone = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(value);
  if (lone) return null;
  if (datatype === "iri") {
    const iri = value.replace(/^<(.*)>$/, "$1");
    return IRI.test(iri) ? `<${iri}>` : null;
  }
  const name = datatype.replace(/^xsd:/, "");
  if (!FORMS[name]?.test(value)) return null;
  if (name.startsWith("date") && !exists(value)) return null;
  const text = `"${value.replace(/[\t\n\r"\\]/g, (mark) => ESCAPES[mark])}"`;
  return name === "string" ? text : `${text}^^<${XSD}${name}>`;
}

function exists(value) {
  const [year, month, day] = value.slice(0, 10).split("-").map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** The query with these values: `pieces` are `[text before, name, type, default]`. */
export function bound({ pieces, rest }, values) {
  let text = "";
  for (const [before, name, datatype, standing] of pieces) {
    const value = values.get(name) ?? "";
    const keeps = value === "" && datatype !== "xsd:string";
    const term = keeps ? standing : termOf(value, datatype);
    if (term === null) return { text: null, wrong: name };
    text += before + term;
  }
  return { text: text + rest, wrong: null };
}
