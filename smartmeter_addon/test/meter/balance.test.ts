import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { factorTrait } from "../../src/meter/balance.ts";
import type { Reading } from "../../src/meter/reading.ts";
import { shapeOf } from "../../src/meter/snapshot.ts";
import { counters, judge, run, type Said, telegram, value } from "./judged.ts";

function traitOf(power: number, powerFactor: number, changed: Partial<Reading> = {}): number | undefined {
  const [reading, circumstances] = telegram({ power, voltage: 231, current: 14.07 });
  const values = [...reading.values, value(13, 7, powerFactor, 0.001)];
  return factorTrait({ ...reading, values, ...changed }, shapeOf(values, circumstances));
}

describe("what goes together electrically", () => {
  it("asks of one phase that P is U·I·power factor, within two percent and the steps of the values", () => {
    for (const power of [3200, 3246, 3290]) assert.equal(traitOf(power, 0.999), undefined, `${power} W`);
    for (const power of [2000, 3160, 3330]) assert.notEqual(traitOf(power, 0.999), undefined, `${power} W`);
    assert.notEqual(traitOf(3246, 0.97), undefined);
    assert.equal(traitOf(0, 0), undefined);
  });

  it("asks nothing where 16 bits or a tag stand", () => {
    assert.equal(traitOf(3000, 0.999, { framing: "hdlc" }), undefined);
    assert.equal(traitOf(3000, 0.999, { authenticated: true }), undefined);
  });

  it("is learnt: a meter that does not measure all at once loses two telegrams in its life", () => {
    const late: Said = { power: 1050 };
    const often = [0, 4, 8, 12].flatMap((from) => [...run(from, 3), ...run(from + 3, 1, late)]);
    const [published] = judge([...often, ...run(16, 1)]);
    assert.deepEqual(published, [...counters(0, 3), ...counters(4, 3), ...counters(8, 9)]);
  });

  it("does not mind a load that is switched, nor a voltage that drifts", () => {
    const loads: Said[] = [
      { power: 3450, current: 15.2, voltage: 227.5 },
      { power: 3452, current: 15.2, voltage: 227.6 },
      { power: 150, current: 0.9, voltage: 231 },
      { power: 150, current: 0.9, voltage: 233 },
    ];
    const [published, notes] = judge([...run(0, 3), ...loads.map((said, at) => ({ ...run(3 + at, 1)[0], ...said }))]);
    assert.deepEqual([published, notes], [counters(0, 7), []]);
  });
});
