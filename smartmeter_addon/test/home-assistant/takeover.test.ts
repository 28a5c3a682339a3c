import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { connectAsync, type MqttClient } from "mqtt";
import { expectedValues } from "./expected.ts";
import type { AttachedMeter } from "./meter-line.ts";
import { announceOlderProgram, type OlderProgram } from "./older-program.ts";
import { complaintsAboutUs, devices, entityOf, states } from "./registry.ts";
import { limitMs, openScene, type Scene } from "./scene.ts";
import { type StatisticRow, statisticRows, statisticsLimitMs } from "./statistics.ts";
import { until } from "./until.ts";

interface Statistic {
  readonly statistic_id: string;
  readonly unit_class: string | null;
  readonly statistics_unit_of_measurement: string;
  readonly display_unit_of_measurement: string;
}

/** What each of three older programs publishes. */
const registers = {
  deleted: ["energy_import", "energy_export"],
  withdrawn: ["energy_import_t1", "energy_export_t1"],
  late: ["energy_import_t2", "energy_export_t2"],
} as const;
type Way = keyof typeof registers;
const ways = Object.keys(registers) as Way[];

const product = { meter: "steiermark-e450" };
const dayMs = 86_400_000;

/** The older program's unit; ours is always kWh. */
const units = { deleted: "Wh", withdrawn: "kWh", late: "Wh" } as const;

