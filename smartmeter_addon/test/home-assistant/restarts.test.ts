import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { expectedValues } from "./expected.ts";
import { complaintsAboutUs, states } from "./registry.ts";
import { limitMs, openScene, type Scene } from "./scene.ts";
import { configureEnergy, type StatisticRow, statisticRows, statisticsLimitMs } from "./statistics.ts";
import { until } from "./until.ts";

type Part = "Core" | "broker" | "program";

const orders: readonly (readonly Part[])[] = [
  ["Core", "broker", "program"],
  ["Core", "program", "broker"],
  ["broker", "Core", "program"],
  ["broker", "program", "Core"],
  ["program", "Core", "broker"],
  ["program", "broker", "Core"],
];

const energy = { from: "sensor.smart_meter_energy_import", to: "sensor.smart_meter_energy_export" };
const power = "sensor.smart_meter_power_net";

describe("one meter through many restarts", () => {
  let scene: Scene;
  before(async () => {
    scene = await openScene([{ meter: "noe-kaifa-ma309" }]);
    await scene.startProgram();
  });
  after(() => scene?.close());

  const start: Readonly<Record<Part, () => Promise<void>>> = {
    Core: () => scene.home.restartCore(),
    broker: () => scene.home.broker.restart(),
    program: () => scene.startProgram(),
  };
  const stop: Readonly<Record<Part, () => Promise<void>>> = {
    Core: () => scene.home.core.stop(),
    broker: () => scene.home.broker.halt(),
    program: () => scene.program.stop(),
  };

  /** What the dashboard's entities show now. */
  async function shown(): Promise<string[]> {
    const all = await states(scene.home);
    return [power, energy.from, energy.to].map((id) => all.get(id)?.state ?? "missing");
  }

  async function fresh(): Promise<void> {
    await until("power and registers are of one of the last telegrams", limitMs, async () => {
      const now = await shown();
      const recent = (scene.meters[0]?.telegrams ?? []).slice(-5).map((telegram) => {
        const values = expectedValues(telegram);
        return ["power_net", "energy_import", "energy_export"].map((key) => values.get(key));
      });
      const isRecent = recent.some((values) => values.every((value, at) => value === Number(now[at])));
      if (!isRecent) assert.deepEqual(now, recent.at(-1));
      return true;
    });
  }

  /** Whatever Core thinks of it, nothing is shown as if it were of now. */
  async function nothingShown(): Promise<void> {
    await until("nothing is shown", limitMs, async () => {
      assert.deepEqual(await shown(), ["unavailable", "unavailable", "unavailable"]);
      return true;
    });
  }

  test("entity ids are those a single meter should have", fresh);

  test("the Energy dashboard takes import, export and power without an issue", async () => {
    await until("the first statistics are there", statisticsLimitMs, async () => {
      const rows = await statisticRows(scene.home, [energy.from, energy.to, power]);
      return [energy.from, energy.to, power].every((id) => (rows[id]?.length ?? 0) > 0);
    });
    await configureEnergy(scene.home, { ...energy, power });
    assert.deepEqual(await scene.home.call({ type: "energy/validate" }), {
      energy_sources: [[]],
      device_consumption: [],
      device_consumption_water: [],
    });
    assert.deepEqual(await scene.home.call({ type: "recorder/validate_statistics" }), {});
  });

  test("Core restarts alone", async () => {
    await stop.Core();
    await start.Core();
    await fresh();
  });

  test("Core loses its power", async () => {
    await scene.home.core.kill();
    await start.Core();
    await fresh();
  });

  test("the broker restarts alone and has forgotten everything", async () => {
    await stop.broker();
    await nothingShown();
    await start.broker();
    await fresh();
  });

  test("the program restarts alone", async () => {
    await stop.program();
    await nothingShown();
    await start.program();
    await fresh();
  });

  test("the program loses its power", async () => {
    await scene.program.kill();
    await nothingShown();
    await start.program();
    await fresh();
  });

  test("Core restarts while the program is away: nothing old looks fresh", async () => {
    await stop.program();
    await stop.Core();
    await start.Core();
    await nothingShown();
    await start.program();
    await fresh();
  });

  for (const order of orders) {
    test(`all end, and start again in the order ${order.join(", ")}`, async () => {
      for (const part of order) await stop[part]();
      for (const [at, part] of order.entries()) {
        await start[part]();
        // As long as one of the three is missing, Core has nothing to show.
        if (at < 2 && order.slice(0, at + 1).includes("Core")) await nothingShown();
      }
      await fresh();
    });
  }

  test("the statistics have counted what the meter has counted, and nothing else", async () => {
    const restartedAtMs = Date.now();
    const rows = await until("statistics from after the restarts are there", statisticsLimitMs, async () => {
      const all = await statisticRows(scene.home, [energy.from, energy.to]);
      return (all[energy.from]?.at(-1)?.start ?? 0) + 300_000 > restartedAtMs && all;
    });
    for (const [id, key] of [
      [energy.from, "energy_import"],
      [energy.to, "energy_export"],
    ] as const) {
      const [first, ...later] = rows[id] as [StatisticRow, ...StatisticRow[]];
      assert.ok(later.length > 0);
      const sent = new Set(scene.meters[0]?.telegrams.map((telegram) => expectedValues(telegram).get(key)));
      for (const row of later) {
        const counted = (row.state as number) - (first.state as number);
        assert.ok(Math.abs((row.sum as number) - (first.sum as number) - counted) < 1e-6, JSON.stringify([first, row]));
        assert.ok(sent.has(row.state), `${row.state} was never sent`);
      }
    }
  });

  test("Core complains about nothing of ours", () => {
    assert.deepEqual(complaintsAboutUs(scene.home), []);
  });
});
