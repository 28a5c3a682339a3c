/**
 * Whatever state meters, broker and outputs are in, log, page, MQTT, Prometheus and `doctor` say the same of it: the program
 * as it is shipped, a real Mosquitto, simulated meters.
 */

import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { test } from "node:test";
import { freePort, mosquittoMissing } from "../support/mosquitto.ts";
import { programSays } from "../support/program-availability.ts";
import { openTcpMeter } from "../support/tcp-meter.ts";
import { agreed, intervalMs, keys, openStatusRig, wrongKey } from "./status-rig.ts";

test("three meters and one that is silent, a broker that goes and a program that is killed", {
  skip: mosquittoMissing,
}, async (t) => {
  const good = await openTcpMeter({ intervalMs, meter: "noe-kaifa-ma309" });
  const other = await openTcpMeter({ intervalMs, meter: "noe-kaifa-ma309", seed: 7 });
  const silent = createServer(() => {}).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const quiet = `tcp://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const nobody = `tcp://127.0.0.1:${await freePort()}`;
  const rows = [
    `port: "${good.port}", ${keys}`,
    `port: "${other.port}", ${wrongKey}`,
    `port: "${nobody}", ${keys}`,
    `port: "${quiet}", ${keys}`,
  ];
  const all = await openStatusRig(rows);
  t.after(() => Promise.all([all.end(), good.close(), other.close()]).then(() => silent.close()));
  const client = await all.listen();
  const codes = ["ok", "key-wrong", "reader-not-listening", "waiting"];
  await agreed(() => all.meters(codes), all.log);
  await agreed(() => all.output("webhook", "output-failed"), all.log);
  await agreed(() => all.output("mqtt", undefined), all.log);
  assert.match(all.log(), /\d+ sensors are now in Home Assistant as "/);
  assert.match(all.log(), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d info /m);

  for (const [meter, code] of [
    [2, "key-wrong"],
    [3, "reader-not-listening"],
  ] as const) {
    const { status, said } = await all.doctor(meter, 30);
    assert.equal(status, 1, said);
    assert.match(said, new RegExp(`\\[${code}\\]`));
    assert.doesNotMatch(said, /All is well/);
  }

  await client.endAsync(true);
  await all.broker.halt();
  await agreed(() => all.output("mqtt", "broker-unreachable"), all.log);
  await all.meters(codes, false);
  await all.broker.restart();
  await agreed(() => all.output("mqtt", undefined), all.log);

  // Last of all: the simulated meter tells two listeners every other telegram.
  const { status, said } = await all.doctor(1, 30);
  assert.doesNotMatch(said, /✗/);
  assert.equal(status, 0, said);

  all.topics.clear();
  const again = await all.listen();
  await agreed(() => assert.ok(programSays(all.topics, "online")), all.log);
  all.child.kill("SIGKILL");
  await agreed(() => assert.ok(programSays(all.topics, "offline")), all.log);
  await again.endAsync(true);
});

test("one meter: it is read, and is gone", { skip: mosquittoMissing }, async (t) => {
  const good = await openTcpMeter({ intervalMs, meter: "noe-kaifa-ma309" });
  const one = await openStatusRig([`port: "${good.port}", ${keys}`]);
  t.after(() => one.end());
  const client = await one.listen();
  await agreed(() => one.meters(["ok"]), one.log);
  await good.close();
  await agreed(() => one.meters(["reader-disconnected"]), one.log);
  await client.endAsync(true);
});
