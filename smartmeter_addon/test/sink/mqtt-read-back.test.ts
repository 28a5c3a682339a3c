// MQTT 3.1.1 has no way to say that a message was not allowed, so messages are read back: what passes, and what does not.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Secret } from "../../src/secret.ts";
import { mosquittoMissing, startMosquitto } from "../support/mosquitto.ts";
import { viewBroker } from "./broker-view.ts";
import { startSink } from "./mqtt-rig.ts";
import { readingEvent, until } from "./readings.ts";

const real = { skip: mosquittoMissing };
const host = "127.0.0.1";
const values = { energy_import: 12_345_678, power_import: 430, voltage_l1: 230 };

test("a value that somebody else retained does not pass for ours under MQTT 3.1.1", real, async (t) => {
  const users = { somebody: "some-password", meter: "meter-password" };
  const acl = ["user somebody", "topic readwrite #", "user meter", "topic readwrite homeassistant/#", "topic read #"];
  const broker = await startMosquitto({ users, acl: [...acl, "topic readwrite smartmeter/+/availability"] });
  t.after(broker.stop);
  const view = await viewBroker(broker.port, { username: "somebody", password: users.somebody });
  t.after(view.close);
  for (const topic of ["main/state", "main/status", "entry-1/status"])
    await view.publish(`smartmeter/${topic}`, "1", true);
  const login = { username: "meter", password: new Secret(users.meter) };
  const { sink, faults } = startSink(t, { mqtt: { host, port: broker.port, protocol: "3.1.1", ...login } });
  const again = setInterval(() => sink.accept(readingEvent(values, Date.now())), 50);
  t.after(() => clearInterval(again));
  await until("it is named", () => faults.some((fault) => fault?.code === "write-unproven"));
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.equal(sink.health?.().code, "write-unproven");
});

test("under MQTT 3.1.1 a broker that takes everything is never doubted", real, async (t) => {
  const broker = await startMosquitto();
  t.after(broker.stop);
  const meters = Array.from({ length: 5 }, (_, index) => ({ index, name: `Meter ${index}` }));
  const mqtt = { host, port: broker.port, protocol: "3.1.1", topics: "flat" } as const;
  const { sink, faults } = startSink(t, { mqtt, meters });
  for (let round = 0; round < 30; round++) {
    for (const meter of meters) sink.accept({ ...readingEvent(values, Date.now()), meter });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.deepEqual([faults, sink.health?.().state], [[], "ok"]);
});

test("a meter heard while its entry is being announced raises no doubt under MQTT 3.1.1", real, async (t) => {
  const broker = await startMosquitto();
  t.after(broker.stop);
  const told: unknown[] = [];
  const { sink, faults } = startSink(t, {
    mqtt: { host, port: broker.port, protocol: "3.1.1" },
    onAnnounced: (device) => void told.push(device),
    // The entry's device has been sent and not yet acknowledged: the reading takes it back.
    onConnected: () => void setImmediate(() => sink.accept(readingEvent(values, Date.now()))),
  });
  await until("the sensors", () => told.length === 1);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  assert.deepEqual([faults, sink.health?.().state], [[], "ok"]);
});
