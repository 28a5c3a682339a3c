import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { connectAsync } from "mqtt";
import { type Home, openHome } from "./home.ts";
import { complaintsAboutUs, entities } from "./registry.ts";
import { limitMs } from "./scene.ts";
import { until } from "./until.ts";

/** What the other tests rely on: that Core refuses what is wrong, and that they would see it. */
describe("the judge", () => {
  let home: Home;
  before(async () => {
    home = await openHome();
  });
  after(() => home?.close());

  test("refuses an entity with a wrong unit, and says so in its log", async () => {
    const sensor = { platform: "sensor", device_class: "power", state_topic: "test/state" };
    const message = {
      device: { identifiers: ["smartmeter_test"], name: "Test" },
      origin: { name: "test" },
      components: {
        good: { ...sensor, unique_id: "smartmeter_test_good", unit_of_measurement: "W" },
        wrong: { ...sensor, unique_id: "smartmeter_test_wrong", unit_of_measurement: "Watt" },
      },
    };
    const client = await connectAsync(`mqtt://127.0.0.1:${home.broker.port}`);
    await client.publishAsync("homeassistant/device/smartmeter_test/config", JSON.stringify(message), { retain: true });
    await client.endAsync();
    await until("the good one is there and the wrong one is complained about", limitMs, async () => {
      assert.deepEqual(
        (await entities(home)).map(({ unique_id }) => unique_id),
        ["smartmeter_test_good"],
      );
      return complaintsAboutUs(home).some((entry) => entry.includes("Watt"));
    });
  });
});
