import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { stream } from "../fuzz/streams.ts";
import { householdsOf, play } from "./household.ts";
import { untagged } from "./telegrams.ts";

/** A short look at what `script/fuzz --households` plays for a day each: every household at every third meter. */
describe("households nobody tuned to, on a clean line", () => {
  for (const [at, meter] of untagged.entries())
    it(`lose no telegram of ${meter.id}`, () => {
      for (const [index, household] of householdsOf(meter, 3, 0).entries()) {
        if (index % 3 !== at % 3) continue;
        const { lost, late, held } = play(household, 240);
        const { grid, load, measuring } = household;
        assert.deepEqual([lost, late, [...held]], [0, 1, []], `${grid}, ${load}, ${measuring}`);
      }
    });
});

describe("a long stream of which every third telegram is damaged behind the sum", () => {
  const meter = untagged.find(({ id }) => id === "noe-kaifa-ma309");
  assert.ok(meter !== undefined);
  const household = {
    meter,
    grid: "strong town grid",
    load: "an ordinary house",
    measuring: "all at one moment",
    seed: 1,
  };
  it("lets hardly a wrong value through, and most clean ones", () => {
    const { damaged, wrong, lost, clean } = stream({
      ...{ household, telegrams: 3600, every: 3, damage: "two bits, same sum", seed: 11 },
    });
    // In the long run 6 in 10,000.
    assert.ok(damaged > 1000 && wrong <= 4, `${wrong} wrong of ${damaged}`);
    assert.ok(lost <= clean / 100, `${lost} of ${clean} clean ones left out`);
  });
});
