import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, it } from "node:test";
import { recallMeter } from "../../src/program/meter-memory.ts";
import { openStore } from "../../src/program/state-store.ts";
import { createSimulatedMeter, testAuthenticationKey, testKey } from "../../src/tools/simulate/simulate.ts";
import { createTestDecoder } from "../support/feed.ts";

const keys = { key: testKey, authenticationKey: testAuthenticationKey };

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A data folder in which a meter that sends ciphered telegrams was remembered. */
function remembered(): string {
  const folder = mkdtempSync(join(tmpdir(), "memory-"));
  folders.push(folder);
  const decoder = createTestDecoder();
  const meter = createSimulatedMeter({ meter: "burgenland-e450", startMs: Date.UTC(2026, 5, 1) });
  for (let index = 0; index < 5; index++) decoder.push(meter.next().octets);
  recall(folder).save({ settings: undefined, worked: true, decoder: decoder.state() }, "awaiting");
  return folder;
}

const recall = (folder: string, given: typeof keys | Record<string, never> = keys): ReturnType<typeof recallMeter> =>
  recallMeter(openStore({ folder, name: "meter-1", onFault: (fault) => assert.equal(fault, undefined) }), given);

it("keeps what is known of ciphered telegrams from start to start", () => {
  const decoder = recall(remembered()).decoder;
  assert.equal(decoder?.opened, true);
  assert.ok((decoder?.ids?.length ?? 0) > 0);
  assert.equal(decoder?.lives?.[0]?.sender.slice(0, 6), "4C475A");
  assert.equal(decoder?.lives?.[0]?.now.counter, 0x1003);
  assert.equal(decoder?.lives?.[0]?.latest?.counter, 0x1004);
});

it("loads the state of an older program, which knew nothing of it", () => {
  const folder = remembered();
  const path = join(folder, "meter-1.json");
  const state = JSON.parse(readFileSync(path, "utf8"));
  const { opened: _opened, ids: _ids, lives: _lives, ...decoder } = state.decoder;
  writeFileSync(path, JSON.stringify({ ...state, decoder }));
  const loaded = recall(folder).decoder;
  assert.equal(loaded?.last?.counter, 0x1004);
  assert.equal(loaded?.opened, undefined);
});

it("frees the ids when the key is taken out of the options, and only then", () => {
  const folder = remembered();
  const other = { key: testAuthenticationKey, authenticationKey: testKey };
  assert.equal(recall(folder, other).decoder?.opened, true);
  const { opened, ids, lives } = recall(folder, {}).decoder ?? {};
  assert.deepEqual([opened, ids, lives], [false, [], []]);
});
