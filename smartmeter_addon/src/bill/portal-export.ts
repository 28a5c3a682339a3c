// Quarter-hour exports of grid operators' portals, read by what is in them and not by who made them.
import {
  type EnergyColumns,
  energyColumns,
  type StampColumns,
  scaleOf,
  separated,
  stampColumns,
} from "./portal-columns.ts";
import { instantsOf, type PortalStamp } from "./portal-stamp.ts";
import { hasThousands, numberOf, type PortalTable, tableOf } from "./portal-table.ts";

/** One window of an export. */
export interface PortalRow {
  readonly startMs: number;
  readonly endMs: number;
  /** Undefined where the export leaves it empty. */
  readonly wh: number | undefined;
  /** The operator did not measure it. */
  readonly estimated: boolean;
}

/** One direction of one metering point. */
export interface PortalExport {
  readonly rows: readonly PortalRow[];
  readonly direction: "import" | "export";
  /** Metering point; undefined where the file names none or only one for all. */
  readonly point: string | undefined;
  readonly windowMs: number;
  /** Smallest step of its values, Wh. */
  readonly stepWh: number;
  /** A single column of stamps, and nothing says whether it is a window's beginning or its end. */
  readonly stampIsGuess: boolean;
}

/** Why a file is no export, for the person who has it. `line` counts from 1. */
export interface PortalProblem {
  readonly problem: "workbook" | "too-large" | "no-stamps" | "no-values" | "no-windows";
  readonly line?: number;
}

/** Ten years of quarter hours in the longest lines that portals write, octets. */
export const largestExport = 32 * 1024 * 1024;

const windows = [15, 30, 60].map((minutes) => minutes * 60_000);
const estimates = /\b(est|l2|l3|e|ersatzwert)\b|ersatz|rechnerisch|geschätzt|interpol|berechnet/i;

/** First letters of Excel's files: of the new ones, which are ZIP archives, and of the old ones. */
const workbooks = ["PK\u0003\u0004", "ÐÏ\u0011à"];

/** Reads a file: at least one export, or why there is none. `zone` is where the meter hangs; the text is decoded already. */
export function parsePortalFile(text: string, zone: string): readonly PortalExport[] | PortalProblem {
  if (workbooks.some((first) => text.startsWith(first))) return { problem: "workbook" };
  const whole = tableOf(text);
  if (whole === undefined) return { problem: "no-stamps" };
  const exports: PortalExport[] = [];
  let problem: PortalProblem["problem"] = "no-values";
  for (const { table: part, labels } of separated(whole)) {
    const table = inOrder(part);
    const stamps = stampColumns(table);
    const columns = energyColumns(table, stamps.columns, labels);
    const windowMs = windowOf(stamps.starts ?? stamps.ends ?? []);
    if (columns.length > 0 && windowMs === undefined) problem = "no-windows";
    if (windowMs !== undefined) exports.push(...columns.map((entry) => exportOf(table, stamps, entry, windowMs, zone)));
  }
  return exports.length === 0 ? { problem, line: whole.firstLine } : exports;
}

/** The oldest row first, also where the portal has the newest on top. */
function inOrder(table: PortalTable): PortalTable {
  const { starts, ends } = stampColumns(table);
  const stamps = starts ?? ends ?? [];
  const falls = (stamps[0]?.wallMs ?? 0) > (stamps.at(-1)?.wallMs ?? 0);
  return falls ? { ...table, rows: table.rows.toReversed() } : table;
}

function exportOf(
  table: PortalTable,
  stamps: StampColumns,
  { value, register, direction, point }: EnergyColumns,
  windowMs: number,
  zone: string,
): PortalExport {
  const column = (value ?? register) as number;
  const scale = scaleOf(table, column, windowMs);
  const single = stamps.starts === undefined ? "end" : stamps.ends === undefined ? "start" : "both";
  const instants = instantsOf((stamps.starts ?? stamps.ends) as PortalStamp[], zone, windowMs);
  const registers = table.rows.map((row) => (register === undefined ? undefined : numberOf(row[register])));
  const inThousands = scale === 1 && hasThousands(table.rows.map((row) => row[column] ?? ""));
  const rows = table.rows.map((row, at): PortalRow => {
    const instant = instants[at] as number;
    const startMs = single === "end" ? instant - windowMs : instant;
    const cell = value === undefined ? undefined : row[value];
    const given = numberOf(inThousands ? cell?.replaceAll(/[.,]/g, "") : cell);
    // An empty cell beside a register is the registers' difference: most often 0.
    const before = instants[at - 1] === instant - windowMs ? registers[at - 1] : undefined;
    const now = registers[at];
    const difference = before === undefined || now === undefined || single === "start" ? undefined : now - before;
    const kilo = given === undefined ? difference : given;
    const wh = kilo === undefined ? undefined : Math.round(kilo * (given === undefined ? 1000 : scale));
    return { startMs, endMs: startMs + windowMs, wh, estimated: row.some((text) => isEstimate(text)) };
  });
  return {
    // The first reading of a register belongs to the window before the export begins.
    rows: rows.filter(({ wh }, at) => wh !== undefined || at > 0 || register === undefined),
    direction,
    point,
    windowMs,
    stepWh: inThousands ? 1 : stepOf(table, column, scale),
    stampIsGuess: stamps.isGuess,
  };
}

/** By the decimals in use: zeros at the end of every value say nothing. Of nothing but zeros, all decimals count. */
function stepOf({ rows }: PortalTable, column: number, scale: number): number {
  const cells = rows.slice(0, 500).map((row) => row[column] ?? "");
  const decimalsIn = (pattern: RegExp): number =>
    Math.max(0, ...cells.map((cell) => pattern.exec(cell)?.[1]?.length ?? 0));
  const isZero = cells.every((cell) => !/[1-9]/.test(cell));
  const decimals = decimalsIn(isZero ? /[.,](\d+)(?:\s*[a-z]+)?$/i : /[.,](\d+?)0*(?:\s*[a-z]+)?$/i);
  return Math.max(1, scale / 10 ** decimals);
}

function isEstimate(cell: string): boolean {
  return cell.length < 40 && /[A-Za-z]/.test(cell) && estimates.test(cell);
}

/** The most frequent distance of two rows; undefined where it is no window anybody exports. */
function windowOf(stamps: readonly PortalStamp[]): number | undefined {
  const counts = new Map<number, number>();
  for (let at = 1; at < stamps.length; at++) {
    const distance = (stamps[at] as PortalStamp).wallMs - (stamps[at - 1] as PortalStamp).wallMs;
    counts.set(distance, (counts.get(distance) ?? 0) + 1);
  }
  const [distance] = [...counts].sort(([, one], [, other]) => other - one)[0] ?? [];
  return windows.find((windowMs) => windowMs === distance);
}
