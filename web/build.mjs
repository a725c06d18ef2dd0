// Builds dist/: hashed bundles, fonts and icon, each also compressed, and the
// index.html that names them. It fails when the first script is over budget.
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, "dist");
const budget = 150 * 1024; // bytes of the first script and what it imports at once, gzipped

for (const name of await readdir(dist)) {
  if (name !== ".keep") await rm(join(dist, name), { recursive: true });
}

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { explorer: "src/main.tsx", style: "src/style.css" },
  outdir: dist,
  entryNames: "assets/[name]-[hash]",
  chunkNames: "assets/[name]-[hash]",
  assetNames: "assets/[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "none",
  jsx: "automatic",
  jsxImportSource: "preact",
  loader: { ".woff2": "file", ".graphqls": "text" },
  define: { "process.env.NODE_ENV": '"production"' },
  metafile: true,
});

const outputs = Object.entries(metafile.outputs);
const entry = (source) => outputs.find(([, o]) => o.entryPoint === source)[0];
const script = entry("src/main.tsx");
const first = eager(script);
let weight = 0;
for (const file of first) weight += gzipSync(await readFile(join(root, file)), { level: 9 }).length;

const url = (file) => relative("dist", file);
const html = await readFile(join(root, "src/index.html"), "utf8");
await writeFile(
  join(dist, "index.html"),
  html
    .replace("{{style}}", url(entry("src/style.css")))
    .replace("{{script}}", url(script))
    .replace("{{renderer}}", url(entry("src/renderer/sigma.ts"))),
);
await mkdir(join(dist, "assets"), { recursive: true });
await writeFile(join(dist, "assets/icon.svg"), await readFile(join(root, "src/icon.svg")));
await compress(dist);

console.log(`first script: ${(weight / 1024).toFixed(1)} KiB gzip of ${budget / 1024} allowed`);
if (weight > budget) {
  console.error("The first script is over its budget: load something lazily.");
  process.exit(1);
}

/** The files that a browser fetches before the page runs. */
function eager(file, seen = new Set()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const imported of metafile.outputs[file].imports) {
    if (imported.kind === "import-statement") eager(imported.path, seen);
  }
  return seen;
}

/** Writes .br and .gz beside what gets smaller by it. */
async function compress(folder) {
  for (const item of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, item.name);
    if (item.isDirectory()) await compress(path);
    else if (/\.(js|css|html|svg)$/.test(item.name)) {
      const content = await readFile(path);
      await writeFile(`${path}.br`, brotliCompressSync(content));
      await writeFile(`${path}.gz`, gzipSync(content, { level: 9 }));
    }
  }
}
