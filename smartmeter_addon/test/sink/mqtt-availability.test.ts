import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { recallIdentity } from "../../src/sink/mqtt/mqtt-identity.ts";
import { openFreezingProxy } from "../support/freezing-proxy.ts";
import { type Mosquitto, mosquittoMissing, startMosquitto } from "../support/mosquitto.ts";
import { type BrokerView, viewBroker } from "./broker-view.ts";
import { memoryStore, quick, type Rig, startSink, testIdentity } from "./mqtt-rig.ts";
import { readingEvent, statusEvent, until } from "./readings.ts";

const real = { skip: mosquittoMissing };
const host = "127.0.0.1";
const values = { energy_import: 12_345_678, power_import: 430 };
const discovery = "homeassistant/device/smartmeter_main/config";
const meter = "smartmeter/main/availability";
const own = "smartmeter/bridge-0000beef/availability";
const others = "smartmeter/bridge-00000002/availability";
const second = { ...testIdentity, clientId: "smartmeter_second", instance: "bridge-00000002" };

async function open(t: TestContext): Promise<{ broker: Mosquitto; view: BrokerView }> {
  const broker = await startMosquitto();
  t.after(broker.stop);
  const view = await viewBroker(broker.port);
  t.after(view.close);
  return { broker, view };
}

/** What a client that comes now finds retained. */
async function kept(broker: Mosquitto, topic: string): Promise<string | undefined> {
  const late = await viewBroker(broker.port);
  await late.publish("end", "of what is retained");
  await late.until("end", /./);
  const found = late.get(topic);
  await late.close();
  return found;
}

const isNamed = ({ sink }: Rig): boolean => sink.health?.().code === "topics-shared";

test("the will of a session that died does not come after the program is there again", real, async (t) => {
  const { broker, view } = await open(t);
  const proxy = await openFreezingProxy(broker.port);
  t.after(proxy.close);
  // A power cut: the program is gone, and the broker does not know it yet.
  startSink(t, { mqtt: { host, port: proxy.port } });
  await view.until(own, "online");
  proxy.freeze();
  const { sink } = startSink(t, { mqtt: { host, port: broker.port } });
  await until("it is there again", () => view.all(own).join() === "online,offline,online");
  sink.accept(readingEvent(values, Date.now()));
  // Longer than one and a half keep-alives: when the broker would have given the old session up.
  await sleep(2500);
  assert.deepEqual(view.all(own), ["online", "offline", "online"]);
  assert.equal(await kept(broker, own), "online");
  assert.equal(await kept(broker, meter), "online");
});

test("what somebody else writes on our availability is put right, and not a thousand times", real, async (t) => {
  const { broker, view } = await open(t);
  const { sink } = startSink(t, { mqtt: { host, port: broker.port } });
  sink.accept(readingEvent(values, Date.now()));
  await view.until(meter, "online");
  await view.until(own, "online");
  for (const topic of [own, meter]) {
    await view.publish(topic, "offline", true);
    await until("it is put right", async () => (await kept(broker, topic)) === "online");
  }
  await view.publish(own, "", true);
  await until("it is there again", async () => (await kept(broker, own)) === "online");
  const before = view.all(meter).length;
  for (let at = 0; at < 300; at++) await view.publish(meter, "offline", true);
  await until("it is put right in the end", async () => (await kept(broker, meter)) === "online");
  assert.ok(view.all(meter).length - before - 300 < 20, `${view.all(meter).length - before - 300} answers`);
});

test("two programs on the same topics are both named, and one's end is not the other's", real, async (t) => {
  const { broker, view } = await open(t);
  const first = startSink(t, { mqtt: { host, port: broker.port } });
  first.sink.accept(readingEvent(values, Date.now()));
  await view.until(meter, "online");
  // It has heard the same meter before, and does not hear it now.
  const known = memoryStore([{ id: "main", entry: 0, expireAfter: 60, keys: { energy_import: {} } }]);
  const other = startSink(t, { mqtt: { host, port: broker.port }, identity: second, store: known });
  await until("both are named", () => isNamed(first) && isNamed(other));
  assert.match(first.sink.health?.().message ?? "", /bridge-00000002/);
  assert.equal(first.sink.health?.().state, "ok");
  await until("the meter is there", async () => (await kept(broker, meter)) === "online");
  const words = view.all(meter).length;
  await sleep(1000);
  assert.ok(view.all(meter).length - words < 3, "they do not quarrel");
  other.sink.accept(readingEvent(values, Date.now()));
  await view.until(discovery, /bridge-00000002/);
  await other.sink.close();
  await view.until(others, "offline");
  await view.until(discovery, /bridge-0000beef/);
  await until("the meter is there", async () => (await kept(broker, meter)) === "online");
  await until("nobody is named", () => !isNamed(first));
  assert.deepEqual(
    first.faults.map((fault) => fault?.code),
    ["topics-shared", undefined],
  );
});

test("a program without memory that hears no meter leaves none that looks available", real, async (t) => {
  const { broker, view } = await open(t);
  const proxy = await openFreezingProxy(broker.port);
  t.after(proxy.close);
  const { sink } = startSink(t, { mqtt: { host, port: proxy.port } });
  sink.accept(readingEvent(values, Date.now()));
  await view.until(meter, "online");
  proxy.freeze();
  startSink(t, { mqtt: { host, port: broker.port } });
  await view.until(meter, "offline");
  await view.until("smartmeter/main/status", /"status":null/);
  assert.equal(await kept(broker, meter), "offline");
  // Another program that hears it now is not contradicted.
  const before = view.all(meter).length;
  const other = startSink(t, { mqtt: { host, port: broker.port }, identity: second });
  other.sink.accept(readingEvent(values, Date.now()));
  await view.until(meter, "online");
  await sleep(500);
  assert.ok(
    !view
      .all(meter)
      .slice(before + 1)
      .includes("offline"),
    view.all(meter).join(),
  );
});

