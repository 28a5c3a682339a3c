/** Which words of a line are octets, and which are a label before or a remark behind them. */
import { type Layout, largest, octetsPerWord, type Row } from "./columns.ts";
import type { Line } from "./lines.ts";
import type { LeftOut } from "./paste.ts";
import type { Word } from "./words.ts";

/** What of a line counts as octets. */
export interface TakenRow {
  readonly line: Line;
  readonly words: readonly Word[];
  /** Octets its offsets leave to it. */
  readonly octets: number | undefined;
  /** How often the line before it stands here (`*` of hexdump). */
  readonly repeats: number;
}

interface Run {
  readonly words: readonly Word[];
  readonly before: boolean;
  readonly behind: "nothing" | "remark" | "printable";
  /** Prose holds such words, too. */
  readonly isDoubtful: boolean;
}

const nothing: Run = { words: [], before: false, behind: "nothing", isDoubtful: false };

/** Which words are octets. */
export interface Units {
  isUnit(word: Word): boolean;
  /** They say themselves what they are, whatever is between them. */
  readonly areScattered?: boolean;
  /** How many of them are octets where words follow, which the last ones may belong to; at least one. */
  lengthBeforeWords(run: readonly Word[], line: string): number;
  /** How many octets words are. */
  octetsIn(words: readonly Word[]): number;
}

/**
 * What to make of numbers that may be none of the octets. `counts left out`: each line begins or ends with the count of
 * its octets. `strays left out`: some numbers among words are none, where other lines hold whole rows of octets.
 */
export type Doubt = "none" | "counts left out" | "strays left out";

/** A line with so many octets is a row of them. */
const wholeRow = 8;

/** The octets of every line, as words, and what of the text is none of them; undefined where the doubt has no reason. */
export function takeRows(
  layout: Layout,
  units: Units,
  doubt: Doubt = "none",
): { readonly rows: readonly TakenRow[]; readonly leftOut: ReadonlySet<LeftOut> } | undefined {
  const leftOut = new Set<LeftOut>(layout.hasOffsets ? ["offset"] : []);
  const onlyReceived = layout.rows.some(({ line }) => line.direction === "received");
  const { column, isSure } = printableColumn(layout);
  const isBefore = ({ at }: Word, octets: number | undefined): boolean =>
    at < column || (octets !== undefined && !isSure);
  let pitch: Pitch | undefined;
  const runs = layout.rows.map(({ line, words, octets }): Run => {
    if (onlyReceived && line.direction === "sent") return nothing;
    const left = words.slice(0, unitsOfRow(words, octets)).filter((word) => isBefore(word, octets));
    if (units.areScattered) return { ...nothing, words: left.filter(units.isUnit) };
    const lengthBeforeWords = doubt === "counts left out" ? allOf : units.lengthBeforeWords;
    // The last line may be too short to have a pitch of its own.
    pitch = pitchOf(left.filter(units.isUnit)) ?? pitch;
    return takeRun({ words: left, line: line.text, pitch, units: { ...units, lengthBeforeWords } }, isPrefixed(line));
  });
  const shapes = runs.map((run, index) => shapeOf(layout.rows[index] as Row, run));
  const isRow = (run: Run): boolean => units.octetsIn(run.words) >= wholeRow;
  const usual = usualOf(shapes.filter((_, index) => (runs[index] as Run).words.length > 0));
  const rowShapes = new Set([...shapes.filter((_, index) => isRow(runs[index] as Run)), ...usual]);
  const kept = runs.map((run, index) => {
    const shape = shapes[index] as string;
    const isAlike = rowShapes.has(shape);
    const isStray =
      doubt === "strays left out" && rowShapes.size > 0 && !isRow(run) && hasOthers(layout.rows[index] as Row, run);
    const isTaken = run.isDoubtful ? isAlike && /^nothing:./.test(shape) : isAlike || !isStray;
    return isTaken ? run : nothing;
  });
  const counted = doubt === "counts left out" ? withoutCounts(kept, layout.rows, units) : kept;
  if (counted === undefined) return undefined;
  const rows = counted.map((run, index): TakenRow => {
    const { line, words, isSpelt, octets, repeats } = layout.rows[index] as Row;
    const isSent = onlyReceived && line.direction === "sent";
    if (isSent) leftOut.add("sent");
    if (run.words.length > 0 && (run.before || isPrefixed(line))) leftOut.add("prefix");
    const isCut = unitsOfRow(words, octets) < words.length || !words.every((word) => isBefore(word, octets));
    if (run.behind !== "nothing" || (isCut && !isSent))
      leftOut.add(layout.hasOffsets || run.behind === "printable" ? "printable" : "remark");
    if (isSpelt) leftOut.add("printable");
    return { line, words: run.words, octets, repeats: isSent ? 0 : repeats };
  });
  return { rows, leftOut };
}

