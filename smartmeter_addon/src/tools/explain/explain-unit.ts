/** An application unit as fields: blocks, cipher, data-notification. */
import { decodeDateTime, formatMeterTime } from "../../cosem/date-time.ts";
import { isDsmr } from "../../cosem/dsmr.ts";
import { apduTag, decodeCiphered, decodeNotification, securityBits } from "../../dlms/apdu.ts";
import { decodeData } from "../../dlms/axdr.ts";
import { type BlockTransfer, decodeBlock } from "../../dlms/block-transfer.ts";
import { idisName, manufacturerOf } from "../../envelope/identity.ts";
import type { Keyring } from "../../envelope/keyring.ts";
import { ProtocolError } from "../../fault.ts";
import { llc, startsWithLlc } from "../../link/hdlc.ts";
import { readUint16, readUint32, toText } from "../../octets.ts";
import type { Definitions } from "../../telegram/definition.ts";
import type { Sender } from "../../telegram/telegram.ts";
import { writeBody } from "./explain-data.ts";
import { writeText } from "./explain-records.ts";
import { writeDateTime } from "./explain-time.ts";
import { type FieldWriter, hexOf, phrase } from "./explain-writer.ts";

/** What an application unit contains: deciphered octets to explain next, by whom they were sent. */
export interface Unwrapped {
  readonly octets: Uint8Array;
  readonly sender: Sender;
  /** What had to be done to get at them. */
  readonly by: "deciphering" | "putting together";
  /** M-Bus records and no application unit. */
  readonly isRecords?: boolean;
}

/** What it takes to open an application unit. */
export interface UnitContext {
  readonly keyring: Keyring;
  /** Blocks that come inside of ciphered units, from one to the next. */
  readonly blocks: BlockTransfer;
  readonly definitions: Definitions;
  readonly sender: Sender;
}

/**
 * Writes one application unit from the writer's position on. Gives what was inside if it was ciphered; throws a
 * {@link ProtocolError} where it ends before its last octet is explained.
 */
export function writeUnit(writer: FieldWriter, unit: Uint8Array, context: UnitContext): Unwrapped | undefined {
  if (unit[0] === apduTag.generalGloCiphering) return writeCiphered(writer, unit, context);
  if (unit[0] === apduTag.generalBlockTransfer) return writeInnerBlock(writer, unit, context);
  if (unit[0] === apduTag.dataNotification) writeNotifications(writer, unit, context);
  else if (isDsmr(unit)) writeText(writer, unit, context.definitions, context.sender);
  else throw new ProtocolError("apdu-unknown", { is: "tag", tag: hexOf(unit, 0, 1) });
  return undefined;
}

/** `E0 control number acknowledged length data` */
export function writeBlock(writer: FieldWriter, unit: Uint8Array): void {
  const { isLast, dataAt } = decodeBlock(unit);
  const length = unit.length - dataAt;
  writer.add("gbtTag", 1);
  writer.add("gbtControl", 1, { parameters: { last: phrase(writer.language, isLast ? "blockLast" : "blockMore") } });
  writer.add("gbtNumber", 2, { value: readUint16(unit, 2) });
  writer.add("gbtAcknowledged", 2, { value: readUint16(unit, 4) });
  writer.add("length", dataAt - 6, { value: length, parameters: { octets: length } });
  writer.add("blockData", length);
}

/** A block inside of a ciphered unit; gives the whole unit with the last one. */
function writeInnerBlock(
  writer: FieldWriter,
  unit: Uint8Array,
  { blocks, sender }: UnitContext,
): Unwrapped | undefined {
  writeBlock(writer, unit);
  const { apdu } = blocks.take(unit);
  return apdu === undefined ? undefined : { octets: apdu.slice(), sender, by: "putting together" };
}

/** `DB 08 title length SC IC ciphertext [tag]` */
function writeCiphered(writer: FieldWriter, unit: Uint8Array, { keyring, sender }: UnitContext): Unwrapped {
  const { language } = writer;
  const ciphered = decodeCiphered(unit);
  const { titleAt, titleEnd, securityControl, textAt, textEnd, end } = ciphered;
  const isTagged = (securityControl & securityBits.authenticated) !== 0;
  writer.add("cipherTag", 1);
  writer.add("titleLength", titleAt - 1, { value: titleEnd - titleAt });
  const title = unit.subarray(titleAt, titleEnd);
  const manufacturer = manufacturerOf(toText(title, 0, Math.min(3, title.length)));
  const who = (title.length === 8 ? idisName(title) : undefined) ?? manufacturer ?? "?";
  writer.add("systemTitle", title.length, { value: hexOf(unit, titleAt, title.length), parameters: { who } });
  const lengthOctets = textAt - 5 - titleEnd;
  const announced = end - titleEnd - lengthOctets;
  writer.add("length", lengthOctets, { value: announced, parameters: { octets: announced } });
  const what = phrase(language, isTagged ? "encryptedAndAuthenticated" : "encrypted");
  writer.add("securityControl", 1, { parameters: { what, suite: securityControl & 15 } });
  writer.add("invocationCounter", 4, { value: readUint32(unit, textAt - 4) });
  writer.add("ciphertext", textEnd - textAt);
  const opened = open(() => keyring.open(unit, ciphered));
  const verified = "error" in opened ? undefined : opened.tagVerified;
  const seal = verified === undefined ? "tagOpen" : verified ? "tagVerified" : "tagWrong";
  writer.add("tag", end - textEnd, { parameters: { verified: phrase(language, seal) } });
  if ("error" in opened) throw opened.error;
  return { octets: opened.text, sender: { ...sender, manufacturer }, by: "deciphering" };
}

function open<T>(attempt: () => T): T | { readonly error: ProtocolError } {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof ProtocolError) return { error };
    throw error;
  }
}

/** One data-notification, or several with a link control in front of each. */
function writeNotifications(writer: FieldWriter, unit: Uint8Array, context: UnitContext): void {
  let rest = unit;
  for (;;) {
    const end = writeNotification(writer, rest, context);
    if (end >= rest.length) return;
    if (!startsWithLlc(rest, end))
      throw new ProtocolError("data-invalid", { is: "left-over", octets: rest.length - end });
    writer.add("llcInside", llc.length);
    rest = rest.subarray(end + llc.length);
  }
}

/** `0F invoke-id date-time body`; gives where it ends. */
function writeNotification(writer: FieldWriter, unit: Uint8Array, { definitions, sender }: UnitContext): number {
  const { invokeId, dateTime, body } = decodeNotification(unit);
  writer.add("notificationTag", 1);
  writer.add("invokeId", 4, { value: invokeId });
  if (unit[5] === 0x09) writer.add("timeTag", 1);
  const time = dateTime === undefined ? undefined : decodeDateTime(unit, dateTime);
  writer.add("timeLength", 1, { value: time === undefined ? undefined : formatMeterTime(time) });
  if (dateTime !== undefined) writeDateTime(writer, 1);
  const data = decodeData(unit, body);
  writeBody(writer, unit, data, definitions, sender);
  return data.end;
}
