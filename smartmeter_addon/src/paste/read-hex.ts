/** Hexadecimal digits in every dress: pairs, runs, marked, in dumps, as words of 16 or 32 bits. */
import type { Sentence } from "../language/language.ts";
import type { Layout } from "./columns.ts";
import type { PasteProblem, PasteReading } from "./paste.ts";
import { type Doubt, type TakenRow, takeRows } from "./take-row.ts";
import type { Word } from "./words.ts";
import { digitMissing, noLeadingZero, octetsMissing, oddDigits } from "./words-said.ts";

/** Order of the octets of one word. */
export type WordOrder = "as written" | "low first";
/** Only digits with a mark (`0x`, `\x`, `h`), or bare ones too. */
export type HexStyle = "marked" | "bare";

/** Digits that stand together, in their line. */
interface Piece {
  digits: string;
  readonly row: TakenRow;
  /** Column from 0. */
  readonly at: number;
}

/** The hexadecimal octets of a text; undefined where it has none. */
export function readHex(
  layout: Layout,
  style: HexStyle,
  order: WordOrder,
  doubt: Doubt = "none",
): PasteReading | undefined {
  const isUnit = ({ kind }: Word): boolean => kind === "marked" || (style === "bare" && kind === "hex");
  const octetsIn = (words: readonly Word[]): number => words.reduce((sum, { digits }) => sum + digits.length, 0) >> 1;
  const areScattered = style === "marked";
  const taken = takeRows(layout, { isUnit, areScattered, lengthBeforeWords, octetsIn }, doubt);
  if (taken === undefined) return undefined;
  const { rows, leftOut } = taken;
  const pieces = rows.map((row) => row.words.map(({ digits, at }): Piece => ({ digits, row, at })));
  if (order === "low first" && !areWords(pieces)) return undefined;
  joinBroken(pieces);
  const { assumed, problems } = mendOdd(pieces);
  const out: number[] = [];
  let before: readonly number[] = [];
  for (const [index, row] of rows.entries()) {
    for (let times = row.repeats; times > 0; times--) out.push(...before);
    const octets = (pieces[index] ?? []).flatMap(({ digits }) => octetsOf(digits, order));
    if (row.octets !== undefined && octets.length > 0 && octets.length < row.octets)
      problems.push({ line: row.line.number, column: 1, said: octetsMissing(row.octets, octets.length) });
    if (row.octets !== undefined) octets.splice(row.octets);
    if (octets.length > 0) before = octets;
    for (const octet of octets) out.push(octet);
  }
  if (out.length === 0) return undefined;
  const form = order === "low first" ? "words-low-first" : layout.hasOffsets ? "hex-dump" : "hex";
  return { octets: Uint8Array.from(out), form, leftOut, assumed, problems };
}

/** Odd digits before a word belong to it, and so does what only looks like digits. */
function lengthBeforeWords(run: readonly Word[]): number {
  // How many of the words hold digits A to F in either case, to the last one that is left.
  let upper = run.filter(({ digits }) => /[A-F]/.test(digits)).length;
  let lower = run.filter(({ digits }) => /[a-f]/.test(digits)).length;
  let length = run.length;
  for (; length > 1; length--) {
    const last = run[length - 1] as Word;
    const isUpper = /[A-F]/.test(last.digits);
    const isLower = /[a-f]/.test(last.digits);
    if (isUpper) upper--;
    if (isLower) lower--;
    // With an odd digit, or only letters, and those unlike all before it.
    const isUnlike = (isUpper && upper === 0 && lower > 0) || (isLower && upper > 0 && lower === 0);
    if (last.kind === "marked" || !(last.digits.length % 2 !== 0 || (!/\d/.test(last.digits) && isUnlike))) break;
  }
  return length;
}

/** Whether the digits stand in words of 16, 32 or 64 bits. */
function areWords(lines: readonly (readonly Piece[])[]): boolean {
  const all = lines.flat();
  const lengths = all.map(({ digits }) => digits.length);
  return [4, 8, 16].some((length) => lengths.filter((other) => other === length).length > 0.8 * lengths.length);
}

/** Puts an octet together that a line break has cut in two. */
function joinBroken(lines: readonly (readonly Piece[])[]): void {
  const filled = lines.filter((pieces) => pieces.length > 0);
  // Two odd ends make an octet; where they do not come in pairs, something else is wrong and each line stands alone.
  const isSingle = (piece: Piece | undefined): boolean => piece?.digits.length === 1;
  const hasSingles = filled.some((pieces, index) => {
    const isLastAlone = isSingle(pieces.at(-1)) && !isSingle(filled[index + 1]?.[0]);
    const isFirstAlone = isSingle(pieces[0]) && !isSingle(filled[index - 1]?.at(-1));
    return isLastAlone || isFirstAlone || pieces.slice(1, -1).some(isSingle);
  });
  for (const [index, pieces] of filled.entries()) {
    const last = pieces[pieces.length - 1] as Piece;
    const next = filled[index + 1]?.[0];
    if (hasSingles && last.digits.length === 1) continue;
    if (next === undefined || last.digits.length % 2 === 0 || next.digits.length % 2 === 0) continue;
    if (pieces.length === 1 && filled[index + 1]?.length === 1 && last.digits.length === 1) continue;
    last.digits += next.digits.slice(0, 1);
    next.digits = next.digits.slice(1);
  }
}

/** Makes octets of odd digits where that is plain, and says where it is not. */
function mendOdd(lines: readonly (readonly Piece[])[]): { assumed: Sentence[]; problems: PasteProblem[] } {
  const all = lines.flat();
  const single = all.filter(({ digits }) => digits.length === 1);
  const zeros = all.some(({ digits }) => digits.length === 2 && digits.startsWith("0"));
  const isHabit = single.length > 0 && !zeros;
  const problems: PasteProblem[] = [];
  for (const piece of all) {
    const { digits, row, at } = piece;
    if (digits.length % 2 === 0) continue;
    const place = { line: row.line.number, column: at + 1 };
    if (digits.length === 1) {
      piece.digits = `0${digits}`;
      if (!isHabit) problems.push({ ...place, said: digitMissing(digits) });
    } else {
      piece.digits = digits.slice(0, -1);
      problems.push({ ...place, said: oddDigits(digits) });
    }
  }
  return { assumed: isHabit ? [noLeadingZero] : [], problems };
}

function octetsOf(digits: string, order: WordOrder): number[] {
  const octets = Array.from({ length: digits.length / 2 }, (_, index) =>
    Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16),
  );
  return order === "low first" && octets.length <= 8 ? octets.reverse() : octets;
}
