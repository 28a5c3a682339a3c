/** Made-up serials in the place of real ones. */
import { crc16Arc } from "../../crc16.ts";
import { apduTag } from "../../dlms/apdu.ts";
import { manufacturerOf } from "../../envelope/identity.ts";
import { equalOctets, readUint32, toText } from "../../octets.ts";
import { bigEndian, characters } from "../encode/encode-axdr.ts";

/** Made-up numbers in the place of serials: the same serial always gets the same one. */
export interface Pseudonyms {
  /** A system title with the same manufacturer and device type, but another serial. */
  title(title: Uint8Array): Uint8Array;
  /** The same text with its last digits (the serial) replaced; texts with few digits stay. */
  text(text: string): string;
  /** Replaces serials in octets that may be anything: in A-XDR strings and in the lines of a DSMR text. */
  scrub(octets: Uint8Array): void;
  /** Looks for system titles in octets that hold no whole header: behind DB, or behind 08. */
  learnTitles(octets: Uint8Array): void;
  /** Replaces the serials of all system titles met so far, wherever they stand. */
  hideTitles(octets: Uint8Array): void;
}

/** A text with fewer digits than this is no serial. */
const leastDigits = 6;
/** Serials have up to eight digits; what stands before them tells maker and type. */
const serialDigits = 8;

/** Octet string, visible string, UTF-8 string (A-XDR). */
const stringTags: readonly number[] = [0x09, 0x0a, 0x0c];
const longestText = 32;
const titleOctets = 8;

/** Numbers serials in the order in which they come, so that nothing leads back from the number to the serial. */
export function createPseudonyms(): Pseudonyms {
  const numbers = new Map<string, number>();
  const titles = new Map<string, { readonly from: Uint8Array; readonly to: Uint8Array }>();

  function numberOf(serial: string): number {
    const key = serial.replace(/^0+(?=\d)/, "");
    const number = numbers.get(key) ?? numbers.size + 1;
    numbers.set(key, number);
    return number;
  }

  function title(from: Uint8Array): Uint8Array {
    const known = titles.get(toText(from));
    if (known !== undefined) return known.to;
    const low = readUint32(from, 4);
    const to = from.slice();
    // The printed name of an IDIS meter ends in the lower 28 bits as decimal digits: both get the same number.
    const serial = `${low & 0x0fffffff}`;
    to.set(bigEndian((low & 0xf0000000) + numberOf(serial), 4), 4);
    titles.set(toText(from), { from: from.slice(), to });
    return to;
  }

  function text(from: string): string {
    const digits = from.replace(/\D/g, "");
    if (digits.length < leastDigits) return from;
    const serial = digits.slice(-serialDigits);
    let rest = `${numberOf(serial)}`.padStart(serial.length, "0");
    let to = "";
    for (const character of Array.from(from).reverse()) {
      const replaced = /\d/.test(character) && rest !== "";
      to = (replaced ? rest.slice(-1) : character) + to;
      if (replaced) rest = rest.slice(0, -1);
    }
    return to;
  }

  function scrubStrings(octets: Uint8Array): void {
    for (let at = 0; at + 2 < octets.length; at++) {
      const length = octets[at + 1] as number;
      const end = at + 2 + length;
      if (!stringTags.includes(octets[at] as number) || length > longestText || end > octets.length) continue;
      const found = toText(octets, at + 2, end);
      if (length < leastDigits || !/^[\x20-\x7e]+$/.test(found)) continue;
      octets.set(characters(text(found)), at + 2);
      at = end - 1;
    }
  }

  function learnTitles(octets: Uint8Array): void {
    // One of the two octets in front of it may be damaged or lost.
    const isHead = (tag: number | undefined, length: number | undefined): boolean =>
      tag === apduTag.generalGloCiphering || length === titleOctets || length === apduTag.generalGloCiphering;
    for (let at = 1; at + titleOctets <= octets.length; at++)
      if (isHead(octets[at - 2], octets[at - 1]) && manufacturerOf(toText(octets, at, at + 3)) !== undefined)
        title(octets.slice(at, at + titleOctets));
  }

  function hideTitles(octets: Uint8Array): void {
    // By type and serial alone: a flipped bit in the letters must not give the meter away.
    for (const { from, to } of titles.values()) {
      const serial = from.subarray(3);
      for (let at = octets.indexOf(serial[0] as number); at >= 0; at = octets.indexOf(serial[0] as number, at + 1))
        if (equalOctets(octets.subarray(at, at + serial.length), serial)) octets.set(to.subarray(3), at);
    }
  }

  function scrub(octets: Uint8Array): void {
    scrubStrings(octets);
    const before = toText(octets);
    const after = before.replaceAll(serialLine, (_, head: string, value: string) => `${head}(${lineValue(value)})`);
    if (after === before) return;
    octets.set(characters(after));
    mendDsmrCheck(characters(before), octets);
  }

  /** Some meters write the text as hexadecimal digits of its characters. */
  function lineValue(value: string): string {
    const pairs = /^(?:[2-7][0-9A-F]){6,}$/i.test(value) ? (value.match(/../g) ?? []) : [];
    if (pairs.length === 0) return text(value);
    const inner = text(String.fromCharCode(...pairs.map((pair) => Number.parseInt(pair, 16))));
    return Array.from(inner, (character) => character.charCodeAt(0).toString(16).toUpperCase()).join("");
  }

  return { title, text, scrub, learnTitles, hideTitles };
}

/** Lines of a DSMR text that name a meter or device: 96.1.x and 42.0.0. */
const serialLine = /(\d-\d{1,3}:(?:96\.1\.\d{1,3}|42\.0\.0))\(([\x20-\x7e]*?)\)/g;

/** The checksum behind `!`, computed again where it was right before; a wrong one stays wrong. */
function mendDsmrCheck(before: Uint8Array, after: Uint8Array): void {
  for (const match of toText(before).matchAll(/\/[A-Za-z]{3}\d[^!]*!([0-9A-Fa-f]{4})\r\n/g)) {
    const mark = match.index + match[0].length - 7;
    if (Number.parseInt(match[1] as string, 16) !== crc16Arc(before, match.index, mark + 1)) continue;
    const crc = crc16Arc(after, match.index, mark + 1);
    after.set(characters(crc.toString(16).toUpperCase().padStart(4, "0")), mark + 1);
  }
}
