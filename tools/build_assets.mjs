// Builds build/static from our Sass and scripts and from the packages in package.json.
// Everything goes to a new folder first and is swapped in whole, so that a server never reads half a build.
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const modules = join(root, "node_modules");
const assets = join(root, "src/coopcouncil/foundation/assets");
const target = join(root, "build/static");
const fresh = join(root, `build/static.${process.pid}`);

function put(path, text) {
  const place = join(fresh, path);
  mkdirSync(dirname(place), { recursive: true });
  // A source map that is not served breaks the hashed file names of Django's static files.
  writeFileSync(place, text.replace(/^\/\/# sourceMappingURL=.*$/gm, "").replace(/\/\*# sourceMappingURL=.*?\*\//g, ""));
}

function copyText(from, to) {
  put(to, readFileSync(join(modules, from), "utf8"));
}

try {
  const { css } = sass.compile(join(assets, "scss/site.scss"), {
    loadPaths: [modules],
    style: "compressed",
    quietDeps: true,
  });
  put("css/site.css", css);
  cpSync(join(assets, "js"), join(fresh, "js"), { recursive: true });
  cpSync(join(assets, "images"), join(fresh, "images"), { recursive: true });
  copyText("govuk-frontend/dist/govuk/govuk-frontend.min.js", "vendor/govuk-frontend.js");
  copyText("htmx.org/dist/htmx.min.js", "vendor/htmx.js");
  copyText("leaflet/dist/leaflet.js", "vendor/leaflet/leaflet.js");
  copyText("leaflet/dist/leaflet.css", "vendor/leaflet/leaflet.css");
  cpSync(join(modules, "leaflet/dist/images"), join(fresh, "vendor/leaflet/images"), { recursive: true });
  mkdirSync(join(fresh, "fonts"), { recursive: true });
  // The documents we print (PDF) are set in DejaVu Sans, which knows the letters of most of Europe's names and more.
  for (const face of ["DejaVuSans", "DejaVuSans-Bold"]) {
    cpSync(join(modules, `dejavu-fonts-ttf/ttf/${face}.ttf`), join(fresh, `fonts/${face}.ttf`));
  }
  rmSync(target, { recursive: true, force: true });
  renameSync(fresh, target);
} finally {
  rmSync(fresh, { recursive: true, force: true });
}
