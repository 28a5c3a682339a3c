import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { parse } from "yaml";

interface Recovery {
  readonly fault: string;
  readonly file: string;
  readonly take: string;
  readonly put: string;
  readonly test: string;
  readonly name: string;
}

const recoveries: readonly Recovery[] = parse(readFileSync("test/reliability/recoveries.yaml", "utf8"));

/** `script/recoveries` takes twenty minutes or more; this keeps its list true to the code. */
describe("the list of recoveries", () => {
  for (const { fault, file, take, put, test, name } of recoveries)
    it(`names a place in the program and a test for: ${fault}`, () => {
      assert.equal(readFileSync(`src/${file}.ts`, "utf8").split(take).length, 2, `${take} in ${file}`);
      assert.notEqual(take, put);
      assert.ok(readFileSync(`test/${test}.test.ts`, "utf8").includes(name), `${name} in ${test}`);
    });
});
