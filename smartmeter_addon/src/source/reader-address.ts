/** Addresses of readers in the network: `tcp://`, `rfc2217://`, and `esphome://` as Home Assistant spells it. */

export interface NetworkPlace {
  readonly host: string;
  readonly port: number;
}

export type ReaderAddress =
  | ({ readonly kind: "tcp" | "rfc2217" } & NetworkPlace)
  /** `portName` undefined: the node's only one. `key`: of the address itself; it belongs into `reader_key`. */
  | ({
      readonly kind: "esphome";
      readonly portName: string | undefined;
      readonly key: string | undefined;
    } & NetworkPlace);

/** Where ESPHome nodes listen unless they are told otherwise. */
const esphomePort = 6053;

const forms = {
  tcp: "tcp://host:port, for example tcp://192.0.2.10:3001",
  rfc2217: "rfc2217://host:port, for example rfc2217://192.0.2.10:3002",
  esphome: "esphome://host/?port_name=NAME, for example esphome://meter-cabinet.local/?port_name=Infrared",
} as const;

/** Undefined for a text without a scheme. Sentences about what is wrong never repeat what follows `?`: it may be a key. */
export function parseReaderAddress(text: string): ReaderAddress | { readonly problem: string } | undefined {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return undefined;
  const shown = withoutReaderKey(text);
  if (!Object.hasOwn(forms, scheme)) {
    const known = "tcp://, rfc2217:// and esphome:// are";
    return { problem: `"${shown}": ${scheme}:// is not known here, ${known}` };
  }
  const kind = scheme as keyof typeof forms;
  const form = forms[kind];
  const match = /^[a-z0-9+.-]+:\/\/(\[[0-9a-f:.%]+\]|[^\s/:@[\]?#]+)(?::(\d*))?([/?#].*)?$/i.exec(text);
  if (match === null) return { problem: `"${shown}" is no address; expected ${form}` };
  const [, host = "", digits = kind === "esphome" ? String(esphomePort) : "", rest = ""] = match;
  if (digits === "") return { problem: `"${shown}" names no port; expected ${form}` };
  const port = Number(digits);
  if (port < 1 || port > 65_535) return { problem: `"${shown}": port ${digits} is not between 1 and 65535` };
  const place = { host: host.replace(/^\[|\]$/g, ""), port };
  if (kind === "esphome") return parseEsphome(place, rest, shown);
  if (rest !== "" && rest !== "/") {
    return { problem: `"${shown}": "${withoutReaderKey(rest)}" is too much; expected ${form}` };
  }
  return { kind, ...place };
}

function parseEsphome(place: NetworkPlace, rest: string, shown: string): ReaderAddress | { readonly problem: string } {
  const query = /^\/?(?:\?(.*))?$/.exec(rest);
  if (query === null) return { problem: `"${shown}" is no address; expected ${forms.esphome}` };
  const given = new URLSearchParams(query[1] ?? "");
  const unknown = [...given.keys()].find((name) => name !== "port_name" && name !== "key");
  if (unknown !== undefined) {
    return { problem: `"${shown}": "${unknown}" is not known here; expected ${forms.esphome}` };
  }
  // A plus sign of Base64 that nobody has encoded arrives as a space.
  const key = given.get("key")?.replaceAll(" ", "+");
  return { kind: "esphome", ...place, portName: given.get("port_name") || undefined, key: key || undefined };
}

/** `esphome://meter-cabinet.local:6053/?port_name=Infrared`, without the key. */
export function formatEsphome({
  portName,
  ...place
}: NetworkPlace & { readonly portName: string | undefined }): string {
  const query = portName === undefined ? "" : `/?port_name=${encodeURIComponent(portName)}`;
  return `${nameOfPlace("esphome", place)}${query}`;
}

/** Whether a text is a key of the native API: Base64 of 32 octets. */
export function isReaderKey(text: string): boolean {
  return /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/.test(text);
}

/** The address with `***` in place of a key, for whoever shows it. */
export function withoutReaderKey(text: string): string {
  return text.replace(/([?&]key=)[^&#\s]*/gi, "$1***");
}

/** `tcp://[2001:db8::1]:3001` */
export function nameOfPlace(kind: ReaderAddress["kind"], { host, port }: NetworkPlace): string {
  return `${kind}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
