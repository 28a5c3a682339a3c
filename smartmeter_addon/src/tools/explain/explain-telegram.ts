/** One telegram of a recording as fields: what is on the line, what its parts are together, what was inside. */
import { amisSenderOf } from "../../envelope/identity.ts";
import type { Keyring } from "../../envelope/keyring.ts";
import { describeFault, type Fault, faultOf, ProtocolError } from "../../fault.ts";
import type { Language } from "../../language/language.ts";
import type { RecordedUnit } from "../recording/recording.ts";
import type { Stretch, StretchGroup } from "../recording/stretches.ts";
import {
  writeAcknowledgement,
  writeAmisFrame,
  writeForeignFrame,
  writeHdlcFrame,
  writeLongFrame,
  writeShortFrame,
} from "./explain-link.ts";
import { writeRecords } from "./explain-records.ts";
import { type UnitContext, type Unwrapped, writeBlock, writeUnit } from "./explain-unit.ts";
import { createFieldWriter, type ExplainedPart, type FieldWriter, phrase } from "./explain-writer.ts";

/** What a frame holds: a whole application unit, a numbered block of one, a part of one, or nothing of the kind. */
type Inside = "unit" | "block" | "piece" | "nothing";

const deepest = 4;
const framingNames: Readonly<Record<NonNullable<RecordedUnit["framing"]>, string>> = {
  mbus: "M-Bus",
  amis: "M-Bus",
  hdlc: "HDLC",
  p1: "P1",
  apdu: "P1",
};

/** Writes a group of stretches; `octets` are those of the group, which begins at `origin` of the recording. */
export function explainGroup(
  octets: Uint8Array,
  origin: number,
  { stretches, unit }: StretchGroup,
  surroundings: Omit<UnitContext, "sender">,
  language: Language,
): { parts: ExplainedPart[]; fault: Fault | undefined } {
  const framing = unit?.framing === "apdu" ? "p1" : (unit?.framing ?? "none");
  const context: UnitContext = { ...surroundings, sender: { framing, manufacturer: undefined } };
  const writing = createWriting(context);
  const wire = createFieldWriter(octets, language);
  for (const stretch of stretches) {
    const here = { ...stretch, at: stretch.at - origin, end: stretch.end - origin };
    writing.stretch(wire, here, insideOf(stretch, unit));
  }
  const parts = [wire.part(phrase(language, "wire", { framing: nameOf(unit, stretches) }))];
  if (unit?.octets !== undefined && isPutTogether(unit)) {
    const writer = createFieldWriter(unit.octets, language);
    writing.unit(writer, unit.octets);
    parts.push(writer.part(phrase(language, "unitParts", { parts: framesOf(unit) })));
  }
  return { parts: [...parts, ...writing.inner(language)], fault: writing.fault() };
}

function nameOf(unit: RecordedUnit | undefined, stretches: readonly Stretch[]): string {
  if (unit?.framing !== undefined) return framingNames[unit.framing];
  if (stretches.some(({ name }) => name === "hdlc")) return "HDLC";
  return unit === undefined ? "?" : "M-Bus";
}

/** How many frames the unit came in. */
function framesOf({ carriers }: RecordedUnit): number {
  return carriers.reduce((count, { pieces }) => count + pieces.length, 0);
}

function isPutTogether(unit: RecordedUnit): boolean {
  return framesOf(unit) > 1 || unit.carriers.some(({ kind }) => kind === "block");
}

function insideOf({ at, end }: Stretch, unit: RecordedUnit | undefined): Inside {
  const carrier = unit?.carriers.find(({ pieces }) => pieces.some((piece) => at <= piece.at && piece.end <= end));
  if (carrier === undefined) return "nothing";
  if (carrier.pieces.length > 1 || (carrier.kind === "unit" && unit?.state !== "whole")) return "piece";
  return carrier.kind;
}

