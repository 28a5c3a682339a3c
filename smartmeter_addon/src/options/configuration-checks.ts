/** Checks that need more than one option. */
import { membersOf } from "../derive/virtual-meter.ts";
import { parseKey } from "../key/keys.ts";
import type { Sentence } from "../language/language.ts";
import { sentence } from "../language/message.ts";
import { Secret } from "../secret.ts";
import { type Address, parseAddress } from "../source/address.ts";
import { formatEsphome, isReaderKey } from "../source/reader-address.ts";
import { parseBrokerAddress } from "./broker-address.ts";
import type { Options } from "./options.ts";
import type { OptionProblem } from "./problem.ts";
import { tariffProblems } from "./tariff.ts";

const words = {
  twice: { en: '"{id}" a second time', de: "„{id}“ ein zweites Mal" },
  ownId: { en: "an id of its own", de: "eine eigene ID" },
  oneOf: { en: "one of {names}", de: "eins von {names}" },
  inKey: { en: "the key in the option key", de: "der Schlüssel in der Option key" },
  inMeters: { en: "the key in meters, in the option key", de: "der Schlüssel unter meters, in der Option key" },
  login: { en: "*** with a login in it", de: "*** mit Zugangsdaten darin" },
  place: {
    en: "a path like /dev/ttyUSB0 or an address like tcp://192.0.2.10:3001",
    de: "ein Pfad wie /dev/ttyUSB0 oder eine Adresse wie tcp://192.0.2.10:3001",
  },
  otherKey: { en: "another key than in port", de: "ein anderer Schlüssel als in port" },
  oneKey: { en: "one key", de: "ein einziger Schlüssel" },
  noReaderKey: { en: "*** (no such key)", de: "*** (kein solcher Schlüssel)" },
  readerKey: {
    en: "44 characters of Base64, as below api: and encryption: in the device's ESPHome file",
    de: "44 Zeichen Base64, wie unter api: und encryption: in der ESPHome-Datei des Geräts",
  },
  otherPort: { en: "{port}, and {other} in mqtt.host", de: "{port}, und {other} in mqtt.host" },
  onePort: { en: "one port", de: "ein einziger Port" },
  otherTls: { en: "{tls}, and the contrary in mqtt.host", de: "{tls}, und das Gegenteil in mqtt.host" },
  oneOfBoth: { en: "one of both", de: "eines von beiden" },
} as const satisfies Readonly<Record<string, Sentence>>;

const oneOf = (names: readonly (string | number)[]): Sentence => sentence(words.oneOf, { names: names.join(", ") });

/** What no single option shows: ids that appear twice, virtual meters made of meters that do not exist. */
export function checkTogether(options: Options): OptionProblem[] {
  const { meters = [], virtual = [], tariff } = options;
  const problems: OptionProblem[] = [];
  const ids = [
    ...meters.map(({ id }, at) => ({ id, path: `meters[${at}].id` })),
    ...virtual.map(({ id }, at) => ({ id, path: `virtual[${at}].id` })),
  ].filter(({ id }) => id !== undefined);
  for (const [at, { id, path }] of ids.entries()) {
    if (ids.findIndex((other) => other.id === id) < at)
      problems.push({ path, found: sentence(words.twice, { id: id ?? "" }), expected: words.ownId });
  }
  const known = meters.length === 0 ? [{}] : meters;
  const expected = oneOf(known.map((meter, at) => ("id" in meter && meter.id) || at));
  for (const [at, { add, subtract = [] }] of virtual.entries()) {
    for (const [name, list] of Object.entries({ add, subtract })) {
      for (const [position, member] of membersOf(list, known).entries())
        if (member === undefined)
          problems.push({ path: `virtual[${at}].${name}[${position}]`, found: `"${list[position]}"`, expected });
    }
  }
  return [
    ...problems,
    ...meters.flatMap(meterProblems),
    ...brokerProblems(options),
    ...tariffProblems(tariff),
    ...sunspecProblems(options),
  ];
}

/** A single meter that SunSpec serves must exist: a real one by id or position, or a virtual one. */
function sunspecProblems({ meters = [], virtual = [], sunspec }: Options): OptionProblem[] {
  const wanted = sunspec?.meter;
  if (wanted === undefined) return [];
  const count = Math.max(1, meters.length);
  const all = [...Array.from({ length: count }, (_, at) => meters[at]?.id), ...virtual.map(({ id }) => id)];
  if (all.some((id, at) => id === wanted || String(at) === wanted)) return [];
  const expected = oneOf(all.map((id, at) => id ?? at));
  return [{ path: "sunspec.meter", found: `"${wanted}"`, expected }];
}

