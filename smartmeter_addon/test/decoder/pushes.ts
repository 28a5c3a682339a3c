import { parseObis } from "../../src/cosem/obis.ts";
import { concatOctets, parseHex } from "../../src/octets.ts";
import type { MeterEvent } from "../../src/telegram/reading.ts";
import {
  axdr,
  characters,
  dataNotification,
  hdlcTelegram,
  mbusTelegram,
  sealApdu,
} from "../../src/tools/encode/encode.ts";
import { testAuthenticationKey, testKey } from "../../src/tools/simulate/simulate.ts";
import { collectEvents, createTestDecoder } from "../support/feed.ts";

export const addresses = { destination: Uint8Array.of(0xce, 0xff), source: Uint8Array.of(0x03) };
export const nothing: Uint8Array = axdr.nothing();

/** Twelve octets of a clock on Monday, 1 June 2026, so many seconds after the hour. */
export function clock(second: number, hour = 12): Uint8Array {
  const minute = Math.floor(second / 60);
  const time = [hour + Math.floor(minute / 60), minute % 60, second % 60];
  return Uint8Array.of(0x07, 0xea, 6, 1, 1, ...time, 0, 0xff, 0x88, 0x80);
}

export const name = (text: string): Uint8Array => axdr.obis(parseObis(text) as number);
export const visible = (text: string): Uint8Array => concatOctets([Uint8Array.of(0x0a, text.length), characters(text)]);
export const boolean = (on: boolean): Uint8Array => Uint8Array.of(0x03, on ? 1 : 0);
export const uint8 = (value: number): Uint8Array => Uint8Array.of(0x11, value);

export function uint64(value: bigint): Uint8Array {
  const octets = new Uint8Array(9);
  octets[0] = 0x15;
  new DataView(octets.buffer).setBigUint64(1, value);
  return octets;
}

/** One push: what its envelope says; everything else has a usual value. */
export interface Sent {
  readonly body: Uint8Array;
  readonly counter: number;
  readonly second?: number;
  readonly invokeId?: number;
  readonly title?: string;
  readonly security?: number;
  /** Without date-time in front. */
  readonly timeless?: boolean;
}

/** The push as general-glo-ciphering under the test keys. */
export function sealed(sent: Sent): Uint8Array {
  const { body, counter, second = 0, invokeId = counter, title = "4C475A6700000001", security = 0x20 } = sent;
  const outer = sent.timeless === true ? undefined : clock(second);
  return sealApdu(dataNotification(invokeId, outer, body), {
    key: testKey,
    authenticationKey: testAuthenticationKey,
    systemTitle: parseHex(title) as Uint8Array,
    invocationCounter: counter,
    securityControl: security,
  });
}

export const hdlc = (sent: Sent): Uint8Array => hdlcTelegram(sealed(sent), addresses);
export const mbus = (sent: Sent): Uint8Array => mbusTelegram(sealed(sent));
export const decode = (...pieces: Uint8Array[]): MeterEvent[] => collectEvents(createTestDecoder(), pieces);

/** Why readings were held back. */
export const heldFor = (events: readonly MeterEvent[]): string[] =>
  events.flatMap((event) => (event.kind === "held" ? [event.reason] : []));
