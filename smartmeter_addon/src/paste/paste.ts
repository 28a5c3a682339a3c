/** What a text holds: the octets it writes out, in which form, and what was assumed on the way. */
import type { Sentence } from "../language/language.ts";

/** Ways to write octets as text. */
export type PasteForm =
  | "hex"
  | "hex-dump"
  | "words-low-first"
  | "words-high-first"
  | "decimal"
  | "octal"
  | "octal-words"
  | "bits"
  | "characters"
  | "escapes"
  | "base64"
  | "json"
  | "p1-text";

/** What was left out, because it stands beside the octets. */
export type LeftOut = "prefix" | "offset" | "printable" | "remark" | "sent";

/** Something about the text that keeps a part of it from being read. Lines and columns count from 1. */
export interface PasteProblem {
  readonly line: number;
  readonly column: number;
  readonly said: Sentence;
}

/** One way to read a text. */
export interface PasteReading {
  readonly octets: Uint8Array;
  readonly form: PasteForm;
  readonly leftOut: ReadonlySet<LeftOut>;
  /** What had to be assumed beyond the form. */
  readonly assumed: readonly Sentence[];
  readonly problems: readonly PasteProblem[];
}

/**
 * How well octets stand for themselves: how many lie in frames whose check is right, and how many in none. Whoever
 * reads a text hands it in; the link decoder knows.
 */
export type OctetCheck = (octets: Uint8Array) => { readonly proven: number; readonly loose: number };
