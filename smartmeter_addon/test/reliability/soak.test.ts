// Long: script/test --changed leaves it to the whole run.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createMeterDecoder } from "../../src/decoder.ts";
import { loadDefinitions } from "../../src/telegram/definitions.ts";
import { createSimulatedMeter, testKey } from "../../src/tools/simulate/simulate.ts";
import { createRandom } from "../fuzz/random.ts";
import { heap, soak } from "../fuzz/soak.ts";

const definitions = loadDefinitions();
const mebi = 1024 * 1024;

/** `script/fuzz --soak` plays a week of every meter; here a few hours of one meter for each framing. */
const spans = {
  "noe-kaifa-ma309": 12_000,
  "wien-e450": 5000,
  "kaernten-im350": 5000,
  "klagenfurt-e450": 2500,
  "steiermark-t210dr": 2500,
  "netzooe-amis": 5000,
};

describe("a meter's life with faults of every kind", () => {
  for (const [meter, telegrams] of Object.entries(spans))
    it(`${telegrams} telegrams of ${meter}`, () => {
      const { wrong, lost, jumps, log, growth, faults, readings, entries } = soak({
        meter,
        telegrams,
        seed: 5,
        definitions,
      });
      assert.deepEqual({ wrong, lost, jumps, log }, { wrong: [], lost: [], jumps: [], log: [] });
      const struck = Object.values(faults).reduce((sum, count) => sum + count, 0);
      assert.ok(readings >= telegrams - struck, `${readings} readings`);
      assert.ok(entries < 3 * struck, `${entries} log entries for ${struck} faults`);
      assert.ok(growth < 4 * mebi, `the heap grew by ${growth} octets`);
    });
});

it("100,000 telegrams of noise leave no trace in memory, and the next telegram is read", () => {
  const next = createRandom(3);
  const decoder = createMeterDecoder({ keys: { key: testKey }, definitions });
  const noise = Uint8Array.from({ length: 250_000 }, () => next(256));
  let before = 0;
  for (let round = 0; round < 100; round++) {
    for (let at = 0; at < noise.length; at += 250) decoder.push(noise.subarray(at, at + 250));
    // Never the same noise twice.
    for (let at = 0; at < noise.length; at += 1 + next(200)) noise[at] = next(256);
    if (round === 10) before = heap();
  }
  decoder.idle();
  assert.ok(heap() - before < 2 * mebi, `the heap grew by ${heap() - before} octets`);
  const meter = createSimulatedMeter({ meter: "noe-kaifa-ma309", startMs: Date.UTC(2026, 5, 1) });
  const events = [0, 1].flatMap(() => decoder.push(meter.next().octets));
  assert.equal(events.filter(({ kind }) => kind === "reading").length, 2);
});
