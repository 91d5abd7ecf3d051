// The answer as the page has it by default: a sentence that counts, and a table of links and names.
import { el, webAddress } from "../shared/dom.js";
import { language, t } from "../shared/words.js";
import { numberOf } from "../sparql/answer.js";

const MOST = 500;
const LONGEST = 60;
const XSD = "http://www.w3.org/2001/XMLSchema#";

/** The column that names what stands in another: `x_name` beside `x` or `x_code`. */
const nameOf = (name) => `${name.replace(/_code$/, "")}_name`;

/** The columns that are shown; names stand in the column of what they name. */
function shownOf(vars) {
  const names = new Set(vars.map(nameOf));
  return vars.filter((name) => !(name.endsWith("_name") && names.has(name)));
}

/** The IRIs of an answer that bring no name. */
export function nameless({ rows, vars }) {
  const found = new Set();
  for (const row of rows.slice(0, MOST)) {
    for (const name of shownOf(vars)) {
      if (row[name]?.type === "uri" && !row[nameOf(name)]) found.add(row[name].value);
    }
  }
  return [...found];
}

/** What is shown for an answer; `names` are labels by IRI. */
export function told(answer, { counted, titles, waits }, links, names) {
  if (answer.boolean !== undefined) return [sentence(t(answer.boolean ? "question-yes" : "question-no"))];
  const { rows, vars } = answer;
  if (!rows.length) return [sentence(t(waits ? "question-waits" : "question-nothing", { waits }), true)];
  const parts = [sentence(counting(answer, counted))];
  if (rows.length > MOST) {
    const text = t("question-first-rows", { count: rows.length, shown: MOST });
    parts.push(el("p", { class: "quiet" }, text));
  }
  const shown = shownOf(vars);
  const numeric = new Set(shown.filter((name) => isNumeric(rows, name)));
  const heads = shown.map((name) =>
    el("th", { class: numeric.has(name) && "number", scope: "col" }, titles[name] ?? name),
  );
  const lines = rows.slice(0, MOST).map((row) =>
    el("tr", {}, ...shown.map((name) => cell(row, name, numeric.has(name), links, names))),
  );
  const table = el("table", { class: "answer-table" },
    el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...lines));
  parts.push(el("div", { "aria-labelledby": "answer-title", class: "scroll", role: "region", tabindex: 0 }, table));
  return parts;
}

function isNumeric(rows, name) {
  const terms = rows.map((row) => row[name]).filter(Boolean);
  return terms.length > 0 && terms.every((term) => !Number.isNaN(numberOf(term)));
}

const sentence = (text, empty = false) =>
  el("p", { class: empty ? "answer-sentence empty" : "answer-sentence" }, text);

function counting({ rows, vars }, counted) {
  const lines = t("question-rows", { count: rows.length });
  const firsts = new Set(rows.map((row) => JSON.stringify(row[vars[0]] ?? null)));
  if (!counted || firsts.has("null")) return t("question-sentence", { things: lines });
  const things = t(counted, { count: firsts.size });
  if (firsts.size === rows.length) return t("question-sentence", { things });
  return t("question-sentence-rows", { rows: lines, things });
}

function cell(row, name, numeric, links, names) {
  const term = row[name];
  const named = row[nameOf(name)];
  const attributes = { class: numeric && "number" };
  if (!term && !named) {
    return el("td", attributes, el("span", { class: "quiet" },
      el("span", { "aria-hidden": "true" }, "—"), el("span", { class: "vh" }, t("question-no-value"))));
  }
  if (term?.type !== "uri") return el("td", attributes, literal(named ?? term));
  const label = named ?? names.get(term.value);
  const text = label ? literal(label) : el("bdi", {}, readable(links.short(term.value)));
  const target = links.of(term.value);
  if (!target) return el("td", attributes, text);
  const outside = target.outside ? { class: "outside", rel: "external noopener" } : {};
  return el("td", attributes, el("a", { href: target.href, ...outside }, text));
}

/** An address without its scheme and the words that it points at, not too long. */
function readable(text) {
  if (!webAddress(text)) return text;
  const plain = text.replace(/^https?:\/\//i, "").split("#:~:")[0].replace(/\/$/, "");
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain;
}

function literal(term) {
  const tongue = term["xml:lang"];
  if (tongue) return el("bdi", { lang: tongue }, term.value);
  const address = term.datatype ? null : webAddress(term.value);
  if (address) {
    return el("a", { class: "outside", href: address, rel: "external noopener" }, readable(address));
  }
  if (term.datatype === `${XSD}boolean`) {
    return el("bdi", {}, t(/^(?:true|1)$/.test(term.value) ? "affirmed" : "denied"));
  }
  if (term.datatype === `${XSD}date`) return el("bdi", {}, day(term.value));
  // What queries write themselves, such as "derived", may have words of its own.
  const key = `answer-value-${term.value}`;
  const said = t(key);
  return el("bdi", {}, said === key ? term.value : said);
}

/** A whole day as readers of the page write it; anything else as it stands. */
function day(text) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
  const form = new Intl.DateTimeFormat(language() === "en" ? "en-GB" : language(),
    { day: "numeric", month: "long", timeZone: "UTC", year: "numeric" });
  return form.format(new Date(`${text}T00:00:00Z`));
}
