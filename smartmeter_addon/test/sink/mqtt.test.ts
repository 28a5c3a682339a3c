import assert from "node:assert/strict";
import { test } from "node:test";
import { connectAsync } from "mqtt";
import { createFault } from "../../src/fault.ts";
import { mosquittoMissing, startMosquitto } from "../support/mosquitto.ts";
import { viewBroker } from "./broker-view.ts";
import { memoryStore, startSink } from "./mqtt-rig.ts";
import { readingEvent, statusEvent, until } from "./readings.ts";

const real = { skip: mosquittoMissing };
const discovery = "homeassistant/device/smartmeter_main/config";
const values = { energy_import: 12345678, power_import: 430, power_export: 0, voltage_l1: 230.1 };

test("a meter is announced once, retained, and its values come with exact decimals", real, async (t) => {
  const broker = await startMosquitto();
  t.after(broker.stop);
  const view = await viewBroker(broker.port);
  t.after(view.close);
  const { sink, faults } = startSink(t, { mqtt: { host: "127.0.0.1", port: broker.port } });
  await view.until("smartmeter/bridge-0000beef/availability", "online");
  await until("the set-up device", () => view.get("homeassistant/device/smartmeter_entry-1/config") !== undefined);
  for (let at = 0; at < 5; at++) sink.accept(readingEvent({ ...values, energy_import: 12345678 + at }, Date.now()));
  await view.until("smartmeter/main/state", /12345.682/);
  assert.deepEqual(view.json("smartmeter/main/state"), {
    power_net: 430,
    power_import: 430,
    power_export: 0,
    energy_import: 12345.682,
    voltage_l1: 230.1,
    meter_time: null,
  });
  assert.equal(view.get("homeassistant/device/smartmeter_entry-1/config"), "", "the set-up device is removed");
  assert.equal(view.get("smartmeter/main/availability"), "online");
  assert.equal(view.all(discovery).length, 1);

  const late = await viewBroker(broker.port);
  t.after(late.close);
  await late.until(discovery, /energy_import/);
  assert.deepEqual([...late.retained()].sort(), [
    discovery,
    "smartmeter/bridge-0000beef/availability",
    "smartmeter/main/availability",
  ]);
  assert.deepEqual(faults, []);
});

test("the program's end is told, its sudden death is told by the broker", real, async (t) => {
  const broker = await startMosquitto();
  t.after(broker.stop);
  const view = await viewBroker(broker.port);
  t.after(view.close);
  const { sink } = startSink(t, { mqtt: { host: "127.0.0.1", port: broker.port } });
  sink.accept(readingEvent(values, Date.now()));
  await view.until("smartmeter/main/availability", "online");
  await sink.close();
  await view.until("smartmeter/bridge-0000beef/availability", "offline");
  assert.equal(view.get("smartmeter/main/availability"), "offline");

  const second = startSink(t, { mqtt: { host: "127.0.0.1", port: broker.port, client_id: "victim" } });
  await view.until("smartmeter/bridge-0000beef/availability", "online");
  // The broker throws the first of two equal client ids out without a goodbye of its own.
  const thief = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, { clientId: "victim", reconnectPeriod: 0 });
  const offline = () => view.all("smartmeter/bridge-0000beef/availability").filter((said) => said === "offline").length;
  await until("the will", () => offline() >= 2);
  await thief.endAsync(true);
  await view.until("smartmeter/bridge-0000beef/availability", "online");
  assert.equal(second.faults[0]?.code, "broker-unreachable");
});

test("Home Assistant's birth is answered with entities and values that are still current", real, async (t) => {
  const broker = await startMosquitto();
  t.after(broker.stop);
  const view = await viewBroker(broker.port);
  t.after(view.close);
  const { sink } = startSink(t, { mqtt: { host: "127.0.0.1", port: broker.port } });
  await view.until("smartmeter/bridge-0000beef/availability", "online");
  sink.accept(readingEvent(values, Date.now()));
  // Discovery is followed by the state once more, since Home Assistant needs a moment to listen.
  await until("the state after discovery", () => view.all("smartmeter/main/state").length === 2);
  await view.publish("homeassistant/status", "offline");
  await view.publish("homeassistant/status", "online");
  await until("discovery again", () => view.all(discovery).length === 2);
  await until("the state again", () => view.all("smartmeter/main/state").length >= 3);

  sink.accept(statusEvent({ code: "line-silent", available: false, problem: true }, Date.now()));
  await view.until("smartmeter/main/availability", "offline");
  await view.until("smartmeter/main/status", /line-silent/);
  const states = view.all("smartmeter/main/state").length;
  const statuses = view.all("smartmeter/main/status").length;
  await view.publish("homeassistant/status", "online");
  await until("discovery a third time", () => view.all(discovery).length === 3);
  await until("the status with it and after it", () => view.all("smartmeter/main/status").length >= statuses + 2);
  assert.equal(view.all("smartmeter/main/state").length, states, "nothing stale is said again");
});

