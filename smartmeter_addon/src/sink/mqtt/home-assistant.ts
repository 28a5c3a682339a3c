/** Home Assistant's discovery: a device and all its entities in one message. */

import type { Language } from "../../language/language.ts";
import { isRunningSum, type Quantity, quantities, quantityByKey } from "../../telegram/quantity.ts";
import { isLive } from "../../telegram/quantity-kind.ts";
import type { MeterHandle } from "../sink.ts";
import { type Diagnostic, meterDiagnostics, statusDiagnostics } from "./home-assistant-diagnostics.ts";
import type { KnownMeter } from "./known-meters.ts";
import { deviceId, entryTopicId, type Topics } from "./mqtt-topics.ts";

/** What discovery depends on besides the meter. */
export interface DiscoveryContext {
  readonly topics: Topics;
  readonly language: Language;
  readonly version: string;
  /** More than one meter is configured, so entity ids carry a part of the meter's id. */
  readonly several: boolean;
  /** Seconds between two states; above 0, live values carry their spread as attributes. */
  readonly intervalS: number;
  /** Entity ids, by quantity, for the first meter's entities instead of ours. */
  readonly entityIds?: Readonly<Record<string, string>> | undefined;
  /** Where the device's "Visit" button in Home Assistant leads; undefined: it has none. */
  readonly pageAddress?: string | undefined;
  /** Currency of prices and costs, ISO 4217; EUR where left out. */
  readonly currency?: string | undefined;
}

type Component = Readonly<Record<string, unknown>>;

/** A message that sets up one device with all its entities (MQTT device discovery). */
export interface DiscoveryMessage {
  readonly device: Readonly<Record<string, unknown>>;
  readonly origin: Readonly<Record<string, unknown>>;
  readonly components: Readonly<Record<string, Component>>;
  readonly [option: string]: unknown;
}

/**
 * The device of a meter: its diagnostics, an entity for every value it ever sent, and removals for those it no longer
 * sends.
 */
export function meterDiscovery(meter: KnownMeter, context: DiscoveryContext): DiscoveryMessage {
  const { topics } = context;
  const keys = Object.keys(meter.keys).sort((a, b) => rank(a) - rank(b));
  const short = meter.id.slice(-4).replaceAll("-", "_");
  const entityId = context.several ? `smart_meter_${short}` : "smart_meter";
  const unnamed = context.several ? `${defaultName[context.language]} ${short}` : defaultName[context.language];
  return {
    device: {
      identifiers: [deviceId(meter.id)],
      name: meter.name ?? unnamed,
      ...(meter.manufacturer !== undefined && { manufacturer: makers[meter.manufacturer] ?? meter.manufacturer }),
      ...(meter.model !== undefined && { model: meter.model }),
      ...(meter.serial !== undefined && { serial_number: meter.serial }),
      ...page(context),
    },
    origin: origin(context),
    availability: [{ topic: topics.bridgeAvailability }, { topic: topics.availability(meter.id) }],
    availability_mode: "all",
    state_topic: topics.state(meter.id),
    components: {
      ...Object.fromEntries(keys.map((key) => [key, valueComponent(meter, key, entityId, context)])),
      ...diagnosticComponents(meterDiagnostics, meter.id, entityId, context),
    },
  };
}

/**
 * The device of an entry of the options that has not heard its meter yet: whether it hears nothing, and why, must show
 * before there is a meter to show it with. It is removed with the first reading.
 */
export function entryDiscovery(entry: MeterHandle, context: DiscoveryContext): DiscoveryMessage {
  const id = entryTopicId(entry.index);
  const entityId = context.several ? `smart_meter_setup_${entry.index + 1}` : "smart_meter_setup";
  const suffix = context.language === "de" ? "Einrichtung" : "setup";
  return {
    device: {
      identifiers: [deviceId(id)],
      name: `${entry.name ?? defaultName[context.language]} – ${suffix}`,
      ...page(context),
    },
    origin: origin(context),
    components: diagnosticComponents(statusDiagnostics, id, entityId, context),
  };
}

const defaultName = { en: "Smart meter", de: "Smart Meter" };

/** Names behind the three-letter FLAG ids of meters seen in Austria; others are shown as they are. */
const makers: Readonly<Record<string, string>> = {
  ELS: "Elster",
  ISK: "Iskraemeco",
  KFM: "Kaifa",
  LGZ: "Landis+Gyr",
  SAG: "Sagemcom",
  SAM: "Siemens",
  SMS: "Siemens",
};

const order = new Map(quantities.map((quantity, at) => [quantity.key, at]));
const rank = (key: string): number => order.get(key) ?? order.size;

/** The repository's own address, once it has one; the bundler puts it in. */
const repository = process.env.SMARTMETER_REPOSITORY ?? "";

const origin = ({ version }: DiscoveryContext) => ({
  name: "smartmeter_addon",
  sw_version: version,
  ...(repository !== "" && { support_url: repository }),
});

const page = ({ pageAddress }: DiscoveryContext) =>
  pageAddress === undefined ? {} : { configuration_url: pageAddress };

/** A component without options is Home Assistant's way to remove an entity; leaving it out would keep it. */
const removal: Component = { platform: "sensor" };

