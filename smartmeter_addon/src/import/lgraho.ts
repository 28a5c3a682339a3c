/** The configuration of smartmeterreader (lgraho) as ours. */
import { decodeObis, formatObis } from "../cosem/obis.ts";
import { parseHex } from "../octets.ts";
import { quantityOf } from "../telegram/quantity.ts";
import { createImporter, type Imported, type Importer } from "./imported.ts";
import { entityName } from "./r00tat.ts";

interface Field {
  readonly name?: unknown;
  readonly obis?: unknown;
  readonly format?: unknown;
  readonly val_multiplier?: unknown;
}

/** Configuration of smartmeterreader: its main file and, where given, its data format, as one tree. */
export function importLgraho(tree: Readonly<Record<string, unknown>>, keepEntities: boolean): Imported {
  const from = createImporter(tree);
  from.take("mbus.port", ["meters", 0, "port"], "the same; /dev/serial/by-id/… survives replugging");
  from.leave("mbus.baudrate", "found by itself");
  from.take("encryption_key", ["meters", 0, "key"]);
  from.take("mqtt.broker", ["mqtt", "host"]);
  from.take("mqtt.port", ["mqtt", "port"], "the same", Number);
  from.take("mqtt.user", ["mqtt", "username"]);
  from.take("mqtt.password", ["mqtt", "password"]);
  from.take("mqtt.client_id", ["mqtt", "client_id"]);
  from.leave("mqtt.data_topic", "the JSON state is at smartmeter/<meter>/state");
  from.leave("frame_format", "frames of any length and segmentation are read by their own headers");

  const fields = Array.isArray(tree.apdu_format) ? (tree.apdu_format as Field[]) : [];
  const keys = new Map<string, string>();
  for (const [at, field] of fields.entries()) {
    const key = keyOf(field);
    from.leave(`apdu_format.${at}`, fieldRemark(field, key));
    if (key !== undefined) keys.set(String(field.name), key);
  }
  const ids = importTopics(from, tree, keys);
  if (keepEntities && ids.size > 0) {
    const text =
      "compare with Developer tools > States; stop the old program and restart Home Assistant, which forgets its sensors, then start: history and statistics go on";
    from.set("entity ids", ["entity_ids"], Object.fromEntries(ids), text);
  }
  return from.finish("smartmeterreader");
}

/** Their discovery topics; gives the entity ids that Home Assistant made of their names, by our keys. */
function importTopics(
  from: Importer,
  tree: Readonly<Record<string, unknown>>,
  keys: Map<string, string>,
): Map<string, string> {
  const ids = new Map<string, string>();
  const { config_topics: topics } = (tree.homeassistant ?? {}) as { config_topics?: unknown };
  for (const [at, topic] of (Array.isArray(topics) ? topics : []).entries()) {
    const { config = {} } = topic as { config?: Record<string, unknown> };
    const template = String(config.val_tpl ?? config.value_template ?? "");
    const field = /value_json\.(\w+)/.exec(template)?.[1] ?? "";
    const key = keys.get(field) ?? common[field];
    const became = key === undefined ? "announced by itself if the meter sends it" : `announced by itself as ${key}`;
    from.leave(`homeassistant.config_topics.${at}`, `${String(config.name)}: ${became}`);
    if (key !== undefined && typeof config.name === "string") ids.set(key, `sensor.${entityName(config.name)}`);
  }
  return ids;
}

/** Names of their own example, for when the data format is not given. */
const common: Readonly<Record<string, string>> = {
  energy: "energy_import",
  energyR: "energy_export",
  power: "power_import",
  powerR: "power_export",
  ...Object.fromEntries(
    [1, 2, 3].flatMap((phase) => ["voltage", "current"].map((name) => [`${name}L${phase}`, `${name}_l${phase}`])),
  ),
  powerfactor: "power_factor",
};

function keyOf(field: Field): string | undefined {
  const octets = parseHex(String(field.obis ?? ""));
  return octets?.length === 6 ? quantityOf(decodeObis(octets, 0))?.key : undefined;
}

/** What a field of the data format was, and what it is here. */
function fieldRemark(field: Field, key: string | undefined): string {
  const octets = parseHex(String(field.obis ?? ""));
  const name = octets?.length === 6 ? formatObis(decodeObis(octets, 0)) : String(field.obis);
  const format = structText(String(field.format ?? ""));
  const multiplier = Number(field.val_multiplier ?? 1);
  const unit = key === undefined || octets === undefined ? undefined : quantityOf(decodeObis(octets, 0));
  const factor = multiplier === 1 ? "" : `, times ${multiplier}`;
  const became = key === undefined ? "comes under its OBIS code" : `is ${key}, in ${unit?.displayUnit ?? "no unit"}`;
  return `${String(field.name)}: ${name}, ${format}${factor}; ${became}: type, scaler and unit are read from the telegram`;
}

/** The value's type in a format string of Python's `struct`; x skips octets, b and B behind it are scaler and unit. */
function structText(format: string): string {
  const types: Readonly<Record<string, string>> = {
    b: "signed 8 bits",
    B: "unsigned 8 bits",
    h: "signed 16 bits",
    H: "unsigned 16 bits",
    i: "signed 32 bits",
    I: "unsigned 32 bits",
    l: "signed 32 bits",
    L: "unsigned 32 bits",
    q: "signed 64 bits",
    Q: "unsigned 64 bits",
  };
  const letter = /[bBhHiIlLqQ]/.exec(format)?.[0];
  const order = format.startsWith("<") ? ", least octet first" : "";
  return letter === undefined ? `format ${format}` : `${types[letter]}${order}`;
}
