import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, describe, it } from "node:test";
import { pathToFileURL } from "node:url";

interface Borders {
  findProblems(folder?: string): string[];
  table(): string;
}

const { findProblems, table } = (await import(pathToFileURL(resolve("borders.mjs")).href)) as Borders;
const copy = mkdtempSync(join(tmpdir(), "borders-"));
cpSync("src", copy, { recursive: true });
after(() => rmSync(copy, { recursive: true }));

/** What the linter says of a copy of the sources with one more file in it. */
function withFile(name: string, text: string): string[] {
  writeFileSync(join(copy, name), text);
  try {
    return findProblems(copy);
  } finally {
    rmSync(join(copy, name));
  }
}

describe("the table of imports", () => {
  it("is kept: nothing reaches up, no file is part of a circle, types counted", () => {
    assert.deepEqual(findProblems(), []);
  });

  it("stands in the documentation as it is checked", () => {
    assert.ok(readFileSync("../docs/architecture.md", "utf8").includes(table()), "node borders.mjs --table");
  });

  const forbidden = [
    ["faults", "../octets.ts"],
    ["faults", "node:fs"],
    ["schema", "../options/options.ts"],
    ["link", "../dlms/axdr.ts"],
    ["link", "node:fs"],
    ["dlms", "../cosem/obis.ts"],
    ["cosem", "../telegram/reading.ts"],
    ["telegram", "node:fs"],
    ["telegram", "../sink/sink.ts"],
    ["judge", "yaml"],
    ["source", "../telegram/reading.ts"],
    ["derive", "../options/options.ts"],
    ["status", "../sink/sink.ts"],
    ["sink", "../link/link.ts"],
    ["sink/file", "../webhook/webhook.ts"],
    ["web", "../dlms/axdr.ts"],
    ["tools", "../web/view.ts"],
  ] as const;
  for (const [folder, specifier] of forbidden)
    for (const [kind, text] of [
      ["values", `import * as planted from "${specifier}";\nexport const kept = planted;\n`],
      ["types", `import type { planted } from "${specifier}";\nexport type Kept = planted;\n`],
      ["a module at run time", `export const kept = () => import("${specifier}");\n`],
    ] as const)
      it(`keeps ${specifier} out of ${folder}: ${kind}`, () => {
        assert.equal(withFile(`${folder}/planted.ts`, text).length, 1);
      });

  it("has no exception by silence: a new file in src needs a row", () => {
    assert.match(withFile("newcomer.ts", "export const here = 1;\n").join(), /newcomer has no row/);
  });

  it("finds a circle of types", () => {
    writeFileSync(join(copy, "judge/one.ts"), 'import type { Two } from "./two.ts";\nexport type One = Two;\n');
    const problems = withFile("judge/two.ts", 'import type { One } from "./one.ts";\nexport type Two = One;\n');
    rmSync(join(copy, "judge/one.ts"));
    assert.deepEqual(problems, ["a circle: judge/one.ts, judge/two.ts"]);
  });
});
