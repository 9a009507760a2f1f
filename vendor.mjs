// Copies the browser assets that the portal uses from node_modules to static/vendor/.
// Run after `npm ci --ignore-scripts`:  node vendor.mjs
//
// - Source map comments are stripped: the hashed static storage would look for the maps.
// - data: images inside style sheets become files, so that `default-src 'self'` holds unchanged.
// - Of the icon set only the icons named in ICONS are kept, as one JSON file of inner SVG markup.
// - manifest.json lists each file with its SHA-256; tests/ui/test_vendor.py checks it.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const MODULES = new URL("node_modules/", import.meta.url).pathname;
const OUT = new URL("static/vendor/", import.meta.url).pathname;
const ICON_FILE = new URL("bapas_portal/core/ui/icons.json", import.meta.url).pathname;

const FILES = {
  "tabler/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
  "tom-select/tom-select.min.css": "tom-select/dist/css/tom-select.bootstrap5.min.css",
  "tom-select/tom-select.min.js": "tom-select/dist/js/tom-select.complete.min.js",
  "tom-select/LICENSE": "tom-select/LICENSE",
  "htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
  "htmx/LICENSE": "htmx.org/LICENSE",
  // The smaller builds (common, simple) lack radar and map.
  "echarts/echarts.min.js": "echarts/dist/echarts.min.js",
  "echarts/LICENSE": "echarts/LICENSE",
};

const ICONS = `
alert-circle alert-triangle arrow-down-right arrow-left arrow-right arrow-up-right bell brain briefcase
building building-bank building-community buildings calendar calendar-event chart-bar chart-histogram
chart-line chart-radar check checklist chevron-down chevron-left chevron-right chevron-up circle-check
circle-dashed circle-minus circle-x clipboard-check clipboard-list clipboard-plus clock coin database
dots-vertical download external-link eye eye-off file-download file-export file-spreadsheet file-text
file-type-csv file-type-pdf filter flag friends heart-handshake help-circle history home hourglass id-badge-2
inbox info-circle keyboard language list-check lock lock-open login logout mail map-2 map-pin menu-2 minus
paperclip pencil phone photo pill plus printer refresh report-analytics route scale school search settings
shield-check shield-lock star table target target-arrow trash upload user user-check user-circle user-plus
users wifi-off x
`.trim().split(/\s+/);

function writeOut(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

function withoutSourceMap(text) {
  return text.replace(/\n?\/\*# sourceMappingURL=.*?\*\//g, "").replace(/\n?\/\/# sourceMappingURL=.*$/gm, "");
}

/** Replace each data: SVG of a style sheet by a file beside it; equal images share one file. */
function withoutDataImages(css, folder) {
  const seen = new Map();
  return css.replace(/url\("data:image\/svg\+xml[^,]*,([^"]*)"\)/g, (_, body) => {
    const svg = decodeURIComponent(body.replace(/%(?![0-9a-fA-F]{2})/g, "%25")).replace(/\\"/g, '"');
    if (!seen.has(svg)) {
      seen.set(svg, `image-${seen.size + 1}.svg`);
      writeOut(join(folder, seen.get(svg)), svg);
    }
    return `url("${seen.get(svg)}")`;
  });
}

function walk(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? walk(path) : [path];
  });
}

function packageVersion(name) {
  return JSON.parse(readFileSync(join(MODULES, name, "package.json"), "utf8")).version;
}

rmSync(OUT, { recursive: true, force: true });
for (const [to, from] of Object.entries(FILES)) {
  let text = withoutSourceMap(readFileSync(join(MODULES, from), "utf8"));
  if (to.endsWith(".css")) text = withoutDataImages(text, dirname(join(OUT, to)));
  writeOut(join(OUT, to), text);
}

const icons = {};
for (const name of ICONS) {
  const svg = readFileSync(join(MODULES, "@tabler/icons/icons/outline", `${name}.svg`), "utf8");
  icons[name] = [...svg.matchAll(/<(path|circle|rect|line|polyline)\s[^>]*\/>/g)]
    .map((match) => match[0])
    .filter((tag) => !tag.includes('stroke="none"'))
    .join("");
}
writeOut(ICON_FILE, JSON.stringify(icons, null, 1) + "\n");
writeOut(join(OUT, "tabler/LICENSE-icons"), readFileSync(join(MODULES, "@tabler/icons/LICENSE"), "utf8"));

const manifest = {
  packages: Object.fromEntries(
    ["@tabler/core", "@tabler/icons", "echarts", "htmx.org", "tom-select"].map((name) => [name, packageVersion(name)]),
  ),
  files: Object.fromEntries(
    walk(OUT)
      .sort()
      .map((path) => [relative(OUT, path), createHash("sha256").update(readFileSync(path)).digest("hex")]),
  ),
};
writeOut(join(OUT, "manifest.json"), JSON.stringify(manifest, null, 1) + "\n");
console.log(`static/vendor: ${Object.keys(manifest.files).length} files; icons: ${ICONS.length}`);
