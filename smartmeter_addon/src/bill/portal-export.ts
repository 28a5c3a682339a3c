// Quarter-hour exports of grid operators' portals, read by what is in them and not by who made them.
import {
  type EnergyColumns,
  energyColumns,
  type StampColumns,
  scaleOf,
  separated,
  stampColumns,
} from "./portal-columns.ts";
import { instantsOf, type PortalStamp, unreadStamps, winterInstants } from "./portal-stamp.ts";
import { hasThousands, mostFrequent, numberOf, type PortalTable, tableOf } from "./portal-table.ts";

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
  /** The same where the stamps are winter time all year; undefined where that is no other, or the stamps say what they are. */
  readonly winterRows: readonly PortalRow[] | undefined;
  readonly direction: "import" | "export";
  /** Metering point; undefined where the file names none or only one for all. */
  readonly point: string | undefined;
  /** Name of the column where its values are only a part of what the meter counts. */
  readonly part: string | undefined;
  readonly windowMs: number;
  /** Smallest step of its values, Wh. */
  readonly stepWh: number;
  /** A single column of stamps, and nothing says whether it is a window's beginning or its end. */
  readonly stampIsGuess: boolean;
}

/** Why a file is no export, for the person who has it. `line` counts from 1. */
export interface PortalProblem {
  readonly problem:
    | "workbook"
    | "too-large"
    | "no-stamps"
    | "no-values"
    | "no-windows"
    | "serial-dates"
    | "twelve-hours";
  readonly line?: number;
}

/** Ten years of quarter hours in the longest lines that portals write, octets. */
export const largestExport = 32 * 1024 * 1024;

const windows = [15, 30, 60].map((minutes) => minutes * 60_000);
const estimates = /\b(est|l2|l3)\b|^e$|ersatz|rechnerisch|geschätzt|interpol|berechnet/i;
const denials = /\b(kein|nicht)/i;
/** Marks in a column that is named after the substitute value. */
const yes = /^(ja|j|yes|y|x|wahr|true)$/i;

/** First letters of Excel's files: of the new ones, which are ZIP archives, and of the old ones. */
const workbooks = ["PK\u0003\u0004", "ÐÏ\u0011à"];

/** Reads a file: at least one export, or why there is none. `zone` is where the meter hangs; the text is decoded already. */
export function parsePortalFile(text: string, zone: string): readonly PortalExport[] | PortalProblem {
  if (workbooks.some((first) => text.startsWith(first))) return { problem: "workbook" };
  const whole = tableOf(text);
  if (whole === undefined) return { problem: unreadStamps(text) ?? "no-stamps" };
  const exports: PortalExport[] = [];
  let problem: PortalProblem["problem"] = "no-values";
  for (const { table: part, labels } of separated(whole)) {
    const all = inOrder(part);
    const windowMs = windowOf(stampsOf(all));
    const table = withoutSums(all, windowMs ?? 0);
    const stamps = stampColumns(table);
    const columns = energyColumns(table, stamps.columns, labels);
    if (columns.length > 0 && windowMs === undefined) problem = "no-windows";
    if (windowMs !== undefined) exports.push(...columns.map((entry) => exportOf(table, stamps, entry, windowMs, zone)));
  }
  if (exports.length > 0) return exports;
  // Of a file with dates, what looks like a day number may be a register.
  return unreadStamps(text) === "twelve-hours" ? { problem: "twelve-hours" } : { problem, line: whole.firstLine };
}

/** The oldest row first, also where the portal has the newest on top. */
function inOrder(table: PortalTable): PortalTable {
  const stamps = stampsOf(table);
  const falls = (stamps[0]?.wallMs ?? 0) > (stamps.at(-1)?.wallMs ?? 0);
  return falls ? { ...table, rows: table.rows.toReversed() } : table;
}

function stampsOf(table: PortalTable): readonly PortalStamp[] {
  const { starts, ends } = stampColumns(table);
  return starts ?? ends ?? [];
}

/** Without the sums of hours or days that stand between the windows. Spring skips an hour between two stamps. */
function withoutSums(table: PortalTable, windowMs: number): PortalTable {
  const { starts, ends } = stampColumns(table);
  if (starts === undefined || ends === undefined) return table;
  const isSum = (at: number): boolean => {
    const minutes = Math.ceil(((ends[at]?.wallMs ?? 0) - (starts[at]?.wallMs ?? 0)) / 60_000);
    return minutes > windowMs / 60_000 && minutes !== windowMs / 60_000 + 60;
  };
  return { ...table, rows: table.rows.filter((_, at) => !isSum(at)) };
}

