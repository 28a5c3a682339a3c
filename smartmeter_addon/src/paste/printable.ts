/** The column of characters beside octets: it spells them, whatever the columns of the text are. */
import type { Word } from "./words.ts";

/** No dump has more octets in a line. */
const most = 256;
/** Words in front of the octets: an offset, or what a log writes. */
const mostBefore = 4;

/**
 * How many words of a line stand before the characters that spell the octets among them; undefined: none are spelt, or
 * fewer than `fewest`.
 */
export function wordsBeforePrintable(text: string, words: readonly Word[], fewest: number): number | undefined {
  const length = text.trimEnd().length;
  for (let from = 0; from < Math.min(mostBefore, words.length); from++) {
    const octets: number[] = [];
    for (let index = from; index < words.length - 1; index++) {
      const { kind, digits, end } = words[index] as Word;
      if (kind === "other" || digits.length % 2 !== 0) break;
      for (let at = 0; at < digits.length; at += 2) octets.push(Number.parseInt(digits.slice(at, at + 2), 16));
      if (octets.length > most) break;
      if (octets.length >= fewest && length - end >= octets.length / 2 && isSpelt(text.slice(end), octets))
        return index + 1;
    }
  }
  return undefined;
}

/** Whether a text is the characters of the octets, with any mark around them; blanks at its end may be gone. */
function isSpelt(text: string, octets: readonly number[]): boolean {
  const plain = text.trim();
  const marked = /^[|>*[(:]/.test(plain) ? plain.replace(/^[|>*[(:]\s?/, "").replace(/[|<*\])]$/, "") : undefined;
  return [plain, marked].some(
    (column) => column !== undefined && (spells(column, octets) || spellsApart(column, octets)),
  );
}

/** Eight and eight with a blank between, as Wireshark has them. */
function spellsApart(column: string, octets: readonly number[]): boolean {
  return column[8] === " " && octets.length > 8 && spells(column.slice(0, 8) + column.slice(9), octets);
}

function spells(column: string, octets: readonly number[]): boolean {
  let letters = 0;
  // A blank in front is cut off like one at the end.
  const first = octets.findIndex((octet) => octet !== 0x20);
  if (first < 0) return false;
  for (let at = first; at < octets.length; at++) {
    const octet = octets[at] as number;
    const character = column[at - first] ?? " ";
    const isLetter = /[\w]/.test(character);
    if (
      octet > 0x20 && octet < 0x7f
        ? character.charCodeAt(0) !== octet
        : isLetter || (octet === 0x20 && character !== " ")
    )
      return false;
    if (isLetter) letters++;
  }
  return letters > 0 && column.length <= octets.length - first;
}