test("a wrong key shows in Home Assistant before any reading", real, async (t) => {
  const broker = await startMosquitto();
  t.after(broker.stop);
  const view = await viewBroker(broker.port);
  t.after(view.close);
  const { sink } = startSink(t, { mqtt: { host: "127.0.0.1", port: broker.port } });
  await view.until("smartmeter/entry-1/status", /"starting"/);
  const fault = createFault("key-wrong", "The key does not open the telegrams of KFM6750000009");
  sink.accept(statusEvent({ code: "key-wrong", fault, problem: true, available: false }, Date.now()));
  await view.until("smartmeter/entry-1/status", /key-wrong/);
  const status = view.json("smartmeter/entry-1/status");
  assert.deepEqual([status.problem, status.text], ["ON", fault.message]);
  const { components } = view.json("homeassistant/device/smartmeter_entry-1/config") as {
    components: Record<string, Record<string, unknown>>;
  };
  assert.equal(components.problem?.state_topic, "smartmeter/entry-1/status");
  assert.equal(components.problem?.platform, "binary_sensor");
});

test("after a restart of the broker everything is there again, with the newest values only", real, async (t) => {
  const broker = await startMosquitto();
  t.after(broker.stop);
  const { sink, faults } = startSink(t, { mqtt: { host: "127.0.0.1", port: broker.port } });
  sink.accept(readingEvent(values, Date.now()));
  const before = await viewBroker(broker.port);
  await before.until("smartmeter/bridge-0000beef/availability", "online");
  await before.close();
  await broker.halt();
  await until("the fault", () => faults.at(-1)?.code === "broker-unreachable");
  for (let at = 1; at <= 500; at++)
    sink.accept(readingEvent({ ...values, energy_import: 20_000_000 + at }, Date.now()));
  await broker.restart();
  const view = await viewBroker(broker.port);
  t.after(view.close);
  await view.until("smartmeter/bridge-0000beef/availability", "online");
  await view.until("smartmeter/main/state", /20000.5\b/);
  assert.ok(
    view.all("smartmeter/main/state").every((state) => state.includes("20000.5")),
    "no backlog is replayed",
  );
  assert.match(view.get(discovery) ?? "", /energy_import/);
  assert.equal(view.get("smartmeter/main/availability"), "online");
  assert.deepEqual(
    faults.map((fault) => fault?.code),
    ["broker-unreachable", undefined],
    "told once when it began and once when it ended",
  );
});

test("what others retained on our topics is taken back and harms nothing", real, async (t) => {
  const broker = await startMosquitto();
  t.after(broker.stop);
  const vandal = await viewBroker(broker.port);
  t.after(vandal.close);
  const garbage = ["{", "\u0000\uffff", "online", '{"energy_import":99999999}', "x".repeat(100_000)];
  const topics = ["state", "status", "availability"].flatMap((topic) =>
    ["main", "known", "bridge", "entry-1"].map((id) => `smartmeter/${id}/${topic}`),
  );
  for (const [at, topic] of topics.entries()) await vandal.publish(topic, garbage[at % garbage.length] ?? "", true);
  await vandal.publish(discovery, "not JSON", true);
  await vandal.publish("homeassistant/status", "rubbish", true);
  const clean = (id: string) =>
    until(`${id} is clean`, async () => {
      const late = await viewBroker(broker.port);
      await late.until("smartmeter/bridge-0000beef/availability", "online");
      const left = late
        .retained()
        .filter((topic) => [`smartmeter/${id}/state`, `smartmeter/${id}/status`].includes(topic));
      await late.close();
      return left.length === 0;
    });

  const store = memoryStore([{ id: "known", entry: 0, expireAfter: 60, keys: { energy_import: {} } }]);
  const { sink } = startSink(t, { mqtt: { host: "127.0.0.1", port: broker.port }, store });
  // Known from before and not heard yet; then one heard for the first time.
  await clean("known");
  await vandal.until("smartmeter/known/availability", "offline");
  sink.accept(readingEvent(values, Date.now()));
  await clean("main");
  await vandal.until("smartmeter/main/availability", "online");
  await vandal.until(discovery, /energy_import/);
});

