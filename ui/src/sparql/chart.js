// Bars: one for each row, its name from the first column that is no number.
import { svg } from "../shared/dom.js";
import { shown, t } from "../shared/words.js";
import { numberOf, shortText } from "./answer.js";
import { cut, linked, picture, viewOf } from "./plugin.js";

const BARS = 60;
const SERIES = 6;
const WIDE = 800;
const NAMES = 260;
const HIGH = 16;

/** The plugin class. */
export const chartOf = (links) =>
  viewOf({
    draw: (read) => draw(read, links),
    icon: "M4 20V4M4 20H21M8 16V12M13 16V7M18 16V10",
    label: "ui-sparql-chart",
    priority: 3,
    read,
    reason: "ui-sparql-chart-needs",
  });

function read({ rows, vars }) {
  const isNumber = (name) =>
    rows.some((row) => row[name]) &&
    rows.every((row) => !row[name] || Number.isFinite(numberOf(row[name])));
  const numbers = vars.filter(isNumber).slice(0, SERIES);
  const named = vars.filter((name) => !isNumber(name));
  // A name reads better than the IRI beside it.
  const isText = (name) => rows.some((row) => row[name]?.type.includes("literal"));
  const label = named.find(isText) ?? named[0] ?? (numbers.length > 1 ? numbers.shift() : undefined);
  const link = named.find((name) => rows.every((row) => !row[name] || row[name].type === "uri"));
  return numbers.length && label ? { label, link, numbers, rows: rows.slice(0, BARS), total: rows.length } : null;
}

function draw({ label, link, numbers, rows, total }, links) {
  const values = rows.flatMap((row) => numbers.map((name) => numberOf(row[name]) || 0));
  const most = Math.max(0, ...values);
  const least = Math.min(0, ...values);
  const wide = WIDE - NAMES - 70;
  const x = (value) => NAMES + (most === least ? 0 : ((value - least) / (most - least)) * wide);
  const step = numbers.length * HIGH + 8;
  const top = 26;
  const bars = rows.map((row, at) => {
    const y = top + at * step;
    const name = shortText(row[label], links);
    const said = `${name}: ${numbers.map((each) => `${each} ${shown(numberOf(row[each]) || 0)}`).join(", ")}`;
    const text = svg("text", { "text-anchor": "end", x: NAMES - 8, y: y + step / 2 }, cut(name, 36));
    const marks = numbers.flatMap((each, series) => bar(numberOf(row[each]), y + series * HIGH, series, x));
    return linked(row[link]?.value, links, said, text, ...marks);
  });
  const axis = svg("line", { class: "axis", x1: x(0), x2: x(0), y1: top - 6, y2: top + rows.length * step });
  const notes = total > rows.length ? t("ui-sparql-first", { count: rows.length, total }) : "";
  const high = top + rows.length * step + 30;
  const foot = svg("text", { class: "note", x: NAMES, y: high - 8 }, notes);
  const name = `${t("ui-sparql-chart")} — ${label}, ${numbers.join(", ")}`;
  return picture(`0 0 ${WIDE} ${high}`, name, legend(numbers), ...bars, axis, foot);
}

function bar(value, y, series, x) {
  if (!Number.isFinite(value)) return [];
  const [from, to] = [Math.min(x(0), x(value)), Math.max(x(0), x(value))];
  const attributes = { height: HIGH - 2, width: Math.max(1, to - from), x: from, y };
  return [
    svg("rect", { ...attributes, class: `series-${series + 1}` }),
    svg("text", { class: "value", x: to + 5, y: y + HIGH - 4 }, shown(value)),
  ];
}

function legend(numbers) {
  const parts = numbers.flatMap((name, at) => [
    svg("rect", { class: `series-${at + 1}`, height: 10, width: 10, x: NAMES + at * 90, y: 4 }),
    svg("text", { x: NAMES + at * 90 + 15, y: 13 }, cut(name, 11)),
  ]);
  return svg("g", { class: "legend" }, ...parts);
}