function valueComponent(meter: KnownMeter, key: string, entityId: string, context: DiscoveryContext): Component {
  const known = meter.keys[key];
  const quantity = quantityByKey(key);
  if (known === undefined || known.gone === true || (quantity === undefined && known.obis === undefined))
    return removal;
  const taken = meter.entry === 0 ? context.entityIds?.[key] : undefined;
  return {
    platform: "sensor",
    unique_id: `${deviceId(meter.id)}_${key}`,
    default_entity_id: taken ?? `sensor.${entityId}_${key}`,
    value_template: template(key),
    ...(quantity === undefined
      ? { name: `OBIS ${known.obis}`, unit_of_measurement: known.unit, enabled_by_default: false }
      : { ...quantityOptions(quantity, meter, context), ...attributes(quantity, meter, context) }),
    // A price changes with the clock and stays true while the meter is silent.
    ...(quantity?.unit === "EUR/kWh" && {
      state_topic: context.topics.prices,
      availability: [{ topic: context.topics.bridgeAvailability }],
    }),
    // Whoever names an entity's id has used it: if it were disabled, its history and statistics would end.
    ...(taken !== undefined && { enabled_by_default: true }),
  };
}

function quantityOptions(quantity: Quantity, meter: KnownMeter, context: DiscoveryContext): Component {
  // A register stays true while the meter is silent, and statistics dislike gaps; a power does not stay true.
  const live = isLive(quantity);
  return {
    name: quantity[context.language],
    device_class: quantity.deviceClass,
    state_class: quantity.stateClass,
    unit_of_measurement: quantity.displayUnit?.replace(/^EUR/, context.currency ?? "EUR"),
    suggested_display_precision: quantity.decimals,
    ...(live && { expire_after: meter.expireAfter === 0 ? unknownRhythmS + context.intervalS : meter.expireAfter }),
    ...(!quantity.enabled && { enabled_by_default: false }),
    ...(quantity.diagnostic && { entity_category: "diagnostic" }),
  };
}

/** The slowest meter seen pushes every 15 s; a later message corrects it once the meter's rhythm is learnt. */
const unknownRhythmS = 180;

/**
 * After how many seconds a live value is too old, by the meter's rhythm and the publishing interval; in steps of 30,
 * against jitter.
 */
export function expireAfter(meterIntervalMs: number, intervalS: number): number {
  return Math.max(60, Math.round((12 * meterIntervalMs) / 30_000) * 30) + intervalS;
}

function attributes(quantity: Quantity, meter: KnownMeter, context: DiscoveryContext): Component {
  const { key } = quantity;
  const fields = [
    ...offsetFields(meter, key, context),
    ...(quantity.stateClass === "measurement" && context.intervalS > 0 ? spreadFields(key) : []),
    ...(isRunningSum(quantity) ? sinceFields(key, context) : []),
  ];
  if (fields.length === 0) return {};
  return {
    json_attributes_topic: context.topics.state(meter.id),
    json_attributes_template: `{{ {${fields.join(", ")}} | tojson }}`,
  };
}

/** Of a register that goes on after the meter was replaced: what the meter itself shows, and what is added. */
function offsetFields(meter: KnownMeter, key: string, { language }: DiscoveryContext): string[] {
  const offset = meter.counted?.registers[key]?.offset ?? 0;
  if (offset === 0) return [];
  const [reading, added] = language === "de" ? ["Zählerstand", "Versatz"] : ["meter reading", "offset"];
  return [`'${reading}': value_json.${key}_meter | default(none)`, `'${added}': ${offset}`];
}

function spreadFields(key: string): string[] {
  return ["min", "max", "mean"].map((part) => `'${part}': value_json.${key}_${part}`);
}

/** Of a sum or peak whose period may have begun before it was counted. */
function sinceFields(key: string, { language }: DiscoveryContext): string[] {
  const [since, complete] = language === "de" ? ["seit", "vollständig"] : ["since", "complete"];
  const field = `value_json.${key}_since`;
  return [`'${since}': ${field} | default(none)`, `'${complete}': ${field} is not defined`];
}

function diagnosticComponents(
  diagnostics: readonly Diagnostic[],
  id: string,
  entityId: string,
  context: DiscoveryContext,
): Record<string, Component> {
  const topic = context.topics.status(id);
  return Object.fromEntries(
    diagnostics.map(({ key, platform, name, deviceClass, stateClass, options, enabled }) => [
      key,
      {
        platform,
        unique_id: `${deviceId(id)}_${key}`,
        default_entity_id: `${platform}.${entityId}_${key}`,
        name: name?.[context.language],
        state_topic: topic,
        value_template: template(key),
        // The reason for a silence must not disappear with the meter's own availability.
        availability: [{ topic: context.topics.bridgeAvailability }],
        device_class: deviceClass,
        state_class: stateClass,
        options,
        entity_category: "diagnostic",
        ...(!enabled && { enabled_by_default: false }),
        ...(key === "problem" && { json_attributes_topic: topic, json_attributes_template: problemAttributes }),
      },
    ]),
  );
}

const template = (key: string): string => `{{ value_json.${key} }}`;
const problemAttributes = `{{ {'code': value_json.status, 'text': value_json.text, 'since': value_json.since} | tojson }}`;
