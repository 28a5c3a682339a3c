import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatMeterTime } from "../../src/cosem/date-time.ts";
import { concatOctets } from "../../src/octets.ts";
import { createSimulatedMeter, simulatedMeterIds } from "../../src/tools/simulate/simulate.ts";
import { collectEvents, createTestDecoder, numbersOf, randomCuts, readingsOf } from "../support/feed.ts";

/** Half a day before the clocks go back, so that a day of telegrams passes the change. */
const startMs = Date.UTC(2026, 9, 24, 13, 0, 0);
const dayMs = 86_400_000;

describe("simulated meters", () => {
  for (const meter of simulatedMeterIds)
    it(`${meter}: a day decodes to exactly what was announced`, () => {
      const simulated = createSimulatedMeter({ meter, startMs, intervalMs: 300_000, seed: 7 });
      const telegrams = Array.from({ length: dayMs / 300_000 }, () => simulated.next());
      const stream = concatOctets(telegrams.map((telegram) => telegram.octets));
      const events = collectEvents(createTestDecoder(), randomCuts(stream, 1, 400));
      const readings = readingsOf(events);
      assert.deepEqual(
        readings.map((reading) => ({
          values: numbersOf(reading),
          meterTime: reading.meterTime && formatMeterTime(reading.meterTime),
        })),
        telegrams.map(({ values, meterTime }) => ({ values: { ...values }, meterTime })),
      );
      const { layout, framing, systemTitle, tagged } = simulated.describe();
      for (const reading of readings) {
        assert.equal(reading.systemTitle, systemTitle);
        assert.equal(reading.framing, framing);
        assert.equal(reading.authenticated, tagged);
        assert.equal(reading.layout, layout);
      }
    });
});