const allOf = ({ length }: readonly Word[]): number => length;

function isPrefixed({ text, at }: Line): boolean {
  return text.slice(0, at).trim() !== "";
}

/** What stands before the octets of a line, with all numbers alike, and what kind of thing behind; `:`: nothing before. */
function shapeOf({ line }: Row, { words: [first], behind }: Run): string {
  return `${behind}:${line.text.slice(0, first?.at).trim().replace(/\d+/g, "0")}`;
}

/** What stands beside the octets of nearly all lines; empty: they differ, or are few. */
function usualOf(shapes: readonly string[]): string[] {
  const [middle] = shapes.slice(shapes.length >> 1);
  const alike = shapes.filter((shape) => shape === middle).length;
  return middle !== undefined && alike > 3 && alike * 4 > shapes.length * 3 ? [middle] : [];
}

/** Whether the line holds anything but the octets. */
function hasOthers({ line, words }: Row, run: Run): boolean {
  return words.length > run.words.length || isPrefixed(line);
}

const countWord = /(?:len|length|l\u00e4nge|laenge|size|count|bytes|anzahl)\W*$/i;

/** Rows without the count of their octets, which stands beside each of them, before a word or behind one; undefined: not so. */
function withoutCounts(runs: readonly Run[], lines: readonly Row[], units: Units): Run[] | undefined {
  const rows = runs.flatMap((run, index) =>
    run.words.length > 0 ? [{ ...run, line: (lines[index] as Row).line }] : [],
  );
  const isCount = (count: Word | undefined, words: readonly Word[], isMarked: boolean): boolean =>
    words.length > 0 && (isMarked || count?.text.length === 3) && Number(count?.text) === units.octetsIn(words);
  const areBehind = rows.every(({ words, behind }) => isCount(words.at(-1), words.slice(0, -1), behind !== "nothing"));
  const areBefore = rows.every(({ words, before, line }) =>
    isCount(words[0], words.slice(1), before || countWord.test(line.text.slice(0, words[0]?.at))),
  );
  if (rows.length === 0 || !(areBehind || areBefore)) return undefined;
  return runs.map((run) => {
    if (run.words.length === 0) return run;
    if (areBehind) return { ...run, words: run.words.slice(0, -1), behind: "remark" };
    return { ...run, words: run.words.slice(1), before: true };
  });
}

function unitsOfRow(words: readonly Word[], octets: number | undefined): number {
  return octets === undefined ? words.length : Math.ceil(octets / octetsPerWord(words));
}

/**
 * Behind the last octet of most full lines: the last line may be too short to tell its printable column, and one that
 * has lost an octet would take one of that.
 */
function printableColumn({ rows, hasOffsets }: Layout): { readonly column: number; readonly isSure: boolean } {
  const ends = rows.flatMap(({ octets, words }) => {
    if (octets === undefined) return [];
    const last = words[unitsOfRow(words, octets) - 1];
    return last === undefined ? [] : [last.end];
  });
  if (!hasOffsets || ends.length === 0) return { column: Number.POSITIVE_INFINITY, isSure: false };
  const middle = ends.toSorted((a, b) => a - b)[ends.length >> 1];
  const isSure = ends.length > 3 && ends.filter((end) => end === middle).length * 4 > ends.length * 3;
  return { column: isSure ? (middle as number) : largest(ends), isSure };
}

