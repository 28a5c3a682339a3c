/** The options of r00tat's app as our configuration. */
import { createImporter, type Imported } from "./imported.ts";

/** Their sensors by the suffix of the unique id, and the quantity that says the same here. */
const sensors = {
  total_energy_consumed: ["energy_import", "Total Energy consumed"],
  total_energy_provided: ["energy_export", "Total Energy provided"],
  power_consumed: ["power_import", "Power consumed"],
  power_provided: ["power_export", "Power provided"],
  voltage_l1: ["voltage_l1", "Voltage L1"],
  voltage_l2: ["voltage_l2", "Voltage L2"],
  voltage_l3: ["voltage_l3", "Voltage L3"],
  current_l1: ["current_l1", "Current L1"],
  current_l2: ["current_l2", "Current L2"],
  current_l3: ["current_l3", "Current L3"],
  power_factor: ["power_factor", "Power Factor"],
  angle_l1: ["phase_angle_l1", "Angle between voltage L1 to current L1"],
  angle_l2: ["phase_angle_l2", "Angle between voltage L2 to current L3"],
  angle_l3: ["phase_angle_l3", "Angle between voltage L3 to current L3"],
} as const;

const levels: Readonly<Record<string, string>> = {
  DEBUG: "debug",
  INFO: "info",
  WARNING: "warning",
  ERROR: "error",
  CRITICAL: "error",
};

/** Options of the add-on smartmeter_homeassistant_burgenland, or its file of the standalone mode. */
export function importR00tat(tree: unknown, keepEntities: boolean): Imported {
  const from = createImporter(tree);
  const found = "found by itself; what was set there is not needed";
  from.take("logging", ["log_level"], "how much is logged", (level) => levels[level] ?? "info");
  from.leave("meter_type", "layouts are told apart by the telegrams themselves");
  from.leave("interface_type", "infrared and wired are told apart by themselves");

  from.take("dlms.port", ["meters", 0, "port"], "the same; /dev/serial/by-id/… survives replugging");
  from.take("dlms.key", ["meters", 0, "key"]);
  for (const name of ["baudrate", "bytesize", "parity", "stopbits"]) from.leave(`dlms.${name}`, found);
  from.leave("dlms.hdlc_frame_size", "frames carry their length");

  from.take("mqtt.host", ["mqtt", "host"], "the same; in the app leave it out and the Supervisor names the broker");
  from.take("mqtt.port", ["mqtt", "port"], "the same", Number);
  from.take("mqtt.user", ["mqtt", "username"]);
  from.take("mqtt.password", ["mqtt", "password"]);
  from.leave("mqtt.keepalive", "fixed");
  from.leave("mqtt.device_id", "devices are named by the meter's own number, so that each stays itself");
  from.take("mqtt.name", ["meters", 0, "name"], "name of the device");
  from.take("mqtt.prefix", ["mqtt", "base_topic"], "topics begin with it", (prefix) =>
    prefix.replace(/^\/+|\/+$/g, ""),
  );
  from.leave("mqtt.sensors_migrated", "nothing is left to migrate");
  const interval = "between two states; minimum, mean and maximum are kept between them";
  if (from.value("mqtt.publish_interval") === undefined)
    from.set("mqtt.publish_interval", ["interval"], 30, `their default; ${interval}`);
  else from.take("mqtt.publish_interval", ["interval"], interval, Number);

  // Versions without the switch `tls` encrypted as soon as any of the others was set; with it, it alone decides.
  const given = ["tls_ca", "tls_cert", "tls_key", "tls_insecure"].some(
    (name) => from.value(`mqtt.${name}`) !== undefined,
  );
  const tls = from.value("mqtt.tls") ?? String(given);
  if (tls === "true") from.set("mqtt.tls", ["mqtt", "tls"], true, "encrypted connection");
  else from.leave("mqtt.tls", "off here too unless it is asked for");
  from.take("mqtt.tls_ca", ["mqtt", "ca"]);
  from.take("mqtt.tls_cert", ["mqtt", "certificate"]);
  from.take("mqtt.tls_key", ["mqtt", "private_key"]);
  from.take(
    "mqtt.tls_insecure",
    ["mqtt", "verify"],
    "the opposite: whether the certificate is checked",
    (text) => text !== "true",
  );

  const device = from.value("mqtt.name") ?? "Smart Meter";
  if (keepEntities) {
    const ids = Object.values(sensors).map(([key, name]) => [key, `sensor.${entityName(`${device} ${name}`)}`]);
    const text =
      "compare with Settings > Entities (newer versions of Home Assistant may have put the device's name twice into them), delete the old device, then start: history and statistics go on";
    from.set("entity ids", ["entity_ids"], Object.fromEntries(ids), text);
  }
  return from.finish("smartmeter_homeassistant_burgenland");
}

/** A name as Home Assistant makes an entity id of it. */
export function entityName(name: string): string {
  const plain = name.normalize("NFD").replaceAll(/\p{M}/gu, "").replaceAll("ß", "ss").toLowerCase();
  return plain.replaceAll(/[^a-z0-9]+/g, "_").replaceAll(/^_+|_+$/g, "");
}
