import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { SimulatedTelegram } from "../../src/tools/simulate/simulate.ts";
import { type Expected, expectedEntities, expectedValues, isEstimate, seen, seenInRegistry } from "./expected.ts";
import { complaintsAboutUs, devices, type Entity, enableAll, entities, type State, states } from "./registry.ts";
import { limitMs, openScene, type Scene } from "./scene.ts";
import { until } from "./until.ts";

/** One meter of each layout. */
const meters = [
  "noe-kaifa-ma309",
  "ksmwest-kaifa-ma309m",
  "wien-am550",
  "wien-im350",
  "kaernten-am550",
  "burgenland-e450",
  "burgenland-kaifa",
  "steiermark-e450",
  "klagenfurt-e450",
  "steiermark-t210dr",
  "netzooe-amis",
];

describe("one meter of each layout", () => {
  let scene: Scene;
  before(async () => {
    scene = await openScene(meters.map((meter) => ({ meter, name: meter })));
    await scene.startProgram();
  });
  after(() => scene?.close());

  const sent = (name: string): readonly SimulatedTelegram[] => scene.meters[meters.indexOf(name)]?.telegrams ?? [];

  /** Keys, entities and states of one meter. */
  async function look(name: string): Promise<Map<string, { entity: Entity; state: State | undefined }>> {
    const device = (await devices(scene.home)).find((entry) => entry.name === name);
    if (device === undefined) throw new Error(`${name} has no device`);
    const [prefix] = device.identifiers.map(([, id]) => `${id}_`) as [string];
    const shown = await states(scene.home);
    return new Map(
      (await entities(scene.home, device)).flatMap((entity) => {
        assert.ok(entity.unique_id.startsWith(prefix), entity.unique_id);
        const key = entity.unique_id.slice(prefix.length);
        return isEstimate(key) ? [] : [[key, { entity, state: shown.get(entity.entity_id) }]];
      }),
    );
  }

  test("every meter has a device with its name", async (t) => {
    t.after(() => t.diagnostic(scene.program.log()));
    await until("all are there", limitMs, async () => {
      assert.deepEqual((await devices(scene.home)).map(({ name }) => name).sort(), [...meters].sort());
      return true;
    });
  });

  for (const name of meters) {
    test(`${name}: every entity arrives with its name and category, and no other`, async () => {
      const telegram = sent(name)[0] as SimulatedTelegram;
      const expected = expectedEntities(telegram);
      await until("all are registered", limitMs, async () => {
        const found = await look(name);
        assert.deepEqual([...found.keys()].sort(), [...expected.keys()].sort());
        for (const [key, { entity }] of found) {
          const { category, name: called, enabled } = expected.get(key) as Expected;
          assert.deepEqual(seenInRegistry(key, entity), { key, name: called, category });
          assert.equal(entity.disabled_by === null, enabled, `${key}: disabled by ${entity.disabled_by}`);
        }
        return true;
      });
    });
  }

  test("entities that wait to be asked for can be switched on", async () => {
    await enableAll(scene.home);
    await until("every entity has a state", limitMs, async () => {
      const shown = await states(scene.home);
      const missing = (await entities(scene.home)).filter(({ entity_id, unique_id }) => {
        const state = shown.get(entity_id)?.state;
        return !isEstimate(unique_id) && (state === undefined || state === "unavailable" || state === "unknown");
      });
      assert.deepEqual(
        missing.map(({ entity_id }) => `${entity_id} ${shown.get(entity_id)?.state}`),
        [],
      );
      return true;
    });
  });

  for (const name of meters) {
    test(`${name}: units, classes, precision and values are right`, async () => {
      const expected = expectedEntities(sent(name)[0] as SimulatedTelegram);
      const found = await look(name);
      for (const [key, { entity, state }] of found) {
        const { enabled: _, ...wanted } = expected.get(key) as Expected;
        assert.deepEqual(seen(key, entity, state as State), wanted);
      }
      await until("all values are of one telegram", limitMs, async () => {
        const now = await look(name);
        const shown = new Map(
          [...expectedValues(sent(name)[0] as SimulatedTelegram).keys()].map((key) => [
            key,
            Number(now.get(key)?.state?.state),
          ]),
        );
        const candidates = sent(name).slice(-4).map(expectedValues);
        const match = candidates.find((values) => [...values].every(([key, value]) => shown.get(key) === value));
        if (match === undefined) assert.deepEqual(shown, candidates.at(-2));
        return true;
      });
    });

    test(`${name}: the meter's time is an instant`, async () => {
      await until("it is of one of the last telegrams", limitMs, async () => {
        const shown = Date.parse((await look(name)).get("meter_time")?.state?.state ?? "");
        const times = sent(name).map(({ meterTime }) =>
          Date.parse(/[+Z]/.test(meterTime) ? meterTime : `${meterTime}${viennaOffset()}`),
        );
        assert.ok(times.includes(shown), `${new Date(shown).toISOString()} is none of ${times.length} telegrams'`);
        return true;
      });
    });
  }

  test("Core complains about nothing of ours", () => {
    assert.deepEqual(complaintsAboutUs(scene.home), []);
  });
});

/** How far Vienna is from UTC now, as ISO 8601 writes it. */
function viennaOffset(): string {
  const format = new Intl.DateTimeFormat("en", { timeZone: "Europe/Vienna", timeZoneName: "longOffset" });
  return (
    format
      .formatToParts()
      .find(({ type }) => type === "timeZoneName")
      ?.value.replace("GMT", "") ?? ""
  );
}
