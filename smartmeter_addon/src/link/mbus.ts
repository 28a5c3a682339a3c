/** M-Bus as meters use it on a wire (EN 13757-2): long and short frames, segments of telegrams, and AMIS. */
import { Collector, readUint32 } from "../octets.ts";
import type { Probe, Segment } from "./link.ts";

/** Long frame of EN 13757-2: `68 L L 68`, L octets from C on, their sum modulo 256, `16`. */
export const longFrameStart = 0x68;
/** Short frame of EN 13757-2: `10 C A`, sum, `16`. */
export const shortFrameStart = 0x10;

const stop = 0x16;
/** C field of SND_NKE: the meter looks for its reader, or resets a link that nobody has. */
export const sendNke = 0x40;
const headerOctets = 4;
const shortFrameOctets = 5;

/**
 * Sagemcom T210-D before 2023 packs up to 257 octets and lets L overflow, so where the announced length fails its
 * check, 256 more is tried (`noe-sagemcom-t210d-old-firmware`).
 */
export const probeLongFrame: Probe = (octets, at, have) => {
  if (have < headerOctets) return headerOctets;
  const length = octets[at + 1] as number;
  if (octets[at + 2] !== length || octets[at + 3] !== longFrameStart) return 0;
  // C, A and CI are always there, so less than 3 can only be an overflow.
  const plain = length < 3 ? length + 256 + 6 : length + 6;
  if (have < plain) return plain;
  if (closes(octets, at, have)) return have;
  const overflowed = length + 256 + 6;
  return have < overflowed ? overflowed : 0;
};

/** SND_NKE, the only short frame a meter sends: AMIS to its reader, an E450 into the void. */
export const probeShortFrame: Probe = (octets, at, have) => {
  if (have < 2) return 2;
  if (octets[at + 1] !== sendNke) return 0;
  if (have < shortFrameOctets) return shortFrameOctets;
  const sum = ((octets[at + 1] as number) + (octets[at + 2] as number)) & 255;
  return octets[at + 3] === sum && octets[at + 4] === stop ? shortFrameOctets : 0;
};

function closes(octets: Uint8Array, at: number, have: number): boolean {
  const end = at + have;
  if (octets[end - 1] !== stop) return false;
  let sum = 0;
  let index = at + headerOctets;
  for (; index < end - 5; index += 4) {
    const first = (octets[index] as number) + (octets[index + 1] as number);
    sum += first + (octets[index + 2] as number) + (octets[index + 3] as number);
  }
  for (; index < end - 2; index++) sum += octets[index] as number;
  return (sum & 255) === octets[end - 2];
}

/** FCB of the C field (EN 13757-2). */
const frameCountBit = 0x20;
/** Most segments the four-bit number can tell apart. */
const mostSegments = 16;
const longestTelegram = mostSegments * 256;

/** Octets of a frame before its user data, and of user data before the APDU: C, A, CI, STSAP, DTSAP. */
const segmentHeader = 5;
const shortestSegment = headerOctets + segmentHeader + 2;

/** Whether the proven frame is a segment of a telegram: its CI says so, and there is room for STSAP and DTSAP. */
export function carriesSegment(octets: Uint8Array, at: number, end: number): boolean {
  return ((octets[at + 6] as number) & 0xe0) === 0 && end - at >= shortestSegment;
}

/** A segment, and what the headers of all frames of its sender have in common. */
export interface MbusSegment extends Segment {
  readonly header: number;
}

/**
 * Puts the segments of wired M-Bus together (CI octet: bit 4 is the last, bits 3..0 the number; STSAP and DTSAP are
 * repeated in each). Order comes from the numbers alone.
 */
export class Segments {
  readonly #collector = new Collector(longestTelegram);
  #count = 0;
  #header = 0;

  /** Takes the user data of one frame, from C to its last octet. */
  take(octets: Uint8Array, at: number, end: number): MbusSegment {
    const ci = octets[at + 2] as number;
    const number = ci & 15;
    const last = (ci & 16) !== 0;
    // All that segments of one telegram have in common, but for the bit that alternates from frame to frame.
    const common = (readUint32(octets, at) & ~(frameCountBit << 24) & ~(0xff << 8)) >>> 0;
    const addressed = common * 256 + (octets[at + 4] as number);
    const from = at + segmentHeader;
    const role = number === 0 ? "begins" : "continues";
    let dropped = false;
    if (number === 0) {
      dropped = this.drop();
      this.#header = addressed;
      if (last) return { apdu: octets.subarray(from, end), role, dropped, header: addressed, at: from, end };
    } else if (this.#count === 0 || number !== this.#count % mostSegments || addressed !== this.#header) {
      this.drop();
      return { apdu: undefined, role: "stray", dropped: true, header: this.#header, at: from, end };
    }
    if (!this.#collector.add(octets, from, end))
      return { apdu: undefined, role: "stray", dropped: this.drop(), header: addressed, at: from, end };
    this.#count++;
    if (!last) return { apdu: undefined, role, dropped, header: addressed, at: from, end };
    this.#count = 0;
    return { apdu: this.#collector.take(), role, dropped, header: addressed, at: from, end };
  }

  /** Gives up what was begun; true if there was anything. */
  drop(): boolean {
    const had = this.#count > 0;
    this.#count = 0;
    this.#collector.drop();
    return had;
  }

  recycle(): void {
    this.#collector.recycle();
  }
}

/** AMIS: CI of a command to the device with a 12-octet header, and the reader's primary address. */
export const amis = { ci: 0x5b, address: 0xf0 } as const;
/** The acknowledgement an AMIS meter waits for. */
export const acknowledgement = 0xe5;
