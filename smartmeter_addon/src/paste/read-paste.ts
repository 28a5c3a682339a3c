/** Reads a pasted text in every form it can have, and lets the checks of telegrams decide between them. */
import type { Sentence } from "../language/language.ts";
import { badDigits } from "./bad-digits.ts";
import { unbroken, withoutCoat } from "./coats.ts";
import { type Layout, type Layouts, layOut } from "./columns.ts";
import { type Line, splitLines } from "./lines.ts";
import type { OctetCheck, PasteReading } from "./paste.ts";
import { readBase64 } from "./read-base64.ts";
import { readEscapes } from "./read-escapes.ts";
import { readHex } from "./read-hex.ts";
import { readJson } from "./read-json.ts";
import { readCharacters, readNumbers } from "./read-numbers.ts";
import { readP1Text } from "./read-p1-text.ts";
import { resemblance } from "./resemblance.ts";
import { digitsToMend } from "./words-said.ts";

/** A text, cut into lines and columns once for all readers. */
interface Document {
  readonly text: string;
  /** The end of a long text may be too short to show by itself what it is. */
  readonly isPart: boolean;
  readonly lines: readonly Line[];
  readonly layouts: Layouts;
  /** Remarks read as lines; made when somebody asks. */
  uncommented(): Layouts;
}

/** One way to read texts. It depends on the text alone, so that the parts of a long one are read alike. */
export type PasteReader = (text: string) => PasteReading | undefined;

type Reader = (document: Document) => PasteReading | undefined;

/** In the order in which they are believed where no check decides: the more a form demands, the earlier. */
const textReaders: readonly Reader[] = [
  ({ lines }) => readP1Text(lines, "as pasted"),
  ({ lines }) => readP1Text(lines, "by the standard"),
  ({ text }) => readWholeJson(text),
  ({ lines }) => readEscapes(lines),
  ({ lines }) => readCharacters(lines),
];
const layoutReaders: readonly ((layout: Layout, isPart: boolean) => PasteReading | undefined)[] = [
  (layout) => readHex(layout, "marked", "as written"),
  (layout, isPart) => readNumbers(layout, "bits", isPart),
  (layout, isPart) => readNumbers(layout, "bits in a row", isPart),
  (layout, isPart) => readNumbers(layout, "octal-words", isPart),
  (layout) => (layout.hasOffsets && !layout.colon ? readHex(layout, "bare", "low first") : undefined),
  (layout) => readHex(layout, "bare", "as written", "counts left out"),
  (layout) => readHex(layout, "bare", "as written"),
  (layout, isPart) => readNumbers(layout, "octal", isPart),
  (layout, isPart) => readNumbers(layout, "decimal", isPart, "counts left out"),
  (layout, isPart) => readNumbers(layout, "decimal", isPart),
];
const strayReaders: typeof layoutReaders = [
  (layout) => readHex(layout, "bare", "as written", "strays left out"),
  (layout, isPart) => readNumbers(layout, "decimal", isPart, "strays left out"),
];
const readersBy = (read: typeof layoutReaders, layoutOf: (layouts: Layouts) => Layout): readonly Reader[] =>
  read.map(
    (read): Reader =>
      ({ layouts, isPart }) =>
        read(layoutOf(layouts), isPart),
  );
const plainReaders = readersBy(layoutReaders, ({ plain }) => plain);
const plainStrays = readersBy(strayReaders, ({ plain }) => plain);
const dumpReaders = readersBy(layoutReaders, (layouts) => likeliest(layouts));
const dumpStrays = readersBy(strayReaders, (layouts) => likeliest(layouts));
const lateReaders: readonly Reader[] = [
  ({ lines, isPart }) => readBase64(lines, isPart),
  ({ layouts }) => readHex(likeliest(layouts), "bare", "low first"),
  ({ layouts, isPart }) => (isPart ? undefined : withoutLastZero(readHex(likeliest(layouts), "bare", "low first"))),
];
/** A whole dump may stand behind the marks of remarks. */
const lastResort: Reader = ({ uncommented }) => readHex(likeliest(uncommented()), "bare", "as written");

/** The last word may be half of one. */
function withoutLastZero(reading: PasteReading | undefined): PasteReading | undefined {
  return reading?.octets.at(-1) === 0 ? { ...reading, octets: reading.octets.subarray(0, -1) } : undefined;
}

/** A part of a dump may be too short to show its offsets. */
const likeliest = ({ plain, dump }: Layouts): Layout => dump ?? plain;

interface Readers {
  readonly usual: readonly Reader[];
  /** These leave numbers among words out: a check has to prove what is left, and less besides. */
  readonly strayless: readonly Reader[];
  /** These need a check that proves them and nothing else: they drop numbers by a guess, or read offsets as octets. */
  readonly doubted: readonly Reader[];
}

function readersOf({ layouts }: Document): Readers {
  const [first, second] = layouts.isDump ? [dumpReaders, plainReaders] : [plainReaders, dumpReaders];
  const doubted = layouts.dump === undefined ? [] : second;
  const strayless = layouts.isDump ? dumpStrays : plainStrays;
  return { usual: [...textReaders, ...first, ...lateReaders], strayless, doubted };
}

/** Enough proven octets to be no accident. */
const proof = 16;
/** A form that finds so many times more in a text is the likelier one. */
const muchMore = 3;

/** The shortest frame there is. */
const shortest = 5;
/** A label, a number of a line or a date read as octets are no more than these. */
const strayOctets = 4;

interface Candidate {
  readonly reader: Reader;
  readonly reading: PasteReading;
  readonly kind: keyof Readers | "last";
  readonly proven: number;
  readonly loose: number;
}

