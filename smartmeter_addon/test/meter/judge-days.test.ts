import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createMeterDecoder } from "../../src/meter/decoder.ts";
import { loadDefinitions } from "../../src/meter/definitions.ts";
import { createSimulatedMeter, simulatedMeterIds, testAuthenticationKey, testKey } from "../../src/tools/simulate.ts";

const definitions = loadDefinitions();
const keys = { key: testKey, authenticationKey: testAuthenticationKey };
const telegrams = 5000;

describe("a clean line", () => {
  for (const meter of simulatedMeterIds)
    it(`loses none of ${telegrams} telegrams of ${meter}`, () => {
      const simulator = createSimulatedMeter({ meter, startMs: Date.UTC(2026, 5, 1, 8) });
      const decoder = createMeterDecoder({ keys, definitions });
      let readings = 0;
      for (let count = 0; count < telegrams; count++)
        for (const { kind } of decoder.push(simulator.next().octets)) if (kind === "reading") readings++;
      assert.equal(readings, telegrams);
    });
});
