import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { createHousehold } from "../../src/tools/simulate/household.ts";
import { createSimulatedMeter } from "../../src/tools/simulate/simulate.ts";
import { viennaTime } from "../../src/tools/simulate/simulate-clock.ts";

const startMs = Date.UTC(2026, 5, 21);
const stepMs = 5000;

describe("the simulated household", () => {
  it("counts exactly the power it shows, and never backwards", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999 }), fc.constantFrom(1 as const, 3 as const), (seed, phases) => {
        const household = createHousehold(seed, startMs, phases);
        const first = household.advance(startMs);
        let wattMs = [0, 0, 0, 0];
        for (let step = 1; step <= 500; step++) {
          const { power, energy } = household.advance(startMs + step * stepMs);
          wattMs = wattMs.map((sum, index) => sum + (power[index] as number) * stepMs);
          for (const [index, register] of energy.entries()) {
            const counted = register.total - (first.energy[index]?.total as number);
            assert.equal(counted, Math.floor((wattMs[index] as number) / 3_600_000));
            assert.equal(register.tariffs[0] + register.tariffs[1], register.total);
          }
        }
      }),
      { numRuns: 10 },
    );
  });

  it("draws no more than its voltages and currents allow", () => {
    for (const meter of ["noe-kaifa-ma309", "noe-kaifa-ma110", "burgenland-e450"]) {
      const simulated = createSimulatedMeter({ meter, startMs, intervalMs: 60_000, seed: 3 });
      for (let minute = 0; minute < 1440; minute++) {
        const { values } = simulated.next();
        const of = (name: string): number => values[`1-0:${name}.7.0`] ?? 0;
        const apparent = [0, 20, 40].reduce((sum, phase) => sum + of(`${phase + 32}`) * of(`${phase + 31}`), 0);
        assert.ok(Math.abs(of("1") - of("2")) <= apparent);
        const factor = of("13");
        assert.ok(factor >= 0 && factor <= 1);
      }
    }
  });

  it("lives: imports in the evening, exports on a summer noon, works the same from the same seed", () => {
    const of = (seed: number) => {
      const household = createHousehold(seed, startMs, 3);
      return Array.from({ length: 96 }, (_, quarter) => household.advance(startMs + quarter * 900_000));
    };
    const day = of(5);
    assert.ok((day[44]?.power[1] as number) > 1000);
    assert.ok((day[74]?.power[0] as number) > 100);
    assert.deepEqual(of(5), day);
    assert.notDeepEqual(of(6), day);
  });

  it("keeps the clock of Vienna, summer time and weeks included", () => {
    const at = (text: string) => {
      const { hour, minute, weekday, week, daylightSaving, offsetMinutes } = viennaTime(Date.parse(text));
      return { hour, minute, weekday, week, daylightSaving, offsetMinutes };
    };
    const winter = { daylightSaving: false, offsetMinutes: 60 };
    const summer = { daylightSaving: true, offsetMinutes: 120 };
    assert.deepEqual(at("2026-03-29T00:59:59Z"), { hour: 1, minute: 59, weekday: 7, week: 13, ...winter });
    assert.deepEqual(at("2026-03-29T01:00:00Z"), { hour: 3, minute: 0, weekday: 7, week: 13, ...summer });
    assert.deepEqual(at("2026-10-25T00:30:00Z"), { hour: 2, minute: 30, weekday: 7, week: 43, ...summer });
    assert.deepEqual(at("2026-10-25T01:30:00Z"), { hour: 2, minute: 30, weekday: 7, week: 43, ...winter });
    assert.deepEqual(at("2027-01-01T11:00:00Z"), { hour: 12, minute: 0, weekday: 5, week: 53, ...winter });
  });
});
