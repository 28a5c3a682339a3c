/** Octets of a recording that may be text: raw ones pass, a text is read as a whole or, where it is long, in parts. */

import type { Sentence } from "../language/language.ts";
import { concatOctets } from "../octets.ts";
import { changeSaid, createUndoing, findChange, type Undoing } from "./changes.ts";
import { decodeText, encodingOf, isText } from "./decode-text.ts";
import type { OctetCheck, PasteForm, PasteReading } from "./paste.ts";
import { type PasteReader, type PasteResult, readPaste, readWholeJson } from "./read-paste.ts";
import { fileKind } from "./resemblance.ts";
import { sayReading } from "./say-reading.ts";

/** Takes the octets of a file or of standard input, cut anywhere, and gives those of the recording. */
export interface InputDecoder {
  push(chunk: Uint8Array): Uint8Array;
  end(): Uint8Array;
  /** What the user should know of the text; grows until the end. */
  notes(): readonly Sentence[];
}

const none = new Uint8Array(0);
/** Binary recordings are told from text by so many octets at the most. */
const looked = 4096;
/** How a text is written is decided by so much of it; the rest is read alike, in parts of this size. */
const windowOctets = 64 * 1024;
/** What was done to raw octets on their way shows in so many of them. */
const rawWindow = 8 * 1024;
/** JSON is read as a whole, up to this size. */
const longestJson = 4 * 1024 * 1024;
/** Lines are broken inside of an octet by twos; where more in a row have an odd number of digits, they are whole. */
const mostOdd = 64;
/** How a text is written may show only behind so much of a log. */
const longestPreface = 16 * windowOctets;
/** Plain digits need no decision: they are read line by line, as they arrive. */
const plainLine =
  /^(?:(?:[0-9a-f]{2}(?:[ \t:,]+|$)){4,}|(?:0x[0-9a-f]{2}(?:[ \t:,]+|$|(?=0x))){4,}|(?:[0-9a-f]{2}){8,})$/i;

function isPlainText(text: string): boolean {
  const lines = text.split("\n").map((line) => line.trim());
  const filled = lines.filter((line) => line !== "" && !line.startsWith("#"));
  return filled.length > 0 && filled.every((line) => plainLine.test(line));
}

/** A whole telegram of P1 as it comes from the meter. */
const p1Telegram = /(?:^|\n)\/[A-Za-z]{3}\d[^\n]*\n\r?\n(?:[^/!\n]*\n)+![0-9A-Fa-f]{0,4}\r?\n/;

/**
 * See {@link InputDecoder}. `check` decides between several readings of one text, and whether something was done to the
 * octets on their way that can be undone (`changes`).
 */
