// Quarter-hour exports of grid operators' portals, read by what stands in them and not by who made them.
import { instantsOf, type PortalStamp, parseStamp, parseTimeOfDay } from "./portal-stamp.ts";

/** One window of an export. */
export interface PortalRow {
  readonly startMs: number;
  readonly endMs: number;
  /** Undefined where the export leaves it empty. */
  readonly wh: number | undefined;
  /** The operator did not measure it. */
  readonly estimated: boolean;
}

export interface PortalExport {
  readonly rows: readonly PortalRow[];
  readonly direction: "import" | "export";
  readonly windowMs: number;
  /** Smallest step of its values, Wh. */
  readonly stepWh: number;
  /** A single column of stamps, and nothing says whether it is a window's beginning or its end. */
  readonly stampIsGuess: boolean;
}

/** Why a file is no export, for the person who has it. `line` counts from 1. */
export interface PortalProblem {
  readonly problem: "no-stamps" | "no-values" | "no-windows";
  readonly line?: number;
}

interface Table {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly firstLine: number;
}

const windows = [15, 30, 60].map((minutes) => minutes * 60_000);
const endNames = /\b(ende|bis|end|to|until)\b|messzeitpunkt|ablesezeit/i;
const startNames = /\b(beginn|von|start|ab|from)\b/i;
const registerNames = /stand\b|register\b/i;
const exportNames = /einspeis|liefer|erzeug|überschuss|2\.8\.|export|feed/i;
const valueNames = /verbrauch|wert|energie|bezug|einspeis|liefer|erzeug|kwh|consumption|leistung/i;
const partNames = /restnetz|eigendeckung|gemeinschaft|hochtarif|niedertarif|1\.8\.[1-9]|2\.8\.[1-9]/i;
const estimates = /\b(est|l2|l3|e|ersatzwert)\b|ersatz|rechnerisch|geschätzt|interpol|berechnet/i;

/** Reads an export. `zone` is where the meter hangs; the text is decoded already. */
export function parsePortalExport(text: string, zone: string): PortalExport | PortalProblem {
  const table = tableOf(text);
  if (table === undefined) return { problem: "no-stamps" };
  const stamps = stampColumns(table);
  const numbers = numberColumns(table, stamps.columns);
  const register = numbers.find((column) => isRegister(table, column));
  const value = valueColumn(table, numbers, register);
  if (value === undefined && register === undefined) return { problem: "no-values", line: table.firstLine };
  const windowMs = windowOf(stamps.starts ?? stamps.ends ?? []);
  if (windowMs === undefined) return { problem: "no-windows", line: table.firstLine };
  const name = table.names[value ?? register ?? 0] ?? "";
  const scale = scaleOf(table, name, windowMs);
  const single = stamps.starts === undefined ? "end" : stamps.ends === undefined ? "start" : "both";
  const instants = instantsOf((stamps.starts ?? stamps.ends) as PortalStamp[], zone, windowMs);
  const registers = table.rows.map((row) => (register === undefined ? undefined : numberOf(row[register])));
  const rows = table.rows.map((row, at): PortalRow => {
    const instant = instants[at] as number;
    const startMs = single === "end" ? instant - windowMs : instant;
    const given = value === undefined ? undefined : numberOf(row[value]);
    // An empty cell beside a register is the registers' difference: most often 0.
    const before = instants[at - 1] === instant - windowMs ? registers[at - 1] : undefined;
    const now = registers[at];
    const difference = before === undefined || now === undefined || single === "start" ? undefined : now - before;
    const kilo = given === undefined ? difference : given;
    const wh = kilo === undefined ? undefined : Math.round(kilo * (given === undefined ? 1000 : scale));
    return { startMs, endMs: startMs + windowMs, wh, estimated: row.some((cell) => isEstimate(cell)) };
  });
  return {
    // The first reading of a register belongs to the window before the export begins.
    rows: rows.filter(({ wh }, at) => wh !== undefined || at > 0 || register === undefined),
    direction: exportNames.test(name) ? "export" : "import",
    windowMs,
    stepWh: stepOf(table, value ?? register ?? 0, scale),
    stampIsGuess: stamps.isGuess,
  };
}

/** The table of a file: its last line of names and all lines that hold a stamp. */
function tableOf(text: string): Table | undefined {
  const lines = text.split(/\r\n|\r|\n/);
  const delimiter = delimiterOf(lines);
  const cells = lines.map((line) => cellsOf(line, delimiter));
  const isData = (row: readonly string[]): boolean =>
    row.length > 1 && row.some((cell) => parseStamp(cell) !== undefined);
  const first = cells.findIndex(isData);
  if (first < 0) return undefined;
  // Names may stand in more than one line above the data; the one with the most cells is theirs.
  const above = cells.slice(0, first).filter((row) => row.some((cell) => cell !== ""));
  const names = above.at(-1) ?? [];
  return { names, rows: cells.slice(first).filter(isData), firstLine: first + 1 };
}

function delimiterOf(lines: readonly string[]): string {
  const declared = /^sep=(.)/i.exec(lines[0] ?? "")?.[1];
  if (declared !== undefined) return declared;
  const sample = lines.filter((line) => /\d{2}[.:/-]\d{2}/.test(line)).slice(0, 20);
  const score = (delimiter: string): number =>
    Math.min(...sample.map((line) => line.split(delimiter).length - 1), Number.MAX_SAFE_INTEGER);
  // A comma is a decimal point here unless nothing else separates.
  return [";", "\t", "|", ","].find((delimiter) => sample.length > 0 && score(delimiter) > 0) ?? ";";
}

