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

/** A short word with octets close on both sides. */
function isAmongOctets(words: readonly Word[], index: number): boolean {
  const word = words[index] as Word;
  if (word.kind !== "other" || word.text.length > 3 || word.gap !== "narrow") return false;
  const near = [words[index - 2], words[index - 1], words[index + 1], words[index + 2]];
  return (
    near.every((other) => other !== undefined && other.kind !== "other" && other.digits.length === 2) &&
    words[index + 1]?.gap === "narrow"
  );
}

/** The first character that is none of the digits it is among. */
function badCharacter({ kind, text }: Word): string | undefined {
  if (kind !== "other" || text.length < 16) return undefined;
  const digits = text.match(/[0-9A-Fa-f]/g)?.length ?? 0;
  return digits >= text.length * 0.95 ? /[^0-9A-Fa-f]/.exec(text)?.[0] : undefined;
}
