import assert from "node:assert/strict";
import { test } from "node:test";
import { obis } from "../../src/cosem/obis.ts";
import type { EnergyWindow } from "../../src/derive/energy-windows.ts";
import { Secret } from "../../src/secret.ts";
import type { Message } from "../../src/sink/mqtt/mqtt-messages.ts";
import { createMqttPublisher, type PublisherOptions } from "../../src/sink/mqtt/mqtt-publisher.ts";
import { createTopics, meterTopicId } from "../../src/sink/mqtt/mqtt-topics.ts";
import { quantityByKey } from "../../src/telegram/quantity.ts";
import type { NumericValue } from "../../src/telegram/reading.ts";
import { memoryStore } from "./mqtt-rig.ts";
import { meterNoon, noonMs, reading, readingEvent, statusEvent } from "./readings.ts";

const hourMs = 3_600_000;
const discovery = "homeassistant/device/smartmeter_main/config";

function publisher(over: Partial<PublisherOptions> = {}) {
  return createMqttPublisher({
    topics: createTopics("smartmeter", "homeassistant", "bridge-0000beef"),
    meters: [{ index: 0, name: undefined }],
    language: "en",
    timeZone: "Europe/Vienna",
    intervalS: 0,
    deadbandW: undefined,
    version: "1.2.3",
    discovery: true,
    flat: false,
    store: undefined,
    startedAtMs: noonMs,
    describe: (status) => status.fault?.message ?? "",
    health: () => [],
    ...over,
  });
}

const payloads = (messages: Iterable<Message>, topic: string): string[] =>
  [...messages].filter((message) => message.topic === topic).map(({ payload }) => payload);
const newest = (messages: Iterable<Message>, topic: string) => JSON.parse(payloads(messages, topic).at(-1) ?? "null");

test("values are exact decimals, whatever binary arithmetic makes of them", () => {
  const { accept } = publisher();
  for (const [wh, kWh] of [
    [1, "0.001"],
    [123_456_789, "123456.789"],
    [4_294_967_295, "4294967.295"],
    [300, "0.3"],
  ] as const) {
    const { messages } = accept(readingEvent({ energy_import: wh, voltage_l1: 0.1 + 0.2, current_l1: 1.005 }), 0);
    const state = payloads(messages, "smartmeter/main/state")[0] ?? "";
    assert.match(state, new RegExp(`"energy_import":${kWh.replace(".", "\\.")}[,}]`));
    assert.match(state, /"voltage_l1":0\.3[,}]/);
    assert.doesNotMatch(state, /\d\.\d{4,}/);
  }
});

test("a value missing from a telegram is null once it has been announced", () => {
  const { accept } = publisher();
  accept(readingEvent({ energy_import: 1, power_import: 2, power_export: 1 }), 0);
  const state = newest(accept(readingEvent({ energy_import: 2 }), 1000).messages, "smartmeter/main/state");
  assert.deepEqual(state, {
    energy_import: 0.002,
    power_net: null,
    power_import: null,
    power_export: null,
    meter_time: null,
  });
});

test("values nobody has named are carried by their logical name", () => {
  const odd: NumericValue = { obis: obis(1, 0, 21, 7, 0), value: 42, unit: "W", step: 1, quantity: undefined };
  const { messages } = publisher().accept(readingEvent({}, noonMs, { values: [odd] }), 0);
  assert.equal(newest(messages, "smartmeter/main/state").obis_1_0_21_7_0, 42);
  assert.equal(newest(messages, discovery).components.obis_1_0_21_7_0.unit_of_measurement, "W");
});

test("ever new logical names announce ever new entities only up to a bound", () => {
  const { accept } = publisher();
  let last: Message[] = [];
  for (let n = 0; n < 1000; n++) {
    const odd: NumericValue = {
      obis: obis(1, 0, n & 255, n >> 8, 0),
      value: n,
      unit: "1",
      step: 1,
      quantity: undefined,
    };
    const { messages } = accept(readingEvent({}, noonMs, { values: [odd] }), n * 1000);
    if (payloads(messages, discovery).length > 0) last = messages;
  }
  assert.ok(Object.keys(newest(last, discovery).components).length < 70);
});