function exportOf(
  table: PortalTable,
  stamps: StampColumns,
  { value, register, substitute, direction, point, part }: EnergyColumns,
  windowMs: number,
  zone: string,
): PortalExport {
  const column = (value ?? register) as number;
  const scale = scaleOf(table, column, windowMs);
  // A register alone is read at its stamp, the end of its window.
  const isEnd = stamps.starts === undefined || (value === undefined && stamps.ends === undefined);
  const single = isEnd ? "end" : stamps.ends === undefined ? "start" : "both";
  const given = (stamps.starts ?? stamps.ends) as PortalStamp[];
  const instants = instantsOf(given, zone, windowMs);
  const registers = table.rows.map((row) => (register === undefined ? undefined : numberOf(row[register])));
  const inThousands = scale === 1 && hasThousands(table.rows.map((row) => row[column] ?? ""));
  const rowsAt = (instants: readonly number[]): PortalRow[] =>
    table.rows.map((row, at): PortalRow => {
      const instant = instants[at] as number;
      const startMs = single === "end" ? instant - windowMs : instant;
      const cell = value === undefined ? undefined : row[value];
      const written = numberOf(inThousands ? cell?.replaceAll(/[.,]/g, "") : cell);
      const mark = substitute === undefined ? "" : (row[substitute] ?? "");
      const instead = written === undefined ? numberOf(mark) : undefined;
      // An empty cell beside a register is the registers' difference: most often 0.
      const before = instants[at - 1] === instant - windowMs ? registers[at - 1] : undefined;
      const now = registers[at];
      const difference = before === undefined || now === undefined || single === "start" ? undefined : now - before;
      const kilo = written ?? instead ?? difference;
      const isDifference = written === undefined && instead === undefined;
      const wh = kilo === undefined ? undefined : Math.round(kilo * (isDifference ? 1000 : scale));
      const estimated = instead !== undefined || yes.test(mark) || row.some((text) => isEstimate(text));
      return { startMs, endMs: startMs + windowMs, wh, estimated };
    });
  const readAt = (instants: readonly number[]): PortalRow[] =>
    // The first reading of a register belongs to the window before the export begins.
    withGaps(rowsAt(instants).filter(({ wh }, at) => wh !== undefined || at > 0 || register === undefined));
  const winter = winterInstants(given, zone);
  return {
    rows: readAt(instants),
    winterRows: winter?.some((instant, at) => instant !== instants[at]) ? readAt(winter) : undefined,
    direction,
    point,
    part,
    windowMs,
    stepWh: inThousands ? 1 : stepOf(table, column, scale),
    stampIsGuess: stamps.isGuess && !isEnd,
  };
}

/** A month that was left out was not asked for. */
const longestGapMs = 32 * 86_400_000;

/** In the order of time, with the windows that the export leaves out between its rows, as empty ones. */
function withGaps(unsorted: readonly PortalRow[]): PortalRow[] {
  const rows = unsorted.toSorted((one, other) => one.startMs - other.startMs);
  return rows.flatMap((row, at) => {
    const gapMs = (rows[at + 1]?.startMs ?? row.endMs) - row.endMs;
    const lengthMs = row.endMs - row.startMs;
    const missing = gapMs <= longestGapMs && gapMs % lengthMs === 0 ? Math.max(0, gapMs / lengthMs) : 0;
    const empty = Array.from({ length: missing }, (_, after): PortalRow => {
      const startMs = row.endMs + after * lengthMs;
      return { startMs, endMs: startMs + lengthMs, wh: undefined, estimated: false };
    });
    return [row, ...empty];
  });
}

/** By the decimals in use: zeros at the end of every value say nothing. Of nothing but zeros, all decimals count. */
function stepOf({ rows }: PortalTable, column: number, scale: number): number {
  const cells = rows.map((row) => (row[column] ?? "").replace(/e[+-]?\d+$/i, ""));
  const decimalsIn = (pattern: RegExp): number =>
    cells.reduce((most, cell) => Math.max(most, pattern.exec(cell)?.[1]?.length ?? 0), 0);
  const isZero = cells.every((cell) => !/[1-9]/.test(cell));
  const decimals = decimalsIn(isZero ? /[.,](\d+)(?:\s*[a-z]+)?$/i : /[.,](\d+?)0*(?:\s*[a-z]+)?$/i);
  return Math.max(1, scale / 10 ** decimals);
}

function isEstimate(cell: string): boolean {
  return cell.length < 40 && /[A-Za-z]/.test(cell) && estimates.test(cell) && !denials.test(cell);
}

/** The most frequent distance of two rows; undefined where it is no window anybody exports. */
function windowOf(stamps: readonly PortalStamp[]): number | undefined {
  const distance = mostFrequent(stamps.slice(1).map(({ wallMs }, at) => wallMs - (stamps[at] as PortalStamp).wallMs));
  return windows.find((windowMs) => windowMs === distance);
}