/** Cells of a line, without quotes; a delimiter within quotes separates nothing. */
function cellsOf(line: string, delimiter: string): string[] {
  const cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (const letter of line.replace(/^\uFEFF/, "")) {
    if (letter === '"') quoted = !quoted;
    else if (letter === delimiter && !quoted) {
      cells.push(cell.trim());
      cell = "";
    } else cell += letter;
  }
  return [...cells, cell.trim()];
}

interface StampColumns {
  readonly columns: readonly number[];
  readonly starts: readonly PortalStamp[] | undefined;
  readonly ends: readonly PortalStamp[] | undefined;
  readonly isGuess: boolean;
}

function stampColumns({ names, rows }: Table): StampColumns {
  const first = rows[0] ?? [];
  const columns = first.flatMap((cell, at) => (parseStamp(cell) === undefined ? [] : [at]));
  const times = first.flatMap((cell, at) => (parseTimeOfDay(cell) === undefined ? [] : [at]));
  const day = columns[0] as number;
  const read = (column: number, time: number | undefined): PortalStamp[] =>
    rows.map((row) => {
      const stamp = parseStamp(row[column] ?? "") ?? (parseStamp(row[day] ?? "") as PortalStamp);
      const ofDay = time === undefined ? 0 : (parseTimeOfDay(row[time] ?? "") ?? 0);
      return { ...stamp, wallMs: stamp.wallMs + ofDay };
    });
  const all = [...columns, ...times];
  if (times.length >= 2) return { columns: all, starts: read(day, times[0]), ends: undefined, isGuess: false };
  if (columns.length >= 2 && times.length === 0)
    return { columns: all, starts: read(day, undefined), ends: read(columns[1] as number, undefined), isGuess: false };
  const single = read(day, times[0]);
  const name = [names[day], times[0] === undefined ? "" : names[times[0]]].join(" ");
  const isEnd = endNames.test(name) ? true : startNames.test(name) ? false : endByContent(single);
  return isEnd === true
    ? { columns: all, starts: undefined, ends: single, isGuess: false }
    : { columns: all, starts: single, ends: undefined, isGuess: isEnd === undefined };
}

/** Exports hold whole days: whose first stamp is midnight begins there, whose last one is midnight ends there. */
function endByContent(stamps: readonly PortalStamp[]): boolean | undefined {
  const isMidnight = (stamp: PortalStamp | undefined): boolean => (stamp?.wallMs ?? 1) % 86_400_000 === 0;
  const begins = isMidnight(stamps[0]);
  const ends = isMidnight(stamps.at(-1));
  return begins === ends ? undefined : ends;
}

/** A number with comma or point, with dots or blanks between thousands. */
function numberOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^[+-]?\d[\d.,' ]*$/.test(text)) return undefined;
  const comma = text.lastIndexOf(",");
  const point = text.lastIndexOf(".");
  const plain = comma > point ? text.replaceAll(/[.' ]/g, "").replace(",", ".") : text.replaceAll(/[,' ]/g, "");
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}

/** Columns that hold numbers and little else; a metering point or a contract is longer than any energy. */
function numberColumns({ rows, names }: Table, stamps: readonly number[]): number[] {
  const width = Math.max(names.length, ...rows.slice(0, 50).map((row) => row.length));
  return Array.from({ length: width }, (_, at) => at).filter((column) => {
    if (stamps.includes(column)) return false;
    const filled = rows.flatMap((row) => (row[column] === undefined || row[column] === "" ? [] : [row[column]]));
    const numbers = filled.filter((cell) => numberOf(cell) !== undefined && !/^\d{8,}$/.test(cell));
    return numbers.length > 0 && numbers.length >= 0.9 * filled.length;
  });
}

/** A register never falls and is far above what a quarter hour takes; its name may say so too. */
function isRegister({ names, rows }: Table, column: number): boolean {
  if (registerNames.test(names[column] ?? "")) return true;
  const values = rows.flatMap((row) => numberOf(row[column]) ?? []);
  const rises = values.every((value, at) => at === 0 || value >= (values[at - 1] as number));
  return values.length >= 8 && rises && (values.at(-1) as number) > (values[0] as number);
}

function valueColumn({ names }: Table, numbers: readonly number[], register: number | undefined): number | undefined {
  const candidates = numbers.filter((column) => column !== register && !registerNames.test(names[column] ?? ""));
  const whole = candidates.filter((column) => !partNames.test(names[column] ?? ""));
  return whole.find((column) => valueNames.test(names[column] ?? "")) ?? whole[0] ?? candidates[0];
}

/** From the unit of the values to Wh: a mean power of the window stands for its energy. */
function scaleOf({ rows }: Table, name: string, windowMs: number): number {
  const cells = (rows[0] ?? []).map((cell) => cell.toLowerCase());
  const unit =
    /kwh|\bwh\b|\bkw\b/i.exec(name)?.[0].toLowerCase() ?? cells.find((cell) => ["kwh", "wh", "kw"].includes(cell));
  if (unit === "wh") return 1;
  return unit === "kw" ? (1000 * windowMs) / 3_600_000 : 1000;
}

function stepOf({ rows }: Table, column: number, scale: number): number {
  const decimals = Math.max(
    0,
    ...rows.slice(0, 500).map((row) => (/[.,](\d+?)0*$/.exec(row[column] ?? "")?.[1] ?? "").length),
  );
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