test("discovery is sent again only when it says something new", () => {
  const { accept } = publisher();
  const sent = (...args: Parameters<typeof accept>) => payloads(accept(...args).messages, discovery).length;
  assert.equal(sent(readingEvent({ energy_import: 1 }), 0), 1);
  assert.equal(sent(readingEvent({ energy_import: 2 }), 1000), 0);
  assert.equal(sent(readingEvent({ energy_import: 2, power_import: 1 }), 2000), 1);
  assert.equal(sent(readingEvent({ energy_import: 2 }), 3000), 0, "a shorter telegram takes nothing back");
  assert.equal(sent(statusEvent({ intervalMs: 10_000 }), 4000), 1, "the rhythm sets how long live values hold");
  for (const jitter of [9_800, 10_100, 10_900, 8_000, 7_000])
    assert.equal(sent(statusEvent({ intervalMs: jitter }), 5000), 0);
  assert.equal(sent(statusEvent({ intervalMs: 60_000 }), 6000), 1);
});

test("a value is gone when it is missing from many telegrams and for a day, and comes back with its next one", () => {
  const store = memoryStore();
  const { accept } = publisher({ store });
  accept(readingEvent({ energy_import: 1, voltage_l3: 230 }), 0);
  for (let n = 1; n <= 200; n++)
    assert.deepEqual(payloads(accept(readingEvent({ energy_import: n }), n).messages, discovery), []);
  const { messages } = accept(readingEvent({ energy_import: 300 }), 25 * hourMs);
  assert.deepEqual(newest(messages, discovery).components.voltage_l3, { platform: "sensor" });
  assert.equal("voltage_l3" in newest(messages, "smartmeter/main/state"), false);

  const restarted = publisher({ store });
  const all = [...restarted.everything(0)].flat();
  assert.deepEqual(newest(all, discovery).components.voltage_l3, { platform: "sensor" }, "remembered over a restart");
  const back = restarted.accept(readingEvent({ energy_import: 301, voltage_l3: 231 }), 1000).messages;
  assert.equal(newest(back, discovery).components.voltage_l3.device_class, "voltage");
});

test("a damaged memory is forgotten, not fatal", () => {
  for (const content of [null, 7, "x", [{ id: "../#" }], [{ id: "main" }], { a: 1 }]) {
    const all = [...publisher({ store: memoryStore(content) }).everything(0)].flat();
    assert.equal(payloads(all, "smartmeter/bridge-0000beef/availability")[0], "online");
  }
});

test("a disk that takes nothing costs no value", () => {
  const store = {
    load(): never {
      throw new Error("EIO");
    },
    save(): never {
      throw new Error("ENOSPC");
    },
  };
  const { messages } = publisher({ store }).accept(readingEvent({ energy_import: 1 }), 0);
  assert.equal(newest(messages, "smartmeter/main/state").energy_import, 0.001);
});

test("a state is said again only while its values are still current", () => {
  const { accept, latest, everything } = publisher();
  accept(readingEvent({ energy_import: 1, power_import: 5 }), 0);
  accept(statusEvent({ intervalMs: 5000 }), 0);
  assert.equal(payloads(latest(59_000), "smartmeter/main/state").length, 1);
  assert.equal(payloads(latest(61_000), "smartmeter/main/state").length, 0);
  assert.equal(payloads([...everything(61_000)].flat(), "smartmeter/main/state").length, 0);
  accept(readingEvent({ energy_import: 2 }), 62_000);
  accept(statusEvent({ available: false }), 63_000);
  assert.equal(payloads(latest(63_000), "smartmeter/main/state").length, 0);
});

test("that the program is there is said last, when everything else is true", () => {
  const { accept, everything } = publisher();
  accept(readingEvent({ energy_import: 1 }), 0);
  assert.equal([...everything(0)].flat().at(-1)?.topic, "smartmeter/bridge-0000beef/availability");
});