/** Writes fields, and keeps what was unwrapped meanwhile and why it may have ended early. */
function createWriting(context: UnitContext) {
  let fault: Fault | undefined;
  let unwrapped: Unwrapped | undefined;

  /** Lets something be written up to `end`; what cannot be explained is called that. */
  function attempt(writer: FieldWriter, end: number, write: () => Unwrapped | undefined): void {
    try {
      unwrapped = write();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      fault = faultOf(error, 0);
      unwrapped = undefined;
    }
    const why = fault === undefined ? "" : describeFault(fault, writer.language);
    writer.add("rest", end - writer.at(), { parameters: { why } });
  }

  function writeUnitAt(writer: FieldWriter, end: number): void {
    const whole = writer.octets.subarray(writer.at(), end);
    attempt(writer, end, () => writeUnit(writer, whole, context));
  }

  function writeInside(writer: FieldWriter, end: number, inside: Inside): void {
    if (inside === "unit") writeUnitAt(writer, end);
    else if (inside === "block") {
      const block = writer.octets.subarray(writer.at(), end);
      attempt(writer, end, () => {
        writeBlock(writer, block);
        return undefined;
      });
    } else if (inside === "piece") writer.add("piece", end - writer.at());
    else writer.add("rest", end - writer.at(), { parameters: { why: phrase(writer.language, "foreign") } });
  }

  return {
    stretch(writer: FieldWriter, stretch: Stretch, inside: Inside): void {
      const { name, at, end } = stretch;
      if (name === "mbus") writeLongFrame(writer, stretch, (_, until) => writeInside(writer, until, inside));
      else if (name === "hdlc") writeHdlcFrame(writer, stretch, (_, until) => writeInside(writer, until, inside));
      else if (name === "amis")
        writeAmisFrame(writer, stretch, (_, until) =>
          attempt(writer, until, () => writeMode5(writer, at, until, context.keyring)),
        );
      else if (name === "foreign") writeForeignFrame(writer, stretch);
      else if (name === "short") writeShortFrame(writer, stretch);
      else if (name === "acknowledgement") writeAcknowledgement(writer);
      else if (name === "gap" || name === "damaged") writer.add(name, end - writer.at());
      else writeInside(writer, end, inside);
    },
    unit: (writer: FieldWriter, octets: Uint8Array): void => writeUnitAt(writer, octets.length),
    /** What was inside, one envelope after the other. */
    inner(language: Language): ExplainedPart[] {
      const parts: ExplainedPart[] = [];
      for (let depth = 0; unwrapped !== undefined && depth < deepest; depth++) {
        const { octets, sender, by, isRecords } = unwrapped as Unwrapped;
        const writer = createFieldWriter(octets, language);
        attempt(writer, octets.length, () => {
          if (!isRecords) return writeUnit(writer, octets, { ...context, sender });
          writeRecords(writer, context.definitions, sender);
          return undefined;
        });
        parts.push(writer.part(phrase(language, by === "deciphering" ? "deciphered" : "blocksTogether")));
      }
      return parts;
    },
    fault: () => fault,
  };
}

/** The ciphertext of AMIS (OMS mode 5): its initial vector is in the head of the frame. */
function writeMode5(writer: FieldWriter, start: number, end: number, keyring: Keyring): Unwrapped {
  const { octets } = writer;
  const ciphertext = octets.subarray(writer.at(), end);
  writer.add("amisCiphertext", ciphertext.length);
  if (ciphertext.length === 0 || ciphertext.length % 16 !== 0)
    throw new ProtocolError("apdu-length", { is: "short", octets: ciphertext.length });
  const { sender, address } = amisSenderOf(octets.subarray(start + 6));
  const { text } = keyring.openMode5({ address, accessNumber: octets[start + 15] as number }, ciphertext);
  const amis = { framing: "amis", manufacturer: sender.manufacturer };
  return { octets: text, sender: amis, by: "deciphering", isRecords: true };
}
