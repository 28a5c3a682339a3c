import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { describe, it } from "node:test";

/** Whether the linter refuses the import in a file planted in the folder for a moment. */
function refuses(folder: string, name: string, specifier: string): boolean {
  const planted = `${folder}/${name}`;
  writeFileSync(planted, `import * as planted from "${specifier}";\nexport const kept = planted;\n`);
  try {
    const { stdout, stderr } = spawnSync("node_modules/.bin/biome", ["lint", planted], { encoding: "utf8" });
    return /noRestrictedImports/.test(stdout + stderr);
  } finally {
    rmSync(planted);
  }
}

describe("the table of imports", () => {
  const forbidden = [
    ["src/faults", "../octets.ts"],
    ["src/faults", "node:fs"],
    ["src/schema", "../options/options.ts"],
    ["src/link", "../dlms/axdr.ts"],
    ["src/link", "node:fs"],
    ["src/dlms", "../cosem/obis.ts"],
    ["src/cosem", "../dlms/security.ts"],
    ["src/cosem", "../telegram/reading.ts"],
    ["src/telegram", "node:fs"],
    ["src/telegram", "../sink/sink.ts"],
    ["src/telegram", "yaml"],
    ["src/source", "../telegram/reading.ts"],
    ["src/sink", "../link/link.ts"],
    ["src/web", "../dlms/axdr.ts"],
    ["src/tools", "../web/view.ts"],
  ] as const;
  for (const [folder, specifier] of forbidden)
    it(`keeps ${specifier} out of ${folder}`, () => assert.ok(refuses(folder, "planted.ts", specifier)));

  const allowed = [
    ["src/link", "../octets.ts"],
    ["src/cosem", "../dlms/axdr.ts"],
    ["src/sink", "../telegram/quantity.ts"],
  ] as const;
  for (const [folder, specifier] of allowed)
    it(`lets ${specifier} into ${folder}`, () => assert.ok(!refuses(folder, "planted.ts", specifier)));
});
