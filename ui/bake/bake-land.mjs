// Bakes what maps are drawn with, from Natural Earth (public domain) as packed by world-atlas (ISC):
//   src/servanda/assets/land.svgpath   the land in the Natural Earth projection, one ring a line
//   src/servanda/assets/countries.tsv  a point within each country, by ISO 3166-1 alpha-2
//   tests/projection.tsv               what d3-geo projects some points to, for a test
// The land has no borders: a map that draws none takes no side. Whole numbers, 2000 to the radian.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { geoArea, geoBounds, geoCentroid, geoContains, geoNaturalEarth1, geoPath } from "d3-geo";
import { alpha2 } from "./codes.mjs";
import { feature } from "topojson-client";
import { filter, filterWeight, presimplify, simplify } from "topojson-simplify";

const SCALE = 2000; // units to the radian
const LEAST_TRIANGLE = 2.2e-6; // steradians; finer bends are left out
const LEAST_ISLAND = 4e-6; // steradians; smaller islands are left out
const SOUTH_END = -60; // Antarctica has no party
const root = new URL("../../", import.meta.url);
const require = createRequire(import.meta.url);
const atlas = (name) => JSON.parse(readFileSync(require.resolve(`world-atlas/${name}.json`)));
const projection = geoNaturalEarth1().scale(SCALE).translate([0, 0]).precision(0.5);

function rings(path) {
  return path
    .split("M")
    .filter(Boolean)
    .map((ring) => ring.replace("Z", "").split("L").map((at) => at.split(",").map(Number)));
}

function line(points) {
  let [x, y] = points[0].map(Math.round);
  let text = `M${x} ${y}l`;
  const start = text.length;
  for (const point of points.slice(1)) {
    const [toX, toY] = point.map(Math.round);
    if (toX === x && toY === y) continue;
    const [dx, dy] = [String(toX - x), String(toY - y)];
    const gap = text.length > start && !dx.startsWith("-") ? " " : "";
    text += gap + dx + (dy.startsWith("-") ? "" : " ") + dy;
    [x, y] = [toX, toY];
  }
  return `${text}z`;
}

function land() {
  const simple = simplify(presimplify(atlas("land-50m"), sphericalTriangle), LEAST_TRIANGLE);
  const shapes = feature(filter(simple, filterWeight(simple, LEAST_ISLAND, sphericalRing)), "land");
  const polygons = shapes.features
    .flatMap((each) => each.geometry.coordinates)
    .map((coordinates) => ({ type: "Polygon", coordinates }))
    .filter((each) => geoBounds(each)[0][1] > SOUTH_END || geoCentroid(each)[1] > SOUTH_END);
  return polygons
    .flatMap((each) => rings(geoPath(projection)(each) ?? ""))
    .map(line)
    .filter((text) => text.split(/[ -]/).length > 6);
}

function sphericalTriangle([a, b, c]) {
  const area = geoArea({ type: "Polygon", coordinates: [[a, b, c, a]] });
  return Math.min(area, 4 * Math.PI - area);
}

function sphericalRing(ring) {
  const area = geoArea({ type: "Polygon", coordinates: [ring] });
  return Math.min(area, 4 * Math.PI - area);
}

// The point stands in the largest part of a country: a mean of all parts often lies in the sea.
function labelPoint(shape) {
  const parts = shape.geometry.type === "Polygon" ? [shape.geometry.coordinates] : shape.geometry.coordinates;
  const polygons = parts.map((coordinates) => ({ type: "Polygon", coordinates }));
  const largest = polygons.reduce((best, each) => (geoArea(each) > geoArea(best) ? each : best));
  const middle = geoCentroid(largest);
  return geoContains(largest, middle) ? middle : innermost(largest, middle);
}

// For a country that is bent like a moon: the corner of a grid within it that is nearest to the middle.
function innermost(polygon, [lon, lat]) {
  const [[west, south], [east, north]] = geoBounds(polygon);
  let best = [lon, lat];
  let nearest = Infinity;
  for (let i = 1; i < 40; i += 1) {
    for (let j = 1; j < 40; j += 1) {
      const at = [west + ((east - west) * i) / 40, south + ((north - south) * j) / 40];
      const far = (at[0] - lon) ** 2 + (at[1] - lat) ** 2;
      if (far < nearest && geoContains(polygon, at)) [best, nearest] = [at, far];
    }
  }
  return best;
}

function countries() {
  const world = atlas("countries-50m");
  const rows = feature(world, world.objects.countries).features.flatMap((shape) => {
    const code = alpha2(shape.id, shape.properties.name);
    const [lon, lat] = labelPoint(shape);
    return code ? [`${code}\t${lon.toFixed(1)}\t${lat.toFixed(1)}`] : [];
  });
  return ["code\tlon\tlat", ...[...new Set(rows)].sort()];
}

function projected() {
  const plain = geoNaturalEarth1().scale(1).translate([0, 0]);
  const rows = [];
  for (const lon of [-180, -122.4, -60, -0.1, 0, 2.35, 45, 104.1, 139.7, 179.9]) {
    for (const lat of [-90, -56.3, -23.5, 0, 12.6, 30.7, 48.85, 66.5, 83, 90]) {
      rows.push(`${lon}\t${lat}\t${plain([lon, lat]).map((each) => each.toFixed(12)).join("\t")}`);
    }
  }
  return ["lon\tlat\tx\ty", ...rows];
}

const write = (path, lines) => writeFileSync(new URL(path, root), `${lines.join("\n")}\n`);
write("src/servanda/assets/land.svgpath", land());
write("src/servanda/assets/countries.tsv", countries());
write("tests/projection.tsv", projected());