test("counts and times are sent at most every 30 s, a new status at once", () => {
  const { accept } = publisher();
  accept(readingEvent({ energy_import: 1 }), 0);
  let statuses = 0;
  for (let at = 1; at <= 300; at++) {
    const { messages } = accept(readingEvent({ energy_import: at }), at * 1000);
    statuses += payloads(messages, "smartmeter/main/status").length;
  }
  assert.equal(statuses, 10);
  const { messages } = accept(statusEvent({ code: "frame-damaged", problem: true }), 300_001);
  assert.equal(newest(messages, "smartmeter/main/status").status, "frame-damaged");
});

test("the status carries times with offset and what the user should know, but no secret", () => {
  const key = new Secret("00112233445566778899AABBCCDDEEFF");
  const { accept } = publisher({ describe: () => `the key ${key.reveal()} is wrong` });
  accept(readingEvent({ energy_import: 1 }, noonMs, { meterTime: { ...meterNoon, offsetMinutes: undefined } }), 0);
  const { messages } = accept(statusEvent({ code: "key-wrong", problem: true }), 1);
  const status = newest(messages, "smartmeter/main/status");
  assert.deepEqual(
    [status.text, status.problem, status.last_seen, status.meter_time, status.since],
    [
      "the key *** is wrong",
      "ON",
      "2026-08-09T12:00:00+02:00",
      "2026-08-09T12:00:00+02:00",
      "2026-08-09T12:00:00+02:00",
    ],
  );
  assert.deepEqual([status.telegrams, status.errors, status.link_quality, status.interval], [10, 2, 97, 5]);
});

test("the known meter gets the status from the start, another entry does not", () => {
  const store = memoryStore();
  publisher({ store }).accept(readingEvent({ energy_import: 1 }), 0);
  const same = [...publisher({ store }).everything(0)].flat();
  assert.equal(newest(same, "smartmeter/main/status").status, "starting");
  assert.equal(payloads(same, "smartmeter/main/availability")[0], "offline");
  const renamed = [...publisher({ store, meters: [{ index: 0, name: "Other" }] }).everything(0)].flat();
  assert.equal(newest(renamed, "smartmeter/entry-1/status").status, "starting");
  assert.equal(payloads(renamed, "smartmeter/main/availability")[0], "offline", "left over from a sudden end");
});

test("the meter heard last is the one remembered", () => {
  const store = memoryStore();
  const first = publisher({ store });
  for (const meterId of ["a", "b", "a"]) first.accept(readingEvent({ energy_import: 1 }, noonMs, { meterId }), 0);
  const all = [...publisher({ store }).everything(0)].flat();
  assert.equal(newest(all, "smartmeter/a/status").status, "starting");
  assert.deepEqual(payloads(all, "smartmeter/b/status"), []);
});

test("without discovery nothing is announced", () => {
  const { accept, everything } = publisher({ discovery: false });
  const messages = [...accept(readingEvent({ energy_import: 1 }), 0).messages, ...[...everything(0)].flat()];
  assert.deepEqual(
    messages.filter(({ topic }) => topic.startsWith("homeassistant")),
    [],
  );
  assert.equal(payloads(messages, "smartmeter/main/state").length, 2);
});

test("nothing a meter says can leave its level of the topic", () => {
  for (const said of [
    "#",
    "+/+",
    "a/b",
    "../bridge",
    "bridge",
    "entry-1",
    "",
    "\u0000",
    "Ä€😀",
    "x".repeat(500),
    "$SYS",
  ]) {
    const id = meterTopicId(said);
    assert.match(id, /^[a-z0-9_-]{1,46}$/, JSON.stringify(said));
    assert.notEqual(id, "bridge");
    assert.ok(!id.startsWith("entry-"));
  }
  const over = { meterId: "a\u0000/#", meterNumber: '1\u0007"\n', product: "{{ evil }}", deviceName: "\u0000" };
  const { messages } = publisher().accept({ ...readingEvent({}), reading: reading({ energy_import: 1 }, over) }, 0);
  for (const { topic } of messages) assert.match(topic, /^[a-z0-9_/-]+$/);
  assert.equal(newest(messages, "homeassistant/device/smartmeter_a/config").device.serial_number, '1"');
});

