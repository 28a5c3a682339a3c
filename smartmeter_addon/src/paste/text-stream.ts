/** A text that spells octets out, cut anywhere and of any length: read part by part, each part like the one before. */
import type { Sentence } from "../language/language.ts";
import { concatOctets } from "../octets.ts";
import { encodingOf } from "./decode-text.ts";
import type { OctetCheck, PasteForm, PasteReading } from "./paste.ts";
import { sayPastedKey } from "./pasted-key.ts";
import { type PasteReader, type PasteResult, readPaste, readWholeJson } from "./read-paste.ts";
import { sayReading } from "./say-reading.ts";
import { type Follows, lengthOfPart, windowLength } from "./text-parts.ts";

/** Takes the octets of the text and gives those it spells out. */
export interface TextStream {
  push(chunk: Uint8Array): Uint8Array;
  end(): Uint8Array;
}

type Reading = Pick<PasteReading, "octets" | "problems"> & Partial<PasteReading>;

const none = new Uint8Array(0);
/** JSON is read as a whole, up to this size. */
const longestJson = 4 * 1024 * 1024;
/** How a text is written may show only behind so much of a log. */
const longestPreface = 16 * windowLength;
/** Nobody reads more. */
const mostNotes = 40;

/** `check` decides between several readings of one text; what the user should know of it is added to `notes`. */
export function createTextStream(check: OctetCheck, notes: Sentence[]): TextStream {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  /** What has come and is not read yet; how many characters and lines are. */
  let text = "";
  let read = 0;
  let lines = 0;
  /** Whether the text begins like JSON; undefined until that shows, and false once its first part is read. */
  let isJson: boolean | undefined;
  const manner = createManner(check);

  function cut(length: number): string {
    const part = text.slice(0, length);
    text = text.slice(length);
    read += length;
    return part;
  }

  /** The octets of a part; what there is to say of it is noted. */
  function take(part: string, reading: Reading | undefined): Uint8Array {
    if (reading !== undefined)
      for (const said of sayReading(reading, lines)) if (notes.length < mostNotes) notes.push(said);
    lines += part.split("\n").length - 1;
    return reading?.octets ?? none;
  }

  /** JSON that is longer than a window; undefined: it is none. */
  function readJson(follows: Follows): Uint8Array | undefined {
    const length = follows === "nothing" ? text.length : text.lastIndexOf("\n") + 1 || text.length;
    const json = readWholeJson(text.slice(0, length));
    if (json === undefined) return undefined;
    manner.settle(readWholeJson, json.form);
    return take(cut(length), json);
  }

  function readNext(length: number, follows: Follows): Uint8Array {
    const json = isJson && text.length > windowLength ? readJson(follows) : undefined;
    isJson = false;
    if (json !== undefined) return json;
    const part = cut(length);
    return take(part, manner.read(part, read));
  }

  function nextLength(follows: Follows): number {
    if (isJson && follows === "more" && text.length < longestJson) return 0;
    // What looks like a key may be the first line of a dump: what comes next says so.
    if (read === 0 && follows === "more" && sayPastedKey(text) !== undefined) return 0;
    return lengthOfPart(text, manner.form(), follows);
  }

  /** Reads what is there; the rest waits. */
  function readAll(follows: Follows): Uint8Array {
    const out: Uint8Array[] = [];
    isJson ??= text.trim() === "" ? undefined : /^\s*[{[]/.test(text.slice(0, 1000));
    for (let length = nextLength(follows); length > 0; length = nextLength(follows))
      out.push(readNext(length, follows));
    return concatOctets(out);
  }

  return {
    push(chunk) {
      decoder ??= new TextDecoder(encodingOf(chunk));
      text += decoder.decode(chunk, { stream: true });
      return readAll("more");
    },
    end() {
      text += decoder?.decode() ?? "";
      const key = read === 0 ? sayPastedKey(text) : undefined;
      if (key !== undefined) {
        notes.push(key);
        return none;
      }
      const octets = readAll("nothing");
      const nothing = manner.nothing();
      if (nothing !== undefined) notes.push(...sayReading(nothing, 0), nothing.said);
      return octets;
    },
  };
}

/** How the text is written: each part is read like the one before, unless a check proves that it is written otherwise. */
function createManner(check: OctetCheck) {
  /** Undefined: no part has shown it yet. */
  let way: { readonly reader: PasteReader; readonly form: PasteForm } | undefined;
  /** A check has proven the way, or there has been enough to do so. */
  let isSettled = false;
  /** Why the first part that could not be read could not. */
  let nothing: Extract<PasteResult, { kind: "none" }> | undefined;

  /** How it is written was said of the part before. */
  function readAlike(part: string): Reading | undefined {
    const reading = way?.reader(part);
    return reading && { octets: reading.octets, problems: reading.problems };
  }

  return {
    form: (): PasteForm | undefined => way?.form,
    /** Why no part could be read; undefined where one could. */
    nothing: () => (way === undefined ? nothing : undefined),
    settle(reader: PasteReader, form: PasteForm): void {
      way = { reader, form };
      isSettled = true;
    },
    /** `end`: characters of the text up to the end of the part. */
    read(part: string, end: number): Reading | undefined {
      if (isSettled) return readAlike(part);
      const result = readPaste(part, check);
      isSettled = end >= longestPreface || (result.kind === "octets" && result.isProven);
      if (result.kind === "none") nothing ??= result;
      if (result.kind === "none" || (way !== undefined && !result.isProven)) return readAlike(part);
      way = { reader: result.reader, form: result.reading.form };
      return result.reading;
    },
  };
}
