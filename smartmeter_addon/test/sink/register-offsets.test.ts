// A fixed id, and another meter behind it: the sensors go on, in any order of devices, through a restart.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createMqttPublisher } from "../../src/sink/mqtt/mqtt-publisher.ts";
import { createTopics } from "../../src/sink/mqtt/mqtt-topics.ts";
import { memoryStore } from "./mqtt-rig.ts";
import { noonMs, reading, type Values } from "./readings.ts";

const meter = { index: 0, name: undefined, fixedId: "main" };
const discovery = "homeassistant/device/smartmeter_main/config";

function program(store = memoryStore(), handle: typeof meter | { index: 0; name: undefined } = meter) {
  const exchanges: string[] = [];
  const { accept } = createMqttPublisher({
    topics: createTopics("smartmeter", "homeassistant", "bridge-0000beef"),
    ...{ meters: [handle], language: "en", timeZone: "Europe/Vienna", intervalS: 0, deadbandW: undefined },
    ...{ version: "1", discovery: true, flat: false, store, startedAtMs: noonMs },
    describe: () => "",
    health: () => [],
    onExchange: ({ counted }) => void exchanges.push(counted?.device ?? ""),
  });
  let last: Record<string, unknown> = {};
  const says = (device: string, values: Values, atMs: number): Record<string, unknown> => {
    const said = reading(values, { systemTitle: device });
    const { messages } = accept({ kind: "reading", meter: handle, reading: said, receivedAtMs: atMs }, atMs);
    const at = (topic: string) => messages.filter((message) => message.topic === topic).at(-1)?.payload;
    last = JSON.parse(at(discovery) ?? "null") ?? last;
    return JSON.parse(at("smartmeter/main/state") ?? "null");
  };
  return { says, exchanges, store, announced: () => last as { components: Record<string, Record<string, unknown>> } };
}

test("an exchanged meter goes on where the old one stood, and says so", () => {
  const { says, exchanges, announced, store } = program();
  says("OLD", { energy_import: 34_567_890, energy_export: 1000 }, noonMs);
  const first = says("NEW", { energy_import: 12, energy_export: 0 }, noonMs + 3_600_000);
  assert.deepEqual([first.energy_import, first.energy_export], [34567.89, 1]);
  assert.equal(first.energy_import_meter, 0.012);
  assert.deepEqual(exchanges, ["NEW"]);
  const attributes = String(announced().components.energy_import?.json_attributes_template);
  assert.match(attributes, /value_json\.energy_import_meter/);
  assert.match(attributes, /34567\.878/);
  const later = says("NEW", { energy_import: 1012, energy_export: 5 }, noonMs + 7_200_000);
  assert.deepEqual([later.energy_import, later.energy_export], [34568.89, 1.005]);

  // After a restart, with what was kept; a used meter that stands far higher is no jump either.
  const next = program(store);
  assert.equal(next.says("NEW", { energy_import: 1013 }, noonMs + 7_300_000).energy_import, 34568.891);
  assert.equal(next.says("USED", { energy_import: 90_000_000 }, noonMs + 7_400_000).energy_import, 34568.891);
});

test("a device that only changed its name, and an id of the meter's own, are left as they are", () => {
  const { says, exchanges } = program();
  says("OLD", { energy_import: 34_567_890 }, noonMs);
  const state = says("RENAMED", { energy_import: 34_568_000 }, noonMs + 60_000);
  assert.equal(state.energy_import, 34568);
  assert.equal("energy_import_meter" in state, false);
  assert.deepEqual(exchanges, []);
  const own = program(memoryStore(), { index: 0, name: undefined });
  own.says("OLD", { energy_import: 34_567_890 }, noonMs);
  assert.equal(own.says("NEW", { energy_import: 12 }, noonMs + 60_000).energy_import, 0.012);
});

test("whatever meters follow each other, the register never falls and counts what each of them has counted", () => {
  const device = fc.record({
    start: fc.nat(90_000_000),
    rises: fc.array(fc.nat(1000), { minLength: 1, maxLength: 5 }),
  });
  fc.assert(
    fc.property(fc.array(device, { minLength: 1, maxLength: 5 }), (devices) => {
      const { says } = program();
      let atMs = noonMs;
      let before: number | undefined;
      for (const [index, { start, rises }] of devices.entries()) {
        let wh = start;
        for (const [at, rise] of [0, ...rises].entries()) {
          wh += rise;
          atMs += 60_000;
          const shown = Math.round(
            (says(`DEVICE${index}`, { energy_import: wh }, atMs).energy_import as number) * 1000,
          );
          // A meter that happens to stand where the old one may stand by now is taken for it: 100 kW for a minute, and 1 kWh.
          const most = at === 0 ? 2667 : rise;
          if (before === undefined) assert.equal(shown, wh);
          else assert.ok(shown - before >= rise && shown - before <= most, `${before} Wh, then ${shown} Wh`);
          before = shown;
        }
      }
    }),
  );
});
