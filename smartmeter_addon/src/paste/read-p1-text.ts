/** P1 text (DSMR) as people paste it: indented, fenced, behind a log's prefixes, with other ends of line. */
import type { Line } from "./lines.ts";
import type { LeftOut, PasteReading } from "./paste.ts";

const header = /\/[A-Za-z]{3}\d\S*.*$/;
const content = /(?:\d{1,3}-\d{1,3}:\d{1,3}\.\d{1,3}\.\d{1,3}(?:[*.]\d{1,3})?)?(?:\([^()]*\))+\s*$/;
/** A text message in a telegram has 2048 digits; longer lines are something else. */
const longestLine = 4096;
const ending = /!([0-9A-Fa-f]{4})?\s*[`"']*$/;

/**
 * The telegrams of a text, with CR LF as the meter sends it: its checksum covers these. Octets between them are left
 * out. `blank`: the empty line behind the first one stands as pasted, or where the standard puts it.
 */
export function readP1Text(lines: readonly Line[], blank: "as pasted" | "by the standard"): PasteReading | undefined {
  const leftOut = new Set<LeftOut>();
  const out: string[] = [];
  let telegram: string[] | undefined;
  let registers = 0;
  for (const line of lines) {
    const { text } = line;
    if (text.length > longestLine) continue;
    const begins = header.exec(line.body)?.[0] ?? header.exec(text)?.[0];
    if (begins !== undefined && (telegram === undefined || /^\s*\//.test(line.body))) {
      if (telegram !== undefined) out.push(...telegram);
      telegram = [begins.trimEnd()];
      if (text.trim() !== begins.trimEnd()) leftOut.add("prefix");
      continue;
    }
    if (telegram === undefined) continue;
    const ends = ending.exec(text)?.[0];
    const register = content.exec(text)?.[0];
    if (register !== undefined) registers++;
    const held = register ?? line.body;
    if (ends === undefined) telegram.push(held.trim());
    else {
      out.push(...withBlank(telegram, blank), ends.replace(/[`"'\s]+$/, ""), "");
      telegram = undefined;
    }
  }
  // The checksum, and with it the end, was not pasted.
  if (telegram !== undefined) out.push(...withBlank(telegram, blank), "");
  if (registers === 0) return undefined;
  const joined = out.join("\r\n").replace(/(![0-9A-Fa-f]*\r\n)\r\n/g, "$1");
  return { octets: new TextEncoder().encode(joined), form: "p1-text", leftOut, assumed: [], problems: [] };
}

function withBlank(telegram: readonly string[], blank: "as pasted" | "by the standard"): string[] {
  if (blank === "as pasted") return [...telegram];
  const [first = "", ...rest] = telegram.filter((line) => line !== "");
  return [first, "", ...rest];
}