/** What became of a text: its octets and how to read more of it, or why there are none. */
export type PasteResult =
  | {
      readonly kind: "octets";
      readonly reading: PasteReading;
      readonly reader: PasteReader;
      /** A check decided. */
      readonly isProven: boolean;
    }
  | { readonly kind: "none"; readonly problems: PasteReading["problems"]; readonly said: Sentence };

/** The text as octets. `check` decides between readings; without a proof, the form that demands most of a text does. */
export function readPaste(text: string, check: OctetCheck): PasteResult {
  const document = documentOf(text);
  const candidates: Candidate[] = [];
  const seen = new Set<string>();
  const take = (reader: Reader, kind: Candidate["kind"], reading = reader(document)): void => {
    if (reading === undefined || reading.octets.length === 0) return;
    const key = Buffer.from(reading.octets).toString("latin1");
    if (seen.has(key)) return;
    seen.add(key);
    candidates.push({ reader, reading, kind, ...check(reading.octets) });
  };
  const readers = readersOf(document);
  for (const kind of ["usual", "strayless", "doubted"] as const) for (const reader of readers[kind]) take(reader, kind);
  if (candidates.length === 0) take(lastResort, "last");
  const isWhole = candidates.some(({ proven, loose }) => proven >= proof && loose === 0);
  const whole = isWhole ? undefined : unbroken(text);
  if (whole !== undefined) {
    const joined = documentOf(whole);
    for (const reader of readersOf(joined).usual) take(ofUnbroken(reader), "doubted", reader(joined));
  }
  const best = candidates.reduce<Candidate | undefined>(
    (a, b) => (a === undefined || isBetter(b, a) ? b : a),
    undefined,
  );
  const bad = badDigits(likeliest(document.layouts));
  // A number or two of a configuration or a letter.
  const isScrap = best !== undefined && best.reading.octets.length < shortest && best.reading.leftOut.size > 0;
  if (best === undefined || isScrap || (best.proven < proof && bad.length > 0 && best.reading.octets.length < proof))
    return { kind: "none", problems: bad, said: bad.length > 0 ? digitsToMend : resemblance(text) };
  const { reader, reading, proven, loose } = best;
  // Where all is proven, words among numbers are words.
  const isWritten = ["hex", "hex-dump", "decimal"].includes(reading.form) && !(proven >= proof && loose === 0);
  const problems = isWritten ? [...bad, ...reading.problems] : reading.problems;
  return {
    kind: "octets",
    reading: { ...reading, problems },
    reader: (part) => reader(documentOf(part, true)),
    isProven: proven >= proof,
  };
}

/** The same of lines put together. */
function ofUnbroken(reader: Reader): Reader {
  return ({ text, isPart }) => reader(documentOf(unbroken(text) ?? text, isPart));
}

function documentOf(given: string, isPart = false): Document {
  const text = withoutCoat(given);
  const lines = splitLines(text);
  return { text, isPart, lines, layouts: layOut(lines, "left out"), uncommented: () => layOut(lines, "read") };
}

/** JSON of any length; undefined where the text is none or holds no octets. */
export function readWholeJson(text: string): PasteReading | undefined {
  return readJson(text, (held) => firstOf(documentOf(held)));
}

/** Without checks: a part of a text, whose octets are not known yet to be whole. */
function firstOf(document: Document): PasteReading | undefined {
  let best: PasteReading | undefined;
  for (const reader of readersOf(document).usual) {
    const reading = reader(document);
    if (reading !== undefined && (best === undefined || isLikelier(reading, best))) best = reading;
  }
  return best;
}

/** Whether the later form is better than the earlier one. */
function isBetter(later: Candidate, earlier: Candidate): boolean {
  // JSON says itself where its octets begin and end: a piece of them is no better, whatever a check says of it.
  if (earlier.reading.form === "json" && isPieceOf(later.reading.octets, earlier.reading.octets)) return false;
  const provenNow = later.proven >= proof ? later.proven : 0;
  const provenBefore = earlier.proven >= proof ? earlier.proven : 0;
  if (Math.abs(provenNow - provenBefore) >= proof) return provenNow > provenBefore;
  if (later.kind === "strayless") return provenNow >= Math.max(provenBefore, proof) && later.loose < earlier.loose;
  if (later.kind === "doubted") return false;
  // What is loose in JSON is loose on the line.
  if (earlier.reading.form === "json" && provenBefore > 0) return false;
  const fewer = earlier.loose - later.loose;
  // A digit of a label more or less; a reading that lacks a whole stretch has lost it.
  if (provenNow > 0 && fewer !== 0 && Math.abs(fewer) <= strayOctets) return fewer > 0;
  return isLikelier(later.reading, earlier.reading);
}

function isLikelier(later: PasteReading, earlier: PasteReading): boolean {
  // Eight digits of the other forms are no octet.
  if (earlier.form === "bits") return false;
  const isClean = later.problems.length === 0;
  if (isClean && later.form === "decimal" && isDecimal(earlier.octets, later.octets)) return true;
  if (isClean !== (earlier.problems.length === 0))
    return isClean && later.octets.length * muchMore > earlier.octets.length;
  return later.octets.length > muchMore * earlier.octets.length;
}

/** So many octets without one of the digits A to F are decimal numbers, if not all of them have two digits. */
function isDecimal(hex: Uint8Array, decimal: Uint8Array): boolean {
  if (hex.length < 8 || hex.some((octet) => octet >= 0xa0 || (octet & 0x0f) > 9)) return false;
  return hex.length !== decimal.length || hex.some((octet, at) => decimal[at] !== 10 * (octet >> 4) + (octet & 0x0f));
}

function isPieceOf(piece: Uint8Array, octets: Uint8Array): boolean {
  return Buffer.from(octets).includes(Buffer.from(piece));
}
