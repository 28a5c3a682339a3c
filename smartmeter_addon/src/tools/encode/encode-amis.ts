/** AMIS telegrams, encoded and encrypted. */
import { createCipheriv } from "node:crypto";
import { amis, sendNke, shortFrameStart } from "../../link/mbus.ts";
import { concatOctets } from "../../octets.ts";
import { bigEndian } from "./encode-axdr.ts";
import { mbusLongFrame } from "./encode-link.ts";

/** SND_NKE to the reader's address 240 (F0): what a meter in search mode sends once a minute. */
export const amisSearch = Uint8Array.of(shortFrameStart, sendNke, amis.address, (sendNke + amis.address) & 255, 0x16);

/** Wall time as six octets of type I (CP48, EN 13757-3); `week` is the ISO week, `weekday` 1 (Monday) to 7. */
export interface Cp48 {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly weekday: number;
  readonly week: number;
  readonly daylightSaving: boolean;
}

export function cp48(time: Cp48): Uint8Array {
  const year = time.year - 2000;
  const leap = time.year % 4 === 0 && (time.year % 100 !== 0 || time.year % 400 === 0);
  return Uint8Array.of(
    time.second | (time.daylightSaving ? 0x40 : 0) | (leap ? 0x80 : 0),
    time.minute,
    time.hour | (time.weekday << 5),
    time.day | ((year & 7) << 5),
    time.month | ((year >> 3) << 4),
    time.week,
  );
}

/** DIF and VIF octets of the nine registers, in the order of the telegram (protocol facts 8.3). */
const records = [
  [0x04, 0x03],
  [0x04, 0x83, 0x3c],
  [0x84, 0x10, 0xfb, 0x82, 0x73],
  [0x84, 0x10, 0xfb, 0x82, 0xf3, 0x3c],
  [0x04, 0x2b],
  [0x04, 0xab, 0x3c],
  [0x04, 0xfb, 0x14],
  [0x04, 0xfb, 0x94, 0x3c],
  [0x04, 0x83, 0xff, 0x04],
] as const;

const filler = Uint8Array.of(0x2f, 0x2f);

/** The 80 octets of an AMIS telegram: date and time, then +A -A +R -R +P -P +Q -Q and the prepayment register. */
export function amisRecords(time: Cp48, registers: readonly number[]): Uint8Array {
  if (registers.length !== records.length) throw new RangeError("an AMIS telegram has nine registers");
  const parts = records.map((header, index) =>
    concatOctets([Uint8Array.from(header), bigEndian(registers[index] as number, 4).reverse()]),
  );
  return concatOctets([filler, Uint8Array.of(0x06, 0x6d), cp48(time), ...parts, filler]);
}

/** Manufacturer (SAM, least significant octet first), id, version and device type, as in frame and IV. */
const manufacturer = Uint8Array.of(0x2d, 0x4c);
const id = new Uint8Array(4);
const version = Uint8Array.of(0x01, 0x0e);

/** OMS mode 5: AES-128-CBC, IV = address (manufacturer, id, version, type) and eight times the access number. */
export function encryptMode5(
  plaintext: Uint8Array,
  key: Uint8Array,
  address: Uint8Array,
  accessNumber: number,
): Uint8Array {
  const iv = concatOctets([address, new Uint8Array(8).fill(accessNumber)]);
  const cipher = createCipheriv("aes-128-cbc", key, iv).setAutoPadding(false);
  return concatOctets([cipher.update(plaintext), cipher.final()]);
}

/** A whole AMIS telegram: SND_UD to the reader with the command header of mode 5. */
export function amisTelegram(
  plaintext: Uint8Array,
  key: Uint8Array,
  accessNumber: number,
  frameCountBit: boolean,
): Uint8Array {
  const ciphertext = encryptMode5(plaintext, key, concatOctets([manufacturer, id, version]), accessNumber);
  const header = Uint8Array.of(frameCountBit ? 0x73 : 0x53, amis.address, amis.ci);
  // Access number, status, configuration word 0550: mode 5 and the number of blocks.
  const configuration = Uint8Array.of(accessNumber, 0x00, (plaintext.length / 16) << 4, 0x05);
  return mbusLongFrame(concatOctets([header, id, manufacturer, version, configuration, ciphertext]));
}
