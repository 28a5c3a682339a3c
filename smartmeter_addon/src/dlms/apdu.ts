/** The application units of DLMS that a customer interface sends, by their first octet. */
import { ProtocolError } from "../fault.ts";
import { readUint32, toHex } from "../octets.ts";
import { decodeLength } from "./axdr.ts";

/** First octets of the application units a customer interface sends (Green Book). */
export const apduTag = {
  dataNotification: 0x0f,
  generalGloCiphering: 0xdb,
  generalBlockTransfer: 0xe0,
} as const;

/** The header of data-notification; the body, one A-XDR value, starts at `body`. */
export interface Notification {
  readonly invokeId: number;
  /** Where the twelve octets of the outer date-time stand; undefined when it is absent. */
  readonly dateTime: number | undefined;
  readonly body: number;
}

const dateTimeOctets = 12;

/**
 * `0F`, long-invoke-id-and-priority, date-time, body. The date-time is an octet string without type tag; some stacks
 * write the tag `09` nevertheless. Throws `data-invalid`.
 */
export function decodeNotification(octets: Uint8Array, at = 0): Notification {
  if (octets[at] !== apduTag.dataNotification || octets.length < at + 6)
    throw new ProtocolError("data-invalid", { is: "notification" });
  const lengthAt = octets[at + 5] === 0x09 ? at + 6 : at + 5;
  const length = octets[lengthAt];
  const invokeId = readUint32(octets, at + 1);
  if (length === 0) return { invokeId, dateTime: undefined, body: lengthAt + 1 };
  const body = lengthAt + 1 + dateTimeOctets;
  if (length !== dateTimeOctets || body > octets.length) throw new ProtocolError("data-invalid", { is: "date-time" });
  return { invokeId, dateTime: lengthAt + 1, body };
}

/** Whether octets look like a data-notification: what tells a right key from a wrong one where there is no tag. */
export function looksLikeNotification(octets: Uint8Array): boolean {
  if (octets[0] !== apduTag.dataNotification || octets.length < 8) return false;
  const at = octets[5] === 0x09 ? 6 : 5;
  if (octets[at] === 0) return true;
  const year = ((octets[at + 1] as number) << 8) | (octets[at + 2] as number);
  const month = octets[at + 3] as number;
  return (
    octets[at] === dateTimeOctets && ((year >= 1990 && year < 2200) || year === 0xffff) && (month <= 12 || month > 252)
  );
}

/** general-glo-ciphering: `DB`, system title, length, security header, ciphertext, tag. Places in the octets. */
export interface Ciphered {
  /** Where the system title starts and ends. */
  readonly titleAt: number;
  readonly titleEnd: number;
  readonly securityControl: number;
  readonly invocationCounter: number;
  /** Where the ciphertext starts and ends; the tag, if bit 4 of the security control is set, follows it. */
  readonly textAt: number;
  readonly textEnd: number;
  readonly end: number;
}

/** Octets of the authentication tag: the first twelve of the sixteen GCM gives. */
export const tagOctets = 12;
/** Bits of the security control octet; bits 3..0 are the suite. */
export const securityBits = { authenticated: 0x10, encrypted: 0x20, broadcast: 0x40, compressed: 0x80 } as const;

/**
 * Encrypted with the key of this meter alone, with or without a tag, suite 0, or 1 as KSM-West has it. Others (in clear
 * text, under a broadcast key, compressed, of a longer key) no meter sends here, so whoever does is none.
 */
const knownControls: ReadonlySet<number> = new Set([0x20, 0x21, 0x30, 0x31]);

/** Throws `apdu-length` where the announced length is not exactly what is there, `apdu-unknown` on a foreign cipher. */
export function decodeCiphered(octets: Uint8Array): Ciphered {
  const title = decodeLength(octets, 1);
  const titleEnd = title.next + title.length;
  if (titleEnd >= octets.length) throw new ProtocolError("apdu-length", { is: "cut-off" });
  const { length, next } = decodeLength(octets, titleEnd);
  const end = next + length;
  if (end !== octets.length)
    throw new ProtocolError("apdu-length", { is: "announced", announced: length, came: octets.length - next });
  const securityControl = octets[next] as number;
  const textEnd = securityControl & securityBits.authenticated ? end - tagOctets : end;
  const textAt = next + 5;
  if (textAt > textEnd) throw new ProtocolError("apdu-length", { is: "short", octets: length });
  if (!knownControls.has(securityControl))
    throw new ProtocolError("apdu-unknown", { is: "control", control: toHex(Uint8Array.of(securityControl)) });
  return {
    titleAt: title.next,
    titleEnd,
    securityControl,
    invocationCounter: readUint32(octets, next + 1),
    textAt,
    textEnd,
    end,
  };
}