export function createInputDecoder(check: OctetCheck, changes: "undone" | "left" = "undone"): InputDecoder {
  let kind: "unknown" | "raw" | "text" = "unknown";
  let parts: Uint8Array[] = [];
  let held = 0;
  let reader: PasteReader | undefined;
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let form: PasteForm | undefined;
  let text = "";
  let lines = 0;
  let read = 0;
  let isJson: boolean | undefined;
  /** A check has proven the reader, or there has been enough to do so. */
  let isSettled = false;
  let nothing: Extract<PasteResult, { kind: "none" }> | undefined;
  const notes: Sentence[] = [];
  let isDecided = changes === "left";
  let undoing: Undoing | undefined;
  let waiting: Uint8Array = none;

  /** Octets as they were before something was done to them, once that can be told. */
  function pass(octets: Uint8Array, isEnd: boolean): Uint8Array {
    if (isDecided) return undo(octets, isEnd);
    waiting = concatOctets([waiting, octets]);
    if (waiting.length === 0) return none;
    if (kind !== "text" && waiting.length < rawWindow && !isEnd) {
      const { proven, loose } = check(waiting);
      if (proven === 0 || loose * 10 > waiting.length) return none;
    }
    isDecided = true;
    const change = findChange(waiting.subarray(0, windowOctets), check);
    if (change !== undefined) {
      notes.push(changeSaid[change]);
      undoing = createUndoing(change);
    }
    const whole = waiting;
    waiting = none;
    return undo(whole, isEnd);
  }

  function undo(octets: Uint8Array, isEnd: boolean): Uint8Array {
    if (undoing === undefined) return octets;
    return isEnd ? concatOctets([undoing.push(octets), undoing.end()]) : undoing.push(octets);
  }

  function takeRaw(): Uint8Array {
    const octets = concatOctets(parts);
    parts = [];
    held = 0;
    return octets;
  }

  function note(reading: PasteReading): void {
    for (const said of sayReading(reading, lines)) if (notes.length < 40) notes.push(said);
  }

  /** A part decides how it and all behind it are read, until a later one does so by a check. */
  function decide(part: string): Uint8Array {
    const result = readPaste(part, check);
    read += part.length;
    isSettled = read >= longestPreface || (result.kind === "octets" && result.isProven);
    if (result.kind === "none") nothing ??= result;
    if (result.kind === "none" || (reader !== undefined && !result.isProven)) return readPart(part);
    reader = result.reader;
    form = result.reading.form;
    note(result.reading);
    lines += countLines(part);
    return result.reading.octets;
  }

  function readPart(part: string): Uint8Array {
    const reading = reader?.(part);
    if (reading !== undefined) note({ ...reading, leftOut: new Set(), assumed: [], form: "hex" });
    lines += countLines(part);
    return reading?.octets ?? none;
  }

  /** How much of the text can be read now; 0: the rest of a line, a telegram or a window is missing. */
  function lengthOfPart(isEnd: boolean): number {
    if (isJson && !isEnd && text.length < longestJson) return 0;
    const window = text.slice(0, windowOctets);
    const isWhole = isEnd && window.length === text.length;
    if (reader !== undefined) return isWhole ? text.length : endOfPart(window, form);
    const end = window.lastIndexOf("\n") + 1;
    const complete = window.slice(0, end);
    const isPlain = isPlainText(complete) || p1Telegram.test(complete);
    if (isPlain) return endOfTelegrams(window) || end;
    if (window.length < windowOctets) return isWhole ? text.length : 0;
    return endOfLines(window) || window.length;
  }

  /** Reads what is there; the rest waits. */
  function takeText(isEnd: boolean): Uint8Array {
    const out: Uint8Array[] = [];
    isJson ??= text.trim() === "" ? undefined : /^\s*[{[]/.test(text.slice(0, 1000));
    for (let length = lengthOfPart(isEnd); length > 0; length = lengthOfPart(isEnd)) {
      const json = isJson && text.length > windowOctets ? takeJson(isEnd) : undefined;
      isJson = false;
      if (json !== undefined) out.push(json);
      else {
        const part = text.slice(0, length);
        text = text.slice(length);
        out.push(isSettled ? readPart(part) : decide(part));
      }
    }
    return concatOctets(out);
  }

  /** JSON that is longer than a window; undefined: it is none. */
  function takeJson(isEnd: boolean): Uint8Array | undefined {
    const length = isEnd ? text.length : text.lastIndexOf("\n") + 1 || text.length;
    const json = readWholeJson(text.slice(0, length));
    if (json === undefined) return undefined;
    note(json);
    lines += countLines(text.slice(0, length));
    text = text.slice(length);
    isSettled = true;
    reader = readWholeJson;
    return json.octets;
  }

  function pushText(chunk: Uint8Array): Uint8Array {
    decoder ??= new TextDecoder(encodingOf(concatOctets([...parts, chunk])));
    const fresh = parts.length > 0 ? concatOctets([...parts, chunk]) : chunk;
    parts = [];
    text += decoder.decode(fresh, { stream: true });
    return takeText(false);
  }

  const inner = {
    push(chunk: Uint8Array): Uint8Array {
      if (kind === "raw") return chunk;
      if (kind === "text") return pushText(chunk);
      if (chunk.length === 0) return none;
      parts.push(chunk);
      held += chunk.length;
      const sample = concatOctets(parts);
      if (!isText(sample)) {
        const file = fileKind(sample);
        if (file !== undefined) notes.push(file);
        kind = "raw";
        return takeRaw();
      }
      if (held < looked && !sample.includes(0x0a)) return none;
      kind = "text";
      parts = [];
      return pushText(sample);
    },
    end(): Uint8Array {
      if (kind === "raw") return takeRaw();
      const rest = takeRaw();
      text += decoder === undefined ? decodeText(rest) : decoder.decode(rest);
      const octets = takeText(true);
      if (reader === undefined && nothing !== undefined)
        notes.push(...sayReading({ problems: nothing.problems }, 0), nothing.said);
      return octets;
    },
  };
  return {
    push: (chunk) => pass(inner.push(chunk), false),
    end: () => pass(inner.end(), true),
    notes: () => notes,
  };
}

/** A whole recording at once, with what there is to say about it. */
export function decodeInput(
  input: Uint8Array,
  check: OctetCheck,
): { readonly octets: Uint8Array; readonly notes: readonly Sentence[] } {
  const decoder = createInputDecoder(check);
  const octets = concatOctets([decoder.push(input), decoder.end()]);
  return { octets, notes: decoder.notes() };
}

function countLines(text: string): number {
  return text.split("\n").length - 1;
}

/** Behind the last telegram of P1 that has ended. */
function endOfTelegrams(text: string): number {
  const end = [...text.slice(-8192).matchAll(/(?:^|\n)[^\n/]*![0-9A-Fa-f]{0,4}[ \t]*\r?\n/g)].at(-1);
  return end === undefined ? 0 : Math.max(0, text.length - 8192) + end.index + end[0].length;
}

/** Behind the last whole line, or telegram, of a window; of one that is full, wherever it can be cut. */
function endOfPart(window: string, form: PasteForm | undefined): number {
  const end = form === "p1-text" ? endOfTelegrams(window) : endOfLines(window);
  return end === 0 && window.length === windowOctets ? endOfLines(window) || window.length : end;
}

/** Behind the last whole line; of a line without end, behind a blank or an even number of digits. */
function endOfLines(text: string): number {
  let end = text.lastIndexOf("\n") + 1;
  // A line may end inside of an octet, which the next one completes.
  for (let lines = 0; end > 0 && lines < mostOdd; lines++) {
    const before = text.lastIndexOf("\n", end - 2) + 1;
    const digits = text.slice(before, end).match(/[0-9A-Fa-f]/g)?.length ?? 0;
    if (digits % 2 === 0 || before <= 0 || end - before > 4096) break;
    end = before;
  }
  if (end > 0 || text.length < windowOctets) return end;
  return Math.max(text.lastIndexOf(" "), text.lastIndexOf(",")) + 1 || text.length - (text.length % 12);
}