interface WordsOfRow {
  readonly words: readonly Word[];
  readonly line: string;
  readonly units: Units;
  readonly pitch: Pitch | undefined;
}

/**
 * The longest row of words that can be octets, up to what does not belong to them: a word that cannot, a mark, or words
 * behind a wide gap of which one cannot.
 */
function takeRun(row: WordsOfRow, isPrefixed: boolean): Run {
  const { words } = row;
  let best: readonly Word[] = [];
  let most = 0;
  for (let from = 0; from < words.length; ) {
    const { run, next } = runFrom(row, from);
    const digits = digitsOf(run);
    // A line that begins with octets continues with a remark, whatever numbers that holds.
    if (digits > (best.length > 0 && best[0] === words[0] ? Math.max(16, most) : most)) {
      best = run;
      most = digits;
    }
    from = next;
  }
  if (best.length === 0) return nothing;
  const at = words.indexOf(best[0] as Word);
  const others = words.length - best.length;
  const before = at > 0;
  const end = at + best.length;
  const behind = end === words.length ? "nothing" : words[end]?.gap === "wide" ? "printable" : "remark";
  // Prose holds short words and dates that could be octets; a line that begins with octets may go on with words.
  const isFew = before && most < 16 && (others > best.length || most < 2);
  const isShort = others > 0 && most <= 4 && words[end]?.gap !== "wide" && words[end]?.gap !== "hard";
  const isDoubtful = isFew || (isShort && (isPrefixed || isProse(best[0] as Word)));
  return { words: best, before, behind, isDoubtful };
}

/** Words from `from` on that are units, without a mark between them; `next`: where another run may begin. */
function runFrom(
  { words, line, units, pitch }: WordsOfRow,
  from: number,
): { readonly run: readonly Word[]; readonly next: number } {
  let segment = from;
  for (let index = from; index < words.length; index++) {
    const word = words[index] as Word;
    if (index > from && word.gap === "hard") return { run: words.slice(from, index), next: index };
    if (index > from && word.gap === "wide" && pitch?.(words[index - 1] as Word, word) !== true) segment = index;
    if (units.isUnit(word)) continue;
    // Of what stands behind a wide gap all is a remark, if one word of it is.
    if (segment > from) return { run: words.slice(from, segment), next: segment };
    const run = words.slice(from, index);
    return { run: run.slice(0, units.lengthBeforeWords(run, line)), next: Math.max(index, from + 1) };
  }
  return { run: words.slice(from), next: words.length };
}

/** Whether a word is as far from the one before as all in its columns are. */
type Pitch = (before: Word, word: Word) => boolean;

/** Whether words stand in columns, as far from each other as the first three do; undefined: these do not. */
function pitchOf([a, b, c]: readonly Word[]): Pitch | undefined {
  if (a === undefined || b === undefined || c === undefined) return undefined;
  const distances = [
    (before: Word, word: Word): number => word.end - before.end,
    (before: Word, word: Word): number => word.at - before.at,
    (before: Word, word: Word): number => word.at - before.end,
  ].filter((distance) => distance(a, b) === distance(b, c));
  if (distances.length === 0) return undefined;
  return (before, word) => distances.some((distance) => distance(before, word) === distance(a, b));
}

/** `Da`, `Ab`, `be`: a word of a sentence, as no dump writes an octet. */
function isProse({ text }: Word): boolean {
  return /^[A-Z]?[a-z]+$/.test(text);
}

function digitsOf(words: readonly Word[]): number {
  return words.reduce((sum, { text, digits }) => sum + (digits.length || text.length), 0);
}
