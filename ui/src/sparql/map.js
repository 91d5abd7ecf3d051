// Places on the world: coordinates, points in WKT, or countries by their code.
import { svg } from "../shared/dom.js";
import { t } from "../shared/words.js";
import { shortText } from "./answer.js";
import { cut, linked, picture, viewOf } from "./plugin.js";

const LAT = /^(lat|latitude)$/i;
const LON = /^(lon|long|lng|longitude)$/i;
const POINT = /^\s*(?:<[^>]*>\s*)?POINT\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)\s*\)\s*$/i;
const PLACES = 2000;
const NAMED = 6;

/** The plugin class; `countries` maps IRIs to country codes. */
export const mapOf = (links, countries = {}) =>
  viewOf({
    draw: (read) => draw(read, links),
    icon: "M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M3 12H21M12 3C7 8 7 16 12 21M12 3C17 8 17 16 12 21",
    label: "ui-sparql-map",
    priority: 4,
    read: (answer) => read(answer, links, new Map(Object.entries(countries))),
    reason: "ui-sparql-map-needs",
  });

/** The Natural Earth projection (Šavrič and others, 2011): radians on the equator, y goes down. */
export function project(lon, lat) {
  const rise = (lat * Math.PI) / 180;
  const two = rise * rise;
  const four = two * two;
  const across = 0.8707 - 0.131979 * two + four * (-0.013791 + four * (0.003971 * two - 0.001529 * four));
  const up = 1.007226 + two * (0.015085 + four * (-0.044475 + 0.028874 * two - 0.005916 * four));
  return [((lon * Math.PI) / 180) * across, -rise * up];
}

function read({ rows, vars }, links, countries) {
  const codes = new Map(Object.entries(window.servandaLand?.countries ?? {}));
  const lat = vars.find((name) => LAT.test(name));
  const lon = vars.find((name) => LON.test(name));
  const at = (term) => {
    if (!term) return null;
    const point = POINT.exec(term.value);
    if (point) return [Number(point[1]), Number(point[2])];
    const code = term.type === "uri" ? countries.get(term.value) : term.value;
    return /^[A-Z]{2}$/.test(code ?? "") ? (codes.get(code) ?? null) : null;
  };
  const names = vars.filter((name) => ![lat, lon].includes(name));
  // Beside ?party there is often ?party_name or ?partyLabel.
  const named = (name) => vars.filter((each) => each !== name && each.startsWith(name));
  const places = new Map();
  const ways = new Map();
  for (const row of rows) {
    const here = [];
    if (lat && lon && row[lat] && row[lon]) {
      const told = names.slice(0, 4).map((name) => row[name]);
      here.push(mark(places, [Number(row[lon].value), Number(row[lat].value)], told, links));
    }
    for (const name of vars) {
      const found = at(row[name]);
      if (!found) continue;
      const isPoint = POINT.test(row[name].value);
      const label = named(name).find((each) => row[each]);
      const told = isPoint ? names.filter((each) => each !== name).slice(0, 4) : [label ?? name];
      here.push(mark(places, found, told.map((each) => row[each]), links));
      if (label && row[name].type === "uri") here.at(-1)?.iris.add(row[name].value);
    }
    const [one, ...others] = new Set(here.filter(Boolean));
    for (const other of others) ways.set(`${one.key} ${other.key}`, [one, other]);
  }
  return places.size ? { places: [...places.values()].slice(0, PLACES), ways: [...ways.values()] } : null;
}

/** The mark of a place: what is there is told by the term that led to it, else by the row. */
function mark(places, [lon, lat], told, links) {
  if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) return null;
  const key = `${lon},${lat}`;
  if (!places.has(key)) {
    places.set(key, { at: project(lon, lat), count: 0, iris: new Set(), key, names: new Set() });
  }
  const place = places.get(key);
  place.count += 1;
  place.names.add(told.map((term) => shortText(term, links)).filter(Boolean).join(" · "));
  for (const term of told) if (term?.type === "uri") place.iris.add(term.value);
  return place;
}

function nameOf({ count, names }) {
  const all = [...names];
  const some = all.slice(0, NAMED).map((name) => cut(name, 80)).join("; ");
  const more = all.length > NAMED ? "; …" : "";
  return count > 1 ? `${some}${more} (${t("ui-sparql-here", { count })})` : some;
}

function draw({ places, ways }, links) {
  const land = window.servandaLand;
  const scale = 160;
  const ground = land?.path
    ? svg("path", { class: "land", d: land.path, transform: `scale(${scale / (land.units ?? 2000)})` })
    : null;
  const lines = ways.map(([one, other]) =>
    svg("path", { class: "way", d: `M${pixel(one)}Q${bend(one, other)} ${pixel(other)}` }),
  );
  const most = Math.max(...places.map(({ count }) => count));
  const points = places.map((place) => {
    const [cx, cy] = place.at.map((each) => each * scale);
    const r = 4 + 10 * Math.sqrt((place.count - 1) / Math.max(1, most - 1));
    const iri = place.iris.size === 1 ? [...place.iris][0] : "";
    return linked(iri, links, nameOf(place), svg("circle", { class: "place", cx, cy, r }));
  });
  const box = [-2.74 * scale, -1.43 * scale, 5.48 * scale, 2.86 * scale].join(" ");
  return picture(box, t("ui-sparql-map"), svg("path", { class: "grid", d: grid(scale) }), ground, ...lines, ...points);

  function pixel({ at }) {
    return at.map((each) => (each * scale).toFixed(1)).join(" ");
  }

  function bend(one, other) {
    const x = ((one.at[0] + other.at[0]) / 2) * scale;
    const far = Math.hypot(one.at[0] - other.at[0], one.at[1] - other.at[1]) * scale;
    const y = ((one.at[1] + other.at[1]) / 2) * scale - far * 0.15;
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  }
}

/** Meridians and parallels each 30 degrees: all there is to see where the page gives no land. */
function grid(scale) {
  const line = (points) =>
    `M${points.map(([lon, lat]) => project(lon, lat).map((each) => (each * scale).toFixed(1)).join(" ")).join("L")}`;
  const steps = (from, to, by) =>
    Array.from({ length: (to - from) / by + 1 }, (_, at) => from + at * by);
  return [
    ...steps(-180, 180, 30).map((lon) => line(steps(-90, 90, 5).map((lat) => [lon, lat]))),
    ...steps(-90, 90, 30).map((lat) => line(steps(-180, 180, 10).map((lon) => [lon, lat]))),
  ].join("");
}
