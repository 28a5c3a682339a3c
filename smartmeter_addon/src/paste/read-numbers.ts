/** Octets as decimal, octal or binary numbers, and as the characters of `od -c`. */
import type { Layout } from "./columns.ts";
import type { Line } from "./lines.ts";
import type { PasteForm, PasteReading } from "./paste.ts";
import { type Doubt, takeRows } from "./take-row.ts";
import type { Word } from "./words.ts";

interface Notation {
  readonly form: PasteForm;
  /** What one unit looks like. */
  readonly unit: RegExp;
  readonly base: number;
  /** Octets in a unit, low one first. */
  readonly octets: 1 | 2;
  /** The units of a text this short can be anything. */
  readonly fewest: number;
}

const notations = {
  decimal: { form: "decimal", unit: /^\d{1,3}$/, base: 10, octets: 1, fewest: 5 },
  octal: { form: "octal", unit: /^(?:0o)?[0-3][0-7]{2}$/, base: 8, octets: 1, fewest: 5 },
  "octal-words": { form: "octal-words", unit: /^[01][0-7]{5}$/, base: 8, octets: 2, fewest: 3 },
  bits: { form: "bits", unit: /^(?:0[bB])?[01]{8}$/, base: 2, octets: 1, fewest: 3 },
  "bits in a row": { form: "bits", unit: /^(?:0[bB])?(?:[01]{4}|(?:[01]{8})+)$/, base: 2, octets: 1, fewest: 3 },
} as const satisfies Readonly<Record<string, Notation>>;

export type NumberForm = keyof typeof notations;

/** Numbers of one base as octets; undefined where one of them is too large or the text holds too few for a whole one. */
export function readNumbers(
  layout: Layout,
  name: NumberForm,
  isPart: boolean,
  doubt: Doubt = "none",
): PasteReading | undefined {
  const { form, unit, base, octets, fewest } = notations[name];
  const octetsIn = ({ length }: readonly Word[]): number => octets * length;
  const taken = takeRows(layout, { isUnit: ({ text }) => unit.test(text), lengthBeforeWords, octetsIn }, doubt);
  if (taken === undefined) return undefined;
  const { rows, leftOut } = taken;
  const out: number[] = [];
  let before: readonly number[] = [];
  let units = 0;
  for (const row of rows) {
    for (let times = row.repeats; times > 0; times--) out.push(...before);
    const values =
      name === "bits in a row"
        ? valuesOfBits(row.words)
        : row.words.map((word) => signed(row.line, word) * Number.parseInt(word.text.replace(/^0[bo]/i, ""), base));
    if (values === undefined || values.some((value) => value < -128 || value >= 256 ** octets)) return undefined;
    units += values.length;
    const held = values.flatMap((value) => (octets === 1 ? [value & 255] : [value & 255, value >> 8]));
    if (row.octets !== undefined) held.splice(row.octets);
    if (held.length > 0) before = held;
    for (const octet of held) out.push(octet);
  }
  if (units === 0 || (form === "bits" && hasOtherDigits(layout, unit))) return undefined;
  if (!isPart && (units < fewest || (name === "octal" && hasOthers(layout, units)))) return undefined;
  return { octets: Uint8Array.from(out), form, leftOut, assumed: [], problems: [] };
}

/** Bits in groups of any length; undefined where some are over. */
function valuesOfBits(words: readonly Word[]): number[] | undefined {
  const bits = words.map(({ text }) => text.replace(/^0b/i, "")).join("");
  if (bits.length % 8 !== 0) return undefined;
  return (bits.match(/.{8}/g) ?? []).map((octet) => Number.parseInt(octet, 2));
}

/** More other digits in most lines than a column of characters shows. */
function hasOtherDigits({ rows }: Layout, unit: RegExp): boolean {
  const digits = rows.map(({ words }) => words.filter(({ kind }) => kind === "hex")).filter(({ length }) => length > 0);
  const mixed = digits.filter((words) => words.filter(({ text }) => !unit.test(text)).length * 2 > words.length);
  return mixed.length * 2 > digits.length;
}

/** A number that is not separated as those before it belongs to the words behind it: `126,160 2 bytes`. */
function lengthBeforeWords(run: readonly Word[], line: string): number {
  const separator = (index: number): string => {
    const between = line.slice(run[index - 1]?.end, run[index]?.at).trim();
    return between.endsWith("-") ? between.slice(0, -1).trim() : between;
  };
  let length = run.length;
  while (length > 2 && separator(length - 1) !== separator(1)) length--;
  return length;
}

/** Numbers of other lengths beside those of three digits: all of them are decimal. */
function hasOthers({ rows }: Layout, units: number): boolean {
  const numbers = rows.flatMap(({ words }) => words.filter(({ text }) => /^\d{1,3}$/.test(text)));
  return (numbers.length - units) * 4 > units;
}

/** Java writes octets above 127 as negative numbers. */
function signed({ text }: Line, { at }: Word): 1 | -1 {
  return text[at - 1] === "-" && !/[\w]/.test(text[at - 2] ?? " ") ? -1 : 1;
}

const names: Readonly<Record<string, number>> = {
  "\\0": 0,
  "\\a": 7,
  "\\b": 8,
  "\\t": 9,
  "\\n": 10,
  "\\v": 11,
  "\\f": 12,
  "\\r": 13,
};

/** The output of `od -c`: offsets, then characters, escapes and octal numbers in columns of four. */
export function readCharacters(lines: readonly Line[]): PasteReading | undefined {
  const out: number[] = [];
  let isBegun = false;
  for (const { text } of lines) {
    const [, offset = "", cells = ""] = /^\s*(0[0-7]{6,7})(.*)$/.exec(text) ?? [];
    if (offset === "") continue;
    const at = Number.parseInt(offset, 8);
    // Blanks at the end of a line may have been cut off.
    while (isBegun && out.length < at && at - out.length < 16) out.push(0x20);
    if (at !== out.length) return undefined;
    isBegun = true;
    for (let cell = 0; cell < cells.length; cell += 4) {
      const value = cellValue(cells.slice(cell, cell + 4).trim());
      if (value === undefined) return undefined;
      out.push(value);
    }
  }
  if (out.length < 5) return undefined;
  const form = "characters";
  return { octets: Uint8Array.from(out), form, leftOut: new Set(["offset"]), assumed: [], problems: [] };
}

function cellValue(cell: string): number | undefined {
  if (cell === "") return 0x20;
  if (names[cell] !== undefined) return names[cell];
  if (/^[0-3][0-7]{2}$/.test(cell)) return Number.parseInt(cell, 8);
  return cell.length === 1 ? cell.charCodeAt(0) : undefined;
}
