/** Octets as base64, in one line or many, with the alphabet of files or that of addresses. */
import { concatOctets } from "../octets.ts";
import { largest } from "./columns.ts";
import type { Line } from "./lines.ts";
import type { PasteReading } from "./paste.ts";

const whole = /^[A-Za-z0-9+/_-]+={0,2}$/;
/** Shorter ones are words. */
const shortest = 16;

/** Blocks so much shorter than the longest are words of another kind. */
const likeLongest = 1 / 4;

/** The blocks of base64 lines as octets; undefined where there are none. A part of a text may be short. */
export function readBase64(lines: readonly Line[], isPart: boolean): PasteReading | undefined {
  const blocks: string[] = [];
  let isPrefixed = false;
  let block: string[] = [];
  for (const line of [...lines, undefined]) {
    const content = line === undefined ? "" : contentOf(line);
    const isEnded = block.at(-1)?.endsWith("=") === true;
    if (content === "" || isEnded) {
      const joined = block.join("");
      if (joined !== "" && (isPart || isBase64(joined))) blocks.push(joined);
      block = [];
    }
    if (content !== "") block.push(content);
    if (content !== "" && line !== undefined && line.text.trim() !== content) isPrefixed = true;
  }
  const longest = largest(blocks.map(({ length }) => length));
  if (longest === 0) return undefined;
  const octets = concatOctets(
    blocks
      .filter(({ length }) => length > longest * likeLongest)
      .map((held) => Buffer.from(held.replaceAll("-", "+").replaceAll("_", "/"), "base64")),
  );
  return { octets, form: "base64", leftOut: new Set(isPrefixed ? ["prefix"] : []), assumed: [], problems: [] };
}

function contentOf({ body }: Line): string {
  const bare = body
    .trim()
    .replace(/^(?:data:)?[\w/+.-]{0,80};base64,/, "")
    .replace(/^["'`([{]+/, "")
    // From the first of the marks at the end: a pattern would try all of those in the middle, too.
    .replace(/(?<!["'`)\]};,\\])["'`)\]};,\\]+$/, "");
  return whole.test(bare) ? bare : "";
}

function isBase64(text: string): boolean {
  const length = text.replace(/=+$/, "").length;
  if (length < shortest || length % 4 === 1) return false;
  // Of base64 a third looks hexadecimal; a text that nearly does has a wrong digit.
  const digits = text.match(/[0-9A-Fa-f]/g)?.length ?? 0;
  return digits < 0.8 * length && /[A-Z]/.test(text) && /[a-z]/.test(text);
}
