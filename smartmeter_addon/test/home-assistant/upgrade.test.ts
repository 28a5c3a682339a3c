import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { connectAsync, type MqttClient } from "mqtt";
import { complaintsAboutUs, devices, type Entity, entities, entityOf, stateOf } from "./registry.ts";
import { limitMs, openScene, type Scene } from "./scene.ts";
import { until } from "./until.ts";

/** A quantity this version does not have, and a name it does not use. */
const removed = "harmonic_power";
const formerName = "Meter reading";

interface Discovery {
  components: Record<string, Record<string, unknown>>;
}

describe("from an older version to this one", () => {
  let scene: Scene;
  let client: MqttClient;
  let id: string;
  let topic: string;
  before(async () => {
    scene = await openScene([{ meter: "ksmwest-kaifa-ma309m" }]);
    client = await connectAsync(`mqtt://127.0.0.1:${scene.home.broker.port}`);
    await scene.startProgram();
  });
  after(async () => {
    await client?.endAsync();
    await scene?.close();
  });

  const entity = (key: string): Promise<Entity | undefined> => entityOf(scene.home, id, key);

  /** What stands retained on a topic. */
  async function retained(name: string): Promise<string> {
    const heard = new Promise<Buffer>((resolve) => client.once("message", (_, payload) => resolve(payload)));
    await client.subscribeAsync(name);
    const payload = await heard;
    await client.unsubscribeAsync(name);
    return payload.toString();
  }

  test("the older version had one quantity more, and another name for one", async () => {
    await until("the meter is there", limitMs, async () => {
      const [device] = await devices(scene.home);
      id = device?.identifiers[0]?.[1].replace("smartmeter_", "") ?? "";
      return Number((await stateOf(scene.home, id, "energy_import"))?.state) > 0;
    });
    topic = `homeassistant/device/smartmeter_${id}/config`;
    await scene.program.stop();

    const message = JSON.parse(await retained(topic)) as Discovery;
    const { components } = message;
    components.energy_import = { ...components.energy_import, name: formerName };
    components[removed] = {
      ...components.power_import,
      name: "Harmonic power",
      unique_id: `smartmeter_${id}_${removed}`,
      default_entity_id: `sensor.smart_meter_${removed}`,
    };
    await client.publishAsync(topic, JSON.stringify(message), { retain: true, qos: 1 });
    const file = join(scene.program.data, "home-assistant.json");
    const kept = readFileSync(file, "utf8");
    assert.ok(kept.includes('"power_import":{}'), kept);
    writeFileSync(file, kept.replace('"power_import":{}', `"power_import":{},"${removed}":{}`));

    await until("Core knows both", limitMs, async () => {
      assert.equal((await entity("energy_import"))?.original_name, formerName);
      return (await entity(removed)) !== undefined;
    });
  });

  test("the user has called an entity otherwise and given it another id", async () => {
    const entity_id = (await entity("energy_import"))?.entity_id;
    await scene.home.call({
      type: "config/entity_registry/update",
      entity_id,
      name: "Kellerzähler",
      new_entity_id: "sensor.keller",
    });
  });

  test("this version takes the removed one back, renames the other, and leaves the user's choices alone", async () => {
    await scene.startProgram();
    await until("the removed one is gone and the other has its name", limitMs, async () => {
      assert.equal(await entity(removed), undefined);
      assert.equal((await entity("energy_import"))?.original_name, "Energy import");
      return true;
    });
    const kept = await entity("energy_import");
    assert.equal(kept?.entity_id, "sensor.keller");
    assert.equal(kept?.name, "Kellerzähler");
    await until(
      "values come again",
      limitMs,
      async () => Number((await stateOf(scene.home, id, "energy_import"))?.state) > 0,
    );
  });

  test("nothing is left behind: Core restarts and every entity in its registry is alive", async () => {
    await scene.home.core.stop();
    await scene.home.restartCore();
    await until("every entity is set up", limitMs, async () => {
      const all = await scene.home.call<{ entity_id: string; attributes: { restored?: boolean } }[]>({
        type: "get_states",
      });
      const ours = new Set(
        (await entities(scene.home))
          .filter(({ disabled_by }) => disabled_by === null)
          .map(({ entity_id }) => entity_id),
      );
      const alive = all.filter(({ entity_id, attributes }) => ours.has(entity_id) && attributes.restored !== true);
      assert.equal(alive.length, ours.size);
      return ours.size > 10;
    });
    assert.equal(await entity(removed), undefined);
  });

  test("Core complains about nothing of ours", () => {
    assert.deepEqual(complaintsAboutUs(scene.home), []);
  });
});
