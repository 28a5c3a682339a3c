import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type PointName, pointsOf } from "../../../src/sink/sunspec/points.ts";
import { createRegisters, type MeterModel } from "../../../src/sink/sunspec/registers.ts";
import { quantityByKey } from "../../../src/telegram/quantity.ts";
import type { Reading } from "../../../src/telegram/reading.ts";
import { reading, type Values } from "../readings.ts";

const plate = { manufacturer: "Maker", model: "Meter", version: "1.2.3", serialNumber: "1234567", unit: 1 };

/** A reading with quantities that the helper does not name. */
function withMore(values: Values, more: Readonly<Record<string, number>>): Reading {
  const added = Object.entries(more).map(([key, value]) => {
    const quantity = quantityByKey(key);
    assert.ok(quantity !== undefined, key);
    return { obis: quantity.obis ?? 0, value, unit: quantity.unit, step: 1, quantity };
  });
  const plain = reading(values);
  return { ...plain, values: [...plain.values, ...added] } as Reading;
}

function registers(model: MeterModel, given: Reading, source: Parameters<typeof pointsOf>[1] = "measured") {
  const octets = Buffer.from(createRegisters(model, plate, pointsOf(given, source)));
  const at = (address: number): number => 2 * (address - 40_000);
  return {
    octets,
    float: (offset: number) => octets.readFloatBE(at(40_069 + offset)),
    int: (offset: number) => octets.readInt16BE(at(40_069 + offset)),
    acc: (offset: number) => octets.readUInt32BE(at(40_069 + offset)),
    raw: (address: number, count: number) => octets.toString("hex", at(address), at(address + count)),
    text: (address: number, count: number) => octets.toString("utf8", at(address), at(address + count)),
  };
}

const whole: Values = {
  ...{ power_import: 0, power_export: 1234, energy_import: 12_345_678, energy_export: 4_321_000 },
  ...{ voltage_l1: 230.5, voltage_l2: 231, voltage_l3: 229.5, current_l1: 1.5, current_l2: 2.25, current_l3: 0 },
};

describe("the registers of model 213", () => {
  const { raw, text, float } = registers(213, reading(whole));

  it("begin with SunS and the nameplate, and end behind the meter's model", () => {
    assert.equal(raw(40_000, 4), "53756e5300010041");
    assert.equal(text(40_004, 16).replaceAll("\0", ""), "Maker");
    assert.equal(text(40_020, 16).replaceAll("\0", ""), "Meter");
    assert.equal(text(40_044, 8).replaceAll("\0", ""), "1.2.3");
    assert.equal(text(40_052, 16).replaceAll("\0", ""), "1234567");
    assert.equal(raw(40_068, 1), "0001");
    assert.equal(raw(40_069, 2), "00d5007c");
    assert.equal(raw(40_195, 2), "ffff0000");
  });

  it("count import up and say power in the direction of import", () => {
    assert.equal(float(28), -1234);
    assert.equal(float(60), 4_321_000);
    assert.equal(float(68), 12_345_678);
    assert.deepEqual([12, 14, 16].map(float), [230.5, 231, 229.5]);
    assert.deepEqual([2, 4, 6, 8].map(float), [3.75, 1.5, 2.25, 0]);
    assert.ok(Math.abs(float(10) - 230.3333) < 0.001);
  });

  it("hold NaN for what the meter does not send, never 0", () => {
    for (const offset of [18, 20, 26, 30, 32, 34, 36, 44, 52, 76, 92, 122])
      assert.equal(raw(40_069 + offset, 2), "7fc00000", `${offset}`);
    assert.equal(raw(40_193, 2), "00000000");
    const nothing = registers(213, reading({}));
    for (let offset = 2; offset < 124; offset += 2) assert.equal(nothing.raw(40_069 + offset, 2), "7fc00000");
  });

  it("take no number that is none", () => {
    const odd = registers(213, reading({ power_import: Number.NaN, energy_import: Number.POSITIVE_INFINITY }));
    assert.equal(odd.raw(40_097, 2), "7fc00000");
    assert.equal(odd.raw(40_137, 2), "7fc00000");
  });
});

