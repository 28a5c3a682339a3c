import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { formatObis } from "../cosem/obis.ts";
import type { Fault } from "../fault.ts";
import { parseKey } from "../keys.ts";
import { createMeterDecoder } from "../meter/decoder.ts";
import { loadDefinitions } from "../meter/definitions.ts";
import { formatMeterTime, type MeterEvent, type Reading } from "../meter/reading.ts";
import { decodeInput } from "../source/replay.ts";
import { faultHelp } from "../texts/help.ts";
import { chooseLanguage, type Language } from "../texts/language.ts";

const usage = `usage: smartmeter decode [--key K | --key-file FILE] [--authentication-key K] [--json] [--unchecked] FILE|-

Decodes recorded octets (raw or as hexadecimal digits). The key can also stand in SMARTMETER_KEY.
`;

const flags = {
  key: { type: "string" },
  "key-file": { type: "string" },
  "authentication-key": { type: "string" },
  "previous-key": { type: "string" },
  json: { type: "boolean" },
  unchecked: { type: "boolean" },
  language: { type: "string" },
  help: { type: "boolean" },
} as const;

type Flags = ReturnType<typeof parseArgs<{ options: typeof flags }>>["values"];

class WrongUse extends Error {}

/** Octets of a file or of standard input as readings and faults. Exit 0: a reading; 1: none; 2: wrong use. */
export async function decodeCommand(args: string[]): Promise<number> {
  try {
    const { values, positionals } = parse(args);
    if (values.help === true) {
      process.stdout.write(usage);
      return 0;
    }
    const [file] = positionals;
    if (file === undefined || positionals.length > 1) throw new WrongUse(usage);
    return decode(await readInput(file), values);
  } catch (error) {
    if (!(error instanceof WrongUse)) throw error;
    process.stderr.write(error.message.endsWith("\n") ? error.message : `${error.message}\n`);
    return 2;
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: flags, allowPositionals: true });
  } catch (error) {
    throw new WrongUse(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

async function readInput(file: string): Promise<Uint8Array> {
  try {
    if (file !== "-") return readFileSync(file);
    const parts: Buffer[] = [];
    for await (const part of process.stdin) parts.push(part);
    return Buffer.concat(parts);
  } catch (error) {
    throw new WrongUse(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function keyOf(name: string, text: string | undefined, language: Language): Uint8Array | undefined {
  if (text === undefined || text === "") return undefined;
  const parsed = parseKey(text);
  if ("problem" in parsed) throw new WrongUse(`${name}: ${parsed.problem[language]}`);
  return parsed.key;
}

function keyText(values: Flags): string | undefined {
  if (values.key !== undefined) return values.key;
  const file = values["key-file"];
  if (file === undefined) return process.env.SMARTMETER_KEY;
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new WrongUse(`--key-file ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function decode(input: Uint8Array, values: Flags): number {
  const language = chooseLanguage({ wish: values.language, locale: process.env.LANG });
  const decoder = createMeterDecoder({
    keys: {
      key: keyOf("--key", keyText(values), language),
      authenticationKey: keyOf(
        "--authentication-key",
        values["authentication-key"] ?? process.env.SMARTMETER_AUTHENTICATION_KEY,
        language,
      ),
      previousKey: keyOf("--previous-key", values["previous-key"], language),
    },
    definitions: loadDefinitions(),
    unchecked: values.unchecked,
  });
  if (values.unchecked === true)
    process.stderr.write("unchecked: telegrams are not compared with each other, nor their clocks\n");
  const print = values.json === true ? printJson : printTable(language);
  let readings = 0;
  const faults = new Map<string, number>();
  const show = (event: MeterEvent): void => {
    if (event.kind === "reading") readings++;
    if (event.kind === "fault") faults.set(event.fault.code, (faults.get(event.fault.code) ?? 0) + 1);
    print(event);
  };
  for (const event of [...decoder.push(decodeInput(input)), ...decoder.end()]) show(event);
  const summary = [...faults].map(([code, count]) => (count > 1 ? `${code} x ${count}` : code)).join(", ");
  if (readings === 0 || faults.size > 0)
    process.stderr.write(`${readings} reading(s)${summary === "" ? "" : `; faults: ${summary}`}\n`);
  return readings > 0 ? 0 : 1;
}

function printJson(event: MeterEvent): void {
  if (event.kind === "reading") write(readingObject(event.reading));
  else if (event.kind === "fault") write(faultObject(event.fault));
  else if (event.kind === "quarantined")
    write({ kind: "quarantined", reason: event.reason, meterId: event.reading.meterId });
}

function write(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

function faultObject({ layer, code, message, octets }: Fault): unknown {
  return { kind: "fault", layer, code, message, octets };
}

/** A reading as one JSON object: base units, OBIS codes as the meter sends them. */
export function readingObject(reading: Reading): Record<string, unknown> {
  const { values, texts, meterTime, systemTitle, ...rest } = reading;
  const numbers = values.map(({ obis, value, unit }) => [formatObis(obis), { value, unit }] as const);
  const strings = texts.map(({ obis, text }) => [formatObis(obis), { value: text }] as const);
  return {
    kind: "reading",
    systemTitle: systemTitle ?? null,
    ...rest,
    meterTime: meterTime === undefined ? null : formatMeterTime(meterTime),
    values: Object.fromEntries([...numbers, ...strings]),
  };
}

function printTable(language: Language): (event: MeterEvent) => void {
  return (event) => {
    if (event.kind === "reading") process.stdout.write(tableOf(event.reading, language));
    else if (event.kind === "fault")
      process.stdout.write(
        `! ${faultHelp(event.fault.code, language).title} [${event.fault.code}]: ${event.fault.message}\n`,
      );
    else if (event.kind === "quarantined") process.stdout.write(`? ${event.reason}\n`);
  };
}

function tableOf(reading: Reading, language: Language): string {
  const time = reading.meterTime === undefined ? "" : `  ${formatMeterTime(reading.meterTime)}`;
  const about = [reading.product, reading.operator, reading.layout, reading.authenticated ? "authenticated" : ""];
  const rows = reading.values.map(({ obis, value, unit, quantity }) => [
    formatObis(obis),
    String(value),
    unit === "1" ? "" : unit,
    quantity?.[language] ?? "",
  ]);
  const texts = reading.texts.map(({ obis, text }) => [formatObis(obis), text, "", ""]);
  const lines = [...rows, ...texts].map(([obis = "", value = "", unit = "", name = ""]) =>
    `  ${obis.padEnd(14)}${value.padStart(14)} ${unit.padEnd(5)} ${name}`.trimEnd(),
  );
  return `${reading.meterId}${time}  ${about.filter(Boolean).join(", ")}\n${lines.join("\n")}\n`;
}
