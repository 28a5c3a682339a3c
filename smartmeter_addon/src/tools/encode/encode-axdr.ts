/** A-XDR, encoded. */
import { groups, type Obis } from "../../cosem/obis.ts";
import { concatOctets } from "../../octets.ts";

/** BER length (X.690 8.1.3): one octet below 128, else `81`, `82` … and the length, most significant octet first. */
export function berLength(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return Uint8Array.of(0x80 | octets.length, ...octets);
}

/** The characters as one octet each (ISO 8859-1). */
export function characters(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** `width` octets, most significant first, negative values as two's complement. */
export function bigEndian(value: number, width: number): Uint8Array {
  const octets = new Uint8Array(width);
  let rest = value;
  for (let at = width - 1; at >= 0; at--) {
    octets[at] = ((rest % 256) + 256) % 256;
    rest = Math.floor(rest / 256);
  }
  return octets;
}

const tagged = (tag: number, ...parts: Uint8Array[]): Uint8Array => concatOctets([Uint8Array.of(tag), ...parts]);

/** A-XDR values with their type tag (IEC 62056-6-2; protocol facts 7.2). */
export const axdr = {
  nothing: (): Uint8Array => Uint8Array.of(0),
  array: (elements: readonly Uint8Array[]): Uint8Array => tagged(0x01, berLength(elements.length), ...elements),
  structure: (elements: readonly Uint8Array[]): Uint8Array => tagged(0x02, berLength(elements.length), ...elements),
  octetString: (octets: Uint8Array): Uint8Array => tagged(0x09, berLength(octets.length), octets),
  text: (text: string): Uint8Array => axdr.octetString(characters(text)),
  obis: (name: Obis): Uint8Array => axdr.octetString(Uint8Array.from(groups(name))),
  int8: (value: number): Uint8Array => tagged(0x0f, bigEndian(value, 1)),
  int16: (value: number): Uint8Array => tagged(0x10, bigEndian(value, 2)),
  uint16: (value: number): Uint8Array => tagged(0x12, bigEndian(value, 2)),
  uint32: (value: number): Uint8Array => tagged(0x06, bigEndian(value, 4)),
  enumerated: (value: number): Uint8Array => tagged(0x16, bigEndian(value, 1)),
  /** `scaler_unit` of a register: value = raw · 10^scaler in the unit of that enumerated value. */
  scalerUnit: (scaler: number, unit: number): Uint8Array => axdr.structure([axdr.int8(scaler), axdr.enumerated(unit)]),
} as const;
