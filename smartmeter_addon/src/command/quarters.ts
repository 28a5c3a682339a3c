// Prints the quarter hours (or other windows) of a recording as CSV.
import { createMeterDecoder } from "../decoder.ts";
import { energySampleOf } from "../derive/energy-sample.ts";
import { createEnergyWindows, type EnergyWindow, type EnergyWindows, windowMinutes } from "../derive/energy-windows.ts";
import { homeZone, isTimeZone } from "../host/time-zone.ts";
import type { Language } from "../language/language.ts";
import { sentence } from "../language/message.ts";
import { zonedInstant } from "../sink/local-time.ts";
import { loadDefinitions } from "../telegram/definitions.ts";
import type { Reading } from "../telegram/reading.ts";
import { commandSays, eitherMeter, wrongUse } from "../texts/command-lines.ts";
import { usages } from "../texts/usages.ts";
import {
  keyFlags,
  keysOf,
  languageOf,
  openRecording,
  printNotes,
  WrongUse,
  withFile,
  withOpeningKeys,
} from "./inputs.ts";

const usage = sentence(usages.quarters, { windows: windowMinutes.join(", "), zone: homeZone });

const flags = {
  ...keyFlags,
  window: { type: "string" },
  meter: { type: "string" },
  "time-zone": { type: "string" },
} as const;

/** One meter's part of the recording. */
interface Account {
  readonly windows: EnergyWindows;
  readonly rows: string[];
  lastMs: number | undefined;
}

/** Energy windows of a recording. Exit 0: at least one has ended; 1: none; 2: wrong use. */
export function quartersCommand(args: string[]): Promise<number> {
  return withFile({ usage, flags, what: wrongUse.oneFile }, args, async (file, values) => {
    const windowMs = windowOf(values.window) * 60_000;
    const zone = zoneOf(values["time-zone"]);
    const language = languageOf(values);
    const recording = await openRecording(file);
    const { octets, keys } = await withOpeningKeys(recording, keysOf(values, recording.keys), language);
    const decoder = createMeterDecoder({ keys, definitions: loadDefinitions() });
    const accounts = new Map<string, Account>();
    const take = (reading: Reading): void => {
      const account = accounts.get(reading.meterId) ?? openAccount(windowMs);
      accounts.set(reading.meterId, account);
      const sample = energySampleOf(reading, { zone, arrivalMs: undefined, lastMs: account.lastMs });
      if (sample === undefined) return;
      account.lastMs = sample.atMs;
      for (const ended of account.windows.push(sample)) account.rows.push(rowOf(ended, zone));
    };
    for await (const part of octets)
      for (const event of decoder.push(part)) if (event.kind === "reading") take(event.reading);
    for (const event of decoder.end()) if (event.kind === "reading") take(event.reading);
    printNotes(recording, language);
    return print(accounts, values.meter, language);
  });
}

function openAccount(windowMs: number): Account {
  return { windows: createEnergyWindows(windowMs), rows: [], lastMs: undefined };
}

function windowOf(text = "15"): number {
  const minutes = Number(text);
  if (windowMinutes.some((known) => known === minutes)) return minutes;
  throw new WrongUse(wrongUse.window, { text, windows: windowMinutes.join(", ") });
}

function zoneOf(text: string = homeZone): string {
  if (isTimeZone(text)) return text;
  throw new WrongUse(wrongUse.zone, { text, zone: homeZone });
}

function rowOf({ startMs, endMs, imported, exported, quality }: EnergyWindow, zone: string): string {
  const instants = [zonedInstant(startMs, zone), zonedInstant(endMs, zone)];
  return [...instants, imported?.wh ?? "", exported?.wh ?? "", quality].join(";");
}

function print(accounts: ReadonlyMap<string, Account>, wanted: string | undefined, language: Language): number {
  const ids = [...accounts.keys()];
  const several = ids.length > 1 && wanted === undefined;
  if (several) throw new WrongUse(wrongUse.severalMeters, { names: eitherMeter(ids) });
  const account = accounts.get(wanted ?? ids[0] ?? "");
  if (account === undefined || account.rows.length === 0) {
    const heard = ids.length === 0 ? commandSays(language, "noReading") : ids.join(", ");
    process.stderr.write(`${commandSays(language, "noWindow", { heard })}\n`);
    return 1;
  }
  process.stdout.write(`start;end;import_wh;export_wh;quality\n${account.rows.join("\n")}\n`);
  return 0;
}
