/** HDLC as meters use it (IEC 62056-46, frame format type 3): frames, addresses, the segments of a transfer. */
import { fcs16 } from "../crc16.ts";
import { Collector } from "../octets.ts";
import type { Probe, Segment } from "./link.ts";

/** Flag of IEC 62056-46 frames. They are framed by length: the flag may occur inside, there is no stuffing. */
export const flag = 0x7e;

/** Flag, two octets of format, two addresses of up to four, control, HCS. */
const longestHeader = 14;
const shortestHeader = 3 + 1 + 1 + 1 + 2;

/**
 * Frame format type 3: `1010 S LLL LLLLLLLL`; L counts everything between the flags. Asked again with all of a frame, it
 * has been asked with the whole header before, if there was more than that.
 */
export const probeHdlc: Probe = (octets, at, have) => {
  if (have < 3) return 3;
  const format = octets[at + 1] as number;
  if ((format & 0xf0) !== 0xa0) return 0;
  const whole = (((format & 7) << 8) | (octets[at + 2] as number)) + 2;
  if (whole < shortestHeader + 1) return 0;
  if (have < whole) {
    if (have < Math.min(longestHeader, whole)) return Math.min(longestHeader, whole);
    return headerProven(octets, at, whole) ? whole : 0;
  }
  const end = at + whole;
  if (octets[end - 1] !== flag || !checks(octets, at, end - 1)) return 0;
  return whole > longestHeader || headerProven(octets, at, whole) ? whole : 0;
};

/** Octets from the opening flag to the control octet, both included; 0 where the addresses are none. */
export function headerLength(octets: Uint8Array, at: number): number {
  const destination = addressLength(octets, at + 3);
  if (destination === 0) return 0;
  const source = addressLength(octets, at + 3 + destination);
  return source === 0 ? 0 : 3 + destination + source + 1;
}

/** An address has 1, 2 or 4 octets; the last one has bit 0 set. 0: there is none. */
export function addressLength(octets: Uint8Array, at: number): number {
  for (const length of [1, 2, 4]) if (((octets[at + length - 1] as number) & 1) === 1) return length;
  return 0;
}

function headerProven(octets: Uint8Array, at: number, whole: number): boolean {
  const length = headerLength(octets, at);
  // A frame without information has one check for both.
  return length !== 0 && (length + 3 === whole || (length + 3 < whole && checks(octets, at, at + length + 2)));
}

/** The check in the two octets before `end` against everything since the flag. */
function checks(octets: Uint8Array, at: number, end: number): boolean {
  const sent = (octets[end - 2] as number) | ((octets[end - 1] as number) << 8);
  return fcs16(octets, at + 1, end - 2) === sent;
}

/** Logical link control in front of an APDU (IEC 62056-46: broadcast or command, quality 0). */
export const llc = Uint8Array.of(0xe6, 0xe7, 0x00);

/** Whether {@link llc} is at `at`. */
export function startsWithLlc(octets: Uint8Array, at: number, end = octets.length): boolean {
  return at + llc.length <= end && octets[at] === llc[0] && octets[at + 1] === llc[1] && octets[at + 2] === llc[2];
}

/** Bit S of the format: more segments follow. */
export function isSegmented(octets: Uint8Array, at: number): boolean {
  return ((octets[at + 1] as number) & 8) !== 0;
}

/** A transfer longer than this is given up. */
const longestTransfer = 16384;

/** Puts the segments of one transfer together (format bit S: more follow) and takes the LLC header off the first. */
export class Transfer {
  readonly #collector = new Collector(longestTransfer);
  #begun = false;

  take(octets: Uint8Array, at: number, end: number): Segment {
    const more = isSegmented(octets, at);
    let from = at + headerLength(octets, at) + 2;
    const until = Math.max(from, end - 3);
    const first = startsWithLlc(octets, from, until);
    const dropped = first && this.drop();
    if (first) from += llc.length;
    if (!more && !this.#begun) {
      const apdu = from === until ? undefined : octets.subarray(from, until);
      return { apdu, role: "begins", dropped, at: from, end: until };
    }
    const orphan = !first && !this.#begun;
    if (orphan || !this.#collector.add(octets, from, until))
      return { apdu: undefined, role: "stray", dropped: this.drop() || orphan, at: from, end: until };
    this.#begun = more;
    const apdu = more ? undefined : this.#collector.take();
    return { apdu, role: first ? "begins" : "continues", dropped, at: from, end: until };
  }

  /** Gives up what was begun; true if there was anything. */
  drop(): boolean {
    const had = this.#begun;
    this.#begun = false;
    this.#collector.drop();
    return had;
  }

  recycle(): void {
    this.#collector.recycle();
  }
}
