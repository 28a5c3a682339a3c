import { equalOctets, readUint32 } from "../octets.ts";

/** Telegrams that are remembered: those a reader or a recording may bring again, of several minutes. */
const mostRecent = 64;

/**
 * The APDUs that came last. One that comes again, octet by octet, is a duplicate: a counter and a clock are in it, so no
 * meter sends it twice.
 */
export function createRecent() {
  const kept: Uint8Array[] = [];
  /** The last four octets of each: ciphertexts differ in any, so nearly every comparison ends here. */
  const ends = new Uint32Array(mostRecent);
  let oldest = 0;

  return {
    has(octets: Uint8Array): boolean {
      const end = endOf(octets);
      for (let place = 0; place < kept.length; place++)
        if (ends[place] === end && equalOctets(kept[place] as Uint8Array, octets)) return true;
      return false;
    },
    add(octets: Uint8Array): void {
      const place = kept[oldest];
      if (place?.length === octets.length) place.set(octets);
      else kept[oldest] = new Uint8Array(octets);
      ends[oldest] = endOf(octets);
      oldest = (oldest + 1) % mostRecent;
    },
  };
}

function endOf(octets: Uint8Array): number {
  return octets.length < 4 ? 0 : readUint32(octets, octets.length - 4);
}
