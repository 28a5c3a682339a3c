import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { SimulatedTelegram } from "../../src/tools/simulate/simulate.ts";
import { expectedEntities, isEstimate } from "./expected.ts";
import { complaintsAboutUs, type Device, devices, entities } from "./registry.ts";
import { limitMs, openScene, type Scene } from "./scene.ts";
import { until } from "./until.ts";

describe("two meters, in German and English", () => {
  let scene: Scene;
  before(async () => {
    scene = await openScene([{ meter: "noe-kaifa-ma309", name: "Haus" }, { meter: "wien-im350" }]);
  });
  after(() => scene?.close());

  /** The devices in the order of the options. */
  async function both(): Promise<Device[]> {
    const found = await devices(scene.home);
    assert.equal(found.length, 2);
    return found.toSorted((a, b) => Number(b.name === "Haus") - Number(a.name === "Haus"));
  }

  for (const language of ["de", "en"] as const) {
    test(`every name is ${language === "de" ? "German" : "English"}`, async () => {
      await scene.program.stop();
      await scene.startProgram({ language });
      await until("all names are right", limitMs, async () => {
        for (const [at, device] of (await both()).entries()) {
          const names = (await entities(scene.home, device))
            .filter(({ unique_id }) => !isEstimate(unique_id))
            .map(({ original_name }) => original_name);
          const expected = expectedEntities(scene.meters[at]?.telegrams[0] as SimulatedTelegram, language);
          assert.deepEqual(names.sort(), [...expected.values()].map(({ name }) => name).sort());
        }
        return true;
      });
    });
  }

  test("devices are called as the options say, or by their number; entity ids are English and tell the meters apart", async () => {
    const [house, other] = (await both()) as [Device, Device];
    assert.equal(house.name, "Haus");
    assert.match(other.name ?? "", /^Smart meter .{4}$/);
    const ids = (await entities(scene.home)).map(({ entity_id }) => entity_id);
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) assert.match(id, /^(sensor|binary_sensor)\.smart_meter_[a-z0-9_]{4}_[a-z0-9_]+$/);
    assert.equal(ids.filter((id) => /^sensor\.smart_meter_.{4}_energy_import$/.test(id)).length, 2);
  });

  test("Core complains about nothing of ours", () => {
    assert.deepEqual(complaintsAboutUs(scene.home), []);
  });
});
