import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Log } from "../../src/log.ts";
import { ownDefinitions } from "../../src/program/own-definitions.ts";

test("a definition that is wrong or cannot be read is named, and the others count", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "meters-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const said: string[] = [];
  const note = (text: string): void => void said.push(text);
  const log: Log = { error: note, warning: note, info: note, debug: note };
  assert.deepEqual(await ownDefinitions(undefined, log), []);
  assert.deepEqual(await ownDefinitions(join(folder, "none"), log), []);
  assert.deepEqual(said, []);

  mkdirSync(join(folder, "a-folder.yaml"));
  writeFileSync(join(folder, "b-wrong.yaml"), "name: [\n");
  writeFileSync(join(folder, "c-good.yaml"), readFileSync("meters/wien.yaml"));
  assert.equal((await ownDefinitions(folder, log)).length, 1);
  assert.equal(said.length, 2);
  assert.match(said[0] ?? "", /a-folder\.yaml: /);
  assert.match(said[1] ?? "", /b-wrong\.yaml: /);

  await ownDefinitions(join(folder, "c-good.yaml"), log);
  assert.match(said[2] ?? "", /c-good\.yaml: /);
});
