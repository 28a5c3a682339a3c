/** The columns of a dump: offsets and numbering in front, and where the printable column begins behind. */
import type { Line } from "./lines.ts";
import { wordsBeforePrintable } from "./printable.ts";
import { type Word, wordsOf } from "./words.ts";

/** A line of the text as words, without its offset. */
export interface Row {
  readonly line: Line;
  readonly words: readonly Word[];
  /** Behind them stood the characters they make. */
  readonly isSpelt: boolean;
  /** Octets the offsets leave to it; undefined where no offset follows. */
  readonly octets: number | undefined;
  /** Stands for so many lines like the one before it (`*` of hexdump). */
  readonly repeats: number;
}

export interface Layout {
  readonly rows: readonly Row[];
  readonly hasOffsets: boolean;
  /** The offset ends with a colon (xxd, tcpdump), which words of 16 bits in the order of the line have. */
  readonly colon: boolean;
}

/** One text, with and without what is in front of its lines. */
export interface Layouts {
  /** Every line as it stands. */
  readonly plain: Layout;
  /** Without offsets or numbers of lines, where there may be some. */
  readonly dump: Layout | undefined;
  /** These offsets can be nothing else; otherwise they are numbers that may grow by chance. */
  readonly isDump: boolean;
}

/** `00 01 02 … 0F` above the columns of a dump. */
function isRuler(words: readonly Word[]): boolean {
  const numbers = words.filter(({ kind }) => kind !== "other");
  return numbers.length >= 8 && numbers.every(({ digits }, index) => Number.parseInt(digits, 16) === index);
}

interface Offset {
  readonly row: number;
  readonly value: number;
}

/** A dump shows at most this many octets a line. */
const widest = 256;

/** Lines that all stars of a text stand for: a wrong offset is no reason to fill the memory. */
const mostRepeats = 4096;

/** Fewer octets may spell what is behind them by chance. */
const fewestSpelt = 4;

/** A key that somebody put beside the dump is none of its octets, nor one in the line behind its name. */
const keyWord = String.raw`^[^\w\u00c0-\u024f]*(?:[\w\u00c0-\u024f-]+\s+)?(?:key|schl\u00fcssel|guek|gak|gek|iv|password|passwort)\b`;
const keyLine = new RegExp(`${keyWord}[^:=]{0,30}[:=]`, "i");
const keyName = new RegExp(String.raw`${keyWord}[^:=\d]{0,30}[:=]?\s*$`, "i");
const bareKey = /^\W*(?:[0-9a-f]{2}\W?){15}[0-9a-f]{2}\W*$/i;

function isKey(lines: readonly Line[], line: Line): boolean {
  if (keyLine.test(line.text.slice(0, 200))) return true;
  return bareKey.test(line.text.slice(0, 200)) && keyName.test(lines[line.number - 2]?.text.slice(0, 200) ?? "");
}

