// The blueprint of the repository in a real Home Assistant: a problem becomes a notification, and goes with it.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { connectAsync, type MqttClient } from "mqtt";
import { meterDiscovery } from "../../src/sink/mqtt/home-assistant.ts";
import { createKnownMeter } from "../../src/sink/mqtt/known-meters.ts";
import { createTopics } from "../../src/sink/mqtt/mqtt-topics.ts";
import { type Home, openHome } from "./home.ts";
import { complaintsAboutUs, stateOf } from "./registry.ts";
import { limitMs } from "./scene.ts";
import { until } from "./until.ts";

interface Notification {
  readonly title: string | null;
  readonly message: string;
}

const topics = createTopics("smartmeter", "homeassistant", "bridge-0000beef");
const meter = createKnownMeter("house", { index: 0, name: "House" });
const blueprint = "smartmeter/problem.yaml";

describe("the blueprint that tells of a problem", () => {
  let home: Home;
  let client: MqttClient;
  before(async () => {
    home = await openHome();
    client = await connectAsync(`mqtt://127.0.0.1:${home.broker.port}`);
    const context = { topics, language: "en", version: "0", several: false, intervalS: 0 } as const;
    await client.publishAsync(topics.discovery(meter.id), JSON.stringify(meterDiscovery(meter, context)), {
      retain: true,
    });
    await client.publishAsync(topics.bridgeAvailability, "online", { retain: true });
  });
  after(async () => {
    await client?.endAsync();
    await home?.close();
  });

  const report = (problem: "ON" | "OFF", status: string, text: string): Promise<unknown> =>
    client.publishAsync(topics.status(meter.id), JSON.stringify({ problem, status, text, since: null, errors: 0 }), {
      retain: true,
    });
  const notifications = (): Promise<Notification[]> => home.call({ type: "persistent_notification/get" });

  test("is taken, and an automation can be made of it", async () => {
    const found = await home.call<Record<string, { error?: string }>>({ type: "blueprint/list", domain: "automation" });
    assert.equal(found[blueprint]?.error, undefined);
    await report("OFF", "ok", "");
    await until(
      "the sensor is there",
      limitMs,
      async () => (await stateOf(home, meter.id, "problem"))?.state === "off",
    );
    const entity = (await stateOf(home, meter.id, "problem"))?.entity_id;
    const answer = await fetch(`${home.core.url}/api/config/automation/config/smartmeter`, {
      method: "POST",
      headers: { authorization: `Bearer ${home.token}`, "content-type": "application/json" },
      body: JSON.stringify({
        alias: "Smart Meter",
        use_blueprint: { path: blueprint, input: { problem: entity, patience: { seconds: 1 } } },
      }),
    });
    assert.equal(answer.status, 200, await answer.text());
    await until("the automation runs", limitMs, async () => {
      const all = await home.call<{ entity_id: string; state: string }[]>({ type: "get_states" });
      return all.some(({ entity_id, state }) => entity_id === "automation.smart_meter" && state === "on");
    });
  });

  test("says what is wrong and what to do, and takes it back", async () => {
    await report("ON", "key-wrong", "The key does not fit. Copy it again.");
    await until("there is a message", limitMs, async () => {
      const [said] = await notifications();
      return said?.title === "House Problem: key-wrong" && said.message === "The key does not fit. Copy it again.";
    });
    await report("OFF", "ok", "");
    await until("it is gone", limitMs, async () => (await notifications()).length === 0);
    assert.deepEqual(complaintsAboutUs(home), []);
  });
});