test("values that went are taken back, values of an older version at once", real, async (t) => {
  const broker = await startMosquitto();
  t.after(broker.stop);
  const view = await viewBroker(broker.port);
  t.after(view.close);
  const store = memoryStore([
    {
      id: "main",
      entry: 0,
      expireAfter: 60,
      keys: { energy_import: {}, obsolete_quantity: {}, obis_1_0_96_1_9: { obis: "1-0:96.1.9" } },
    },
  ]);
  const { sink } = startSink(t, { mqtt: { host: "127.0.0.1", port: broker.port }, store });
  await view.until(discovery, /obsolete_quantity/);
  const components = () => view.json(discovery).components as Record<string, Record<string, unknown>>;
  assert.deepEqual(components().obsolete_quantity, { platform: "sensor" });
  assert.equal(components().obis_1_0_96_1_9?.name, "OBIS 1-0:96.1.9");
  assert.equal(view.get("smartmeter/main/availability"), "offline", "known from before, not heard yet");
  sink.accept(readingEvent(values, Date.now()));
  await view.until(discovery, /voltage_l1/);
  assert.deepEqual(components().obsolete_quantity, { platform: "sensor" });
  // Announced and missing: null.
  await view.until("smartmeter/main/state", /"obis_1_0_96_1_9":null/);
  assert.match(JSON.stringify(store.content), /"obsolete_quantity":\{"gone":true\}/);
});

test(
  "another meter on the same line becomes a second device, the first one falls silent untouched",
  real,
  async (t) => {
    const broker = await startMosquitto();
    t.after(broker.stop);
    const view = await viewBroker(broker.port);
    t.after(view.close);
    const { sink } = startSink(t, { mqtt: { host: "127.0.0.1", port: broker.port } });
    await view.until("smartmeter/bridge-0000beef/availability", "online");
    sink.accept(readingEvent(values, Date.now()));
    await view.until("smartmeter/main/availability", "online");
    sink.accept(readingEvent(values, Date.now(), { meterId: "KFM 1200/#+0002" }));
    await view.until("smartmeter/kfm_1200_0002/availability", "online");
    await view.until("smartmeter/main/availability", "offline");
    assert.equal(view.all(discovery).length, 1, "its entities stay as they were");
    assert.match(view.get("homeassistant/device/smartmeter_kfm_1200_0002/config") ?? "", /"smartmeter_kfm_1200_0002"/);
    await view.until("smartmeter/main/status", /"status":null/);
  },
);

test("flat topics and the publishing interval", real, async (t) => {
  const broker = await startMosquitto();
  t.after(broker.stop);
  const view = await viewBroker(broker.port);
  t.after(view.close);
  const mqtt = {
    host: "127.0.0.1",
    port: broker.port,
    topics: "flat",
    base_topic: "house/power",
    protocol: "5",
  } as const;
  const { sink } = startSink(t, { mqtt, intervalS: 3600 });
  await view.until("house/power/bridge-0000beef/availability", "online");
  sink.accept(readingEvent({ energy_import: 1000, power_import: 100 }, Date.now()));
  await view.until("house/power/main/energy_import", "1");
  for (const power of [50, 900, 250])
    sink.accept(readingEvent({ energy_import: 1001, power_import: power }, Date.now()));
  // The silent meter's last register is not held back until the interval is over.
  sink.accept(statusEvent({ available: false, code: "line-silent" }, Date.now()));
  await view.until("house/power/main/state", /1\.001/);
  const state = view.json("house/power/main/state");
  assert.deepEqual(
    [state.power_import, state.power_import_min, state.power_import_max, state.power_import_mean],
    [250, 50, 900, 400],
  );
  assert.equal("energy_import_min" in state, false, "a register has no spread");
  await view.until("house/power/main/power_import", "250");
});