/** Lines as rows. `remarks`: what stands behind their marks is left out, or read where nothing else holds octets. */
export function layOut(lines: readonly Line[], remarks: "left out" | "read"): Layouts {
  const rowOf = (line: Line, fewestSpelt: number): Row => {
    const repeats = /^\s*\*\s*$/.test(line.body) ? 1 : 0;
    const text = remarks === "read" ? line.text.replace(/^\s*[#;/]+/, (mark) => " ".repeat(mark.length)) : line.plain;
    const isEmpty = repeats > 0 || isKey(lines, line);
    const all = isEmpty ? [] : wordsOf(text, Math.min(line.at, text.length));
    const words = all.slice(0, wordsBeforePrintable(line.text, all, fewestSpelt));
    const isSpelt = words.length < all.length;
    return { line, words: isRuler(words) ? [] : words, isSpelt, octets: undefined, repeats };
  };
  const apart = lines.map((line) => rowOf(line, fewestSpelt));
  // The last line may be too short to be sure by itself.
  const rows = apart.some(({ isSpelt }) => isSpelt) ? apart.map((row) => rowOf(row.line, 1)) : apart;
  const plain = { rows: rows.map((row) => ({ ...row, repeats: 0 })), hasOffsets: false, colon: false };
  const offsets = findOffsets(rows);
  if (offsets !== undefined) {
    const isDump = areSure(rows, offsets);
    return { plain, dump: dumpOf(rows, offsets, isDump), isDump };
  }
  const numbered = isNumbered(rows) ? { ...plain, rows: plain.rows.map(withoutFirst) } : undefined;
  return { plain, dump: numbered, isDump: numbered !== undefined };
}

/** Offsets are all of one length, and that of no octet, or begin with more zeros than one has. */
function areSure(rows: readonly Row[], offsets: readonly Offset[]): boolean {
  const digits = offsets.map(({ row }) => (rows[row] as Row).words[0]?.digits ?? "");
  const [first = ""] = digits;
  return digits.every(({ length }) => length === first.length) && (first.length > 3 || /^0{3}/.test(first));
}

/** `only`: what has no offset is none of it. */
function dumpOf(rows: readonly Row[], offsets: readonly Offset[], only: boolean): Layout {
  const steps = offsets.map(({ value }, index) => (offsets[index + 1]?.value ?? value) - value);
  const width = largest(steps.filter((step) => step <= widest));
  const first = rows[offsets[0]?.row ?? 0];
  const colon = first !== undefined && first.line.text[first.words[0]?.end ?? 0] === ":";
  let repeatable = mostRepeats;
  const laidOut: Row[] = rows.map((row) => ({ ...row, words: only ? [] : row.words, repeats: 0 }));
  for (const [index, { row }] of offsets.entries()) {
    const step = steps[index] as number;
    const isRepeated = rows[row + 1]?.repeats === 1;
    laidOut[row] = { ...withoutFirst(rows[row] as Row), octets: step > 0 ? Math.min(step, width) : undefined };
    if (!isRepeated) continue;
    const repeats = Math.min(repeatable, Math.max(0, Math.round(step / width) - 1));
    repeatable -= repeats;
    laidOut[row + 1] = { ...(rows[row + 1] as Row), repeats };
  }
  return { rows: laidOut, hasOffsets: true, colon };
}

/** Of any number of values; 0: of none. */
export function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

function withoutFirst(row: Row): Row {
  return { ...row, words: row.words.slice(1) };
}

/** Words in front of a mark or of one that holds no digits. */
function unitsOf(words: readonly Word[]): readonly Word[] {
  const end = words.findIndex(({ kind, gap }, index) => kind === "other" || (index > 0 && gap === "hard"));
  return end < 0 ? words : words.slice(0, end);
}

/** Octets each of the words stands for, by their digits: pairs, words of 16 to 64 bits, decimal and octal ones. */
export function octetsPerWord(words: readonly Word[]): number {
  const digits = words[0]?.digits.length ?? 2;
  const units = unitsOf(words);
  const same = units.filter((word) => word.digits.length === digits);
  const isSame = same.length * 2 > units.length;
  if (!isSame || digits < 4) return 1;
  return { 4: 2, 5: 2, 6: 2, 8: same.every(({ text }) => /^[01]*$/.test(text)) ? 1 : 4 }[digits] ?? digits / 2;
}

/** The first words as offsets, in the base in which they grow by what the lines hold. */
function findOffsets(rows: readonly Row[]): Offset[] | undefined {
  const lines = withoutHeads(
    rows.flatMap((row, index) => (row.words.length > 0 && row.words[0]?.kind !== "other" ? [{ row, index }] : [])),
  );
  const single = lines.length === 1 ? lines[0] : undefined;
  if (single !== undefined) return isFirstOffset(single.row) ? [{ row: single.index, value: 0 }] : undefined;
  // A base in which every line holds just what its offset says comes before one in which it may hold more.
  for (const [fit, base] of ["exact", "more"].flatMap((fit) => [16, 8, 10].map((base) => [fit, base] as const))) {
    const valid = { 16: /^[0-9A-Fa-f]{2,16}$/, 8: /^[0-7]{2,16}$/, 10: /^\d{1,12}$/ }[base] as RegExp;
    const offsets = lines.flatMap(({ row, index }): Offset[] => {
      const digits = row.words[0]?.digits ?? "";
      return valid.test(digits) ? [{ row: index, value: Number.parseInt(digits, base) }] : [];
    });
    if (offsets.length < lines.length * 0.9 || offsets.length < 2) continue;
    if (grow(rows, offsets, fit === "exact" ? 0 : 3)) return offsets;
  }
  return undefined;
}

/** The lines that begin as half of them do, with so many digits that these are no octet: a head or a prompt begins otherwise. */
function withoutHeads<Held extends { readonly row: Row }>(lines: readonly Held[]): readonly Held[] {
  for (let digits = 16; digits >= 4; digits--) {
    const alike = lines.filter(({ row }) => row.words[0]?.digits.length === digits);
    if (alike.length > 1 && alike.length * 2 >= lines.length) return alike;
  }
  return lines;
}

/** Whether each offset is the one before it and as many octets as that line holds; `more`: or some more. */
function grow(rows: readonly Row[], offsets: readonly Offset[], more: number): boolean {
  let steps = 0;
  let restarts = 0;
  let odd = 0;
  const widths = new Set<number>();
  for (const [index, { row, value }] of offsets.entries()) {
    const next = offsets[index + 1];
    if (next === undefined) break;
    const step = next.value - value;
    if (step <= 0) {
      if (++restarts > offsets.length / 4) return false;
      continue;
    }
    const units = unitsOf((rows[row] as Row).words.slice(1));
    const held = units.length * octetsPerWord(units);
    // The printable column may look like some octets more.
    const fits = step <= held && held <= step + (more === 0 ? 0 : more + step / 2);
    if (!fits && rows[row + 1]?.repeats !== 1) odd++;
    widths.add(step);
    steps++;
  }
  const digits = (rows[offsets[0]?.row ?? 0] as Row).words[0]?.digits.length ?? 0;
  // Of a dump that was read off a photo some lines have lost an octet.
  if (odd > (digits > 3 && widths.size <= 2 ? steps / 4 : 0)) return false;
  return steps >= (digits > 2 ? 1 : 3) && widths.size <= 2 + restarts + offsets.length / 50;
}

/** `00000000`, or anything with a colon behind it, in front of units of another length. */
function isFirstOffset({ words, line }: Row): boolean {
  const [first, second] = words;
  if (first === undefined || second === undefined || second.kind === "other") return false;
  if (!/^0{3,16}$/.test(first.digits)) return false;
  return line.text[first.end] === ":" || first.digits.length !== second.digits.length;
}

/** Lines that begin with 1, 2, 3 … and hold more than one word each. */
function isNumbered(rows: readonly Row[]): boolean {
  const held = rows.filter(({ words }) => words.length > 1 && words[0]?.kind !== "other");
  if (held.length < 3) return false;
  const first = Number(held[0]?.words[0]?.text);
  if (first > 1) return false;
  return (
    held.every(({ words }, index) => /^\d+$/.test(words[0]?.text ?? "") && Number(words[0]?.text) === first + index) &&
    (held.some(({ words }) => words.length > 2) ||
      held.some(({ words }) => (words[1]?.digits.length ?? 0) > 2) ||
      held.length > 8)
  );
}
