/** What comes without a frame on P1: ciphered APDUs and DSMR texts. */
import { crc16Arc } from "../crc16.ts";
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

const longestText = 2048;

/** A DSMR text: `/`, three letters and a digit, lines, `!`, four digits of CRC-16/ARC, CR LF. */
export const probeText: Probe = (octets, at, have) => {
  const newest = octets[at + have - 1] as number;
  if (!isText(newest) || have > longestText) return 0;
  if (have <= 5) {
    const wanted = have === 1 ? true : have <= 4 ? isLetter(newest) : isDigit(newest);
    return wanted ? have + 1 : 0;
  }
  if (newest !== 0x0a) return have + 1;
  const mark = at + have - 7;
  if (mark <= at || octets[mark] !== 0x21 || octets[mark + 5] !== 0x0d) return have + 1;
  const sent = Number.parseInt(String.fromCharCode(...octets.subarray(mark + 1, mark + 5)), 16);
  return crc16Arc(octets, at, mark + 1) === sent ? have : 0;
};

const isText = (octet: number): boolean => (octet >= 0x20 && octet < 0x7f) || octet === 0x0d || octet === 0x0a;
const isLetter = (octet: number): boolean => (octet >= 0x41 && octet <= 0x5a) || (octet >= 0x61 && octet <= 0x7a);
const isDigit = (octet: number): boolean => octet >= 0x30 && octet <= 0x39;
