import { concatOctets } from "../../src/octets.ts";
import { hdlcTelegram, mbusLongFrame, mbusTelegram } from "../../src/tools/encode/encode-link.ts";
import type { LineMeter } from "./simulated-line.ts";

/** Octets that look enciphered, the same ones for the same seed (xorshift). */
export function enciphered(length: number, seed: number): Uint8Array {
  let state = (seed * 2654435761 + 88675123) >>> 0 || 1;
  return Uint8Array.from({ length }, () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state & 255;
  });
}

const landis = [0x4c, 0x47, 0x5a, 0x67, 0x72, 0x6d, 0x31, 0x1e];
const sagemcom = [0x53, 0x41, 0x47, 0x35, 0x00, 0x00, 0xd2, 0x8f];

function apdu(header: readonly number[], cipherLength: number, seed: number, title = landis): Uint8Array {
  return concatOctets([Uint8Array.of(0xdb, 0x08, ...title, ...header), enciphered(cipherLength, seed)]);
}

const addresses = { destination: Uint8Array.of(0xce, 0xff), source: Uint8Array.of(0x03) };

/** One meter a connector family: what its octets look like on the wire, sizes as in the captures. */
export const lineMeters = {
  mbus: { settings: "2400 8E1", telegram: (index) => mbusTelegram(apdu([0x81, 0xf8, 0x20], 247, index)) },
  "mbus without parity": {
    settings: "2400 8N1",
    telegram: (index) => mbusTelegram(apdu([0x82, 0x01, 0x55, 0x21], 340, index)),
  },
  "hdlc on the wire": {
    settings: "2400 8E1",
    telegram: (index) => hdlcTelegram(apdu([0x5e, 0x30], 93, index), addresses),
  },
  "infrared hdlc": {
    settings: "9600 8N1",
    telegram: (index) => hdlcTelegram(apdu([0x4f, 0x20], 78, index), addresses),
  },
  "infrared mbus": { settings: "9600 8N1", telegram: (index) => mbusTelegram(apdu([0x81, 0xf8, 0x20], 247, index)) },
  p1: { settings: "115200 8N1", telegram: (index) => apdu([0x82, 0x01, 0xf2, 0x30], 497, index, sagemcom) },
  "p1 with hdlc": {
    settings: "115200 8N1",
    telegram: (index) => hdlcTelegram(apdu([0x5f, 0x20], 94, index), addresses),
  },
  amis: {
    settings: "9600 8E1",
    telegram: (index) => mbusLongFrame(concatOctets([Uint8Array.of(0x53, 0xf0, 0x5b), enciphered(92, index)])),
    search: { octets: Uint8Array.of(0x10, 0x40, 0xf0, 0x30, 0x16), intervalMs: 60_000 },
  },
} as const satisfies Record<string, Omit<LineMeter, "intervalMs" | "phaseMs">>;

export type LineMeterName = keyof typeof lineMeters;

/** A meter that sends for the first time after `phase` (0..1) of its interval. */
export function meterOf(name: LineMeterName, intervalMs: number, phase: number): LineMeter {
  const meter: Omit<LineMeter, "intervalMs" | "phaseMs"> = lineMeters[name];
  return { ...meter, intervalMs, phaseMs: phase * (meter.search?.intervalMs ?? intervalMs) };
}
