import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { factorTrait, movementTrait } from "../../src/judge/balance.ts";
import { examine, shapeOf } from "../../src/judge/examined.ts";
import { snapshotOf } from "../../src/judge/snapshot.ts";
import type { Reading } from "../../src/telegram/reading.ts";
import { counters, judge, run, type Said, telegram, value } from "./judged.ts";

function traitOf(power: number, powerFactor: number, changed: Partial<Reading> = {}): number | undefined {
  const [reading, circumstances] = telegram({ power, voltage: 231, current: 14.07 });
  const values = [...reading.values, value(13, 7, powerFactor, 0.001)];
  return factorTrait(examine({ ...reading, values, ...changed }, shapeOf(values, circumstances), circumstances));
}

interface House {
  readonly power?: number;
  readonly currents?: readonly [number, number, number];
  readonly powerFactor?: number;
  /** The register of the energy fed in. */
  readonly exported?: number;
}

/** Three phases as a recording has them (`noe-sagemcom-t210d-old-firmware`). */
function house({ power = 515, currents = [0.85, 0.94, 1.18], powerFactor = 0.819, exported = 70 }: House = {}) {
  const [reading, circumstances] = telegram({ second: 5 });
  const values = [
    ...[value(1, 8, 627660), value(2, 8, exported), value(1, 7, Math.max(power, 0)), value(2, 7, Math.max(-power, 0))],
    ...[value(32, 7, 232.9, 0.1), value(52, 7, 236.5, 0.1), value(72, 7, 237.2, 0.1)],
    ...currents.map((current, phase) => value(31 + 20 * phase, 7, current, 0.01)),
    value(13, 7, powerFactor, 0.001),
  ];
  const examined = examine({ ...reading, values }, shapeOf(values, circumstances), circumstances);
  return { examined, before: snapshotOf(examined, undefined, undefined, undefined, []) };
}

const ownTrait = (said: House): number | undefined => factorTrait(house(said).examined);
const movement = (from: House, to: House): number | undefined => movementTrait(house(from).before, house(to).examined);

describe("what goes together electrically", () => {
  it("asks of one phase that P is U·I·power factor, within two percent and the steps of the values", () => {
    for (const power of [3200, 3246, 3290]) assert.equal(traitOf(power, 0.999), undefined, `${power} W`);
    for (const power of [2000, 3160, 3330]) assert.notEqual(traitOf(power, 0.999), undefined, `${power} W`);
    assert.notEqual(traitOf(3246, 0.97), undefined);
    assert.equal(traitOf(0, 0), undefined);
  });

  it("asks of three phases that two of them could make up for the third, if the power factor says so", () => {
    const clean: House[] = [
      {},
      { power: 182, currents: [0.3, 0.02, 0.83], powerFactor: 0.874 },
      { power: -9, currents: [0.02, 0.48, 0.83], powerFactor: 0.094 },
      { power: -4863, currents: [6.91, 6.78, 6.78], powerFactor: 0.999 },
      { power: 2380, currents: [9.9, 0.2, 0.3], powerFactor: 0.998 },
      // An inverter on one phase, a heater on another.
      { power: 100, currents: [9.9, 9.4, 0.3], powerFactor: 0.6 },
      { power: 0, currents: [0.4, 0.4, 0.4], powerFactor: 1 },
      { power: 1, currents: [0.4, 0.4, 0.4], powerFactor: 0 },
    ];
    for (const said of clean) assert.equal(ownTrait(said), undefined, JSON.stringify(said));
    assert.notEqual(ownTrait({ power: 4611, currents: [41.81, 0.94, 1.18] }), undefined);
    assert.notEqual(ownTrait({ power: 16899, currents: [0.85, 0.94, 165.02] }), undefined);
  });

  it("doubts power, or a power factor, that moves while no current does", () => {
    for (const powerFactor of [0.82, 0.811]) assert.equal(movement({}, { powerFactor }), undefined, `${powerFactor}`);
    for (const powerFactor of [0.787, 0.947]) assert.notEqual(movement({}, { powerFactor }), undefined);
    assert.equal(movement({}, { power: 523 }), undefined);
    assert.notEqual(movement({}, { power: 579 }), undefined);
    const kettle: House = { power: 2515, currents: [9.4, 0.94, 1.18], powerFactor: 0.985 };
    for (const [from, to] of [
      [{}, kettle],
      [kettle, {}],
    ] as const)
      assert.equal(movement(from, to), undefined);
  });

  it("does not mind currents that move against each other, nor one that turns round", () => {
    const fridge: House = { power: -105, currents: [0.06, 0.25, 0.53], powerFactor: 0.948 };
    assert.equal(movement(fridge, { power: -187, currents: [0.04, 0.28, 0.52], powerFactor: 0.988 }), undefined);
    const sun: House = { power: -3299, currents: [4.72, 4.52, 4.95], powerFactor: 0.998 };
    assert.equal(movement(sun, { power: -3309, currents: [4.6, 4.78, 4.84], powerFactor: 0.999 }), undefined);
  });

  it("doubts a register that rises against the power before and after", () => {
    assert.notEqual(movement({}, { exported: 71 }), undefined);
    assert.equal(movement({}, { exported: 70 }), undefined);
    // A battery that holds the power around zero, and a roof that gave before or gives now.
    assert.equal(movement({ power: 30 }, { power: 40, exported: 71 }), undefined);
    assert.equal(movement({ power: -300 }, { exported: 71 }), undefined);
    assert.equal(movement({}, { power: -300, exported: 71 }), undefined);
  });

  it("loses nothing of a register that comes late, and waits for it once", () => {
    const sun: Said = { power: 0, exported: 2000, current: 8.8 };
    const late = (energy: number, from: number): Said[] => run(from, 6, { ...sun, energy });
    const [published, notes] = judge([...late(50000, 0), ...late(50001, 6), ...late(50002, 12)]);
    assert.deepEqual(published, counters(0, 18));
    assert.deepEqual(notes, ["held", "implausible"]);
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
