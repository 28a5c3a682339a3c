/** Where a text that is nearly hexadecimal is not. */
import type { Layout } from "./columns.ts";
import type { PasteProblem } from "./paste.ts";
import type { Word } from "./words.ts";
import { noDigit } from "./words-said.ts";

/** Nobody reads more of them. */
const most = 20;

/** Words among octets that are none, and characters in a row of digits that are none. */
export function badDigits({ rows }: Layout): PasteProblem[] {
  const problems: PasteProblem[] = [];
  for (const { line, words } of rows) {
    for (const [index, word] of words.entries()) {
      if (problems.length === most) return problems;
      const bad = isAmongOctets(words, index) ? word.text : badCharacter(word);
      if (bad === undefined) continue;
      problems.push({ line: line.number, column: word.at + word.text.indexOf(bad) + 1, said: noDigit(bad) });
    }
  }
  return problems;
}

/** A short word with octets close on both sides; at the end of a row it has to look like digits. */
function isAmongOctets(words: readonly Word[], index: number): boolean {
  const word = words[index] as Word;
  if (word.kind !== "other" || word.text.length > 4) return false;
  const isClose = (at: number): boolean => at === 0 || words[at]?.gap === "narrow";
  const isOctet = (at: number): boolean => words[at]?.kind !== "other" && (words[at]?.digits.length ?? 4) < 4;
  let before = 0;
  while (before < few && isClose(index - before) && isOctet(index - before - 1)) before++;
  let behind = 0;
  while (behind < few && isClose(index + behind + 1) && isOctet(index + behind + 1)) behind++;
  return (before > 1 && behind > 1) || (before + behind >= few && mistaken.test(word.text));
}

/** Digits, and what is taken for one on a photo or cannot be read there. */
const mistaken = /^(?:0x)?[0-9A-Fa-fOoQDlI|SZ?]{1,3}$/;
/** So many octets in a row are no accident. */
const few = 4;

/** The first character that is none of the digits it is among. */
function badCharacter({ kind, text }: Word): string | undefined {
  if (kind !== "other" || text.length < 16) return undefined;
  const digits = text.match(/[0-9A-Fa-f]/g)?.length ?? 0;
  return digits >= text.length * 0.8 ? /[^0-9A-Fa-f]/.exec(text)?.[0] : undefined;
}
