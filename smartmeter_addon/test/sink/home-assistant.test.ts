import assert from "node:assert/strict";
import { test } from "node:test";
import { faultCodes } from "../../src/faults/fault-table.ts";
import {
  type DiscoveryContext,
  entryDiscovery,
  expireAfter,
  meterDiscovery,
} from "../../src/sink/mqtt/home-assistant.ts";
import type { KnownMeter } from "../../src/sink/mqtt/known-meters.ts";
import { createTopics } from "../../src/sink/mqtt/mqtt-topics.ts";
import { quantities } from "../../src/telegram/quantity.ts";

/** Units Home Assistant's sensor takes for a class; a wrong one rejects the entity. */
const units: Record<string, readonly (string | undefined)[]> = {
  energy: ["mWh", "Wh", "kWh", "MWh", "GWh", "TWh", "J", "kJ", "MJ", "GJ", "cal", "kcal", "Mcal", "Gcal"],
  power: ["mW", "W", "kW", "MW", "GW", "TW"],
  reactive_energy: ["varh", "kvarh"],
  reactive_power: ["mvar", "var", "kvar"],
  apparent_power: ["mVA", "VA", "kVA"],
  voltage: ["µV", "mV", "V", "kV", "MV"],
  current: ["µA", "mA", "A"],
  frequency: ["mHz", "Hz", "kHz", "MHz", "GHz"],
  power_factor: ["%", undefined],
  monetary: ["EUR"],
  timestamp: [undefined],
  enum: [undefined],
  problem: [undefined],
};
/** State classes it takes for a class. */
const states: Record<string, readonly (string | undefined)[]> = {
  energy: ["total", "total_increasing"],
  reactive_energy: ["total", "total_increasing"],
  timestamp: [undefined],
  enum: [undefined],
  problem: [undefined],
};

const context: DiscoveryContext = {
  topics: createTopics("smartmeter", "homeassistant", "bridge-0000beef"),
  language: "en",
  version: "1.2.3",
  several: false,
  intervalS: 0,
};
const every: KnownMeter = {
  id: "kfm1200000001",
  entry: 0,
  manufacturer: "KFM",
  model: "MA309M",
  serial: "1200000001",
  expireAfter: 60,
  keys: Object.fromEntries(quantities.map(({ key }) => [key, {}])),
};
const overJson = <T>(value: T): { components: Record<string, Record<string, unknown>> } & Record<string, unknown> =>
  JSON.parse(JSON.stringify(value));
const componentsOf = (over: Partial<DiscoveryContext> = {}, meter = every) =>
  overJson(meterDiscovery(meter, { ...context, ...over })).components;

test("every entity of the catalogue has a unit and a state class that its device class takes", () => {
  for (const [key, component] of Object.entries(componentsOf())) {
    const deviceClass = component.device_class as string | undefined;
    if (deviceClass === undefined) continue;
    assert.ok(units[deviceClass]?.includes(component.unit_of_measurement as string), `${key}: unit`);
    const allowed = states[deviceClass] ?? ["measurement"];
    // What is added up over a day has none: the registers have the statistics.
    if (/_(today|yesterday|month|last_month)$/.test(key) && deviceClass !== "power")
      assert.equal(component.state_class, undefined);
    else assert.ok(allowed.includes(component.state_class as string), `${key}: state class`);
  }
});

test("every component has what Home Assistant asks for, and nothing it no longer takes", () => {
  const components = componentsOf();
  const ids = Object.values(components).map((component) => component.unique_id);
  assert.equal(new Set(ids).size, ids.length);
  const entityIds = Object.values(components).map((component) => component.default_entity_id);
  assert.equal(new Set(entityIds).size, entityIds.length);
  for (const [key, component] of Object.entries(components)) {
    assert.equal(component.unique_id, `smartmeter_kfm1200000001_${key}`);
    assert.equal(component.default_entity_id, `${component.platform}.smart_meter_${key}`);
    assert.equal("object_id" in component, false);
    assert.match(key, /^[a-zA-Z0-9_-]+$/);
    if (key !== "problem") assert.ok(typeof component.name === "string" && component.name !== "", key);
    assert.doesNotMatch(String(component.name), /smart ?meter/i, "the device's name is put before it");
  }
  assert.equal("name" in (components.problem ?? {}), false, "the class's own translated name");
  assert.deepEqual(components.status?.options, ["starting", "waiting", "ok", ...faultCodes]);
});

