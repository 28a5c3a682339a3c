// The table in a portal's CSV: its separator, its line of names, its lines of data, and the numbers in its cells.
import { parseStamp, parseTimeOfDay } from "./portal-stamp.ts";

export interface PortalTable {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Line of the file that `rows` begin at, from 1. */
  readonly firstLine: number;
  /** Columns that hold a date in every row, and those that hold a time of day alone. */
  readonly stamps: readonly number[];
  readonly times: readonly number[];
}

/**
 * The last line of names and the lines of data: those with stamps where most lines have them. Dates above and below (of
 * the download, of the span, of a sum) stand elsewhere. Undefined where no line holds a stamp.
 */
export function tableOf(text: string): PortalTable | undefined {
  const lines = text
    .replaceAll(/[\u00a0\u202f]/g, " ")
    .replaceAll("\u2212", "-")
    .split(/\r\n|\r|\n/);
  const delimiter = delimiterOf(lines);
  const cells = lines.map((line) => cellsOf(line, delimiter));
  const moments = cells.map(momentsIn);
  const usual = mostFrequent(moments.filter((found) => found.length > 0).map((found) => found.join(" ")));
  if (usual === undefined) return undefined;
  const wanted = usual.split(" ");
  const isData = (at: number): boolean => wanted.every((moment) => moments[at]?.includes(moment));
  const first = cells.findIndex((_, at) => isData(at));
  // Names may be in more than one line above the data; the last of them is theirs.
  const names = cells.slice(0, first).findLast((row) => row.some((cell) => cell !== "")) ?? [];
  const data = cells.filter((_, at) => isData(at));
  const rows = delimiter === "," && names.length > 1 ? data.map((row) => rejoined(row, names.length)) : data;
  const columnsOf = (kind: string): number[] =>
    wanted.filter((moment) => moment.startsWith(kind)).map((moment) => Number(moment.slice(kind.length)));
  return { names, rows, firstLine: first + 1, stamps: columnsOf("date"), times: columnsOf("time") };
}

/** A line whose decimal commas are its delimiters as well: numbers are put together until it is as wide as its names. */
function rejoined(row: readonly string[], width: number): readonly string[] {
  const at = row.findIndex((cell, index) => /^-?\d+$/.test(cell) && /^\d+$/.test(row[index + 1] ?? ""));
  if (row.length <= width || at < 0) return row;
  return rejoined([...row.slice(0, at), `${row[at]}.${row[at + 1]}`, ...row.slice(at + 2)], width);
}

/** The dates and times of a line by their columns: `date0`, `time1`; none where no date is among them, or nothing else. */
function momentsIn(row: readonly string[]): string[] {
  if (row.length < 2 || !row.some((cell) => parseStamp(cell) !== undefined)) return [];
  return row.flatMap((cell, at) => {
    if (parseStamp(cell) !== undefined) return [`date${at}`];
    return parseTimeOfDay(cell) === undefined ? [] : [`time${at}`];
  });
}

/** The one that is there most often; of several the first. */
export function mostFrequent<T>(values: readonly T[]): T | undefined {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0];
}

function delimiterOf(lines: readonly string[]): string {
  const declared = /^\uFEFF?sep=(.)/i.exec(lines[0] ?? "")?.[1];
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

const unitBehind = /(?<=[\d.,])\s*(mwh|kwh|wh|kw|w)$/i;

/** A number with comma or point, with dots or blanks between thousands, with its unit behind it or without. */
export function numberOf(cell: string | undefined): number | undefined {
  const text = cell?.replace(unitBehind, "");
  if (text === undefined || !/^[+-]?[.,]?\d[\d.,' ]*(e[+-]?\d+)?$/i.test(text)) return undefined;
  const comma = text.lastIndexOf(",");
  const point = text.lastIndexOf(".");
  const plain = comma > point ? text.replaceAll(/[.' ]/g, "").replace(",", ".") : text.replaceAll(/[,' ]/g, "");
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}

/** A unit of energy or power as a cell says it, lower case: by itself or behind its number. */
export function unitIn(cell: string): string | undefined {
  return (/^(mwh|kwh|wh|kw)$/i.exec(cell) ?? unitBehind.exec(cell))?.[1]?.toLowerCase();
}

/** Whole numbers whose thousands are set apart (2.700), and no decimals: every cell fits, and at least one needs it. */
export function hasThousands(cells: readonly string[]): boolean {
  const numbers = cells.filter((cell) => cell !== "").map((cell) => cell.replace(unitBehind, ""));
  return numbers.every((cell) => /^[+-]?\d{1,3}([.,]\d{3})*$/.test(cell)) && numbers.some((cell) => /[.,]/.test(cell));
}
