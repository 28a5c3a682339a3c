/** A-XDR: the encoding of a notification's data. */
import { ProtocolError } from "../fault.ts";
import { readUint16, readUint32, toHex } from "../octets.ts";

/** Tags of the A-XDR types data-notifications are made of (Green Book). */
export const tag = {
  null: 0x00,
  array: 0x01,
  structure: 0x02,
  boolean: 0x03,
  bitString: 0x04,
  int32: 0x05,
  uint32: 0x06,
  octetString: 0x09,
  visibleString: 0x0a,
  utf8String: 0x0c,
  bcd: 0x0d,
  int8: 0x0f,
  int16: 0x10,
  uint8: 0x11,
  uint16: 0x12,
  int64: 0x14,
  uint64: 0x15,
  enum: 0x16,
  float32: 0x17,
  float64: 0x18,
  dateTime: 0x19,
  date: 0x1a,
  time: 0x1b,
} as const;

/** One value of A-XDR, as places in the octets it was decoded from; strings stay where they are. */
export interface Data {
  readonly tag: number;
  /** Of the tag, of the content, and behind the last octet. */
  readonly at: number;
  readonly content: number;
  readonly end: number;
  /** Integer, enum, boolean (0, 1) or float; `bigint` above 2^53; 0 for everything else. */
  readonly value: number | bigint;
  /** Elements of an array or structure. */
  readonly items: readonly Data[];
}

const deepest = 8;
/** An element takes at least one octet, so this bounds only what a wrong count could ask for. */
const mostItems = 512;
const none: readonly Data[] = [];

/** The value that starts at `at`. Throws `data-invalid` on an unknown type or an underrun. */
export function decodeData(octets: Uint8Array, at: number, depth = 0): Data {
  const type = need(octets, at, 1);
  const content = at + 1;
  switch (type) {
    case tag.null:
      return leaf(type, at, content, content, 0);
    case tag.array:
    case tag.structure:
      return decodeItems(octets, at, depth);
    case tag.bcd:
    case tag.boolean:
    case tag.uint8:
    case tag.enum:
    case tag.int8:
      return number(octets, at, type, 1);
    case tag.uint16:
    case tag.int16:
      return number(octets, at, type, 2);
    case tag.uint32:
    case tag.int32:
    case tag.float32:
      return number(octets, at, type, 4);
    case tag.int64:
    case tag.uint64:
    case tag.float64:
      return number(octets, at, type, 8);
    case tag.octetString:
    case tag.visibleString:
    case tag.utf8String:
    case tag.bitString:
      return decodeString(octets, at, type);
    case tag.dateTime:
      return fixed(octets, at, type, 12);
    case tag.date:
      return fixed(octets, at, type, 5);
    case tag.time:
      return fixed(octets, at, type, 4);
    default:
      throw new ProtocolError("data-invalid", { is: "type", type: toHex(Uint8Array.of(type)), octet: at });
  }
}

/** A BER length: one octet below 80, else the number of octets that follow. Throws where it is none. */
export function decodeLength(octets: Uint8Array, at: number): { length: number; next: number } {
  const first = need(octets, at, 1);
  if (first < 0x80) return { length: first, next: at + 1 };
  const count = first & 0x7f;
  if (count === 0 || count > 4) throw new ProtocolError("data-invalid", { is: "length", octet: at });
  need(octets, at + 1, count);
  let length = 0;
  for (let index = 1; index <= count; index++) length = length * 256 + (octets[at + index] as number);
  return { length, next: at + 1 + count };
}

/**
 * The number of this type whose content is there. Throws `data-invalid` on digits or floats that are no number; what is no
 * number by its type is 0.
 */
export function decodeNumber(octets: Uint8Array, content: number, type: number): number | bigint {
  switch (type) {
    case tag.boolean:
    case tag.uint8:
    case tag.enum:
      return octets[content] as number;
    case tag.bcd:
      return decodeBcd(octets[content] as number, content - 1);
    case tag.int8:
      return ((octets[content] as number) << 24) >> 24;
    case tag.uint16:
      return readUint16(octets, content);
    case tag.int16:
      return (readUint16(octets, content) << 16) >> 16;
    case tag.uint32:
      return readUint32(octets, content);
    case tag.int32:
      return readUint32(octets, content) | 0;
    case tag.int64:
    case tag.uint64:
      return readInt64(octets, content, type === tag.int64);
    case tag.float32:
    case tag.float64:
      return decodeFloat(octets, content, type);
    default:
      return 0;
  }
}

/** Two decimal digits in one octet. */
function decodeBcd(octet: number, at: number): number {
  const [tens, ones] = [octet >>> 4, octet & 15];
  if (tens > 9 || ones > 9) throw new ProtocolError("data-invalid", { is: "number", octet: at + 1 });
  return 10 * tens + ones;
}

function number(octets: Uint8Array, at: number, type: number, size: number): Data {
  need(octets, at + 1, size);
  return leaf(type, at, at + 1, at + 1 + size, decodeNumber(octets, at + 1, type));
}

function leaf(type: number, at: number, content: number, end: number, value: number | bigint): Data {
  return { tag: type, at, content, end, value, items: none };
}

/** The octet at `at`, if there are `count` from there. */
function need(octets: Uint8Array, at: number, count: number): number {
  if (at + count > octets.length) throw new ProtocolError("data-invalid", { is: "cut-off", octet: at });
  return octets[at] as number;
}

function fixed(octets: Uint8Array, at: number, type: number, size: number): Data {
  need(octets, at + 1, size);
  return leaf(type, at, at + 1, at + 1 + size, 0);
}

function decodeItems(octets: Uint8Array, at: number, depth: number): Data {
  if (depth >= deepest) throw new ProtocolError("data-invalid", { is: "levels", most: deepest, octet: at });
  const { length, next } = decodeLength(octets, at + 1);
  if (length > mostItems) throw new ProtocolError("data-invalid", { is: "items", count: length, octet: at });
  const items: Data[] = [];
  let end = next;
  for (let index = 0; index < length; index++) {
    const item = decodeData(octets, end, depth + 1);
    items.push(item);
    end = item.end;
  }
  return { tag: octets[at] as number, at, content: next, end, value: 0, items };
}

function decodeString(octets: Uint8Array, at: number, type: number): Data {
  const { length, next } = decodeLength(octets, at + 1);
  const size = type === tag.bitString ? Math.ceil(length / 8) : length;
  if (size > 0) need(octets, next, size);
  return leaf(type, at, next, next + size, 0);
}

function readInt64(octets: Uint8Array, at: number, signed: boolean): number | bigint {
  const whole = (BigInt(readUint32(octets, at)) << 32n) | BigInt(readUint32(octets, at + 4));
  const value = signed ? BigInt.asIntN(64, whole) : whole;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function decodeFloat(octets: Uint8Array, content: number, type: number): number {
  const size = type === tag.float32 ? 4 : 8;
  const view = new DataView(octets.buffer, octets.byteOffset + content, size);
  const value = size === 4 ? view.getFloat32(0) : view.getFloat64(0);
  if (!Number.isFinite(value)) throw new ProtocolError("data-invalid", { is: "number", octet: content - 1 });
  return value;
}
