/** What comes without a frame on P1: ciphered APDUs and DSMR texts. */
import { crc16Arc, crc16ArcOfLines } from "../crc16.ts";
import type { Probe } from "./link.ts";

/** General-glo-ciphering, the APDU that comes without any frame on P1. */
export const cipheredStart = 0xdb;
/** A DSMR text that is not ciphered. */
export const textStart = 0x2f;
/** A data-notification that is not ciphered. */
export const notificationStart = 0x0f;

const titleOctets = 8;
/** Announced lengths that cannot be a telegram: security header at least, a kilobyte at most. */
const shortest = 5 + 8;
const longest = 1024;

/** `DB 08`, the system title, a BER length. Says where it would end, not that it is one. */
export const measureCiphered: Probe = (octets, at, have) => {
  if (have < 2) return 2;
  if (octets[at + 1] !== titleOctets) return 0;
  const lengthAt = at + 2 + titleOctets;
  const form = 2 + titleOctets + 1;
  if (have < form) return form;
  const first = octets[lengthAt] as number;
  if (first < 0x80) return first < shortest ? 0 : form + first;
  const more = first & 0x7f;
  if (more === 0 || more > 2) return 0;
  if (have < form + more) return form + more;
  let length = 0;
  for (let index = 1; index <= more; index++) length = length * 256 + (octets[lengthAt + index] as number);
  return length < shortest || length > longest ? 0 : form + more + length;
};

const longestText = 4096;
const lineFeed = 0x0a;
const mark = 0x21;
const checkDigits = 4;
/** What a meter writes that fills a check in and computes none. */
const noCheck = "0000";

/** What the last line of a text is: a check that is `right` or `wrong`, the end of a text that has `none`, or no end: `open`. */
export type TextEnd = "right" | "wrong" | "none" | "open";

/** The end of the text from `at` to before `end`, whose last line need not have a line end. */
export function endOfText(octets: Uint8Array, at: number, end: number): TextEnd {
  let last = end;
  while (last > at && isBlank(octets[last - 1] as number)) last--;
  const from = octets.lastIndexOf(lineFeed, last - 1) + 1;
  if (from <= at || octets[from] !== mark) return "open";
  const digits = String.fromCharCode(...octets.subarray(from + 1, last));
  if (digits === "" || digits === noCheck) return "none";
  if (digits.length !== checkDigits || !/^[0-9A-Fa-f]+$/.test(digits)) return "open";
  const sent = Number.parseInt(digits, 16);
  // A text that somebody copied has lost its carriage returns, and won blanks.
  const isRight = crc16Arc(octets, at, from + 1) === sent || crc16ArcOfLines(octets, at, from + 1) === sent;
  return isRight ? "right" : "wrong";
}

/** Whether its lines have whole logical names: those of the readout protocol, which ends in `!` as well, do without. */
export function hasNames(octets: Uint8Array, at: number, end: number): boolean {
  return /\n[ \t]*\d-\d{1,3}:\d{1,3}\.\d[^\r\n]*\)/.test(String.fromCharCode(...octets.subarray(at, end)));
}

/** Whether the text, whose last line was left out, ends behind a whole line. */
export function endsBehindLine(octets: Uint8Array, at: number, end: number): boolean {
  let last = end;
  while (last > at && isBlank(octets[last - 1] as number)) last--;
  return octets[last - 1] === 0x29 || (octets[end - 1] === lineFeed && hasNames(octets, at, end));
}

const isBlank = (octet: number): boolean => octet === 0x20 || octet === 0x0d || octet === lineFeed;

/**
 * A DSMR text: `/`, three letters and a digit, lines, `!`, four digits of CRC-16/ARC, CR LF. Without the digits (DSMR 2.2) it
 * ends all the same; that it proves nothing, whoever reads it finds out.
 */
export const probeText: Probe = (octets, at, have) => {
  const newest = octets[at + have - 1] as number;
  if (!isText(newest) || have > longestText) return 0;
  if (have <= 5) {
    const wanted = have === 1 ? true : have <= 4 ? isLetter(newest) : isDigit(newest);
    return wanted ? have + 1 : 0;
  }
  if (newest !== lineFeed) return have + 1;
  const end = endOfText(octets, at, at + have);
  if (end === "open") return have + 1;
  return end === "right" || (end === "none" && hasNames(octets, at, at + have)) ? have : 0;
};

const isText = (octet: number): boolean => (octet >= 0x20 && octet < 0x7f) || octet === 0x0d || octet === 0x0a;
const isLetter = (octet: number): boolean => (octet >= 0x41 && octet <= 0x5a) || (octet >= 0x61 && octet <= 0x7a);
const isDigit = (octet: number): boolean => octet >= 0x30 && octet <= 0x39;
