/** The M-Bus records an AMIS meter sends once they are deciphered (EN 13757-3). */
import { ProtocolError } from "../fault.ts";
import { toHex } from "../octets.ts";
import { calendar, type MeterTime } from "./date-time.ts";
import { type Obis, obis } from "./obis.ts";
import type { Unit } from "./unit.ts";

/** A register in a base unit, and where its {@link recordOctets} stand, least significant first. */
export interface Record {
  readonly obis: Obis;
  readonly unit: Unit;
  readonly at: number;
  readonly signed: boolean;
}

/** Octets that fill the space in front of and behind the records (EN 13757-3); here they also prove the key. */
const filler = 0x2f;
const leastOctets = 16;

/** DIF and VIF octets of the records an AMIS telegram consists of, by their hexadecimal digits. */
const registers: { readonly [head: string]: { readonly obis: Obis; readonly unit: Unit; readonly signed?: true } } = {
  "0403": { obis: obis(1, 0, 1, 8, 0), unit: "Wh" },
  "04833C": { obis: obis(1, 0, 2, 8, 0), unit: "Wh" },
  "8410FB8273": { obis: obis(1, 0, 3, 8, 1), unit: "varh" },
  "8410FB82F33C": { obis: obis(1, 0, 4, 8, 1), unit: "varh" },
  "042B": { obis: obis(1, 0, 1, 7, 0), unit: "W" },
  "04AB3C": { obis: obis(1, 0, 2, 7, 0), unit: "W" },
  "04FB14": { obis: obis(1, 0, 3, 7, 0), unit: "var" },
  "04FB943C": { obis: obis(1, 0, 4, 7, 0), unit: "var" },
  "0483FF04": { obis: obis(1, 0, 1, 128, 0), unit: "Wh", signed: true },
};
export const cp48Octets = 6;
export const recordOctets = 4;
const clockHead = "066D";
const longestHead = 12;
const more = 0x80;

/** Whether both ends are fillers: what tells the right key of AMIS from a wrong one. */
export function isFilled(octets: Uint8Array): boolean {
  const end = octets.length;
  return (
    end >= leastOctets &&
    octets[0] === filler &&
    octets[1] === filler &&
    octets[end - 1] === filler &&
    octets[end - 2] === filler
  );
}

/** Where clock and registers of the deciphered records stand, walked to the last octet. Throws `data-invalid`, `layout-unknown`. */
export function decodeRecords(octets: Uint8Array): { clockAt: number | undefined; records: Record[] } {
  const records: Record[] = [];
  let clockAt: number | undefined;
  let at = 0;
  while (at < octets.length) {
    if (octets[at] === filler) {
      at++;
      continue;
    }
    const content = headEnd(octets, at);
    const head = toHex(octets, at, content);
    const size = head === clockHead ? cp48Octets : recordOctets;
    if (content + size > octets.length) throw new ProtocolError("data-invalid", { is: "cut-off", octet: at });
    if (head === clockHead) clockAt = content;
    else {
      const register = registers[head];
      if (register === undefined) throw new ProtocolError("layout-unknown", { is: "record", record: head });
      records.push({ obis: register.obis, unit: register.unit, at: content, signed: register.signed === true });
    }
    at = content + size;
  }
  if (records.length === 0) throw new ProtocolError("layout-unknown", { is: "empty" });
  return { clockAt, records };
}

/** 32 bits, least significant octet first. */
export function readInteger(octets: Uint8Array, at: number, signed: boolean): number {
  const high = ((octets[at + 3] as number) << 8) | (octets[at + 2] as number);
  const low = ((octets[at + 1] as number) << 8) | (octets[at] as number);
  return signed ? (high << 16) | low : high * 0x10000 + low;
}

/** Behind DIF, DIFEs, VIF and VIFEs: bit 7 of each says that another one follows. */
export function headEnd(octets: Uint8Array, start: number): number {
  let at = start;
  // DIF, then VIF.
  for (let part = 0; part < 2; part++) {
    while (((octets[at] ?? 0) & more) !== 0 && at - start < longestHead) at++;
    at++;
    if (at >= octets.length) throw new ProtocolError("data-invalid", { is: "cut-off", octet: start });
  }
  return at;
}

/** COSEM's clock status for a time that is not valid. */
const invalid = 0x01;

/**
 * CP48, type I of EN 13757-3, local time; bit 6 of the first octet tells summer time. The mark that it is
 * not valid, bit 7 of the second, is carried as a status. Throws `time-invalid` on fields no calendar has.
 */
export function decodeCp48(octets: Uint8Array, at: number): MeterTime {
  const field = (index: number, mask: number): number => (octets[at + index] as number) & mask;
  return calendar({
    year: 2000 + ((field(3, 0xe0) >> 5) | (field(4, 0xf0) >> 1)),
    month: field(4, 0x0f),
    day: field(3, 0x1f),
    hour: field(2, 0x1f),
    minute: field(1, 0x3f),
    second: field(0, 0x3f),
    offsetMinutes: undefined,
    daylightSaving: field(0, 0x40) !== 0,
    status: field(1, 0x80) === 0 ? undefined : invalid,
  });
}
