/** Lines of a pasted text without what logs, mails and forums put in front of them. */

/** A line of the text; `at` is the column its content begins at, from 0. */
export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** The text up to a remark's mark, without times of a day. */
  readonly plain: string;
  /** Behind quotes, times, levels and labels. */
  readonly body: string;
  readonly at: number;
  /** What a log says of the direction. */
  readonly direction: "received" | "sent" | undefined;
}

const invisible = /[\u200b-\u200f\u2060\ufeff\u00ad]/g;
const blanks = /[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g;
const fence = /^[\s>]*(?:`{3,}|~{3,})[\w+-]*\s*$/;

/** Where a remark begins: `//`, `#` or `;` with a blank before it or at the start of the line. */
const remark = /(?:(?<!:)\/\/|(?:^|\s)#(?![\d$])|(?:^|\s);\s).*$/;

/** The text as lines, with blanks, quotation marks and dashes as a keyboard has them. */
export function splitLines(text: string): Line[] {
  const plain = text
    .replace(invisible, "")
    .replace(blanks, " ")
    .replace(/[\u2018\u2019\u201a\u2032]/g, "'")
    .replace(/[\u201c-\u201f\u2033\u00ab\u00bb]/g, '"')
    .replace(/[\u2010-\u2015\u2212]/g, "-")
    .replace(/<\/?(?:br|pre|code|p|div|span|td|tr)\b[^<>]{0,100}>/gi, (tag) => " ".repeat(tag.length));
  return withoutRemarks(plain)
    .split(/\r\n|\r|\n|\u2028|\u2029/)
    .map((line, index) => {
      const content = fence.test(line) ? "" : line;
      const plain = content.replace(remark, "");
      const { at, direction } = prefixOf(plain.trim() === "" ? content : plain);
      const undated = plain.replace(moment, (found) => "@".repeat(found.length));
      return { number: index + 1, text: content, plain: undated, body: content.slice(at), at, direction };
    });
}

/** What is between slashes with stars, as blanks: columns stay what they are. A pattern would look for an end from each beginning. */
function withoutRemarks(text: string): string {
  let out = "";
  let from = 0;
  for (let at = text.indexOf("/*"); at >= 0; at = text.indexOf("/*", from)) {
    const end = text.indexOf("*/", at + 2);
    if (end < 0) break;
    out += text.slice(from, at) + text.slice(at, end + 2).replace(/[^\n]/g, " ");
    from = end + 2;
  }
  return out + text.slice(from);
}

const time = String.raw`(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?:[.,:]\d{3,9}|[.,]\d{1,9})?`;
const date = String.raw`(?:\d{4}[-/.]\d{2}[-/.]\d{2}|\d{1,2}[./]\d{1,2}[./](?:19|20)\d{2}|(?:Jan|Feb|Mar|Mär|Apr|May|Mai|Jun|Jul|Aug|Sep|Oct|Okt|Nov|Dec|Dez)[a-z]*\.? {1,2}\d{1,2})`;

/** A date with its time is none of the octets, wherever in a line. */
const moment = new RegExp(String.raw`\b${date}(?:[T,]| {1,2}| - )+${time}(?:Z|\s?[+-]\d{2}:?\d{2})?(?![\w])`, "gi");

/** Nobody quotes or logs deeper; a line of nothing else is not read through as often as it holds one. */
const mostPrefixes = 24;

/** What may be in front of octets; each is taken off as often as it comes. */
const prefixes: readonly RegExp[] = [
  /^\s+/,
  /^(?:<<<|>>>|<<|>>|->|=>|<-|<=|\u2192|\u2190|>)\s*/,
  /^(?:[-+\u2022]|\*(?=\s+\S))\s+/,
  new RegExp(String.raw`^${date}(?:[T ,]\s*${time})?(?:Z|\s?[+-]\d{2}:?\d{2})?(?![\w])[,:;|]?`, "i"),
  new RegExp(String.raw`^\(?${time}\)?(?:\s?[AP]M)?(?![:\w])`, "i"),
  // Ten digits may be five octets: a time stands before octets or a label.
  /^1[4-9]\d{8}(?:\d{3})?(?:\.\d+)?(?=\s+(?:(?:0x|\\x)?[0-9a-f]{2}|\S*[:>\]]\s))/i,
  /^\[(?![\s,\d-]{0,99}\d\s{0,9},|(?:\s*(?:0x)?[0-9a-f]{2}[\s,:]){3}|[0-9a-f]{2}\](?:\s?\[[0-9a-f]{2}\]|\s*$))[^\][]{1,60}\](?=.):?/i,
  /^\([A-Za-z]{1,3}\)(?!\s?\()/,
  /^[VDIWE] \(\d+\) [\w.-]+:/,
  /^[:|,;](?=\s)/,
  /^#\d+[:.)]?(?=\s)/,
  // Logs of containers, and the samples of a logic analyser.
  /^std(?:out|err) [FP](?=\s)/,
  /^\d+-\d+ (?=\S*[:>]\s)/,
  /^(?:\d{1,2}|[1-9]\d{2})[:.)](?=\s+\S)/,
];
/** A word or some, and `:` or `=`; it holds a letter no octet has and no row of octets, and does not begin like octets. */
const label =
  /^(?!(?:0x|\\x)?(?:[0-9a-f]{2})+(?:[\s:,;.|-]|$)|\/[a-z]{3}\d)(?=[^:=]{0,80}[g-z\u00c0-\u024f_])(?![^:=]{0,80}(?:\b[0-9a-f]{2}[ ,;.-]){4})[^:=\\]{1,80}?(?:\[[^\][]*\]\s*)?(?:[:=]+(?=\s|["'[{(<\\])|(?<!\d)[:=](?=[0-9a-f]))/i;

function prefixOf(text: string): Pick<Line, "at" | "direction"> {
  let at = 0;
  let direction: Line["direction"];
  for (let rest = text, taken = 0; taken < mostPrefixes; rest = text.slice(at), taken++) {
    if (/^\s*\*\s*$/.test(rest)) break;
    const found = [...prefixes, label].map((prefix) => prefix.exec(rest)?.[0] ?? "").find((taken) => taken !== "");
    if (found === undefined) break;
    // What a time or a label would leave nothing of is content; a log writes its brackets before empty lines, too.
    if (rest.slice(found.length).trim() === "" && !/^\[[^\][]*[:A-Z]/.test(found)) break;
    if (/^\[?(?:<<<|(?:RX|Received|Empfangen)\b)/i.test(found)) direction = "received";
    if (/^\[?(?:>>>|(?:TX|Sent|Gesendet)\b)/i.test(found)) direction = "sent";
    at += found.length;
  }
  return { at, direction };
}
