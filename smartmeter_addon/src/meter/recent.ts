import { equalOctets } from "../octets.ts";

/** Telegrams that are remembered: those a reader or a recording may bring again, of several minutes. */
const mostRecent = 64;

/**
 * The APDUs that came last. One that comes again, octet by octet, is a duplicate: a counter and a clock are in it, so no
 * meter sends it twice.
 */
export function createRecent() {
  const kept: Uint8Array[] = [];
  let oldest = 0;

  return {
    has(octets: Uint8Array): boolean {
      const last = octets.length - 1;
      // Ciphertexts differ in any octet, so the last one spares nearly every comparison.
      return kept.some((other) => other[last] === octets[last] && equalOctets(other, octets));
    },
    add(octets: Uint8Array): void {
      const place = kept[oldest];
      if (place?.length === octets.length) place.set(octets);
      else kept[oldest] = octets.slice();
      oldest = (oldest + 1) % mostRecent;
    },
  };
}
