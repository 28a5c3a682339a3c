/** Octets in which ciphered APDUs may be among anything else, resealed. */
import { apduTag } from "../../dlms/apdu.ts";
import { manufacturerOf } from "../../envelope/identity.ts";
import type { Span } from "../../link/link.ts";
import { measureCiphered } from "../../link/p1.ts";
import { equalOctets, toText } from "../../octets.ts";
import type { ApduSealer, SealedApdu, SealOutcome } from "./reseal-apdu.ts";
import type { Pseudonyms } from "./reseal-pseudonyms.ts";

export interface SealedLoose extends SealedApdu {
  /** The ciphered APDUs found in it. */
  readonly bare: readonly (Span & { readonly outcome: SealOutcome })[];
}

/**
 * Octets of any kind: an APDU, noise, a broken frame. Ciphered APDUs in them (`DB 08`) are resealed, everything else
 * keeps its octets but for serials. Titles the caller hides when all of them are known.
 */
export function sealLoose(
  original: Uint8Array,
  offset: number,
  sealer: ApduSealer,
  pseudonyms: Pseudonyms,
): SealedLoose {
  const octets = original.slice();
  const bare: (Span & { outcome: SealOutcome })[] = [];
  let from = 0;

  for (let at = 0; at < original.length; at++) {
    const length = lengthAt(original, at);
    if (length === undefined) continue;
    pseudonyms.scrub(octets.subarray(from, at));
    from = nextHeader(original, at, Math.min(at + length, original.length));
    const sealed = sealer.seal(original.slice(at, from), offset + at);
    octets.set(sealed.octets, at);
    bare.push({ outcome: sealed.outcome, at, end: from });
    at = from - 1;
  }
  pseudonyms.scrub(octets.subarray(from));
  const ciphered = bare.some(({ outcome }) => outcome === "sealed") ? "sealed" : "made-up";
  return { octets, outcome: bare.length === 0 ? "plain" : ciphered, bare };
}

/** `DB 08` and the system title. */
const headerOctets = 10;

/** Announced length of a ciphered APDU whose header starts at `at`: its title begins with the letters of a maker. */
function lengthAt(octets: Uint8Array, at: number): number | undefined {
  if (octets[at] !== apduTag.generalGloCiphering || at + 5 > octets.length) return undefined;
  if (manufacturerOf(toText(octets, at + 2, at + 5)) === undefined) return undefined;
  for (let have = 1; at + have <= octets.length; ) {
    const need = measureCiphered(octets, at, have);
    if (need === 0) return undefined;
    if (need <= have || at + need > octets.length) return need;
    have = need;
  }
  return undefined;
}

/** Where the same meter's next telegram starts before `end`, if it does: then the announced length is wrong. */
function nextHeader(octets: Uint8Array, at: number, end: number): number {
  const header = octets.subarray(at, at + headerOctets);
  for (let next = at + headerOctets; next < end; next++)
    if (octets[next] === header[0] && equalOctets(octets.subarray(next, next + headerOctets), header)) return next;
  return end;
}
