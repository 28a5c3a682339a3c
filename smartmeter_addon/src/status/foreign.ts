/** Recognises what else speaks on the line, where it is not one of our meters. */
import { createFault, type Fault } from "../fault.ts";
import { toText } from "../octets.ts";

/** Octets remembered: the longest pattern is a P1 text between two ends. */
const kept = 4608;

/** Listens to one line. */
export interface ForeignListener {
  /** Octets of a line on which no frame has proven itself; the fault as soon as a foreign protocol shows. */
  listen(octets: Uint8Array): Fault | undefined;
  /** A frame of ours has proven itself: whatever was heard is forgotten. */
  forget(): void;
}

/** Recognises other protocols by patterns that noise does not make by chance. */
export function createForeignListener(): ForeignListener {
  let heard: Uint8Array = new Uint8Array(0);
  return {
    listen(octets) {
      const joined = new Uint8Array(heard.length + octets.length);
      joined.set(heard);
      joined.set(octets, heard.length);
      heard = joined.length > kept ? joined.slice(joined.length - kept) : joined;
      return recogniseForeign(joined);
    },
    forget() {
      heard = new Uint8Array(0);
    },
  };
}

/** The foreign protocol these octets belong to; undefined for none. */
export function recogniseForeign(octets: Uint8Array): Fault | undefined {
  if (hasSmlStart(octets)) return createFault("foreign-sml", "the start sequence of SML (1B1B1B1B 01010101) was seen");
  const text = toText(octets);
  const wireless = wirelessIn(octets, text);
  if (wireless !== undefined) return createFault("foreign-wmbus", wireless);
  // Seven data bits with even parity, read as eight bits, carry the parity in bit 7.
  return plainTextIn(text) ?? plainTextIn(toText(octets.map((octet) => octet & 0x7f)));
}

/** Escape sequence and version 1 or 2 of the SML transport protocol (BSI TR-03109-1). */
function hasSmlStart(octets: Uint8Array): boolean {
  for (let at = 0; at + 8 <= octets.length; at++) {
    const version = octets[at + 4];
    if (version !== 1 && version !== 2) continue;
    let same = true;
    for (let index = 0; index < 4 && same; index++)
      same = octets[at + index] === 0x1b && octets[at + 4 + index] === version;
    if (same) return true;
  }
  return false;
}

/** IEC 62056-21: `/`, three letters of the manufacturer, a digit for the speed, the device. */
const identification = /\/([A-Z]{2}[A-Za-z])([0-9A-I])[\x20-\x7e]{1,30}\r\n/;
/** A line of a text telegram: `1.8.0(…)`, `1-0:1.8.0(…)`, `0.0.0(…)`. */
const textLine = /(?:^|\n)(?:\d-\d{1,3}:)?[0-9CF]{1,3}\.\d{1,3}(?:\.\d{1,3})?(?:\*\d{1,3})?\([\x20-\x7e]*\)/g;
/** The beginning of a line with a whole logical name, and the last line of a text with its check: how P1 writes. */
const p1Line = /\n\d-\d{1,3}:\d{1,3}\.\d{1,3}\.\d{1,3}\(/;
const p1End = /\n![0-9A-Fa-f]{4}[ \r]*\n/g;
/**
 * STX before the first line or ETX behind the last, as the readout protocol has them. Alone they prove nothing: octets read
 * at another speed a moment ago hold both.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const readoutMark = /\x02(?:\d-\d{1,3}:)?[0-9CF]{1,3}\.\d|!\r\n\x03/;

function plainTextIn(text: string): Fault | undefined {
  const name = identification.exec(text);
  if (p1Line.test(text) && !readoutMark.test(text)) {
    // What was heard may begin inside a text, and the first whole one of a healthy line is still arriving: only the end of a
    // second whole one means that the first was wrong.
    const ends = [...text.matchAll(p1End)].map(({ index }) => index);
    const isCut = ends[0] !== undefined && (name === null || name.index > ends[0]);
    if (ends.length < (isCut ? 3 : 2)) return undefined;
    return createFault("foreign-dsmr", "whole texts of DSMR P1 were seen, none with a right check");
  }
  const linesIn = (part: string): number => part.match(textLine)?.length ?? 0;
  // The answer to a poll may consist of the identification alone, but it comes again.
  const named =
    name !== null && (linesIn(text.slice(name.index)) > 0 || text.indexOf(name[0]) !== text.lastIndexOf(name[0]));
  if (!named && linesIn(text) < 3) return undefined;
  if (name === null) return createFault("foreign-iec62056-21", "text of the readout protocol IEC 62056-21 was seen");
  return createFault("foreign-iec62056-21", { is: "named", maker: name[1] as string });
}

/** SND_NR and SND_IR: what meters send by themselves (EN 13757-4). */
const wirelessControls = [0x44, 0x46];

function wirelessIn(octets: Uint8Array, text: string): string | undefined {
  if (/^(?:[TCS]1;1;1;|b[YX]?[0-9A-F]{2}44[0-9A-F]{16})/m.test(text)) {
    return "lines of a radio receiver for wireless M-Bus were seen";
  }
  for (let at = 0; at + 12 <= octets.length; at++) {
    if (!startsWireless(octets, at)) continue;
    const sent = ((octets[at + 10] as number) << 8) | (octets[at + 11] as number);
    if (crcEn13757(octets, at, at + 10) === sent) return "a wireless M-Bus frame with a right check was seen";
    // Most receivers remove the checks; then the next frame follows right behind this one.
    const next = at + (octets[at] as number) + 1;
    if (next + 11 <= octets.length && startsWireless(octets, next) && knownCi(octets, at) && knownCi(octets, next)) {
      return "wireless M-Bus frames were seen, one behind the other";
    }
  }
  return undefined;
}

/** `L C M M A A A A V T CI`: a length, a control octet of a meter, three letters of a manufacturer, a BCD number. */
function startsWireless(octets: Uint8Array, at: number): boolean {
  if ((octets[at] as number) < 10 || !wirelessControls.includes(octets[at + 1] as number)) return false;
  const manufacturer = (octets[at + 2] as number) | ((octets[at + 3] as number) << 8);
  for (const shift of [0, 5, 10]) {
    const letter = (manufacturer >> shift) & 31;
    if (letter < 1 || letter > 26) return false;
  }
  if (manufacturer & 0x8000) return false;
  for (let index = 4; index < 8; index++) if (!isBcd(octets[at + index] as number)) return false;
  return true;
}

const isBcd = (octet: number): boolean => (octet & 15) < 10 && octet >> 4 < 10;
const knownCi = (octets: Uint8Array, at: number): boolean => (octets[at + 10] as number) >= 0x70;

/** Block check of EN 13757-4: polynomial 3D65, initial value 0, complemented, high octet first. */
function crcEn13757(octets: Uint8Array, start: number, end: number): number {
  let crc = 0;
  for (let at = start; at < end; at++) {
    crc ^= (octets[at] as number) << 8;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x3d65) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc ^ 0xffff;
}
