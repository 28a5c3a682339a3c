import { createAmisSenders } from "../../envelope/identity.ts";
import { createKeyring, type Keyring, type MeterKeys } from "../../envelope/keyring.ts";
import { createFault, type Fault, ProtocolError } from "../../fault.ts";
import type { Definitions } from "../../telegram/definition.ts";
import type { Language } from "../../texts/language.ts";
import type { Frame, FrameKind } from "./explain-frames.ts";
import { type FrameGroup, groupFrames, type Inside } from "./explain-group.ts";
import {
  writeAcknowledgement,
  writeAmisFrame,
  writeHdlcFrame,
  writeLongFrame,
  writeShortFrame,
} from "./explain-link.ts";
import { writeRecords } from "./explain-records.ts";
import { type Unwrapped, writeBlock, writeUnit } from "./explain-unit.ts";
import { createFieldWriter, type ExplainedPart, type FieldWriter, phrase } from "./explain-writer.ts";

export type { ExplainedPart, Field } from "./explain-writer.ts";

/** A telegram with every octet explained, from the line down to its values. */
export interface ExplainedTelegram {
  /** Where its first octet stands in what was given, and behind its last. */
  readonly start: number;
  readonly end: number;
  readonly title: string;
  /** On the line first, then put together, then deciphered. */
  readonly parts: readonly ExplainedPart[];
  /** Why the explanation ends early. */
  readonly fault: Fault | undefined;
  /** False for octets between telegrams. */
  readonly isTelegram: boolean;
}

export interface AnnotateOptions {
  readonly keys: MeterKeys;
  readonly definitions: Definitions;
  readonly language: Language;
}

const deepest = 4;
const framingNames: Partial<Record<FrameKind, string>> = {
  mbus: "M-Bus",
  hdlc: "HDLC",
  amis: "M-Bus",
  text: "P1",
  apdu: "P1",
};

/** Explains every octet of everything in a recording. Pure: the same octets and keys give the same explanation. */
export function annotate(octets: Uint8Array, options: AnnotateOptions): ExplainedTelegram[] {
  const keyring = createKeyring(options.keys);
  let number = 0;
  return groupFrames(octets).map((group) => {
    const start = (group.frames[0] as { frame: Frame }).frame.start;
    const end = (group.frames[group.frames.length - 1] as { frame: Frame }).frame.end;
    const isTelegram = group.frames.some(({ frame }) => framingNames[frame.kind] !== undefined);
    const { parts, fault } = explainGroup(octets.subarray(start, end), start, group, keyring, options);
    const what = phrase(options.language, isTelegram ? "telegramOctets" : "fragments", { octets: end - start });
    const title = isTelegram ? phrase(options.language, "telegram", { number: ++number, what }) : what;
    return { start, end, title, parts, fault: group.fault ?? fault, isTelegram };
  });
}

function explainGroup(
  octets: Uint8Array,
  base: number,
  { frames, unit }: FrameGroup,
  keyring: Keyring,
  { definitions, language }: AnnotateOptions,
): { parts: ExplainedPart[]; fault: Fault | undefined } {
  const carrier = frames.find(({ frame }) => framingNames[frame.kind] !== undefined)?.frame.kind;
  const framing = carrier === "text" || carrier === "apdu" ? "p1" : (carrier ?? "none");
  const context = { keyring, definitions, sender: { framing, manufacturer: undefined } };
  const parts: ExplainedPart[] = [];
  let fault: Fault | undefined;
  let inner: Unwrapped | undefined;

  /** Lets something be written up to `end`; what cannot be explained is said to be so. */
  function attempt(writer: FieldWriter, end: number, write: () => Unwrapped | undefined): void {
    try {
      inner = write();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      fault = createFault(error.code, error.message);
      inner = undefined;
    }
    writer.add("rest", end - writer.at(), { parameters: { why: fault?.message ?? "" } });
  }

  function writeInside(writer: FieldWriter, end: number, inside: Inside): void {
    const start = writer.at();
    if (inside === "piece") {
      writer.add("piece", end - start);
      return;
    }
    const whole = writer.octets.subarray(start, end);
    attempt(writer, end, () => {
      if (inside === "unit") return writeUnit(writer, whole, context);
      writeBlock(writer, whole);
      return undefined;
    });
  }

  const wire = createFieldWriter(octets, language);
  for (const { frame: absolute, inside } of frames) {
    const frame = { ...absolute, start: absolute.start - base, end: absolute.end - base };
    if (frame.kind === "mbus") writeLongFrame(wire, frame, (writer, end) => writeInside(writer, end, inside));
    else if (frame.kind === "hdlc") writeHdlcFrame(wire, frame, (writer, end) => writeInside(writer, end, inside));
    else if (frame.kind === "amis") {
      writeAmisFrame(wire, frame, (writer, end) => attempt(writer, end, () => writeMode5(writer, frame, end, keyring)));
    } else if (frame.kind === "short") writeShortFrame(wire, frame);
    else if (frame.kind === "acknowledgement") writeAcknowledgement(wire);
    else if (frame.kind === "text" || frame.kind === "apdu") writeInside(wire, frame.end, "unit");
    else wire.add(frame.kind, frame.end - frame.start);
  }
  parts.push(wire.part(phrase(language, "wire", { framing: framingNames[carrier ?? "gap"] ?? "?" })));

  const carriers = frames.filter(({ frame }) => framingNames[frame.kind] !== undefined);
  if (unit !== undefined && carriers.some(({ inside }) => inside !== "unit")) {
    const writer = createFieldWriter(unit, language);
    attempt(writer, unit.length, () => writeUnit(writer, unit, context));
    parts.push(writer.part(phrase(language, "unitParts", { parts: carriers.length })));
  }
  for (let depth = 0; inner !== undefined && depth < deepest; depth++) {
    const { octets: text, sender } = inner as Unwrapped;
    const writer = createFieldWriter(text, language);
    attempt(writer, text.length, () => {
      if (carrier !== "amis") return writeUnit(writer, text, { ...context, sender });
      writeRecords(writer, definitions, sender);
      return undefined;
    });
    parts.push(writer.part(phrase(language, "deciphered")));
  }
  return { parts, fault };
}

/** The ciphertext of AMIS (OMS mode 5): its initial vector stands in the head of the frame. */
function writeMode5(writer: FieldWriter, { start }: Frame, end: number, keyring: Keyring): Unwrapped {
  const { octets } = writer;
  const ciphertext = octets.subarray(writer.at(), end);
  writer.add("amisCiphertext", ciphertext.length);
  if (ciphertext.length === 0 || ciphertext.length % 16 !== 0) {
    throw new ProtocolError("apdu-length", `a ciphertext of ${ciphertext.length} octets`);
  }
  const { sender, address } = createAmisSenders()(octets.subarray(start + 6));
  const { text } = keyring.openMode5({ address, accessNumber: octets[start + 15] as number }, ciphertext);
  return { octets: text, sender: { framing: "amis", manufacturer: sender.manufacturer } };
}
