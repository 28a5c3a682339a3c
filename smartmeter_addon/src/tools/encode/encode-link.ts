/** M-Bus and HDLC frames, encoded. */
import { fcs16 } from "../../crc16.ts";
import { flag, llc } from "../../link/hdlc.ts";
import { longFrameStart } from "../../link/mbus.ts";
import { concatOctets } from "../../octets.ts";
import { splitBlocks } from "./encode-apdu.ts";
import { bigEndian } from "./encode-axdr.ts";

/** Sum modulo 256, the check of an M-Bus frame (EN 13757-2). */
export function checksum(octets: Uint8Array): number {
  return octets.reduce((sum, octet) => (sum + octet) & 255, 0);
}

/** M-Bus long frame (EN 13757-2). The length octet holds the length modulo 256: old Sagemcom firmware overflows it. */
export function mbusLongFrame(userData: Uint8Array): Uint8Array {
  const length = userData.length & 255;
  return concatOctets([
    Uint8Array.of(longFrameStart, length, length, longFrameStart),
    userData,
    Uint8Array.of(checksum(userData), 0x16),
  ]);
}

/** The APDU as M-Bus segments: CI = segment number with FIN in bit 4; STSAP 1 and DTSAP 103 in every one. */
export function mbusTelegram(apdu: Uint8Array, firstLength = 245, length = 245): Uint8Array {
  const frames: Uint8Array[] = [];
  for (let at = 0; at < apdu.length; ) {
    const part = apdu.subarray(at, at + (at === 0 ? firstLength : length));
    at += part.length;
    const control = (frames.length & 0x0f) | (at === apdu.length ? 0x10 : 0);
    frames.push(mbusLongFrame(concatOctets([Uint8Array.of(0x53, 0xff, control, 0x01, 0x67), part])));
  }
  return concatOctets(frames);
}

/** Addresses as on the wire, 1, 2 or 4 octets each. */
export interface HdlcAddresses {
  readonly destination: Uint8Array;
  readonly source: Uint8Array;
}

const flagOctet = Uint8Array.of(flag);

/** One HDLC frame of format type 3 with both flags; `more` sets the segmentation bit and clears the final bit. */
export function hdlcFrame(addresses: HdlcAddresses, information: Uint8Array, more = false): Uint8Array {
  const { destination, source } = addresses;
  const length = 2 + destination.length + source.length + 1 + 2 + information.length + 2;
  const format = bigEndian(0xa000 | (more ? 0x0800 : 0) | length, 2);
  const header = withCrc(concatOctets([format, destination, source, Uint8Array.of(more ? 0x03 : 0x13)]));
  return concatOctets([flagOctet, withCrc(concatOctets([header, information])), flagOctet]);
}

/** HCS and FCS go least significant octet first. */
function withCrc(octets: Uint8Array): Uint8Array {
  const crc = fcs16(octets, 0, octets.length);
  return concatOctets([octets, Uint8Array.of(crc & 255, crc >>> 8)]);
}

/** The APDU in one frame, or in segments of at most `segmentLength` octets of information. */
export function hdlcTelegram(apdu: Uint8Array, addresses: HdlcAddresses, segmentLength = 2030): Uint8Array {
  const information = concatOctets([llc, apdu]);
  const frames: Uint8Array[] = [];
  for (let at = 0; at < information.length; at += segmentLength) {
    const part = information.subarray(at, at + segmentLength);
    frames.push(hdlcFrame(addresses, part, at + segmentLength < information.length));
  }
  return concatOctets(frames);
}

/** The APDU as general-block-transfer, a block a frame of at most 129 octets of information as the E450 sends it. */
export function hdlcBlockTelegram(apdu: Uint8Array, addresses: HdlcAddresses): Uint8Array {
  const blocks = splitBlocks(apdu, 119, 122);
  return concatOctets(
    blocks.map((block, index) => hdlcFrame(addresses, index === 0 ? concatOctets([llc, block]) : block)),
  );
}
