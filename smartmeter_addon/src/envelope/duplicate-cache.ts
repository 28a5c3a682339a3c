/** The last APDUs, to recognise one that comes again. */
import { readUint16 } from "../octets.ts";

/** Telegrams that are remembered: those a reader or a recording may bring again, of several minutes. */
const mostRecent = 64;

/**
 * The APDUs that came last. One that comes again, octet by octet, is a duplicate: a counter and a clock are in it, so no
 * meter sends it twice. Fingerprints stand for them, of all octets: 64 telegrams would be 30 kB a meter.
 */
export class DuplicateCache {
  readonly #kept = new Float64Array(mostRecent).fill(-1);
  #oldest = 0;
  /** Of the telegram asked about last, which is nearly always the next one added. */
  #asked: { readonly octets: Uint8Array; readonly mark: number } | undefined;

  has(octets: Uint8Array): boolean {
    const mark = fingerprint(octets);
    this.#asked = { octets, mark };
    const kept = this.#kept;
    for (let at = 0; at < mostRecent; at++) if (kept[at] === mark) return true;
    return false;
  }

  add(octets: Uint8Array): void {
    const asked = this.#asked;
    this.#kept[this.#oldest] = asked?.octets === octets ? asked.mark : fingerprint(octets);
    this.#asked = undefined;
    this.#oldest = (this.#oldest + 1) % mostRecent;
  }
}

/**
 * 53 bits, as many as a number holds exactly: two sums that multiply on and into each other, so that place and value of
 * every octet count. Two different telegrams out of 64 are as good as never taken for the same; it would cost one of
 * them.
 */
function fingerprint(octets: Uint8Array): number {
  const { length } = octets;
  const whole = length & ~7;
  let a = length;
  let b = ~length;
  let at = 0;
  while (at < whole) {
    const high = readUint16(octets, at) | (readUint16(octets, at + 2) << 16);
    const low = readUint16(octets, at + 4) | (readUint16(octets, at + 6) << 16);
    const next = Math.imul(a ^ high, 0x9e3779b1) ^ (b >>> 15);
    b = Math.imul(b ^ low, 0x85ebca6b) ^ (next >>> 13);
    a = next;
    at += 8;
  }
  for (; at < length; at++) {
    a = Math.imul(a ^ (octets[at] as number), 0x9e3779b1);
    b = Math.imul(b ^ (octets[at] as number), 0x85ebca6b);
  }
  return (a >>> 0) * 0x200000 + (b >>> 11);
}
