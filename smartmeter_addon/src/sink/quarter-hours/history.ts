/** Reads the folder of quarter hours: at the start, for the page, and for `compare`. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { EnergyHistory } from "../../derive/energy.ts";
import type { DayTotal } from "../../derive/energy-ledger.ts";
import type { EnergyWindow } from "../../derive/energy-windows.ts";
import { linesOf } from "../day-files.ts";
import { parseDay, parseWindow } from "./window-rows.ts";

/** `<meter>_2026-11.csv` and `<meter>_days.csv`. */
export const monthFile = (meter: string, month: string): string => `${meter}_${month}.csv`;
/** Name of a meter's file of days. */
export const daysFile = (meter: string): string => `${meter}_days.csv`;

/** The meters that have files there, as file names spell them. */
export async function storedMeters(folder: string): Promise<string[]> {
  const names = await namesIn(folder);
  return [...new Set(names.flatMap((name) => /^(.+)_(?:\d{4}-\d{2}|days)\.csv$/.exec(name)?.[1] ?? []))].sort();
}

/**
 * A meter's windows in these months (`2026-11`), oldest first. Each is given once: the last line of a window counts.
 */
export async function storedWindows(
  folder: string,
  meter: string,
  fromMonth = "",
  toMonth = "9999-12",
): Promise<EnergyWindow[]> {
  const windows = new Map<number, EnergyWindow>();
  for (const month of await storedMonths(folder, meter))
    if (month >= fromMonth && month <= toMonth)
      for (const line of await linesOf(join(folder, monthFile(meter, month)))) {
        const window = parseWindow(line);
        if (window !== undefined) windows.set(window.startMs, window);
      }
  return [...windows.values()].sort((one, other) => one.startMs - other.startMs);
}

/** Days, and the windows of this month that no day holds: all that a start needs, in two small files. */
export async function loadHistory(folder: string, meter: string): Promise<EnergyHistory> {
  const days = new Map<string, DayTotal>();
  for (const line of await linesOf(join(folder, daysFile(meter)))) {
    const day = parseDay(line);
    if (day !== undefined) days.set(day.day, day);
  }
  const last = [...days.keys()].sort().at(-1) ?? "";
  const lines: EnergyWindow[] = [];
  for (const month of await storedMonths(folder, meter)) {
    if (month < last.slice(0, 7)) continue;
    // A line begins with its local day. A day left without one, by a power cut or weeks of silence, is added up here.
    for (const line of await linesOf(join(folder, monthFile(meter, month)))) {
      const window = days.has(line.slice(0, 10)) ? undefined : parseWindow(line);
      if (window !== undefined) lines.push(window);
    }
  }
  const windows = new Map(lines.map((window) => [window.startMs, window]));
  return { days: [...days.values()], windows: [...windows.values()].sort((a, b) => a.startMs - b.startMs) };
}

/** Months for which a meter has a file, oldest first. */
export async function storedMonths(folder: string, meter: string): Promise<string[]> {
  const names = await namesIn(folder);
  return names
    .flatMap((name) =>
      name.startsWith(`${meter}_`) ? (/^_(\d{4}-\d{2})\.csv$/.exec(name.slice(meter.length))?.[1] ?? []) : [],
    )
    .sort();
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
}
