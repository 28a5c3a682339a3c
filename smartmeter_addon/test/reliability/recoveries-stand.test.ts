import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { it } from "node:test";
import { parse } from "yaml";

// script/recoveries takes each of these out and demands that a test fails, which takes too long for every day. A row that
// names what no longer stands in the code proves nothing and is found here.

it("every recovery that can be taken out stands in the code once, and its test is there", () => {
  const rows: { fault: string; file: string; take: string; test: string }[] = parse(
    readFileSync("test/reliability/recoveries.yaml", "utf8"),
  );
  const stale = rows.filter(
    ({ file, take, test }) =>
      readFileSync(`src/${file}.ts`, "utf8").split(take).length !== 2 || !existsSync(`test/${test}.test.ts`),
  );
  assert.deepEqual(
    stale.map(({ fault }) => fault),
    [],
  );
});
