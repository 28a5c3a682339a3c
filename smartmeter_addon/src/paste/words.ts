/** The words of a line, and which of them can be octets. */

/** A word and where it is in its line, from 0. */
export interface Word {
  readonly text: string;
  readonly at: number;
  readonly end: number;
  /** `marked`: says itself that it is hexadecimal; `hex`: only digits that can be. */
  readonly kind: "marked" | "hex" | "other";
  /** Its digits without marks. */
  readonly digits: string;
  /** What is between the word before it and this one. */
  readonly gap: "none" | "narrow" | "wide" | "hard";
}

const pieces = /[^\s,;:.\-_|/+*'"`{}()[\]<>=&!~^\u2026]+/g;
const marks = /(?=(?:0[xX]|\\[xX]|(?<!#)\$|#\$|%|[&#][xX]|\\u00)(?=[0-9A-Fa-f]))/;
const marked = /^(?:0[xX]|\\[xX]|#?\$|%|\\u00|16#)([0-9A-Fa-f]+)[uUlL]{0,2}$/;
/** An assembler wants a zero in front of a letter. */
const suffixed = /^(?:0?[0-9A-Fa-f]{2}[hH])+$/;

/** All words of a line from column `from` on. */
export function wordsOf(text: string, from: number): Word[] {
  const words: Word[] = [];
  // A mark begins a word wherever it stands: \x68\xFA, 0x680xFA.
  const cut = text.replace(/&[hH](?=[0-9A-Fa-f]{1,2}\b)/g, "0x");
  const isTable = (cut.match(/ \| /g)?.length ?? 0) * widestCell > Math.max(20, cut.length - from);
  let before = from;
  pieces.lastIndex = from;
  for (let found = pieces.exec(cut); found !== null; found = pieces.exec(cut)) {
    let at = found.index;
    const [piece] = found;
    for (const part of isPair(piece) ? [piece] : piece.split(marks)) {
      words.push(wordOf(part, at, words.length === 0 ? "none" : gapOf(cut.slice(before, at), isTable)));
      at += part.length;
      before = at;
    }
  }
  return words;
}

/** Two digits: most words of most texts. */
function isPair(text: string): boolean {
  return text.length === 2 && isDigit(text.charCodeAt(0)) && isDigit(text.charCodeAt(1));
}

function isDigit(code: number): boolean {
  const letter = code | 0x20;
  return (code >= 0x30 && code <= 0x39) || (letter >= 0x61 && letter <= 0x66);
}

function wordOf(text: string, at: number, gap: Word["gap"]): Word {
  const place = { text, at, end: at + text.length, gap };
  if (isPair(text)) return { ...place, kind: "hex", digits: text };
  const digits = marked.exec(text)?.[1];
  if (digits !== undefined) return { ...place, kind: "marked", digits: digits.length === 1 ? `0${digits}` : digits };
  if (suffixed.test(text)) return { ...place, kind: "marked", digits: text.replace(/0?([0-9A-F]{2})h/gi, "$1") };
  if (/^[0-9A-Fa-f]+$/.test(text)) return { ...place, kind: "hex", digits: text };
  return { ...place, kind: "other", digits: "" };
}

/** Characters a cell has where each holds one octet, and some for those that hold more. */
const widestCell = 8;

function gapOf(between: string, isTable: boolean): Word["gap"] {
  if (between === "") return "none";
  // Each octet may have brackets of its own, or a cell of a table.
  if (between === " " || /^[)>] ?[(<]$/.test(between) || (isTable && between === " | ")) return "narrow";
  if (/[=<>!~^\u2026(]|\.\.\.|\/\/| -{1,2} | \| /.test(between)) return "hard";
  return /\t| {2}/.test(between) ? "wide" : "narrow";
}