test("the bridge's state says how the outputs stand, without secrets", () => {
  const secret = new Secret("a-token-nobody-may-see");
  const failing = { name: "influxdb", state: "failing", waiting: 2, delivered: 5, lost: 1 } as const;
  const health = () => [
    { ...failing, message: `refused ${secret.reveal()}` },
    { ...failing, name: "tee", code: "output-port-failed", message: "taken" } as const,
    { name: "file", state: "idle", message: undefined, waiting: 0, delivered: 0, lost: 0 } as const,
  ];
  const { outputs } = newest([...publisher({ health }).everything(0)].flat(), "smartmeter/bridge/state");
  assert.deepEqual(outputs, [
    { ...failing, code: "output-failed", message: "refused ***" },
    { ...failing, name: "tee", code: "output-port-failed", message: "taken" },
    { name: "file", state: "idle", code: null, message: null, waiting: 0, delivered: 0, lost: 0 },
  ]);
});

test("a meter that another entry hears goes on there, and the silence of the first is not its", () => {
  const { accept } = publisher({
    meters: [
      { index: 0, name: undefined },
      { index: 1, name: undefined },
    ],
  });
  accept(readingEvent({ energy_import: 1 }), 0);
  accept(readingEvent({ energy_import: 2 }, noonMs, {}, 1), 70_000);
  const { messages } = accept(statusEvent({ available: false, code: "line-silent", problem: true }), 71_000);
  assert.deepEqual(payloads(messages, "smartmeter/main/availability"), []);
  assert.equal(newest(messages, "smartmeter/entry-1/status").status, "line-silent");
});

test("a finished quarter hour is kept, with the month's peak, and said again to a broker that lost it", () => {
  const { accept, everything } = publisher();
  accept(readingEvent({ energy_import: 1000 }), 0);
  const startMs = Date.UTC(2026, 9, 25, 0, 45);
  const window: EnergyWindow = {
    ...{ startMs, endMs: startMs + 900_000, quality: "complete", importRegisterWh: 1000, exportRegisterWh: undefined },
    ...{ imported: { wh: 250, leastWh: 250, mostWh: 250 }, exported: undefined },
  };
  const { messages } = accept(
    {
      ...{ kind: "window", meter: { index: 0, name: undefined }, meterId: "main", window, finishedDay: undefined },
      ...{ monthPeak: { watts: 4321.4, startMs: startMs - 86_400_000 }, atMs: noonMs },
    },
    0,
  );
  assert.equal(messages[0]?.retain, true);
  const said = newest(messages, "smartmeter/main/quarter");
  assert.deepEqual(said, {
    start: "2026-10-25T02:45:00+02:00",
    end: "2026-10-25T02:00:00+01:00",
    import_wh: 250,
    export_wh: null,
    quality: "complete",
    peak_month: 4321,
    peak_month_start: "2026-10-24T02:45:00+02:00",
  });
  assert.deepEqual(newest([...everything(1)].flat(), "smartmeter/main/quarter"), said);
});

test("prices are the program's, in their currency, and hang on no meter", () => {
  const { accept, everything } = publisher({ currency: "CHF" });
  const { messages } = accept(
    { kind: "price", price: { import: 0.2, export: 0.05, zone: "SNAP" }, currency: "CHF", atMs: noonMs },
    0,
  );
  const topic = "smartmeter/bridge-0000beef/prices";
  const said = { price_import: 0.2, price_export: 0.05, zone: "SNAP", currency: "CHF" };
  assert.deepEqual(newest(messages, topic), said);
  assert.deepEqual(newest([...everything(1)].flat(), topic), said);
  const quantity = quantityByKey("price_import");
  const price: NumericValue = { obis: obis(1, 0, 199, 0, 1, 200), value: 0.2, unit: "EUR/kWh", step: 1, quantity };
  const announced = accept(readingEvent({}, noonMs, { values: [price] }), 0).messages;
  const { price_import: entity } = newest(announced, discovery).components;
  assert.equal(entity.unit_of_measurement, "CHF/kWh");
  assert.equal(entity.state_topic, topic);
  assert.deepEqual(entity.availability, [{ topic: "smartmeter/bridge-0000beef/availability" }]);
  assert.equal("expire_after" in entity, false);
});