test("live values expire, registers never do", () => {
  for (const quantity of quantities) {
    const live = quantity.stateClass?.startsWith("measurement") === true && !quantity.key.startsWith("price");
    assert.equal(componentsOf()[quantity.key]?.expire_after, live ? 60 : undefined, quantity.key);
  }
  assert.equal(expireAfter(1000, 0), 60);
  assert.equal(expireAfter(5000, 0), 60);
  assert.equal(expireAfter(10_000, 0), 120);
  assert.equal(expireAfter(15_000, 0), 180);
  assert.equal(expireAfter(10_000, 300), 420, "a state may be as old as the publishing interval");
});

test("the reason of a silence stays visible: diagnostics follow the program, values also the meter", () => {
  const message = overJson(meterDiscovery(every, context));
  assert.deepEqual(message.availability, [
    { topic: "smartmeter/bridge-0000beef/availability" },
    { topic: "smartmeter/kfm1200000001/availability" },
  ]);
  assert.equal(message.availability_mode, "all");
  for (const key of ["status", "problem", "meter_time", "last_seen", "telegrams", "errors"])
    assert.deepEqual(
      message.components[key]?.availability,
      [{ topic: "smartmeter/bridge-0000beef/availability" }],
      key,
    );
  assert.equal("availability" in (message.components.power_net ?? {}), false);
});

test("names are in the user's language, entity ids always English", () => {
  const german = componentsOf({ language: "de" });
  assert.equal(german.energy_import?.name, "Energiebezug");
  assert.equal(german.energy_import?.default_entity_id, "sensor.smart_meter_energy_import");
  assert.equal(german.last_seen?.name, "Letztes Telegramm");
  const named = overJson(meterDiscovery({ ...every, name: "Wärmepumpe" }, { ...context, language: "de" }));
  assert.equal((named.device as { name: string }).name, "Wärmepumpe");
});

test("entity ids of another program are taken over by the first meter, its unique ids stay its own", () => {
  const entityIds = { energy_import: "sensor.old_energy" };
  const { energy_import, power_net } = componentsOf({ entityIds });
  assert.equal(energy_import?.default_entity_id, "sensor.old_energy");
  assert.equal(energy_import?.unique_id, componentsOf().energy_import?.unique_id);
  assert.equal(power_net?.default_entity_id, "sensor.smart_meter_power_net");
  const second = componentsOf({ entityIds }, { ...every, entry: 1 });
  assert.equal(second.energy_import?.default_entity_id, "sensor.smart_meter_energy_import");
});

test("what is hidden by default is shown when it takes over an entity id", () => {
  const entityIds = { phase_angle_l1: "sensor.old_angle" };
  assert.equal(componentsOf().phase_angle_l1?.enabled_by_default, false);
  const { phase_angle_l1, phase_angle_l2 } = componentsOf({ entityIds });
  assert.equal(phase_angle_l1?.enabled_by_default, true);
  assert.equal(phase_angle_l2?.enabled_by_default, false);
});

test("with several meters, names and entity ids tell them apart", () => {
  const message = overJson(meterDiscovery(every, { ...context, several: true }));
  assert.equal((message.device as { name: string }).name, "Smart meter 0001");
  assert.equal(message.components.power_net?.default_entity_id, "sensor.smart_meter_0001_power_net");
});

test("the device says what the telegram says, names of makers spelled out", () => {
  assert.deepEqual(overJson(meterDiscovery(every, context)).device, {
    identifiers: ["smartmeter_kfm1200000001"],
    name: "Smart meter",
    manufacturer: "Kaifa",
    model: "MA309M",
    serial_number: "1200000001",
  });
});

