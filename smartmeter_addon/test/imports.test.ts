import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";

/** What the linter says of a file that does nothing but import. */
function refuses(file: string, specifier: string): boolean {
  const { status, stdout, stderr } = spawnSync("node_modules/.bin/biome", ["lint", `--stdin-file-path=${file}`], {
    input: `import * as planted from "${specifier}";\nexport const kept = planted;\n`,
    encoding: "utf8",
  });
  return status !== 0 || /noRestrictedImports/.test(stdout + stderr);
}

describe("the table of imports", () => {
  const forbidden = [
    ["src/fault.ts", "./octets.ts"],
    ["src/link/planted.ts", "../dlms/axdr.ts"],
    ["src/link/planted.ts", "node:fs"],
    ["src/dlms/planted.ts", "../cosem/obis.ts"],
    ["src/cosem/planted.ts", "../dlms/security.ts"],
    ["src/records/planted.ts", "../meter/reading.ts"],
    ["src/meter/planted.ts", "node:fs"],
    ["src/meter/planted.ts", "../sink/sink.ts"],
    ["src/meter/planted.ts", "yaml"],
    ["src/source/planted.ts", "../meter/reading.ts"],
    ["src/sink/planted.ts", "../link/link.ts"],
    ["src/web/planted.ts", "../dlms/axdr.ts"],
    ["src/tools/planted.ts", "../web/view.ts"],
  ] as const;
  for (const [file, specifier] of forbidden)
    it(`keeps ${specifier} out of ${file}`, () => assert.ok(refuses(file, specifier)));

  const allowed = [
    ["src/link/planted.ts", "../octets.ts"],
    ["src/cosem/planted.ts", "../dlms/axdr.ts"],
    ["src/meter/definition.ts", "yaml"],
    ["src/sink/planted.ts", "../meter/quantity.ts"],
  ] as const;
  for (const [file, specifier] of allowed)
    it(`lets ${specifier} into ${file}`, () => assert.ok(!refuses(file, specifier)));
});
