/** The environment of evn-kaifa-ma309 as our configuration. */
import { createImporter, type Imported, type Importer } from "./imported.ts";

/**
 * Environment of evn-kaifa-ma309: variables as `NAME=value` lines or below `environment` of a compose file. Names count
 * in any case of letters; those of InfluxDB by their ending.
 */
export function importEvnKaifa(tree: object): Imported {
  const from = createImporter(tree);
  const nameOf: NameOf = (pattern) => Object.keys(tree).find((name) => pattern.test(name)) ?? "";
  from.take(nameOf(/^evn_?key$/i), ["meters", 0, "key"]);
  from.take(nameOf(/^com_?port$/i), ["meters", 0, "port"], "the same; /dev/serial/by-id/… survives replugging");
  const printing = nameOf(/^print_?values?$/i);
  if (isOn(from.value(printing))) from.set(printing, ["console", "format"], "text", "a line on standard output each");
  else from.leave(printing, "off here too unless it is asked for");
  const debugging = nameOf(/^debug$/i);
  const apart = "deciphered telegrams are shown by smartmeter run --show-plaintext";
  if (isOn(from.value(debugging))) from.set(debugging, ["log_level"], "debug", `how much is logged; ${apart}`);
  else from.leave(debugging, "off here too unless it is asked for");
  importInflux(from, (ending) => nameOf(new RegExp(`^influx_?db_?(${ending})$`, "i")));
  return from.finish("evn-kaifa-ma309");
}

type NameOf = (pattern: RegExp) => string;

const isOn = (text: string | undefined): boolean => /^(true|yes|on|1)$/i.test(text ?? "");

function importInflux(from: Importer, nameOf: (ending: string) => string): void {
  const address = nameOf("url|host|ip|server|address");
  if (from.value(address) === undefined) return;
  const port = nameOf("port");
  from.set(address, ["influxdb", "url"], urlOf(from.value(address) ?? "", from.value(port)), "address of the server");
  from.leave(port, "part of the address");
  const organisation = nameOf("org|organi[sz]ation");
  if (from.value(organisation) !== undefined) from.take(organisation, ["influxdb", "org"]);
  else from.set("(nothing)", ["influxdb", "org"], "home", "put your organisation here");
  from.take(nameOf("bucket|db|database|name"), ["influxdb", "bucket"]);
  from.take(nameOf("measurement"), ["influxdb", "measurement"]);
  const [token, user, password] = [nameOf("token"), nameOf("user|username"), nameOf("pass|password|pw")];
  if (from.value(token) !== undefined) from.take(token, ["influxdb", "token"]);
  else if (from.value(user) !== undefined) {
    const both = `${from.value(user)}:${from.value(password) ?? ""}`;
    from.set(user, ["influxdb", "token"], both, "user and password, as InfluxDB 1.8 takes them for a token");
    from.leave(password, "part of the token");
  }
}

function urlOf(address: string, port: string | undefined): string {
  const url = /^https?:\/\//.test(address) ? address : `http://${address}`;
  return /:\d+$/.test(url) ? url : `${url.replace(/\/$/, "")}:${port ?? 8086}`;
}

/** `NAME=value` lines, with `export` and quotes as shells allow them; undefined when there is none. */
export function parseVariables(text: string): Record<string, string> | undefined {
  const found: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*(?:export\s+|-\s*)?["']?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line);
    if (match !== null)
      found[match[1] as string] = (match[2] as string).replace(/^(["'])(.*)\1$/, "$2").replace(/["']$/, "");
  }
  return Object.keys(found).length === 0 ? undefined : found;
}
