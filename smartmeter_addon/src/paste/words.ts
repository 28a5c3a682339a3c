/** The words of a line, and which of them can be octets. */

/** A word and where it stands in its line, from 0. */
export interface Word {
  readonly text: string;
  readonly at: number;
  readonly end: number;
  /** `marked`: says itself that it is hexadecimal; `hex`: only digits that can be. */
  readonly kind: "marked" | "hex" | "other";
  /** Its digits without marks. */
  readonly digits: string;
  /** What stands between the word before it and this one. */
  readonly gap: "none" | "narrow" | "wide" | "hard";
}

const separators = /[\s,;:.\-_|/+*'"`{}()[\]<>=&!?~^\u2026]+/;
const marks = /(?:0[xX]|\\[xX]|\$|%|[&#][xX]|\\u00)(?=[0-9A-Fa-f])/g;
const marked = /^(?:0[xX]|\\[xX]|\$|%|\\u00)([0-9A-Fa-f]+)[uUlL]{0,2}$/;
const suffixed = /^(?:[0-9A-Fa-f]{2}[hH])+$/;

/** All words of a line from column `from` on. */
export function wordsOf(text: string, from: number): Word[] {
  const words: Word[] = [];
  // A mark begins a word wherever it stands: \x68\xFA, 0x680xFA.
  const cut = text.replace(/&[hH](?=[0-9A-Fa-f]{1,2}\b)/g, "0x");
  let at = from;
  let before = from;
  for (const piece of cut.slice(from).split(new RegExp(`(${separators.source})`))) {
    if (piece !== "" && !separators.test(piece)) {
      for (const part of piece.split(new RegExp(`(?=${marks.source})`))) {
        words.push(wordOf(part, at, words.length === 0 ? "none" : gapOf(cut.slice(before, at))));
        at += part.length;
        before = at;
      }
    } else at += piece.length;
  }
  return words;
}

function wordOf(text: string, at: number, gap: Word["gap"]): Word {
  const place = { text, at, end: at + text.length, gap };
  const digits = marked.exec(text)?.[1];
  if (digits !== undefined) return { ...place, kind: "marked", digits: digits.length === 1 ? `0${digits}` : digits };
  if (suffixed.test(text)) return { ...place, kind: "marked", digits: text.replace(/h/gi, "") };
  if (/^[0-9A-Fa-f]+$/.test(text)) return { ...place, kind: "hex", digits: text };
  return { ...place, kind: "other", digits: "" };
}

function gapOf(between: string): Word["gap"] {
  if (between === "") return "none";
  if (/[=<>!?~^\u2026(]|\.\.\.|\/\/| -{1,2} | \| /.test(between)) return "hard";
  return /\t| {2}/.test(between) ? "wide" : "narrow";
}
