/** `smartmeter decode`: recorded octets as readings. */
import { formatObis } from "../cosem/obis.ts";
import { createMeterDecoder } from "../decoder.ts";
import { describeFault, type Fault } from "../fault.ts";
import { rules } from "../judge/rules/rules.ts";
import type { Language } from "../language/language.ts";
import { toHex } from "../octets.ts";
import { loadDefinitions } from "../telegram/definitions.ts";
import { formatMeterTime, type MeterEvent, type Reading } from "../telegram/reading.ts";
import { commandSays, wrongUse } from "../texts/command-lines.ts";
import { faultHelp } from "../texts/help.ts";
import { usages } from "../texts/usages.ts";
import { keyFlags, keysOf, languageOf, openRecording, printNotes, withFile, withOpeningKeys } from "./inputs.ts";

const flags = {
  ...keyFlags,
  json: { type: "boolean" },
  unchecked: { type: "boolean" },
  "show-plaintext": { type: "boolean" },
} as const;

/** Octets of a file or of standard input as readings and faults. Exit 0: a reading; 1: none; 2: wrong use. */
export function decodeCommand(args: string[]): Promise<number> {
  return withFile({ usage: usages.decode, flags, what: wrongUse.oneFile }, args, async (file, values) => {
    const language = languageOf(values);
    const recording = await openRecording(file);
    const given = keysOf(values, recording.keys);
    const unchecked = values.unchecked === true;
    if (unchecked) process.stderr.write(`${commandSays(language, "unchecked")}\n`);
    const plaintext = values["show-plaintext"] === true;
    if (plaintext) process.stderr.write(`${commandSays(language, "plaintext")}\n`);
    const { octets, keys } = await withOpeningKeys(recording, given, language);
    const decoder = createMeterDecoder({ keys, definitions: loadDefinitions(), unchecked, plaintext });
    const account = createAccount(values.json === true ? printJson : printTable(language), language);
    for await (const part of octets) account.take(part.length, decoder.push(part));
    account.take(0, decoder.end());
    printNotes(recording, language);
    return account.close(recording.notes().length > 0);
  });
}

/** Prints events as they come, and at the end one line of summary on standard error however many faults there were. */
function createAccount(print: (event: MeterEvent) => void, language: Language) {
  const faults = new Map<string, number>();
  let readings = 0;
  let octets = 0;
  return {
    take(length: number, events: readonly MeterEvent[]): void {
      octets += length;
      for (const event of events) {
        if (event.kind === "reading" || event.kind === "unproven") readings++;
        if (event.kind === "fault") faults.set(event.fault.code, (faults.get(event.fault.code) ?? 0) + 1);
        print(event);
      }
    },
    /** The exit code. `explained`: something was already said of the input. */
    close(explained: boolean): number {
      const counted = [...faults].map(([code, count]) => (count > 1 ? `${code} x ${count}` : code)).join(", ");
      const found = commandSays(language, readings === 0 ? "noReading" : readings === 1 ? "oneReading" : "readings", {
        readings,
      });
      if (octets === 0 && explained) return 1;
      if (octets === 0) process.stderr.write(`${commandSays(language, "nothingToDecode")}\n`);
      else if (readings === 0 || faults.size > 0)
        process.stderr.write(
          `${found}${counted === "" ? "" : `; ${commandSays(language, "faults", { faults: counted })}`}\n`,
        );
      return readings > 0 ? 0 : 1;
    },
  };
}

function printJson(event: MeterEvent): void {
  if (event.kind === "reading" || event.kind === "unproven") write(readingObject(event.reading));
  else if (event.kind === "fault") write(faultObject(event.fault));
  else if (event.kind === "held" || event.kind === "left-out")
    write({ kind: event.kind, rule: event.rule, reason: event.reason, meterId: event.reading.meterId });
  else if (event.kind === "plaintext") write({ kind: "plaintext", hex: toHex(event.octets) });
}

function write(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

function faultObject({ layer, code, message, octets }: Fault): unknown {
  return { kind: "fault", layer, code, message, octets };
}

/** A reading as one JSON object: base units, OBIS codes as the meter sends them. */
export function readingObject(reading: Reading): Record<string, unknown> {
  const { values, texts, meterTime, systemTitle, receivedAtMs: _, ...rest } = reading;
  const numbers = values.map(({ obis, value, unit }) => [formatObis(obis), { value, unit }] as const);
  const strings = texts.map(({ obis, text }) => [formatObis(obis), { value: text }] as const);
  return {
    kind: "reading",
    systemTitle: systemTitle ?? null,
    ...rest,
    meterTime: meterTime === undefined ? null : formatMeterTime(meterTime),
    ...(meterTime?.daylightSaving === undefined ? {} : { daylightSaving: meterTime.daylightSaving }),
    values: Object.fromEntries([...numbers, ...strings]),
  };
}

function printTable(language: Language): (event: MeterEvent) => void {
  return (event) => {
    if (event.kind === "reading" || event.kind === "unproven") process.stdout.write(tableOf(event.reading, language));
    else if (event.kind === "fault")
      process.stdout.write(
        `! ${faultHelp(event.fault.code, language).title} [${event.fault.code}]: ${describeFault(event.fault, language)}\n`,
      );
    else if (event.kind === "held") process.stdout.write(`? ${reasonOf(event, language)}\n`);
    else if (event.kind === "plaintext") process.stdout.write(`> ${toHex(event.octets)}\n`);
  };
}

/** Why a reading is held: in English with its numbers, in German what the rule looks for. */
function reasonOf({ rule, reason }: Extract<MeterEvent, { kind: "held" }>, language: Language): string {
  const { de = reason } = rules.find(({ name }) => name === rule) ?? {};
  return language === "en" ? reason : de;
}

/** The letter for summer or winter of a clock that says nothing else of its zone. */
function letterOf({ offsetMinutes, daylightSaving }: NonNullable<Reading["meterTime"]>): string {
  if (offsetMinutes !== undefined || daylightSaving === undefined) return "";
  return daylightSaving ? " S" : " W";
}

function tableOf(reading: Reading, language: Language): string {
  const { meterTime } = reading;
  const time = meterTime === undefined ? "" : `  ${formatMeterTime(meterTime)}${letterOf(meterTime)}`;
  const known = reading.authenticated ? "authenticated" : reading.unproven === true ? "unproven" : undefined;
  const standing = known === undefined ? "" : commandSays(language, known);
  const about = [reading.product, reading.operator, reading.layout, standing];
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
