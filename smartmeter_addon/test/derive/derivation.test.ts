import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createDerivation } from "../../src/derive/derivation.ts";
import { estimatePhasePower } from "../../src/derive/phase-power.ts";
import { createVoltageLog, liesWithin, merged } from "../../src/derive/voltage-log.ts";
import type { SinkEvent } from "../../src/sink/sink.ts";
import { noonMs, reading, readingEvent, statusEvent, type Values } from "../sink/readings.ts";

const voltages = { voltage_l1: 230, voltage_l2: 230, voltage_l3: 230 };

describe("power of each phase", () => {
  const estimate = (values: Values): Record<string, number> =>
    Object.fromEntries(
      estimatePhasePower(reading(values)).map(({ quantity, value }) => [quantity?.key, Math.round(value)]),
    );

  it("is U times I times cosine of the angle, import positive, and sums up to the measured power", () => {
    const currents = { current_l1: 10, current_l2: 5, current_l3: 2 };
    const angles = { phase_angle_l1: 0, phase_angle_l2: 180, phase_angle_l3: 60 };
    const found = estimate({ ...voltages, ...currents, ...angles, power_import: 1400, power_export: 0 });
    assert.deepEqual(found, { power_l1_estimate: 2313, power_l2_estimate: -1144, power_l3_estimate: 231 });
  });

  it("comes from the power factor where no angle is sent, with the direction of the whole", () => {
    const currents = { current_l1: 4, current_l2: 4, current_l3: 2 };
    const found = estimate({ ...voltages, ...currents, power_factor: 0.9, power_import: 0, power_export: 2070 });
    assert.deepEqual(found, { power_l1_estimate: -828, power_l2_estimate: -828, power_l3_estimate: -414 });
  });

  it("is not guessed: opposite directions under one power factor, or a missing value, give nothing", () => {
    const currents = { current_l1: 10, current_l2: 10, current_l3: 0 };
    assert.deepEqual(estimate({ ...voltages, ...currents, power_factor: 1, power_import: 100, power_export: 0 }), {});
    assert.deepEqual(estimate({ ...voltages, ...currents, power_import: 4600 }), {});
    assert.deepEqual(estimate({ voltage_l1: 230, current_l1: 1, power_factor: 1, power_import: 230 }), {});
    assert.deepEqual(estimate({ ...voltages, ...currents, power_factor: 1 }), {});
  });

  it("is nothing where no current flows, whatever angle the meter sends for it", () => {
    const currents = { current_l1: 1, current_l2: 0, current_l3: 0 };
    const angles = { phase_angle_l1: 0, phase_angle_l2: 400, phase_angle_l3: 400 };
    const found = estimate({ ...voltages, ...currents, ...angles, power_import: 230, power_export: 0 });
    assert.deepEqual(found, { power_l1_estimate: 230, power_l2_estimate: 0, power_l3_estimate: 0 });
  });

  it("is added to readings on their way to the outputs, under names of its own", () => {
    const event = readingEvent({
      ...voltages,
      current_l1: 1,
      current_l2: 1,
      current_l3: 1,
      power_factor: 1,
      power_import: 690,
    });
    const [derived] = createDerivation({}).derive(event);
    assert.ok(derived?.kind === "reading");
    const keys = derived.reading.values.map(({ quantity }) => quantity?.key);
    assert.deepEqual(keys.slice(-3), ["power_l1_estimate", "power_l2_estimate", "power_l3_estimate"]);
    assert.deepEqual(derived.reading.values.slice(0, -3), event.reading.values);
  });
});

