/** What is on the line around an application unit, octet by octet. */
import { amisManufacturer } from "../../envelope/identity.ts";
import { addressLength, headerLength, isSegmented, llc, startsWithLlc } from "../../link/hdlc.ts";
import type { Span } from "../../link/link.ts";
import { acknowledgement, amis, sendNke } from "../../link/mbus.ts";
import { readUint16 } from "../../octets.ts";
import { type FieldWriter, hexOf, phrase } from "./explain-writer.ts";
import type { PhraseKey } from "./phrases.ts";

/** Writes what is in the middle of a frame; `end` is behind its last octet. */
export type WriteInside = (writer: FieldWriter, end: number) => void;

/** `68 L L 68 C A CI STSAP DTSAP … CS 16` */
export function writeLongFrame(writer: FieldWriter, { at: start, end }: Span, inside: WriteInside): void {
  writeLongHead(writer, start, end);
  const { language, octets } = writer;
  const ci = octets[start + 6] as number;
  const last: PhraseKey = (ci & 16) === 0 ? "firstOfMore" : (ci & 15) === 0 ? "onlyPart" : "lastPart";
  writer.add("mbusCi", 1, { parameters: { part: (ci & 15) + 1, last: phrase(language, last) } });
  writer.add("stsap", 1, { value: octets[start + 7] });
  writer.add("dtsap", 1, { value: octets[start + 8] });
  inside(writer, end - 2);
  writeLongTail(writer);
}

/** A long frame that carries no telegram of a customer interface. */
export function writeForeignFrame(writer: FieldWriter, { at: start, end }: Span): void {
  writeLongHead(writer, start, end);
  writer.add("rest", end - 2 - writer.at(), { parameters: { why: phrase(writer.language, "foreign") } });
  writeLongTail(writer);
}

function writeLongHead(writer: FieldWriter, start: number, end: number): void {
  const { language, octets } = writer;
  const length = end - start - 6;
  const address = octets[start + 5];
  const isAmis = octets[start + 6] === amis.ci;
  writer.add("mbusStart", 1);
  writer.add(length > 255 ? "mbusOverflow" : "mbusLength", 1, { value: length, parameters: { octets: length } });
  writer.add("mbusLengthAgain", 1);
  writer.add("mbusStartAgain", 1);
  writer.add(isAmis ? "amisControl" : "mbusControl", 1);
  const whom = address === 0xff ? "everyone" : address === amis.address ? "reader" : "station";
  writer.add("mbusAddress", 1, { parameters: { whom: phrase(language, whom, { number: address ?? 0 }) } });
}

function writeLongTail(writer: FieldWriter): void {
  writer.add("checksum", 1);
  writer.add("mbusStop", 1);
}

/** A frame of AMIS: the head of 12 octets is between CI and ciphertext. */
export function writeAmisFrame(writer: FieldWriter, { at: start, end }: Span, inside: WriteInside): void {
  const { octets } = writer;
  writeLongHead(writer, start, end);
  writer.add("amisCi", 1);
  const who = amisManufacturer(octets, start + 11);
  writer.add("amisId", 4, { value: hexOf(octets, start + 7, 4) });
  writer.add("amisManufacturer", 2, { value: who, parameters: { who } });
  writer.add("amisVersion", 1);
  writer.add("amisMedium", 1);
  writer.add("amisAccess", 1, { value: octets[start + 15] });
  writer.add("amisStatus", 1);
  writer.add("amisConfiguration", 2, { parameters: { blocks: (octets[start + 17] as number) >> 4 } });
  inside(writer, end - 2);
  writeLongTail(writer);
}

/** `10 C A CS 16` */
export function writeShortFrame(writer: FieldWriter, { at: start }: Span): void {
  const { language, octets } = writer;
  const address = octets[start + 2] as number;
  const isSearch = octets[start + 1] === sendNke && address === amis.address;
  writer.add("shortStart", 1);
  writer.add("shortControl", 1, { parameters: { what: phrase(language, isSearch ? "searches" : "otherShort") } });
  const whom = address === amis.address ? "reader" : "station";
  writer.add("mbusAddress", 1, { parameters: { whom: phrase(language, whom, { number: address }) } });
  writer.add("checksum", 1, { changes: false });
  writer.add("mbusStop", 1);
}

export function writeAcknowledgement(writer: FieldWriter): void {
  writer.add("acknowledgement", 1, { value: acknowledgement.toString(16).toUpperCase() });
}

/** `7E format destination source control HCS … FCS 7E` */
export function writeHdlcFrame(writer: FieldWriter, { at: start, end }: Span, inside: WriteInside): void {
  const { language, octets } = writer;
  // The flag may be the one that closes the frame before.
  if (writer.at() === start) writer.add("hdlcFlag", 1);
  const segment: PhraseKey = isSegmented(octets, start) ? "segmentMore" : "segmentLast";
  const length = readUint16(octets, start + 1) & 0x7ff;
  writer.add("hdlcFormat", 2, {
    value: length,
    parameters: { octets: length, segment: phrase(language, segment) },
  });
  const header = headerLength(octets, start);
  const destination = addressLength(octets, start + 3);
  const customer = addressOf(octets, start + 3, destination);
  const to: PhraseKey = customer.startsWith("103") ? "clientCustomer" : "station";
  writer.add("hdlcDestination", destination, {
    value: customer,
    parameters: { whom: phrase(language, to, { number: customer }) },
  });
  const source = addressLength(octets, start + 3 + destination);
  const server = addressOf(octets, start + 3 + destination, source);
  writer.add("hdlcSource", source, {
    value: server,
    parameters: { whom: phrase(language, "server", { number: server }) },
  });
  writer.add("hdlcControl", 1);
  writer.add("hcs", 2);
  const information = start + header + 2;
  if (startsWithLlc(octets, information, end - 3)) writer.add("llc", llc.length);
  inside(writer, end - 3);
  writer.add("fcs", 2);
  writer.add("hdlcEnd", 1);
}

/** Upper and lower part of an address, seven bits an octet: `103`, `103/127`, `1/17`. */
function addressOf(octets: Uint8Array, at: number, length: number): string {
  const bits = (from: number, count: number): number => {
    let value = 0;
    for (let index = 0; index < count; index++) value = value * 128 + ((octets[at + from + index] as number) >> 1);
    return value;
  };
  return length === 1 ? String(bits(0, 1)) : `${bits(0, length / 2)}/${bits(length / 2, length / 2)}`;
}
