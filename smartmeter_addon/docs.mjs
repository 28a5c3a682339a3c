// Writes the generated parts of DOCS.md; with --check only says whether they are up to date.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { parse } from "yaml";

const root = dirname(fileURLToPath(import.meta.url));
const { outputFiles } = await build({
  entryPoints: [join(root, "src/texts/documentation.ts")],
  bundle: true,
  format: "esm",
  platform: "neutral",
  write: false,
  logLevel: "warning",
});
const { fillSections } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`
);

const translation = (language) => parse(readFileSync(join(root, "translations", `${language}.yaml`), "utf8"));
const path = join(root, "DOCS.md");
const before = readFileSync(path, "utf8");
const after = fillSections(before, { en: translation("en"), de: translation("de") });
if (process.argv.includes("--check")) {
  process.exitCode = before === after ? 0 : 1;
  if (before !== after) process.stderr.write("DOCS.md is not up to date: run script/docs\n");
} else if (before !== after) {
  writeFileSync(path, after);
}
