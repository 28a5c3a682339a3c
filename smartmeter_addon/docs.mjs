// Writes the generated parts of the documents listed below; with --check only says whether they are up to date.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { parse } from "yaml";
import { metersPlugin } from "./meters.mjs";

const root = dirname(fileURLToPath(import.meta.url));
const { outputFiles } = await build({
  entryPoints: [join(root, "src/documents/documentation.ts")],
  bundle: true,
  format: "esm",
  platform: "neutral",
  write: false,
  logLevel: "warning",
  plugins: [metersPlugin(root)],
});
const { fillSections } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`
);

const translation = (language) => parse(readFileSync(join(root, "translations", `${language}.yaml`), "utf8"));
const translations = { en: translation("en"), de: translation("de") };
for (const name of [
  "DOCS.md",
  "meters/README.md",
  ...["faults", "options", "reliability", "sensors"].map((name) => `../docs/${name}.md`),
]) {
  const path = join(root, name);
  const before = readFileSync(path, "utf8");
  const after = fillSections(before, translations);
  if (before === after) continue;
  if (process.argv.includes("--check")) {
    process.exitCode = 1;
    process.stderr.write(`${name} is not up to date: run script/docs\n`);
  } else writeFileSync(path, after);
}