test("values that went are removed, unnamed ones are there for those who look", () => {
  const meter: KnownMeter = {
    ...every,
    keys: {
      energy_import: {},
      voltage_l3: { gone: true },
      never_heard_of: {},
      obis_1_0_21_7_0: { obis: "1-0:21.7.0", unit: "W" },
    },
  };
  const components = componentsOf({}, meter);
  assert.deepEqual(components.voltage_l3, { platform: "sensor" });
  assert.deepEqual(components.never_heard_of, { platform: "sensor" });
  assert.deepEqual(components.obis_1_0_21_7_0, {
    platform: "sensor",
    unique_id: "smartmeter_kfm1200000001_obis_1_0_21_7_0",
    default_entity_id: "sensor.smart_meter_obis_1_0_21_7_0",
    value_template: "{{ value_json.obis_1_0_21_7_0 }}",
    name: "OBIS 1-0:21.7.0",
    unit_of_measurement: "W",
    enabled_by_default: false,
  });
});

test("with a publishing interval, live values carry their spread as attributes", () => {
  const components = componentsOf({ intervalS: 60 });
  assert.match(String(components.power_net?.json_attributes_template), /'mean': value_json\.power_net_mean/);
  assert.equal("json_attributes_template" in (components.energy_import ?? {}), false);
  assert.equal("json_attributes_template" in (componentsOf().power_net ?? {}), false);
});

test("a running sum or peak says since when it counts, beside its spread; one that is over says nothing", () => {
  const templateOf = (key: string, over: Partial<DiscoveryContext> = {}) =>
    componentsOf(over)[key]?.json_attributes_template;
  const running = ["energy_import_today", "income_month", "peak_month", "peak_year_mean", "cost_power_month"];
  for (const key of running)
    assert.equal(
      templateOf(key),
      `{{ {'since': value_json.${key}_since | default(none), 'complete': value_json.${key}_since is not defined} | tojson }}`,
    );
  for (const key of ["energy_import_yesterday", "cost_last_month", "quarter_power", "price_import", "energy_import"])
    assert.equal(templateOf(key), undefined, key);
  const both = String(templateOf("peak_month", { intervalS: 60, language: "de" }));
  assert.match(both, /'mean': value_json\.peak_month_mean, 'seit': value_json\.peak_month_since/);
  assert.match(both, /'vollständig': /);
});

test("an entry without a meter has status and problem, and nothing that only a meter can have", () => {
  const message = overJson(
    entryDiscovery({ index: 1, name: undefined }, { ...context, several: true, language: "de" }),
  );
  assert.deepEqual(message.device, { identifiers: ["smartmeter_entry-2"], name: "Smart Meter – Einrichtung" });
  assert.deepEqual(Object.keys(message.components), ["status", "problem"]);
  assert.equal(message.components.problem?.state_topic, "smartmeter/entry-2/status");
  assert.equal(message.components.problem?.default_entity_id, "binary_sensor.smart_meter_setup_2_problem");
});

test("an angle is averaged around the circle: its state class says so, and no mean of ours stands beside it", () => {
  const { phase_angle_l1, voltage_l1 } = componentsOf({ intervalS: 10 });
  assert.equal(phase_angle_l1?.state_class, "measurement_angle");
  assert.equal("json_attributes_topic" in (phase_angle_l1 ?? {}), false);
  assert.equal("json_attributes_topic" in (voltage_l1 ?? {}), true);
});

test("the device leads to the page where its address is known, also before the meter was heard", () => {
  const pageAddress = "homeassistant://hassio/ingress/local_smartmeter_addon";
  const handle = { index: 0, name: undefined };
  for (const message of [meterDiscovery(every, context), entryDiscovery(handle, context)])
    assert.equal("configuration_url" in message.device, false);
  const known = { ...context, pageAddress };
  for (const message of [meterDiscovery(every, known), entryDiscovery(handle, known)])
    assert.equal(message.device.configuration_url, pageAddress);
});
