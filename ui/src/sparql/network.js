// Who is joined to whom: the first two columns of names, or the triples of a graph.
import { svg } from "../shared/dom.js";
import { t } from "../shared/words.js";
import { shortText } from "./answer.js";
import { cut, linked, picture, viewOf } from "./plugin.js";

const NODES = 120;
const ROUNDS = 300;
const WIDE = 1100;
const LABELLED = 15;

/** The plugin class. */
export const networkOf = (links) =>
  viewOf({
    draw: (read) => draw(read, links),
    icon: "M5 6a2 2 0 1 0 .1 0M19 8a2 2 0 1 0 .1 0M11 18a2 2 0 1 0 .1 0M7 8L17 10M6 10L11 18M18 12L13 19",
    label: "ui-sparql-network",
    priority: 2,
    read: (answer) => read(answer, links),
    reason: "ui-sparql-network-needs",
  });

function read({ rows, vars }, links) {
  const isGraph = vars.join() === "subject,predicate,object";
  const things = vars.filter((name) => rows.some((row) => row[name] && row[name].type !== "literal"));
  const [from, to] = isGraph ? ["subject", "object"] : things;
  if (!to) return null;
  const by = isGraph ? "predicate" : undefined;
  // Beside ?agreement there is often ?agreement_name or ?agreementLabel.
  const names = (name) => vars.find((each) => each !== name && each.startsWith(name) && !things.includes(each));
  const nodes = new Map();
  const edges = new Map();
  let left = 0;
  const node = (row, name) => {
    const term = row[name];
    if (!term) return null;
    const key = `${term.type} ${term.value}`;
    if (!nodes.has(key)) {
      if (nodes.size >= NODES) return null;
      const label = shortText(row[names(name)] ?? term, links);
      nodes.set(key, { iri: term.type === "uri" ? term.value : "", label, number: nodes.size });
    }
    return nodes.get(key);
  };
  for (const row of rows) {
    const one = node(row, from);
    const other = node(row, to);
    if (!one || !other) left += 1;
    else edges.set(`${one.number} ${other.number}`, { label: by ? shortText(row[by], links) : "", one, other });
  }
  return nodes.size > 1 ? { edges: [...edges.values()], left, nodes: [...nodes.values()] } : null;
}

/** Place the nodes: they push each other away, edges pull (Fruchterman and Reingold, 1991). */
function place(nodes, edges, high) {
  const ideal = Math.sqrt((WIDE * high) / nodes.length) * 0.8;
  nodes.forEach((node, at) => {
    // A spiral with the golden angle: even, and the same each time.
    const radius = (Math.sqrt((at + 0.5) / nodes.length) * high) / 2;
    node.x = radius * Math.cos(at * 2.399963);
    node.y = radius * Math.sin(at * 2.399963);
  });
  for (let round = 0; round < ROUNDS; round += 1) {
    const heat = (1 - round / ROUNDS) * ideal * 0.4 + 0.5;
    for (const node of nodes) {
      // A pull to the middle, else parts without a link would drift away for ever.
      node.dx = -node.x * 0.6;
      node.dy = (-node.y * 0.6 * WIDE) / high;
    }
    for (const one of nodes) {
      for (const other of nodes) if (one !== other) push(one, other, ideal * ideal, -2);
    }
    for (const { one, other } of edges) {
      push(one, other, -1 / ideal, 1);
      push(other, one, -1 / ideal, 1);
    }
    for (const node of nodes) move(node, heat);
  }
  fit(nodes, "x", 90, WIDE - 90);
  fit(nodes, "y", 20, high - 40);
}

/** Spread the nodes over the room that there is. */
function fit(nodes, axis, from, to) {
  const values = nodes.map((node) => node[axis]);
  const least = Math.min(...values);
  const wide = Math.max(...values) - least || 1;
  for (const node of nodes) node[axis] = from + ((node[axis] - least) / wide) * (to - from);
}

/** Change the course of `one` by a force along the line from `other`, times distance^power. */
function push(one, other, strength, power) {
  const dx = one.x - other.x || 0.1;
  const dy = one.y - other.y || 0.1;
  const distance = Math.max(1, Math.hypot(dx, dy));
  const force = strength * distance ** power;
  one.dx += dx * force;
  one.dy += dy * force;
}

function move(node, heat) {
  const length = Math.hypot(node.dx, node.dy) || 1;
  const far = Math.min(length, heat);
  node.x += (node.dx / length) * far;
  node.y += (node.dy / length) * far;
}

function draw({ edges, left, nodes }, links) {
  const high = Math.min(1300, 360 + nodes.length * 9);
  place(nodes, edges, high);
  const labelled = edges.length <= LABELLED;
  const lines = edges.map(({ label, one, other }) =>
    svg("g", {},
      svg("title", {}, `${one.label} — ${label} — ${other.label}`),
      svg("line", { class: "edge", x1: one.x, x2: other.x, y1: one.y, y2: other.y }),
      labelled && label
        ? svg("text", { class: "note", "text-anchor": "middle", x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 - 3 }, cut(label, 24))
        : null),
  );
  const points = nodes.map((node) =>
    linked(node.iri, links, node.label,
      svg("circle", { class: node.iri ? "series-1" : "series-2", cx: node.x, cy: node.y, r: 7 }),
      svg("text", { "text-anchor": "middle", x: node.x, y: node.y + 20 }, cut(node.label, 22))),
  );
  const notes = left ? t("ui-sparql-left", { count: left }) : "";
  const foot = svg("text", { class: "note", x: 10, y: high - 4 }, notes);
  return picture(`0 0 ${WIDE} ${high}`, t("ui-sparql-network"), ...lines, ...points, foot);
}