describe("from another program to this one", () => {
  let scene: Scene;
  let client: MqttClient;
  let older: Record<Way, OlderProgram>;
  /** Entity ids of the older programs, by our keys. */
  let ids: Record<string, string>;
  let meter: string;
  /** The meter a day later. */
  let counted: AttachedMeter | undefined;
  let movedAtMs: number;
  before(async () => {
    scene = await openScene([product]);
    client = await connectAsync(`mqtt://127.0.0.1:${scene.home.broker.port}`);
  });
  after(async () => {
    await client?.endAsync();
    await scene?.close();
  });

  const statistics = async (): Promise<Map<string, Statistic>> => {
    const all = await scene.home.call<Statistic[]>({ type: "recorder/list_statistic_ids" });
    return new Map(all.map((statistic) => [statistic.statistic_id, statistic]));
  };
  const entityId = async (key: string): Promise<string | undefined> =>
    (await entityOf(scene.home, meter, key))?.entity_id;
  const wanted = (way: Way): (string | undefined)[] => registers[way].map((key) => ids[key]);
  const given = (way: Way): Promise<(string | undefined)[]> => Promise.all(registers[way].map(entityId));

  async function shown(entityIds: readonly (string | undefined)[]): Promise<void> {
    await until("registers of our own are shown", limitMs, async () => {
      const all = await states(scene.home);
      return entityIds.every((id) => Number(all.get(id ?? "")?.state) > 0);
    });
  }

  test("the older programs' registers have statistics, in Wh and in kWh", async () => {
    const { home, meters } = scene;
    const announce = (way: Way): Promise<OlderProgram> =>
      announceOlderProgram(home, client, { name: `older_${way}`, keys: registers[way], unit: units[way] });
    older = {
      deleted: await announce("deleted"),
      withdrawn: await announce("withdrawn"),
      late: await announce("late"),
    };
    ids = Object.assign({}, ...ways.map((way) => older[way].entityIds)) as Record<string, string>;
    await until("the first statistics are there", statisticsLimitMs, async () => {
      const telegram = meters[0]?.telegrams.at(-1);
      if (telegram !== undefined) for (const way of ways) await older[way].publish(telegram);
      const rows = await statisticRows(home, Object.values(ids));
      return Object.values(ids).every((id) => (rows[id]?.length ?? 0) > 0);
    });
    const all = await statistics();
    for (const way of ways)
      for (const id of wanted(way)) assert.equal(all.get(id ?? "")?.statistics_unit_of_measurement, units[way], id);
  });

  test("ours take the ids of those that are gone, hidden ones too, and a number where one is still there", async () => {
    await older.deleted.deleteInCore();
    await older.withdrawn.withdraw();
    // Whatever the hour, it has counted import, and in both tariffs.
    const past = { fromMs: Date.now() - dayMs, stepMs: 60_000 };
    counted = scene.lines[0]?.attach({ ...product, intervalMs: 1000, past });
    await scene.startProgram({ entity_ids: ids });
    const numbered = wanted("late").map((id) => `${id}_2`);
    await until("the meter is there", limitMs, async () => {
      meter = (await devices(scene.home))[0]?.identifiers[0]?.[1].replace("smartmeter_", "") ?? "";
      assert.deepEqual(await given("deleted"), wanted("deleted"));
      assert.deepEqual(await given("withdrawn"), wanted("withdrawn"));
      assert.deepEqual(await given("late"), numbered);
      return true;
    });
    await shown([...wanted("deleted"), ...wanted("withdrawn"), ...numbered]);
  });

  test("once the last one is gone too, its id is given by hand", async () => {
    await older.late.withdraw();
    const [key] = registers.late;
    await scene.home.call({
      type: "config/entity_registry/update",
      entity_id: await entityId(key),
      new_entity_id: ids[key],
    });
    await shown([ids[key]]);
  });

  test("or by deleting our device and starting again", async () => {
    const [device] = await devices(scene.home);
    await scene.program.stop();
    await scene.home.call({ type: "config/device_registry/remove", device_id: device?.id });
    await until("our device is gone", limitMs, async () => (await devices(scene.home)).length === 0);
    await scene.startProgram({ entity_ids: ids });
    await until("the meter is there again", limitMs, async () => {
      for (const way of ways) assert.deepEqual(await given(way), wanted(way));
      return true;
    });
    await shown(Object.values(ids));
    movedAtMs = Date.now();
  });

  test("the statistics go on: the sum rises by what the meter has counted, and no register is booked again", async () => {
    const rows = await until("statistics from after the move are there", statisticsLimitMs, async () => {
      const all = await statisticRows(scene.home, Object.values(ids));
      return Object.values(ids).every((id) => (all[id]?.at(-1)?.start ?? 0) + 300_000 > movedAtMs) && all;
    });
    const telegrams = [scene.meters[0], counted].flatMap((meter) => meter?.telegrams ?? []);
    for (const way of ways) {
      let highest = 0;
      for (const key of registers[way]) {
        const [first, ...later] = rows[ids[key] ?? ""] as [StatisticRow, ...StatisticRow[]];
        assert.ok(later.length > 0);
        const sent = telegrams.map((telegram) => Number(expectedValues(telegram).get(key)));
        for (const row of [first, ...later]) {
          const [state, sum] = [row.state as number, row.sum as number];
          const rise = state - (first.state as number);
          assert.ok(Math.abs(sum - (first.sum as number) - rise) < 1e-6, JSON.stringify([key, first, row]));
          // Core has made kWh of Wh.
          assert.ok(
            sent.some((value) => Math.abs(value - state) < 1e-6),
            `${key}: ${state} was never sent`,
          );
          highest = Math.max(highest, rise);
        }
      }
      assert.ok(highest > 0, `${way}: nothing was counted`);
    }
  });

  test("there is no second series, and nothing to repair", async () => {
    const all = await statistics();
    const energy = [...all.values()].filter(({ unit_class }) => unit_class === "energy");
    // What was counted under a number, if that was long enough for statistics, stays there for the user to remove.
    const numbered = wanted("late").map((id) => `${id}_2`);
    const series = energy.map(({ statistic_id }) => statistic_id).filter((id) => !numbered.includes(id));
    assert.deepEqual(series.sort(), Object.values(ids).sort());
    for (const way of ways)
      for (const id of wanted(way)) {
        assert.equal(all.get(id ?? "")?.statistics_unit_of_measurement, units[way], id);
        assert.equal(all.get(id ?? "")?.display_unit_of_measurement, "kWh", id);
      }
    const found = await scene.home.call<Record<string, unknown>>({ type: "recorder/validate_statistics" });
    assert.deepEqual(
      Object.keys(found).filter((id) => !numbered.includes(id)),
      [],
      JSON.stringify(found),
    );
    const { issues } = await scene.home.call<{ issues: { domain: string }[] }>({ type: "repairs/list_issues" });
    assert.deepEqual(
      issues.filter(({ domain }) => ["mqtt", "recorder", "sensor"].includes(domain)),
      [],
    );
  });

  test("Core complains about nothing of ours, only about what was done by hand", () => {
    const renamed = /Cannot (migrate history for entity_id|rename statistic_id) `sensor\.older_late_\w+_2`/;
    const deleted = /No device components to cleanup/;
    const complaints = complaintsAboutUs(scene.home);
    assert.ok(complaints.some((entry) => renamed.test(entry)));
    assert.deepEqual(
      complaints.filter((entry) => !renamed.test(entry) && !deleted.test(entry)),
      [],
    );
  });
});
