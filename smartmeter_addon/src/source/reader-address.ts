/** Addresses of readers in the network: `tcp://`, `rfc2217://`, and `esphome://` as Home Assistant spells it. */
import type { Sentence } from "../language/language.ts";
import { sentence } from "../language/message.ts";

/** Where a reader is in the network. */
export interface NetworkPlace {
  readonly host: string;
  readonly port: number;
}

/** How a network reader is spoken to, and where. */
export type ReaderAddress =
  | ({ readonly kind: "tcp" | "rfc2217" } & NetworkPlace)
  /** `portName` undefined: the node's only port. `key`: as given in the address, though it belongs in `reader_key`. */
  | ({
      readonly kind: "esphome";
      readonly portName: string | undefined;
      readonly key: string | undefined;
    } & NetworkPlace);

/** Where ESPHome nodes listen unless they are told otherwise. */
const esphomePort = 6053;

const forms = {
  tcp: { form: "tcp://host:port", example: "tcp://192.0.2.10:3001" },
  rfc2217: { form: "rfc2217://host:port", example: "rfc2217://192.0.2.10:3002" },
  esphome: {
    form: "esphome://host/?port_name=NAME",
    example: "esphome://meter-cabinet.local/?port_name=Infrared",
  },
} as const;

const words = {
  scheme: {
    en: '"{shown}": {scheme}:// is not known here, tcp://, rfc2217:// and esphome:// are',
    de: "„{shown}“: {scheme}:// ist hier nicht bekannt, nur tcp://, rfc2217:// und esphome://",
  },
  address: {
    en: '"{shown}" is no address of the form {form}, for example {example}',
    de: "„{shown}“ ist keine Adresse der Form {form}, zum Beispiel {example}",
  },
  noPort: {
    en: '"{shown}" names no port, as in {form}, for example {example}',
    de: "„{shown}“ nennt keinen Port, wie in {form}, zum Beispiel {example}",
  },
  port: {
    en: '"{shown}": port {port} is not between 1 and 65535',
    de: "„{shown}“: Port {port} liegt nicht zwischen 1 und 65535",
  },
  tooMuch: {
    en: '"{shown}": "{rest}" is too much; {form} is all there is to it',
    de: "„{shown}“: „{rest}“ ist zu viel; mehr als {form} gehört nicht hinein",
  },
  unknown: {
    en: '"{shown}": "{name}" is not known here, only port_name and key',
    de: "„{shown}“: „{name}“ ist hier nicht bekannt, nur port_name und key",
  },
} as const satisfies Readonly<Record<string, Sentence>>;

/**
 * The address a text names; undefined for a text without a scheme. The problem never repeats what follows `?`: it may
 * be a key.
 */
export function parseReaderAddress(text: string): ReaderAddress | { readonly problem: Sentence } | undefined {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return undefined;
  const shown = withoutReaderKey(text);
  if (!Object.hasOwn(forms, scheme)) {
    return { problem: sentence(words.scheme, { shown, scheme }) };
  }
  const kind = scheme as keyof typeof forms;
  const form = forms[kind];
  const match = /^[a-z0-9+.-]+:\/\/(\[[0-9a-f:.%]+\]|[^\s/:@[\]?#]+)(?::(\d*))?([/?#].*)?$/i.exec(text);
  if (match === null) return { problem: sentence(words.address, { shown, ...form }) };
  const [, host = "", digits = kind === "esphome" ? String(esphomePort) : "", rest = ""] = match;
  if (digits === "") return { problem: sentence(words.noPort, { shown, ...form }) };
  const port = Number(digits);
  if (port < 1 || port > 65_535) return { problem: sentence(words.port, { shown, port: digits }) };
  const place = { host: host.replace(/^\[|\]$/g, ""), port };
  if (kind === "esphome") return parseEsphome(place, rest, shown);
  if (rest !== "" && rest !== "/") {
    return { problem: sentence(words.tooMuch, { shown, rest: withoutReaderKey(rest), ...form }) };
  }
  return { kind, ...place };
}

function parseEsphome(
  place: NetworkPlace,
  rest: string,
  shown: string,
): ReaderAddress | { readonly problem: Sentence } {
  const query = /^\/?(?:\?(.*))?$/.exec(rest);
  if (query === null) return { problem: sentence(words.address, { shown, ...forms.esphome }) };
  const given = new URLSearchParams(query[1] ?? "");
  const unknown = [...given.keys()].find((name) => name !== "port_name" && name !== "key");
  if (unknown !== undefined) {
    return { problem: sentence(words.unknown, { shown, name: unknown }) };
  }
  // A plus sign of Base64 that was not encoded arrives as a space.
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

/** The address with `***` in place of a key, for showing. */
export function withoutReaderKey(text: string): string {
  return text.replace(/([?&]key=)[^&#\s]*/gi, "$1***");
}

/** `tcp://[2001:db8::1]:3001` */
export function nameOfPlace(kind: ReaderAddress["kind"], { host, port }: NetworkPlace): string {
  return `${kind}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
