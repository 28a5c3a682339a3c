/** Octets in string literals of programming languages and logs: `b'\x68…'`, `"~\xA0y"`, `'\150\372'`, `\u00fa`. */
import type { Line } from "./lines.ts";
import type { LeftOut, PasteReading } from "./paste.ts";

const escapes = /\\(?:x([0-9A-Fa-f]{2})|u\{([0-9A-Fa-f]{1,2})\}|u00([0-9A-Fa-f]{2})|([0-3]?[0-7]{1,2})|(.))/g;
const telling = /\\(?:x[0-9A-Fa-f]{2}|u00[0-9A-Fa-f]{2}|[0-3][0-7]{2})/g;
const control: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, e: 27 };
/** So many escapes are no accident. */
const enough = 3;

/** The octets of all literals with escapes in them, or of whole lines where nothing is quoted; undefined: there are none. */
export function readEscapes(lines: readonly Line[]): PasteReading | undefined {
  const count = lines.reduce((sum, { text }) => sum + (text.match(telling)?.length ?? 0), 0);
  if (count < enough) return undefined;
  const leftOut = new Set<LeftOut>();
  const onlyReceived = lines.some(({ direction }) => direction === "received");
  const out: number[] = [];
  for (const { text, body, direction } of lines) {
    if (onlyReceived && direction === "sent") {
      leftOut.add("sent");
      continue;
    }
    const quoted = literalsOf(text);
    const telling =
      quoted.length > 0 ? quoted : /\\[xu0-3]/.test(body) ? [body.replace(/^[bBrR$]*['"]|['"]?\\?$/g, "")] : [];
    if (telling.length > 0 && !/^\s*[bB$]?["']/.test(text)) leftOut.add("prefix");
    for (const content of telling) pushLiteral(out, content);
  }
  return out.length === 0
    ? undefined
    : { octets: Uint8Array.from(out), form: "escapes", leftOut, assumed: [], problems: [] };
}

/** What is in quotation marks; of a mark without its fellow nothing. A pattern would look for that from each mark. */
function literalsOf(text: string): string[] {
  const literals: string[] = [];
  const isOpen = new Set(['"', "'"]);
  for (let at = 0; at < text.length; at++) {
    const mark = text[at] as string;
    if (!isOpen.has(mark)) continue;
    let end = at + 1;
    while (end < text.length && text[end] !== mark) end += text[end] === "\\" ? 2 : 1;
    if (end < text.length) {
      literals.push(text.slice(at + 1, end));
      at = end;
    } else isOpen.delete(mark);
  }
  return literals;
}

function pushLiteral(out: number[], content: string): void {
  let from = 0;
  for (const match of content.matchAll(escapes)) {
    for (const character of content.slice(from, match.index)) out.push(character.charCodeAt(0) & 255);
    from = match.index + match[0].length;
    const [, hex, braces, unicode, octal, letter = ""] = match;
    const digits = hex ?? braces ?? unicode;
    if (digits !== undefined) out.push(Number.parseInt(digits, 16));
    else if (octal !== undefined) out.push(Number.parseInt(octal, 8) & 255);
    else out.push(control[letter] ?? letter.charCodeAt(0) & 255);
  }
  for (const character of content.slice(from)) out.push(character.charCodeAt(0) & 255);
}
