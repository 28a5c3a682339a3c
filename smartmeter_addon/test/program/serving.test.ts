// The same meter on two entries of the options: one serves, the other is named and stands by.
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { createServing } from "../../src/program/serving.ts";
import { type Bridge, openBridge } from "../reliability/bridge.ts";
import { createWorkshop, keys, startMeter, type Workshop } from "../reliability/program.ts";
import { type BrokerView, viewBroker } from "../sink/broker-view.ts";
import { type Mosquitto, mosquittoMissing, startMosquitto } from "../support/mosquitto.ts";
import { until } from "../support-line/parts.ts";

describe("the same meter on two entries", { skip: mosquittoMissing }, () => {
  let workshop: Workshop;
  let bridge: Bridge;
  let broker: Mosquitto;
  let view: BrokerView;
  beforeEach(async () => {
    workshop = createWorkshop();
    bridge = await openBridge();
    broker = await startMosquitto();
    view = await viewBroker(broker.port);
  });
  afterEach(async () => {
    workshop.clear();
    await view.close();
    await broker.stop();
    await bridge.close();
  });

  it("is served by one of them, and announced once", async () => {
    let sent = 0;
    const stopMeter = startMeter("noe-kaifa-ma309", (octets) => {
      sent++;
      bridge.send(octets);
    });
    const entry = { ...keys, port: bridge.port };
    const program = workshop.run({
      options: { meters: [entry, entry], mqtt: { host: "127.0.0.1", port: broker.port } },
    });
    await program.reads(8);
    const codes = () => [1, 2].map((n) => view.get(`smartmeter/entry-${n}/status`) ?? "");
    await until("one is named", () => codes().some((status) => status.includes('"meter-twice"')));
    stopMeter();
    assert.ok(program.readings().length <= sent, `${program.readings().length} readings of ${sent} telegrams`);
    const announced = view.topics().filter((topic) => /device\/smartmeter_(?!entry)[^/]+\/config$/.test(topic));
    assert.equal(announced.length, 1);
    assert.ok(view.all(announced[0] as string).length <= 3, `${view.all(announced[0] as string).length} announcements`);
    assert.equal(program.lines("meter-twice").length, 1);
  });
});

describe("an entry that stands by", () => {
  it("takes over once the other one has heard nothing for a minute, and not before", () => {
    const { servedBy } = createServing();
    assert.deepEqual([servedBy("m", 0, 0), servedBy("m", 1, 1), servedBy("n", 1, 1)], [undefined, 0, undefined]);
    assert.deepEqual([servedBy("m", 0, 5000), servedBy("m", 1, 64_000)], [undefined, 0]);
    assert.deepEqual([servedBy("m", 1, 65_000), servedBy("m", 0, 66_000)], [undefined, 1]);
  });
});
