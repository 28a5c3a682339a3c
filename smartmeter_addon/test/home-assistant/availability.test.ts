// What Core shows while sessions die late, programs move, a second one runs, and the meter under a fixed id is exchanged.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { connectAsync, type MqttClient } from "mqtt";
import { type FreezingProxy, openFreezingProxy } from "../support/freezing-proxy.ts";
import { programAvailability } from "../support/program-availability.ts";
import { expectedValues } from "./expected.ts";
import type { AttachedMeter } from "./meter-line.ts";
import { createProgram, type Program } from "./program.ts";
import { complaintsAboutUs, states } from "./registry.ts";
import { limitMs, openScene, type Scene } from "./scene.ts";
import { until } from "./until.ts";

const register = "sensor.smart_meter_energy_import";

describe("a meter under a fixed id", () => {
  let scene: Scene;
  let client: MqttClient;
  let second: Program;
  let proxy: FreezingProxy;
  let meter: AttachedMeter;
  const retained = new Map<string, string>();
  before(async () => {
    scene = await openScene([{ meter: "noe-kaifa-ma309", id: "main" }]);
    meter = scene.meters[0] as AttachedMeter;
    proxy = await openFreezingProxy(scene.home.broker.port);
    second = createProgram();
    client = await connectAsync(`mqtt://127.0.0.1:${scene.home.broker.port}`);
    client.on("message", (topic, payload) => retained.set(topic, payload.toString()));
    await client.subscribeAsync("smartmeter/+/availability");
  });
  after(async () => {
    await client?.endAsync(true);
    await second?.close();
    proxy?.close();
    await scene?.close();
  });

  const shown = async () => (await states(scene.home)).get(register);
  const isShown = () =>
    until("a register of one of the last telegrams", limitMs, async () => {
      const recent = meter.telegrams.slice(-5).map((telegram) => expectedValues(telegram).get("energy_import"));
      const now = (await shown())?.state;
      if (!recent.includes(Number(now))) assert.equal(now, String(recent.at(-1)));
      return true;
    });
  const isUnavailable = () =>
    until("nothing is shown", limitMs, async () => {
      assert.equal((await shown())?.state, "unavailable");
      return true;
    });
  const throughProxy = { mqtt: { host: "127.0.0.1", port: 0 } };
  /** A second program on the same topics, which hears nothing. */
  const startSecond = () =>
    second.start({
      language: "en",
      web: { enabled: false },
      mqtt: { host: "127.0.0.1", port: scene.home.broker.port },
      meters: [{ id: "main", port: "tcp://127.0.0.1:9" }],
    });

  test("is shown, and what others write on its topics changes nothing", async () => {
    await scene.startProgram();
    await isShown();
    for (const topic of [...retained.keys()]) await client.publishAsync(topic, "offline", { retain: true, qos: 1 });
    await until("it is put right", limitMs, () => [...retained.values()].every((said) => said === "online"));
    await isShown();
  });

  test("is unavailable after the session is closed (SIGHUP), and comes back", async () => {
    await scene.program.stop("SIGHUP");
    await isUnavailable();
    await scene.startProgram({ mqtt: { ...throughProxy.mqtt, port: proxy.port } });
    await isShown();
  });

  test("a power cut that the broker does not notice: the old session ends before the new one begins", async () => {
    proxy.freeze();
    await scene.program.kill();
    await scene.startProgram();
    await isShown();
    assert.ok([...retained].every(([topic, said]) => said === "online" || !programAvailability.test(topic)));
  });

  test("a second program on the same topics is named, and its end takes nothing along", async () => {
    await startSecond();
    await until("both are named", limitMs, () =>
      [scene.program, second].every((program) => program.log().includes("topics-shared")),
    );
    await second.stop();
    await isShown();
    assert.equal(retained.get("smartmeter/main/availability"), "online");
  });

  test("killed, without memory and without its meter nothing looks available", async () => {
    await scene.program.kill();
    scene.program.forget();
    meter.detach();
    await scene.startProgram();
    await until("its program is there", limitMs, () =>
      [...retained].some(([topic, said]) => said === "online" && programAvailability.test(topic)),
    );
    await until("the meter is not", limitMs, () => retained.get("smartmeter/main/availability") === "offline");
    await isUnavailable();
    meter.reattach();
    await isShown();
  });

  test("is exchanged: the register goes on without a jump, and shows what was added", async () => {
    const last = Number((await shown())?.state);
    // A used meter that stands somewhere else.
    const systemTitle = Uint8Array.of(0x4b, 0x46, 0x4d, 0x67, 0x50, 0x00, 0x01, 0x23);
    meter = (scene.lines[0] as Scene["lines"][0]).attach({
      meter: "noe-kaifa-ma309",
      intervalMs: 1000,
      seed: 77,
      systemTitle,
      meterNumber: "181220000077",
    });
    await until("its own reading is an attribute", limitMs, async () => {
      const state = await shown();
      const recent = meter.telegrams.map((telegram) => expectedValues(telegram).get("energy_import"));
      const { "meter reading": own, offset } = (state?.attributes ?? {}) as Record<string, number>;
      if (own === undefined || offset === undefined || !recent.includes(own)) return false;
      const now = Number(state?.state);
      assert.ok(now >= last && now - last < 1, `${last} kWh, then ${now} kWh`);
      assert.ok(Math.abs(own + offset - now) < 0.01, JSON.stringify([own, offset, now]));
      return true;
    });
    assert.match(scene.program.log(), /\(4B464D6750000123\) is counting now/);
  });

  test("Core complains about nothing of ours", () => {
    assert.deepEqual(complaintsAboutUs(scene.home), []);
  });
});