describe("the power of phases", () => {
  const phases = (given: Reading, source: Parameters<typeof pointsOf>[1]) => {
    const { float } = registers(213, given, source);
    return [30, 32, 34].map(float);
  };
  const none = [Number.NaN, Number.NaN, Number.NaN];
  const bare = reading({ power_import: 900, power_export: 0 });
  const measured = withMore(
    { power_import: 500, power_export: 0 },
    { ...{ power_import_l1: 600, power_export_l1: 0, power_import_l2: 0, power_export_l2: 200 }, power_import_l3: 100 },
  );
  const guessed = { power_l1_estimate: 400, power_l2_estimate: 300, power_l3_estimate: 200 };

  it("is what the meter measures, whatever else is asked for", () => {
    for (const source of ["measured", "estimated", "split"] as const)
      assert.deepEqual(phases(measured, source), [600, -200, 100]);
  });

  it("is estimated or split only where the user says so", () => {
    const estimated = withMore({ power_import: 900, power_export: 0 }, guessed);
    assert.deepEqual(phases(estimated, "measured"), none);
    assert.deepEqual(phases(estimated, "estimated"), [400, 300, 200]);
    assert.deepEqual(phases(bare, "estimated"), none);
    assert.deepEqual(phases(bare, "split"), [300, 300, 300]);
    assert.deepEqual(phases(reading({}), "split"), none);
  });
});

describe("the registers of model 203", () => {
  it("keep single watt-hours where floating point cannot", () => {
    const given = reading({ ...whole, energy_import: 123_456_789, energy_export: 16_777_217 });
    const { acc, int, raw } = registers(203, given);
    assert.equal(raw(40_069, 2), "00cb0069");
    assert.equal(acc(46), 123_456_789);
    assert.equal(acc(38), 16_777_217);
    assert.equal(int(54), 0);
    assert.equal(registers(213, given).float(60), 16_777_216, "one watt-hour is lost there");
    assert.equal(raw(40_176, 2), "ffff0000");
  });

  it("say by a scale factor what the numbers are", () => {
    const { int } = registers(203, withMore(whole, { frequency: 49.98, power_factor: 0.987 }));
    assert.deepEqual([int(18), int(22)], [-1234, 0]);
    assert.deepEqual([int(8), int(9), int(10), int(15)], [2305, 2310, 2295, -1]);
    assert.deepEqual([int(2), int(3), int(4), int(5), int(6)], [375, 150, 225, 0, -2]);
    assert.deepEqual([int(16), int(17)], [4998, -2]);
    assert.deepEqual([int(33), int(37)], [987, -1]);
  });

  it("hold what SunSpec keeps for unknown, also of what does not fit", () => {
    const { int, acc } = registers(203, reading({ power_import: 40_000 }));
    for (const offset of [2, 7, 11, 16, 18, 19, 23, 28, 33]) assert.equal(int(offset), -0x8000, `${offset}`);
    for (const offset of [38, 46, 55, 63, 72, 96]) assert.equal(acc(offset), 0, `${offset}`);
  });
});

it("a nameplate's text is cut between characters", () => {
  const points = pointsOf(reading({}), "measured");
  const octets = Buffer.from(createRegisters(213, { ...plate, manufacturer: `${"x".repeat(31)}ä` }, points));
  assert.equal(octets.toString("utf8", 8, 40), `${"x".repeat(31)}\0`);
});

it("every point has a place of its own in both models", () => {
  const names = Object.keys(pointsOf(reading({}), "measured")) as PointName[];
  for (const model of [203, 213] as const) {
    const seen = new Set<number>();
    for (const name of names) {
      const none = pointsOf(reading({}), "measured");
      const one = { ...none, [name]: [1, 1, 1, 1] } as typeof none;
      const [before, after] = [none, one].map((points) => createRegisters(model, plate, points));
      const changed = [...(after as Uint8Array).keys()].filter((at) => before?.[at] !== after?.[at]);
      assert.ok(changed.length > 0, name);
      for (const at of changed) {
        assert.ok(!seen.has(at), `${model} ${name} ${at}`);
        seen.add(at);
      }
    }
  }
});