test("a program that went with its broker's power leaves no meter that looks available", real, async (t) => {
  const { broker, view } = await open(t);
  // What a broker with persistence keeps of it: its word without its will.
  await view.publish(others, "online", true);
  await view.publish(discovery, JSON.stringify({ availability: [{ topic: others }] }), true);
  await view.publish(meter, "online", true);
  startSink(t, { mqtt: { host, port: broker.port }, timing: { ...quick, goneMs: 500 } });
  await view.until(meter, "offline");
  assert.equal(await kept(broker, meter), "offline");
});

test("the meter of another program that lives stays available", real, async (t) => {
  const { broker, view } = await open(t);
  const first = startSink(t, { mqtt: { host, port: broker.port } });
  first.sink.accept(readingEvent(values, Date.now()));
  await view.until(meter, "online");
  const other = startSink(t, { mqtt: { host, port: broker.port }, identity: second });
  await until("it is named", () => isNamed(other));
  await sleep(1000);
  assert.ok(!view.all(meter).includes("offline"));
});

test("moved to other hardware and back: the last program that says goodbye takes nothing along", real, async (t) => {
  const { broker, view } = await open(t);
  const old = startSink(t, { mqtt: { host, port: broker.port } });
  old.sink.accept(readingEvent(values, Date.now()));
  await view.until(meter, "online");
  const fresh = startSink(t, { mqtt: { host, port: broker.port }, identity: second });
  fresh.sink.accept(readingEvent(values, Date.now()));
  await view.until(discovery, /bridge-00000002/);
  // Its goodbye goes to the topics of the new one as well.
  await old.sink.close();
  await until("the meter is there", async () => (await kept(broker, meter)) === "online");
  assert.match((await kept(broker, discovery)) ?? "", /bridge-00000002/);
  const back = startSink(t, { mqtt: { host, port: broker.port } });
  back.sink.accept(readingEvent(values, Date.now()));
  await until("it is there", () => view.all(own).at(-1) === "online");
  await fresh.sink.close();
  await view.until(discovery, /bridge-0000beef/);
  await until("the meter is there", async () => (await kept(broker, meter)) === "online");
  // Who comes next finds no trace of the one that is gone.
  await back.sink.close();
  startSink(t, { mqtt: { host, port: broker.port } });
  await until("its topic is gone", async () => (await kept(broker, others)) === undefined);
});

test("the topic of earlier versions goes, once nobody says that he is there", real, async (t) => {
  const { broker, view } = await open(t);
  const former = "smartmeter/bridge/availability";
  await view.publish(former, "online", true);
  const { sink } = startSink(t, { mqtt: { host, port: broker.port } });
  await view.until(own, "online");
  await sleep(500);
  assert.equal(await kept(broker, former), "online", "an earlier version may still be there");
  // The late will of the program before the update.
  await view.publish(former, "offline", true);
  await until("it is gone", async () => (await kept(broker, former)) === undefined);
  sink.accept(statusEvent({ available: false }));
});

test("switched off, discovery takes back what it had announced, and leaves others alone", real, async (t) => {
  const { broker, view } = await open(t);
  const announced = startSink(t, { mqtt: { host, port: broker.port } });
  announced.sink.accept(readingEvent(values, Date.now()));
  await view.until(discovery, /energy_import/);
  await announced.sink.close();
  const setUp = "homeassistant/device/smartmeter_entry-2/config";
  await view.publish(setUp, '{"components":{"status":{"state_topic":"elsewhere/entry-2/status"}}}', true);
  const { sink } = startSink(t, { mqtt: { host, port: broker.port, discovery: false } });
  sink.accept(readingEvent(values, Date.now()));
  await until("it is taken back", async () => (await kept(broker, discovery)) === undefined);
  assert.notEqual(await kept(broker, setUp), undefined);
});

test("the client id stays: from what was kept, else from the options", () => {
  const memory = memoryStore();
  const first = recallIdentity({ clientId: undefined, seed: "a house", memory });
  first.remember(4);
  const later = recallIdentity({ clientId: undefined, seed: "another house", memory });
  assert.deepEqual([later.clientId, later.instance, later.protocol], [first.clientId, first.instance, 4]);
  const without = () => recallIdentity({ clientId: undefined, seed: "a house", memory: undefined });
  assert.equal(without().clientId, without().clientId);
  assert.notEqual(recallIdentity({ clientId: undefined, seed: "b", memory: undefined }).clientId, without().clientId);
  const named = recallIdentity({ clientId: "cellar", seed: "a house", memory });
  assert.equal(named.clientId, "cellar");
  assert.notEqual(named.instance, first.instance);
  assert.match(first.clientId, /^smartmeter_[0-9a-f]{8}$/);
  // A damaged file is as good as none.
  assert.equal(
    recallIdentity({ clientId: undefined, seed: "a house", memory: memoryStore("rubbish") }).clientId,
    without().clientId,
  );
});
