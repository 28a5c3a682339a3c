/** Where a text that is still coming may be cut, so that each part can be read by itself. */
import type { PasteForm } from "./paste.ts";

/** How a text is written is decided by so much of it; the rest is read alike, in parts of this size. */
export const windowLength = 64 * 1024;
/** Lines are broken inside of an octet by twos; where more in a row have an odd number of digits, they are whole. */
const mostOdd = 64;
/** Plain digits need no decision: they are read line by line, as they arrive. */
const plainLine =
  /^(?:(?:[0-9a-f]{2}(?:[ \t:,]+|$)){4,}|(?:0x[0-9a-f]{2}(?:[ \t:,]+|$|(?=0x))){4,}|(?:[0-9a-f]{2}){8,})$/i;
/** A whole telegram of P1 as it comes from the meter. */
const p1Telegram = /(?:^|\n)\/[A-Za-z]{3}\d[^\n]*\n\r?\n(?:[^/!\n]*\n)+![0-9A-Fa-f]{0,4}\r?\n/;

/** Whether more of the text is to come. */
export type Follows = "more" | "nothing";

/**
 * How much of the text can be read now; 0: the rest of a line, a telegram or a window is missing. `form`: how what came
 * before was written, undefined as long as that is not decided.
 */
export function lengthOfPart(text: string, form: PasteForm | undefined, follows: Follows): number {
  const window = text.slice(0, windowLength);
  const isWhole = follows === "nothing" && window.length === text.length;
  if (form !== undefined) return isWhole ? text.length : endOfPart(window, form);
  const end = window.lastIndexOf("\n") + 1;
  const complete = window.slice(0, end);
  if (isPlainText(complete) || p1Telegram.test(complete)) return endOfTelegrams(window) || end;
  if (window.length < windowLength) return isWhole ? text.length : 0;
  return endOfLines(window) || window.length;
}

function isPlainText(text: string): boolean {
  const lines = text.split("\n").map((line) => line.trim());
  const filled = lines.filter((line) => line !== "" && !line.startsWith("#"));
  return filled.length > 0 && filled.every((line) => plainLine.test(line));
}

/** Behind the last whole line, or telegram, of a window; of one that is full, wherever it can be cut. */
function endOfPart(window: string, form: PasteForm): number {
  const end = form === "p1-text" ? endOfTelegrams(window) : endOfLines(window);
  return end === 0 && window.length === windowLength ? endOfLines(window) || window.length : end;
}

/** Behind the last telegram of P1 that has ended. */
function endOfTelegrams(text: string): number {
  const end = [...text.slice(-8192).matchAll(/(?:^|\n)[^\n/]*![0-9A-Fa-f]{0,4}[ \t]*\r?\n/g)].at(-1);
  return end === undefined ? 0 : Math.max(0, text.length - 8192) + end.index + end[0].length;
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
  if (end > 0 || text.length < windowLength) return end;
  return Math.max(text.lastIndexOf(" "), text.lastIndexOf(",")) + 1 || text.length - (text.length % 12);
}
