// Long: script/test --changed leaves it to the whole run.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createMeterDecoder } from "../../src/decoder.ts";
import { loadDefinitions } from "../../src/telegram/definitions.ts";
import {
  createSimulatedMeter,
  simulatedMeterIds,
  testAuthenticationKey,
  testKey,
} from "../../src/tools/simulate/simulate.ts";

const definitions = loadDefinitions();
const keys = { key: testKey, authenticationKey: testAuthenticationKey };
const telegrams = 5000;

/** Clean telegrams that became a reading. */
function readingsOf(meter: string, seed: number, count: number): number {
  const simulator = createSimulatedMeter({ meter, startMs: Date.UTC(2026, 5, 1, 8), seed });
  const decoder = createMeterDecoder({ keys, definitions });
  let readings = 0;
  for (let sent = 0; sent < count; sent++)
    for (const { kind } of decoder.push(simulator.next().octets)) if (kind === "reading") readings++;
  return readings;
}

describe("a clean line", () => {
  for (const meter of simulatedMeterIds)
    it(`loses none of ${telegrams} telegrams of ${meter}`, () =>
      assert.equal(readingsOf(meter, 1, telegrams), telegrams));

  // Behind an 8-bit sum households are second-guessed. In these a load goes on while the sun comes out on other phases:
  // currents move on all three, and power stands still.
  for (const seed of [2, 5, 7])
    it(`loses none of an evening's telegrams in household ${seed}`, () =>
      assert.equal(readingsOf("noe-kaifa-ma309", seed, 7600), 7600));
});