type Meter = NonNullable<Options["meters"]>[number];

/** A key that was pasted into another field would be shown as a name, a topic or a place. */
function isKeyLike(text: string): boolean {
  const parsed = parseKey(text);
  return ("key" in parsed && parsed.form === "hex") || /[0-9a-f]{28}/i.test(text.replaceAll(/[\s:;,._-]/g, ""));
}

const keyFound: Sentence = { en: "*** (it looks like a key)", de: "*** (das sieht nach einem Schlüssel aus)" };

/** Checks where a meter is read, and that keys are not in the wrong fields. */
function meterProblems(meter: Meter, index: number): OptionProblem[] {
  const problems: OptionProblem[] = [];
  for (const name of ["name", "device", "port", "id"] as const) {
    if (meter[name] === undefined || !isKeyLike(meter[name])) continue;
    problems.push({ path: `meters[${index}].${name}`, found: keyFound, expected: words.inKey });
  }
  if (problems.length > 0) return problems;
  const name = meter.port ? "port" : "device";
  const address = parseAddress(meter[name]);
  if ("kind" in address) return readerKeyProblems(meter, address, index);
  const found = meter[name]?.includes("@") ? words.login : address.problem;
  return [{ path: `meters[${index}].${name}`, found, expected: words.place }];
}

/** Checks the key of an ESPHome node, wherever it is. Meters' keys have another form and are easily mistaken for it. */
function readerKeyProblems({ reader_key }: Meter, address: Address, index: number): OptionProblem[] {
  const inAddress = address.kind === "esphome" ? address.key : undefined;
  if (inAddress !== undefined && reader_key !== undefined && reader_key.reveal() !== inAddress) {
    return [{ path: `meters[${index}].reader_key`, found: words.otherKey, expected: words.oneKey }];
  }
  const key = inAddress ?? reader_key?.reveal();
  if (key === undefined || isReaderKey(key)) return [];
  const path = `meters[${index}].${inAddress === undefined ? "reader_key" : "port"}`;
  return [{ path, found: words.noReaderKey, expected: words.readerKey }];
}

/** The options with an ESPHome node's key taken out of its address, where it would be shown. */
export function withReaderKeysApart(options: Options): Options {
  const { meters } = options;
  if (meters === undefined) return options;
  return {
    ...options,
    meters: meters.map((meter) => {
      const address = parseAddress(meter.port);
      if (!("kind" in address) || address.kind !== "esphome" || address.key === undefined) return meter;
      return { ...meter, port: formatEsphome(address), reader_key: new Secret(address.key) };
    }),
  };
}

/** Checks the broker's address and what is around it. */
function brokerProblems({ mqtt }: Options): OptionProblem[] {
  const problems: OptionProblem[] = [];
  const texts = { host: mqtt?.host, username: mqtt?.username, client_id: mqtt?.client_id };
  for (const [name, text] of Object.entries(texts)) {
    // A client id may be a UUID.
    if (text === undefined || text.includes("-") || !isKeyLike(text)) continue;
    problems.push({ path: `mqtt.${name}`, found: keyFound, expected: words.inMeters });
  }
  if (problems.length === 0 && mqtt?.host !== undefined) {
    const address = parseBrokerAddress(mqtt.host);
    if ("found" in address) problems.push({ path: "mqtt.host", ...address });
    else if (address.port !== undefined && mqtt.port !== undefined && address.port !== mqtt.port)
      problems.push({
        path: "mqtt.port",
        found: sentence(words.otherPort, { port: String(mqtt.port), other: String(address.port) }),
        expected: words.onePort,
      });
    else if (address.tls !== undefined && mqtt.tls !== undefined && address.tls !== mqtt.tls)
      problems.push({
        path: "mqtt.tls",
        found: sentence(words.otherTls, { tls: String(mqtt.tls) }),
        expected: words.oneOfBoth,
      });
  }
  return problems;
}

/** The options with the broker's address taken apart; what has options of its own counts. */
export function withBrokerApart(options: Options): Options {
  const { mqtt } = options;
  const address = mqtt?.host === undefined ? undefined : parseBrokerAddress(mqtt.host);
  if (mqtt === undefined || address === undefined || "found" in address) return options;
  const { host, port, tls, username, password } = address;
  const apart = {
    ...(port !== undefined && { port }),
    ...(tls === true && { tls }),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
  };
  return { ...options, mqtt: { ...apart, ...mqtt, host } };
}
