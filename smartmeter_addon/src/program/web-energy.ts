/** Quarter hours and days from the data folder, as the page asks for them, and the curves that outlive a restart. */
import type { EnergyWindow } from "../derive/energy-windows.ts";
import { priceAt } from "../derive/tariff.ts";
import type { Options } from "../options/options.ts";
import { tariffOf } from "../options/tariff.ts";
import { fileName } from "../sink/day-files.ts";
import { zonedInstant } from "../sink/local-time.ts";
import { loadHistory, storedMeters, storedWindows } from "../sink/quarter-hours/history.ts";
import { quarterHoursFolder } from "../sink/quarter-hours/quarter-hours.ts";
import { formatWindow, windowHeader } from "../sink/quarter-hours/window-rows.ts";
import type { MeterHandle } from "../sink/sink.ts";
import type { EnergyStore } from "../web/curve.ts";
import type { StateSaver } from "./state-saver.ts";
import { openStore } from "./state-store.ts";

/** Where quarter hours are kept, and what they cost. */
export interface WebEnergyOptions {
  readonly options: Options;
  readonly timeZone: string;
  readonly data: string | undefined;
}

/** Undefined where nothing is kept and no prices are set. */
export function createWebEnergy({ options, timeZone, data }: WebEnergyOptions): EnergyStore | undefined {
  if (data === undefined && options.tariff === undefined) return undefined;
  const folder = data === undefined ? undefined : quarterHoursFolder(data);
  const tariff = options.tariff && tariffOf(options.tariff);

  /** Before its first telegram a meter has no name; where there are files of a single meter, they are its own. */
  const nameOf = async (meterId: string | undefined): Promise<string | undefined> => {
    if (folder === undefined || meterId !== undefined) return meterId && fileName(meterId);
    const stored = await storedMeters(folder);
    return stored.length === 1 && (options.meters?.length ?? 1) === 1 ? stored[0] : undefined;
  };

  const windows = async (meterId: string | undefined, fromMs: number, toMs: number): Promise<EnergyWindow[]> => {
    const name = await nameOf(meterId);
    if (folder === undefined || name === undefined) return [];
    const fromMonth = zonedInstant(fromMs, timeZone).slice(0, 7);
    const toMonth = zonedInstant(toMs, timeZone).slice(0, 7);
    const found = await storedWindows(folder, name, fromMonth, toMonth);
    return found.filter(({ startMs }) => startMs >= fromMs && startMs < toMs);
  };

  return {
    windows,
    async csv(meterId, fromMs, toMs) {
      const rows = await windows(meterId, fromMs, toMs);
      return [windowHeader, ...rows.map((row) => formatWindow(row, timeZone)), ""].join("\n");
    },
    async days(meterId) {
      const name = await nameOf(meterId);
      if (folder === undefined || name === undefined) return [];
      const { days } = await loadHistory(folder, name);
      return [...days].sort((one, other) => (one.day < other.day ? -1 : 1));
    },
    priceAt: (atMs) => tariff && priceAt(tariff, atMs, timeZone),
  };
}

/**
 * How often each meter's curve is written. A power cut costs that much of it, and the quarter hours fill the gap.
 */
const writeMs = 900_000;

/** Keeps each meter's curve in a small file of the data folder, in a way that spares flash memory. */
export function createCurveMemory(data: string | undefined, saver: StateSaver) {
  return (meter: MeterHandle, state: () => unknown): unknown => {
    if (data === undefined) return undefined;
    const store = openStore({
      folder: data,
      name: `curve-${fileName(meter.name ?? String(meter.index + 1))}`,
      // A lost curve is not worth a warning; if the disk is full, the meter's own state says so.
      onFault: () => {},
    });
    const kept = store.load();
    let writtenMs = performance.now();
    saver.add((how) => {
      if (how === "behind" && performance.now() - writtenMs < writeMs) return;
      const now = state();
      if (now === undefined) return;
      writtenMs = performance.now();
      store.save(now, how);
    });
    return kept;
  };
}
