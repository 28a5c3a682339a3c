/** Which words of a line are octets, and which are a label before or a remark behind them. */
import { type Layout, octetsPerWord } from "./columns.ts";
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
}

const nothing: Run = { words: [], before: false, behind: "nothing" };

/**
 * The octets of every line, as words; and what of the text is none of them. `scattered`: they say themselves what they
 * are, whatever stands between them.
 */
export function takeRows(
  layout: Layout,
  isUnit: (word: Word) => boolean,
  spread: "together" | "scattered" = "together",
): { readonly rows: readonly TakenRow[]; readonly leftOut: ReadonlySet<LeftOut> } {
  const leftOut = new Set<LeftOut>(layout.hasOffsets ? ["offset"] : []);
  const onlyReceived = layout.rows.some(({ line }) => line.direction === "received");
  const column = layout.hasOffsets ? printableColumn(layout) : Number.POSITIVE_INFINITY;
  const rows = layout.rows.map(({ line, words, octets, repeats }): TakenRow => {
    if (onlyReceived && line.direction === "sent") {
      leftOut.add("sent");
      return { line, words: [], octets, repeats: 0 };
    }
    const left = words.slice(0, unitsOfRow(words, octets)).filter(({ at }) => octets !== undefined || at < column);
    const isPrefixed = line.text.slice(0, line.at).trim() !== "";
    const run = spread === "scattered" ? { ...nothing, words: left.filter(isUnit) } : takeRun(left, isPrefixed, isUnit);
    if (run.words.length > 0 && (run.before || isPrefixed)) leftOut.add("prefix");
    if (run.behind !== "nothing" || left.length < words.length)
      leftOut.add(layout.hasOffsets || run.behind === "printable" ? "printable" : "remark");
    return { line, words: run.words, octets, repeats };
  });
  return { rows, leftOut };
}

function unitsOfRow(words: readonly Word[], octets: number | undefined): number {
  return octets === undefined ? words.length : Math.ceil(octets / octetsPerWord(words));
}

/** Behind the last octet of the full lines of a dump: the last line may be too short to tell its printable column. */
function printableColumn({ rows }: Layout): number {
  const ends = rows.flatMap(({ octets, words }) => {
    if (octets === undefined) return [];
    const last = words[unitsOfRow(words, octets) - 1];
    return last === undefined ? [] : [last.end];
  });
  return ends.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...ends);
}

/**
 * The longest row of words that can be octets, up to what does not belong to them: a word that cannot, a mark, or words
 * behind a wide gap of which one cannot.
 */
function takeRun(words: readonly Word[], isPrefixed: boolean, isUnit: (word: Word) => boolean): Run {
  let best: readonly Word[] = [];
  for (let from = 0; from < words.length; ) {
    const run = runFrom(words, from, isUnit);
    // A line that begins with octets goes on with a remark, whatever numbers that holds.
    if (digitsOf(run) > (from > 0 && best.length > 0 ? Math.max(16, digitsOf(best)) : digitsOf(best))) best = run;
    from += Math.max(1, run.length);
  }
  if (best.length === 0) return nothing;
  const at = words.indexOf(best[0] as Word);
  const others = words.length - best.length;
  const before = at > 0;
  const end = at + best.length;
  const behind = end === words.length ? "nothing" : words[end]?.gap === "wide" ? "printable" : "remark";
  // Prose holds short words and dates that could be octets; a line that begins with octets may go on with words.
  if (before && digitsOf(best) < 16 && (others > best.length || digitsOf(best) < 2)) return nothing;
  const doubtful = others > 0 && digitsOf(best) <= 4 && words[end]?.gap !== "wide" && words[end]?.gap !== "hard";
  if (doubtful && (isProse(best[0] as Word) || isPrefixed)) return nothing;
  return { words: best, before, behind };
}

/** Words from `from` on that are units, without a mark between them. */
function runFrom(words: readonly Word[], from: number, isUnit: (word: Word) => boolean): readonly Word[] {
  const run: Word[] = [];
  let segment = 0;
  for (let index = from; index < words.length; index++) {
    const word = words[index] as Word;
    if (run.length > 0 && word.gap === "hard") return run;
    if (run.length > 0 && word.gap === "wide") segment = run.length;
    if (isUnit(word)) {
      run.push(word);
      continue;
    }
    // Of what stands behind a wide gap all is a remark, if one word of it is; odd digits before a word are part of that.
    const kept = segment > 0 ? run.slice(0, segment) : run;
    while (segment === 0 && kept.length > 1 && isWordLike(kept[kept.length - 1] as Word, kept)) kept.pop();
    return kept;
  }
  return run;
}

/** The last word before a word that is none of ours: a number with an odd digit, or one written unlike the others. */
function isWordLike(last: Word, run: readonly Word[]): boolean {
  if (last.kind === "marked") return false;
  if (last.digits.length % 2 !== 0) return true;
  if (/\d/.test(last.digits)) return false;
  const others = run
    .slice(0, -1)
    .map(({ digits }) => digits)
    .join("");
  const isUpper = /[A-F]/.test(others);
  const isLower = /[a-f]/.test(others);
  if (/[A-F]/.test(last.digits) && !isUpper && isLower) return true;
  return /[a-f]/.test(last.digits) && isUpper && !isLower;
}

/** `Da`, `Ab`, `be`: a word of a sentence, as no dump writes an octet. */
function isProse({ text }: Word): boolean {
  return /^[A-Z]?[a-z]+$/.test(text);
}

function digitsOf(words: readonly Word[]): number {
  return words.reduce((sum, { digits }) => sum + digits.length, 0);
}
