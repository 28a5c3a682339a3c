/** Octets of a recording: raw ones pass, those that a text spells out are read; what bridges did to them is undone. */
import type { Sentence } from "../language/language.ts";
import { concatOctets } from "../octets.ts";
import { createMending, type Mending } from "./changes.ts";
import { isText } from "./decode-text.ts";
import type { OctetCheck } from "./paste.ts";
import { fileKind } from "./resemblance.ts";
import { createTextStream } from "./text-stream.ts";

/** Takes the octets of a file or of standard input, cut anywhere, and gives those of the recording. */
export interface InputDecoder {
  push(chunk: Uint8Array): Uint8Array;
  end(): Uint8Array;
  /** What the user should know of the text; grows until the end. */
  notes(): readonly Sentence[];
}

const none = new Uint8Array(0);
/** Binary recordings are told from text by so many octets at the most. */
const mostLooked = 4096;

/**
 * See {@link InputDecoder}. `check` decides between several readings of one text, and whether something was done to the
 * octets on their way that can be undone (`changes`).
 */
export function createInputDecoder(check: OctetCheck, changes: "undone" | "left" = "undone"): InputDecoder {
  let kind: "unknown" | "raw" | "text" = "unknown";
  /** What came before the kind was known. */
  let head: Uint8Array = none;
  const notes: Sentence[] = [];
  const text = createTextStream(check, notes);
  const mending = changes === "undone" ? createMending(check, notes) : untouched;

  function kindOfHead(): typeof kind {
    if (head.length === 0) return "unknown";
    if (!isText(head)) return "raw";
    return head.length >= mostLooked || head.includes(0x0a) ? "text" : "unknown";
  }

  return {
    push(chunk) {
      if (kind === "raw") return mending.pushRaw(chunk);
      if (kind === "text") return mending.pushRead(text.push(chunk));
      head = concatOctets([head, chunk]);
      kind = kindOfHead();
      if (kind === "unknown") return none;
      const whole = head;
      head = none;
      if (kind === "text") return mending.pushRead(text.push(whole));
      const file = fileKind(whole);
      if (file !== undefined) notes.push(file);
      return mending.pushRaw(whole);
    },
    end() {
      if (kind === "raw") return mending.end(none);
      const octets = text.push(head);
      return mending.end(concatOctets([octets, text.end()]));
    },
    notes: () => notes,
  };
}

const untouched: Mending = {
  pushRaw: (octets) => octets,
  pushRead: (octets) => octets,
  end: (octets) => octets,
};

/** A whole recording at once, with what there is to say about it. */
export function decodeInput(
  input: Uint8Array,
  check: OctetCheck,
): { readonly octets: Uint8Array; readonly notes: readonly Sentence[] } {
  const decoder = createInputDecoder(check);
  const octets = concatOctets([decoder.push(input), decoder.end()]);
  return { octets, notes: decoder.notes() };
}
