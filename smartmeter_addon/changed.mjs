// Names the tests that a change can break: those that reach a changed file by imports, nearest first. `script/test
// --changed` runs them. Tests that start other programs (the bundle, a broker, a browser), and those that say of
// themselves that they are long, are only named, unless they were changed themselves.
//   node changed.mjs [REV]    changed since REV; without it since the last commit
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { metersPlugin } from "./meters.mjs";

const root = dirname(fileURLToPath(import.meta.url));
const revision = process.argv[2] ?? "HEAD";
const git = (...args) =>
  execFileSync("git", args, { cwd: root, encoding: "utf8" })
    .split("\n")
    .filter((line) => line !== "");
const changed = new Set([
  ...git("diff", "--name-only", "--relative", revision),
  ...git("ls-files", "--others", "--exclude-standard"),
]);

const tests = readdirSync(join(root, "test"), { recursive: true })
  .filter((name) => name.endsWith(".test.ts") && !/^(container|home-assistant|sunspec-clients)\//.test(name))
  .map((name) => join("test", name));
/** The page is bundled by itself; here it stands for its files. */
const page = {
  name: "page",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^page:all$/ }, () => ({ path: "all", namespace: "page" }));
    onLoad({ filter: /.*/, namespace: "page" }, () => ({ contents: "[]", loader: "json" }));
  },
};
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: tests,
  outdir: ".build/changed",
  bundle: true,
  write: false,
  metafile: true,
  packages: "external",
  platform: "node",
  format: "esm",
  logLevel: "error",
  plugins: [metersPlugin(root), page],
});

/** By file: what imports it, and whether it can start a program. */
const importers = new Map();
const starters = new Set();
for (const [path, { imports }] of Object.entries(metafile.inputs))
  for (const { path: imported, external } of imports) {
    if (external && /^(node:)?child_process$/.test(imported)) starters.add(path);
    importers.set(imported, [...(importers.get(imported) ?? []), path]);
  }

/** Files and those that import them, whichever way, with the number of steps there. */
function reach(from, next) {
  const steps = new Map([...from].map((path) => [path, 0]));
  for (const path of steps.keys())
    for (const other of next(path)) if (!steps.has(other)) steps.set(other, steps.get(path) + 1);
  return steps;
}

const virtual = (path) => [
  ...(path.startsWith("meters/") || path.startsWith("src/meters/") ? ["all", "lines", "operators"] : []).map(
    (name) => `meters:${name}`,
  ),
  ...(path.startsWith("src/web/page/") ? ["page:all"] : []),
];
const by = (path) => importers.get(path) ?? [];
const reached = reach(
  [...changed].flatMap((path) => [path, ...virtual(path)]),
  by,
);
const starting = reach(starters, by);
const all = tests.filter((path) => reached.has(path)).sort((a, b) => reached.get(a) - reached.get(b));
const isLong = (path) => /^\/\/ Long:/m.test(readFileSync(join(root, path), "utf8"));
const chosen = all.filter((path) => changed.has(path) || !(starting.has(path) || isLong(path)));
const left = all.filter((path) => !chosen.includes(path)).map((path) => path.replace(/^test\/|\.test\.ts$/g, ""));
process.stderr.write(
  `${changed.size} files changed since ${revision}: ${chosen.length} tests reach them` +
    `${left.length > 0 ? `; left to the whole run: ${left.join(" ")}` : ""}\n`,
);
for (const path of chosen) console.log(path.replace(/^test\//, "").replace(/ts$/, "mjs"));
