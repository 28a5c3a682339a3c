import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { connectAsync, type MqttClient } from "mqtt";
import { meterDiscovery } from "../../src/sink/mqtt/home-assistant.ts";
import { createKnownMeter, type KnownMeter } from "../../src/sink/mqtt/known-meters.ts";
import { createTopics } from "../../src/sink/mqtt/mqtt-topics.ts";
import { type Quantity, quantities } from "../../src/telegram/quantity.ts";
import { type Home, openHome } from "./home.ts";
import { complaintsAboutUs, deviceOf, enableAll, entities, type State, stateOf } from "./registry.ts";
import { limitMs } from "./scene.ts";
import { until } from "./until.ts";

/** A meter that sends everything the catalogue names, and two values that nobody has named. */
const meter: KnownMeter = {
  ...createKnownMeter("everything", { index: 0, name: undefined }),
  keys: {
    ...Object.fromEntries(quantities.map(({ key }) => [key, {}])),
    obis_1_0_96_7_0: { obis: "1-0:96.7.0" },
    obis_1_0_12_35_0: { obis: "1-0:12.35.0", unit: "V" },
  },
};
const topics = createTopics("smartmeter", "homeassistant", "bridge-0000beef");
const pageAddress = "homeassistant://hassio/ingress/local_smartmeter_addon";

/** No simulated meter sends all of these; here the sink's own message says they are there. */
describe("every quantity of the catalogue", () => {
  let home: Home;
  let client: MqttClient;
  before(async () => {
    home = await openHome();
    client = await connectAsync(`mqtt://127.0.0.1:${home.broker.port}`);
  });
  after(async () => {
    await client?.endAsync();
    await home?.close();
  });

  async function sendState(): Promise<void> {
    const values = Object.fromEntries(Object.keys(meter.keys).map((key, at) => [key, at / 1000]));
    await client.publishAsync(topics.bridgeAvailability, "online", { retain: true });
    await client.publishAsync(topics.availability(meter.id), "online", { retain: true });
    await client.publishAsync(topics.state(meter.id), JSON.stringify(values));
    await client.publishAsync(topics.prices, JSON.stringify(values));
  }

  test("is taken, with its unit, class and precision", async () => {
    const context = { topics, language: "en", version: "0", several: false, intervalS: 0, pageAddress } as const;
    const message = JSON.stringify(meterDiscovery(meter, context));
    await client.publishAsync(topics.discovery(meter.id), message, { retain: true, qos: 1 });
    await until("all are registered", limitMs, async () => {
      const found = (await entities(home)).filter(({ unique_id }) =>
        Object.hasOwn(meter.keys, unique_id.replace("smartmeter_everything_", "")),
      );
      return found.length === Object.keys(meter.keys).length;
    });
    await enableAll(home);
    await until("all have values, units and classes", limitMs, async () => {
      await sendState();
      for (const quantity of quantities) check(quantity, await stateOf(home, meter.id, quantity.key));
      return true;
    });
    assert.equal((await deviceOf(home, meter.id))?.configuration_url, pageAddress);
    assert.equal((await stateOf(home, meter.id, "obis_1_0_12_35_0"))?.attributes.unit_of_measurement, "V");
    assert.equal((await stateOf(home, meter.id, "obis_1_0_96_7_0"))?.attributes.unit_of_measurement, undefined);
  });

  function check(quantity: Quantity, state: State | undefined): void {
    assert.ok(Number.isFinite(Number(state?.state)), `${quantity.key}: ${state?.state}`);
    const { unit_of_measurement, device_class, state_class } = state?.attributes ?? {};
    assert.deepEqual(
      [unit_of_measurement, device_class, state_class],
      [quantity.displayUnit, quantity.deviceClass, quantity.stateClass],
    );
  }

  test("a sum that runs says since when it counts, and whether that is all", async () => {
    const sinceOf = async (key: string): Promise<unknown[]> => {
      const { since, complete } = (await stateOf(home, meter.id, key))?.attributes ?? {};
      return [since, complete];
    };
    const at = "2026-11-29T14:45:00+01:00";
    const nothing = Object.fromEntries(Object.keys(meter.keys).map((key) => [key, null]));
    const told = { energy_import_today: 1, energy_import_today_since: at, peak_month: 2, peak_month_since: null };
    await client.publishAsync(topics.state(meter.id), JSON.stringify({ ...nothing, ...told, energy_export_today: 3 }));
    await until("all say it", limitMs, async () => {
      assert.deepEqual(await sinceOf("energy_import_today"), [at, false]);
      assert.deepEqual(await sinceOf("peak_month"), [null, false]);
      assert.deepEqual(await sinceOf("energy_export_today"), [null, true]);
      assert.deepEqual(await sinceOf("energy_import_yesterday"), [undefined, undefined]);
      return true;
    });
  });

  test("a value that is missing in one telegram is unknown, not an error", async () => {
    const nothing = Object.fromEntries(Object.keys(meter.keys).map((key) => [key, null]));
    await client.publishAsync(topics.state(meter.id), JSON.stringify(nothing));
    await client.publishAsync(topics.prices, JSON.stringify(nothing));
    await until("all are unknown", limitMs, async () => {
      for (const { key } of quantities) assert.equal((await stateOf(home, meter.id, key))?.state, "unknown", key);
      return true;
    });
  });

  test("Core finds nothing wrong", async () => {
    assert.deepEqual(await home.call({ type: "recorder/validate_statistics" }), {});
    assert.deepEqual(complaintsAboutUs(home), []);
  });
});