describe("virtual meters", () => {
  const at = (meter: number, values: Values, atMs = noonMs): SinkEvent => readingEvent(values, atMs, {}, meter);
  const values = (events: readonly SinkEvent[]): Record<string, number> | undefined => {
    const last = events.findLast((event) => event.kind === "reading" && event.meter.index >= 2);
    if (last?.kind !== "reading") return undefined;
    return Object.fromEntries(last.reading.values.map(({ quantity, value }) => [quantity?.key, value]));
  };
  const meters = [{ id: "main" }, { id: "heatpump" }];
  const difference = { virtual: [{ id: "household", add: ["main"], subtract: ["1"] }], meters };
  const sum = { virtual: [{ id: "all", name: "All", add: ["0", "heatpump"] }], meters };

  it("subtract: power has one direction, energy is the difference of the registers", () => {
    const { derive, handles } = createDerivation(difference);
    assert.deepEqual(handles, [{ index: 2, name: "household" }]);
    derive(at(1, { power_import: 800, power_export: 0, energy_import: 4000, energy_export: 0 }));
    const found = derive(at(0, { power_import: 500, power_export: 0, energy_import: 10_000, energy_export: 70 }));
    assert.deepEqual(values(found), { energy_import: 6000, energy_export: 70, power_import: 0, power_export: 300 });
  });

  it("add: both directions stay apart", () => {
    const { derive } = createDerivation(sum);
    derive(at(1, { power_import: 0, power_export: 300, energy_import: 1, energy_export: 2 }));
    const found = derive(at(0, { power_import: 500, power_export: 0, energy_import: 10, energy_export: 20 }));
    assert.deepEqual(values(found), { energy_import: 11, energy_export: 22, power_import: 500, power_export: 300 });
  });

  it("speak with their first meter, and only while all members do", () => {
    const { derive } = createDerivation(difference);
    const first = at(0, { power_import: 500 });
    assert.equal(values(derive(first)), undefined, "the heat pump has said nothing");
    assert.equal(values(derive(at(1, { power_import: 100 }))), undefined, "not its turn");
    assert.deepEqual(values(derive(first)), { power_import: 400, power_export: 0 });
    derive(statusEvent({ available: false, code: "port-lost" }, noonMs, 1));
    assert.equal(values(derive(first)), undefined, "the heat pump is away");
    derive(statusEvent({}, noonMs, 1));
    assert.equal(values(derive(at(0, { power_import: 500 }, noonMs + 120_000))), undefined, "its value is too old");
  });

  it("hold a register that seems to fall because the members were read seconds apart", () => {
    const { derive } = createDerivation(difference);
    const energies: (number | undefined)[] = [];
    for (const [main, pump] of [
      [10_000, 4000],
      [10_001, 4003],
      [10_020, 4010],
      [10_030, 9000],
    ] as const) {
      derive(at(1, { energy_import: pump }));
      energies.push(values(derive(at(0, { energy_import: main })))?.energy_import);
    }
    assert.deepEqual(energies, [6000, 6000, 6010, 1030], "a large step is another meter, and passes");
  });

  it("are as available as their worst member", () => {
    const { derive } = createDerivation(difference);
    assert.equal(derive(statusEvent({}, noonMs, 0)).length, 1);
    const good = derive(statusEvent({}, noonMs, 1)).at(-1);
    assert.ok(good?.kind === "status" && good.status.available && good.status.code === "ok" && good.meter.index === 2);
    const bad = derive(statusEvent({ available: false, problem: true, code: "line-silent" }, noonMs, 1)).at(-1);
    assert.ok(
      bad?.kind === "status" && !bad.status.available && bad.status.problem && bad.status.code === "line-silent",
    );
  });
});

describe("the voltage log", () => {
  it("closes ten minutes on the clock, with minimum, maximum and root mean square", () => {
    const log = createVoltageLog();
    assert.deepEqual(
      log.push(
        noonMs + 1000,
        new Map([
          ["l1", 229],
          ["l2", 260],
        ]),
      ),
      [],
    );
    assert.deepEqual(
      log.push(
        noonMs + 599_000,
        new Map([
          ["l1", 231],
          ["l2", 250],
        ]),
      ),
      [],
    );
    const ended = log.push(noonMs + 600_000, new Map([["l1", 230]]));
    assert.deepEqual(
      ended.map((entry) => ({ ...entry, mean: Math.round(entry.mean * 1000) / 1000 })),
      [
        { phase: "l1", fromMs: noonMs, min: 229, max: 231, mean: 230.002, samples: 2, coveredMs: 1000, leftOut: 0 },
        { phase: "l2", fromMs: noonMs, min: 250, max: 260, mean: 255.049, samples: 2, coveredMs: 0, leftOut: 0 },
      ],
    );
    assert.deepEqual(
      log.flush().map(({ fromMs, samples }) => [fromMs, samples]),
      [[noonMs + 600_000, 1]],
    );
    assert.deepEqual(log.flush(), []);
  });

  it("judges the band at its edges, and not what was hardly heard", () => {
    for (const [mean, coveredMs, within] of [
      [207, 600_000, true],
      [206.9, 600_000, false],
      [253, 600_000, true],
      [253.1, 540_000, false],
      [230, 539_999, undefined],
      [260, 60_000, undefined],
    ] as const) {
      const part = { phase: "l1", fromMs: noonMs, min: mean, max: mean, samples: 1, mean, coveredMs, leftOut: 0 };
      assert.equal(liesWithin(part, 230, 10), within, `${mean} V`);
    }
  });

  it("does not cover what was left out, and takes it in once it proves true", () => {
    const log = createVoltageLog();
    const at = (second: number): number => noonMs + 1000 * second;
    for (let second = 0; second < 600; second += 5)
      if (second === 300) log.leaveOut(at(second), ["l1"]);
      else log.push(at(second), new Map([["l1", 230]]));
    const [said] = log.push(at(600), new Map([["l1", 230]]));
    assert.deepEqual([said?.min, said?.samples, said?.coveredMs, said?.leftOut], [230, 119, 595_000, 1]);
    const [late] = log.recall(at(300), new Map([["l1", 219]]));
    assert.ok(said !== undefined && late !== undefined);
    const { min, samples, leftOut } = merged(said, late);
    assert.deepEqual([min, samples, leftOut], [219, 120, 0]);
    assert.deepEqual(log.recall(at(600), new Map([["l1", 218]])), []);
    assert.equal(log.flush()[0]?.min, 218);
  });

  it("takes nothing that is no voltage or has no time", () => {
    const log = createVoltageLog();
    log.push(Number.NaN, new Map([["l1", 230]]));
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1e300]) log.push(noonMs, new Map([["l1", value]]));
    assert.deepEqual(log.flush(), []);
  });
});
