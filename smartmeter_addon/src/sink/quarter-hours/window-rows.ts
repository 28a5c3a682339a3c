/** Windows and days as lines of CSV that people can read, and back. */
import type { Counted } from "../../derive/energy-caveat.ts";
import type { DayTotal } from "../../derive/energy-ledger.ts";
import type { EnergyWindow, WindowEnergy, WindowQuality } from "../../derive/energy-windows.ts";
import { zonedInstant } from "../local-time.ts";

/** First line of a file of windows. */
export const windowHeader =
  "start;minutes;import_wh;export_wh;quality;import_register_wh;export_register_wh;import_least_wh;import_most_wh;export_least_wh;export_most_wh";

/** First line of a file of days; one of an older version lacks the last three. */
export const dayHeader =
  "day;import_wh;export_wh;complete;estimated;missing;peak_w;peak_start;cost;income;since;known_minutes;unsure_wh";

const qualities: readonly WindowQuality[] = ["complete", "estimated", "missing"];

/** One line. Bounds are written only where the window is estimated. */
export function formatWindow(window: EnergyWindow, zone: string): string {
  const { startMs, endMs, imported, exported, quality } = window;
  const bounds = quality === "estimated" ? [...boundsOf(imported), ...boundsOf(exported)] : [];
  const cells = [
    zonedInstant(startMs, zone),
    (endMs - startMs) / 60_000,
    imported?.wh,
    exported?.wh,
    quality,
    window.importRegisterWh,
    window.exportRegisterWh,
    ...bounds,
  ];
  return cells.map((cell) => cell ?? "").join(";");
}

const boundsOf = (energy: WindowEnergy | undefined) => [energy?.leastWh, energy?.mostWh];

/** The window of a line; undefined where the line is damaged. */
export function parseWindow(line: string): EnergyWindow | undefined {
  const cells = line.split(";");
  const [start = "", length, importWh, exportWh, quality, importRegister, exportRegister, ...bounds] = cells;
  const startMs = Date.parse(start);
  const minutes = numberOf(length);
  if (Number.isNaN(startMs) || minutes === undefined || minutes <= 0 || cells.length < 7) return undefined;
  if (!isQuality(quality)) return undefined;
  return {
    startMs,
    endMs: startMs + minutes * 60_000,
    quality,
    imported: energyOf(importWh, bounds[0], bounds[1], quality),
    exported: energyOf(exportWh, bounds[2], bounds[3], quality),
    importRegisterWh: numberOf(importRegister),
    exportRegisterWh: numberOf(exportRegister),
  };
}

function energyOf(
  text: string | undefined,
  least: string | undefined,
  most: string | undefined,
  quality: WindowQuality,
): WindowEnergy | undefined {
  const wh = numberOf(text);
  if (wh === undefined) return undefined;
  const isExact = quality === "complete";
  return { wh, leastWh: isExact ? wh : (numberOf(least) ?? 0), mostWh: isExact ? wh : numberOf(most) };
}

/** One line. Energies in Wh, the peak in W, money in the tariff's currency. */
export function formatDay(total: DayTotal, zone: string): string {
  const { day, importWh, exportWh, windows, peak, cost, income, counted } = total;
  const peakStart = peak === undefined ? undefined : zonedInstant(peak.startMs, zone);
  const money = [cost, income].map((sum) => (sum === undefined ? undefined : sum.toFixed(4)));
  const counts = qualities.map((quality) => windows[quality]);
  const since = counted?.sinceMs === undefined ? undefined : zonedInstant(counted.sinceMs, zone);
  const extent = counted && [since, counted.knownMs / 60_000, counted.unsureWh];
  return [day, importWh, exportWh, ...counts, peak?.watts.toFixed(0), peakStart, ...money, ...(extent ?? [])]
    .map((cell) => cell ?? "")
    .join(";");
}

/** The day of a line; undefined where the line is damaged. */
export function parseDay(line: string): DayTotal | undefined {
  const [day = "", importWh, exportWh, complete, estimated, missing, peakW, peakStart, cost, income, ...extent] =
    line.split(";");
  const sums = [importWh, exportWh, complete, estimated, missing].map(numberOf);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || sums.includes(undefined)) return undefined;
  const [imported = 0, exported = 0, ...counts] = sums as number[];
  const watts = numberOf(peakW);
  const startMs = Date.parse(peakStart ?? "");
  return {
    day,
    importWh: imported,
    exportWh: exported,
    windows: { complete: counts[0] ?? 0, estimated: counts[1] ?? 0, missing: counts[2] ?? 0 },
    peak: watts === undefined || Number.isNaN(startMs) ? undefined : { watts, startMs },
    cost: numberOf(cost),
    income: numberOf(income),
    counted: countedOf(extent),
  };
}

/** Undefined where an older version wrote the line. */
function countedOf([since = "", minutes, unsure]: readonly string[]): Counted | undefined {
  const [knownMinutes, unsureWh] = [numberOf(minutes), numberOf(unsure)];
  if (knownMinutes === undefined || unsureWh === undefined) return undefined;
  const sinceMs = Date.parse(since);
  return { sinceMs: Number.isNaN(sinceMs) ? undefined : sinceMs, knownMs: knownMinutes * 60_000, unsureWh };
}

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^-?\d+(\.\d+)?$/.test(text)) return undefined;
  return Number(text);
}

function isQuality(text: string | undefined): text is WindowQuality {
  return qualities.some((quality) => quality === text);
}
