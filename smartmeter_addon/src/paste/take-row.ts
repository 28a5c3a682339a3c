/** Which words of a line are octets, and which are a label before or a remark behind them. */
import { type Layout, largest, octetsPerWord } from "./columns.ts";
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

/** Which words are octets. */
export interface Units {
  isUnit(word: Word): boolean;
  /** They say themselves what they are, whatever is between them. */
  readonly areScattered?: boolean;
  /** How many of them are octets where words follow, which the last ones may belong to; at least one. */
  lengthBeforeWords(run: readonly Word[], line: string): number;
}

/** The octets of every line, as words; and what of the text is none of them. */
export function takeRows(
  layout: Layout,
  units: Units,
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
    const run = units.areScattered
      ? { ...nothing, words: left.filter(units.isUnit) }
      : takeRun({ words: left, line: line.text, units }, isPrefixed);
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
  return ends.length === 0 ? Number.POSITIVE_INFINITY : largest(ends);
}

interface WordsOfRow {
  readonly words: readonly Word[];
  readonly line: string;
  readonly units: Units;
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
    if (digits > (from > 0 && most > 0 ? Math.max(16, most) : most)) {
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
  if (before && most < 16 && (others > best.length || most < 2)) return nothing;
  const doubtful = others > 0 && most <= 4 && words[end]?.gap !== "wide" && words[end]?.gap !== "hard";
  if (doubtful && (isProse(best[0] as Word) || isPrefixed)) return nothing;
  return { words: best, before, behind };
}

/** Words from `from` on that are units, without a mark between them; `next`: where another run may begin. */
function runFrom(
  { words, line, units }: WordsOfRow,
  from: number,
): { readonly run: readonly Word[]; readonly next: number } {
  let segment = from;
  for (let index = from; index < words.length; index++) {
    const word = words[index] as Word;
    if (index > from && word.gap === "hard") return { run: words.slice(from, index), next: index };
    if (index > from && word.gap === "wide") segment = index;
    if (units.isUnit(word)) continue;
    // Of what stands behind a wide gap all is a remark, if one word of it is.
    if (segment > from) return { run: words.slice(from, segment), next: segment };
    const run = words.slice(from, index);
    return { run: run.slice(0, units.lengthBeforeWords(run, line)), next: Math.max(index, from + 1) };
  }
  return { run: words.slice(from), next: words.length };
}

/** `Da`, `Ab`, `be`: a word of a sentence, as no dump writes an octet. */
function isProse({ text }: Word): boolean {
  return /^[A-Z]?[a-z]+$/.test(text);
}

function digitsOf(words: readonly Word[]): number {
  return words.reduce((sum, { digits }) => sum + digits.length, 0);
}
