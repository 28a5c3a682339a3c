// The table in a portal's CSV: its separator, its line of names, its lines of data, and the numbers in its cells.
import { parseStamp } from "./portal-stamp.ts";

export interface PortalTable {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Line of the file that `rows` begin at, from 1. */
  readonly firstLine: number;
}

/** The last line of names and all lines that hold a stamp; undefined where no line does. */
export function tableOf(text: string): PortalTable | undefined {
  const lines = text
    .replaceAll(/[\u00a0\u202f]/g, " ")
    .replaceAll("\u2212", "-")
    .split(/\r\n|\r|\n/);
  const delimiter = delimiterOf(lines);
  const cells = lines.map((line) => cellsOf(line, delimiter));
  const isData = (row: readonly string[]): boolean =>
    row.length > 1 && row.some((cell) => parseStamp(cell) !== undefined);
  const first = cells.findIndex(isData);
  if (first < 0) return undefined;
  // Names may be in more than one line above the data; the last of them is theirs.
  const above = cells.slice(0, first).filter((row) => row.some((cell) => cell !== ""));
  return { names: above.at(-1) ?? [], rows: cells.slice(first).filter(isData), firstLine: first + 1 };
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

const unitBehind = /(?<=[\d.,])\s*(kwh|wh|kw)$/i;

/** A number with comma or point, with dots or blanks between thousands, with its unit behind it or without. */
export function numberOf(cell: string | undefined): number | undefined {
  const text = cell?.replace(unitBehind, "");
  if (text === undefined || !/^[+-]?\d[\d.,' ]*$/.test(text)) return undefined;
  const comma = text.lastIndexOf(",");
  const point = text.lastIndexOf(".");
  const plain = comma > point ? text.replaceAll(/[.' ]/g, "").replace(",", ".") : text.replaceAll(/[,' ]/g, "");
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}

/** kWh, Wh or kW as a cell says it, lower case: by itself or behind its number. */
export function unitIn(cell: string): string | undefined {
  return (/^(kwh|wh|kw)$/i.exec(cell) ?? unitBehind.exec(cell))?.[1]?.toLowerCase();
}

/** Whole numbers whose thousands are set apart (2.700), and no decimals: every cell fits, and at least one needs it. */
export function hasThousands(cells: readonly string[]): boolean {
  const numbers = cells.filter((cell) => cell !== "").map((cell) => cell.replace(unitBehind, ""));
  return numbers.every((cell) => /^[+-]?\d{1,3}([.,]\d{3})*$/.test(cell)) && numbers.some((cell) => /[.,]/.test(cell));
}
