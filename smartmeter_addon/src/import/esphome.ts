/** ESPHome's component `dlms_meter`: the key and the names of its sensors; pins and the rest belong to the board it runs on. */
import { formatObis, parseObis } from "../cosem/obis.ts";
import { quantityOf } from "../telegram/quantity.ts";
import { createImporter, type Imported, type Importer } from "./imported.ts";
import { entityName } from "./r00tat.ts";

/** Predefined sensors, which later versions replaced by `obis_code`, and the logical name of each. */
const predefined: Readonly<Record<string, string>> = {
  voltage_l1: "1-0:32.7.0",
  voltage_l2: "1-0:52.7.0",
  voltage_l3: "1-0:72.7.0",
  current_l1: "1-0:31.7.0",
  current_l2: "1-0:51.7.0",
  current_l3: "1-0:71.7.0",
  active_power_plus: "1-0:1.7.0",
  active_power_minus: "1-0:2.7.0",
  active_energy_plus: "1-0:1.8.0",
  active_energy_minus: "1-0:2.8.0",
  reactive_energy_plus: "1-0:3.8.0",
  reactive_energy_minus: "1-0:4.8.0",
  power_factor: "1-0:13.7.0",
};

type Section = Readonly<Record<string, unknown>>;

const isSection = (value: unknown): value is Section =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A section, or the first of several: ESPHome takes both. */
function firstOf(tree: Section, name: string): { section: Section; path: string } {
  const found = tree[name];
  if (Array.isArray(found)) return { section: isSection(found[0]) ? found[0] : {}, path: `${name}.0` };
  return { section: isSection(found) ? found : {}, path: name };
}

/** Configuration of a board with `dlms_meter`; its `secrets.yaml` may be in the same tree. */
export function importEsphome(tree: Section, keepEntities: boolean): Imported {
  const from = createImporter(tree);
  const { path } = firstOf(tree, "dlms_meter");
  takeKey(from, tree, `${path}.decryption_key`, "key");
  takeKey(from, tree, `${path}.auth_key`, "authentication_key");
  from.leave(`${path}.provider`, "meters are told apart by their telegrams; ESPHome has withdrawn the option, too");
  from.leave(`${path}.custom_patterns`, "meters are told apart by their telegrams; a file in meters/ says the rest");
  from.leave(`${path}.skip_crc`, "a telegram whose check is wrong is never read");
  from.leave(path, "not needed here");
  const uart = firstOf(tree, "uart").path;
  const board =
    "pins of the board: connect the adapter to a USB serial converter instead, or let the board hand on its UART over the network and set port to tcp://address:port";
  for (const pin of ["rx_pin", "tx_pin"]) from.leave(`${uart}.${pin}`, board);
  from.leave(uart, "found by itself");

  const device = firstOf(tree, "esphome").section;
  const name = [device.friendly_name, device.name].find((text): text is string => typeof text === "string");
  const named = from.value("esphome.friendly_name") === undefined ? "esphome.name" : "esphome.friendly_name";
  if (name !== undefined) from.take(named, ["meters", 0, "name"], "name of the device");
  const ids = importSensors(from, tree, name);
  for (const rest of Object.keys(tree)) from.leave(rest, "belongs to the board");
  if (keepEntities && ids.size > 0) {
    const text = "compare with Settings > Entities, delete the old device, then start: history and statistics go on";
    from.set("entity ids", ["entity_ids"], Object.fromEntries(ids), text);
  }
  return from.finish("ESPHome dlms_meter");
}

/** A key as it is there, or as `secrets.yaml` has it where that was given, too. */
function takeKey(from: Importer, tree: Section, theirs: string, ours: "key" | "authentication_key"): void {
  const secret = /^!secret (.+)$/.exec(from.value(theirs) ?? "")?.[1];
  const kept = secret === undefined ? undefined : tree[secret];
  if (secret === undefined) from.take(theirs, ["meters", 0, ours]);
  else if (typeof kept === "string") from.set(theirs, ["meters", 0, ours], kept, `the secret ${secret}`);
  else from.leave(theirs, `stands in secrets.yaml as ${secret}: give that file, too, or put it into meters.${ours}`);
}

/** The sensors of the component; gives the entity ids that Home Assistant made of their names, by our keys. */
function importSensors(from: Importer, tree: Section, device: string | undefined): Map<string, string> {
  const ids = new Map<string, string>();
  const sensors = Array.isArray(tree.sensor) ? tree.sensor : [];
  for (const [at, sensor] of sensors.entries()) {
    if (!isSection(sensor) || sensor.platform !== "dlms_meter") continue;
    const entries =
      typeof sensor.obis_code === "string" ? [[sensor.obis_code, sensor] as const] : Object.entries(sensor);
    const became: string[] = [];
    for (const [what, entry] of entries) {
      if (!isSection(entry) || typeof entry.name !== "string") continue;
      const obis = predefined[what] ?? nameOf(what);
      const code = obis === undefined ? undefined : parseObis(obis);
      const key = code === undefined ? undefined : quantityOf(code)?.key;
      became.push(`${entry.name}: ${key === undefined ? "announced by itself if the meter sends it" : key}`);
      const id = entityName(device === undefined ? entry.name : `${device} ${entry.name}`);
      if (key !== undefined) ids.set(key, `sensor.${id}`);
    }
    if (became.length > 0) from.leave(`sensor.${at}`, `announced by itself: ${became.join(", ")}`);
  }
  return ids;
}

/** `1.0.32.7.0.255` or `1-0:32.7.0*255` as it is written here. */
function nameOf(text: string): string | undefined {
  const groups = text.replaceAll(/[-:*]/g, ".").split(".");
  if (groups.length < 5) return undefined;
  const [a, b, c, d, e] = groups;
  const obis = parseObis(`${a}-${b}:${c}.${d}.${e}`);
  return obis === undefined ? undefined : formatObis(obis);
}
