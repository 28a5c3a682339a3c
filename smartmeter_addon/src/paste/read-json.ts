/** JSON that holds octets: a text with digits, base64 or escapes, or an array of numbers, under any name. */
import { concatOctets } from "../octets.ts";
import type { PasteReading } from "./paste.ts";

/** Names such fields have, likely ones first. */
const likely = /^(?:hex|serialreceived|octets|bytes|raw|frame|telegram|payload|data|msg|message|value)$/i;
const shortest = 5;
/** No program nests its messages deeper. */
const deepest = 32;

/** Reads the text of one field. */
export type ReadText = (text: string) => PasteReading | undefined;

/**
 * The octets of a JSON value, or of one in each line (behind whatever a log puts in front). Of several fields the one
 * with a likely name counts, then the longest.
 */
export function readJson(text: string, readText: ReadText): PasteReading | undefined {
  const { values, isPrefixed } = valuesOf(text);
  const fields = new Map<string, PasteReading[]>();
  for (const value of values) collect(value, "", fields, readText);
  const ranked = [...fields].map(([path, readings]) => ({
    isLikely: likely.test(path.split("/").at(-1) ?? ""),
    readings,
    octets: readings.reduce((sum, { octets }) => sum + octets.length, 0),
  }));
  ranked.sort((a, b) => Number(b.isLikely) - Number(a.isLikely) || b.octets - a.octets);
  const best = ranked[0];
  if (best === undefined || best.octets < shortest) return undefined;
  return {
    octets: concatOctets(best.readings.map(({ octets }) => octets)),
    form: "json",
    leftOut: new Set(isPrefixed ? ["prefix"] : []),
    assumed: [...new Set(best.readings.flatMap(({ assumed }) => assumed))],
    problems: best.readings.flatMap(({ problems }) => problems),
  };
}

function valuesOf(text: string): { readonly values: readonly unknown[]; readonly isPrefixed: boolean } {
  const whole = parse(text.trim());
  if (whole !== undefined) return { values: [whole], isPrefixed: false };
  const values: unknown[] = [];
  let isPrefixed = false;
  for (const line of text.split(/[\r\n]+/)) {
    const at = line.search(/[{[](?=\s*["{[\d])/);
    const end = Math.max(line.lastIndexOf("}"), line.lastIndexOf("]")) + 1;
    const value = at < 0 || end <= at ? undefined : parse(line.slice(at, end));
    if (value === undefined) continue;
    values.push(value);
    if (line.slice(0, at).trim() !== "") isPrefixed = true;
  }
  return { values, isPrefixed };
}

function parse(text: string): unknown {
  if (!/^[{[]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function collect(
  value: unknown,
  path: string,
  fields: Map<string, PasteReading[]>,
  readText: ReadText,
  depth = 0,
): void {
  const add = (reading: PasteReading | undefined): void => {
    if (reading === undefined) return;
    const held = fields.get(path);
    if (held === undefined) fields.set(path, [reading]);
    else held.push(reading);
  };
  const numbers = arrayOf(value);
  if (typeof value === "string") add(readLeaf(value, readText));
  else if (numbers !== undefined && numbers.length >= shortest && numbers.every(isOctet))
    add({
      octets: Uint8Array.from(numbers, (octet) => octet & 255),
      form: "decimal",
      leftOut: new Set(),
      assumed: [],
      problems: [],
    });
  else if (typeof value === "object" && value !== null && depth < deepest)
    for (const [name, held] of Object.entries(value))
      collect(held, Array.isArray(value) ? path : `${path}/${name}`, fields, readText, depth + 1);
}

/** An array, or a typed array, which JSON writes as an object with its numbers for names. */
function arrayOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (typeof value !== "object" || value === null) return undefined;
  return Object.keys(value).every((name, index) => name === String(index)) ? Object.values(value) : undefined;
}

/** Characters no keyboard has are octets themselves. */
function readLeaf(text: string, readText: ReadText): PasteReading | undefined {
  const codes = Array.from(text, (character) => character.charCodeAt(0));
  const isBinary = codes.some(isNoCharacter) && codes.every((code) => code < 256);
  if (isBinary)
    return { octets: Uint8Array.from(codes), form: "escapes", leftOut: new Set(), assumed: [], problems: [] };
  return readText(text);
}

/** Control characters but those that move the cursor or set colours, of ASCII and of Latin-1. */
const isNoCharacter = (code: number): boolean =>
  code < 0x09 || (code > 0x0d && code < 0x20 && code !== 0x1b) || (code >= 0x7f && code < 0xa0);

const isOctet = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= -128 && value <= 255;
