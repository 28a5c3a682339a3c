/** Explains recorded octets, from the line down to the values, as the decoder cut and read them. */
import { BlockTransfer } from "../../dlms/block-transfer.ts";
import { Keyring, type MeterKeys } from "../../envelope/keyring.ts";
import type { Fault } from "../../fault.ts";
import type { Language } from "../../language/language.ts";
import type { Definitions } from "../../telegram/definition.ts";
import type { Reading } from "../../telegram/reading.ts";
import { type RecordedUnit, recordingOf } from "../recording/recording.ts";
import { groupStretches, type Stretch, type StretchGroup } from "../recording/stretches.ts";
import { explainGroup } from "./explain-telegram.ts";
import type { UnitContext } from "./explain-unit.ts";
import { type ExplainedPart, phrase } from "./explain-writer.ts";

export type { ExplainedPart, Field } from "./explain-writer.ts";

/** A telegram with every octet explained, from the line down to its values. */
export interface ExplainedTelegram {
  /** Where its first octet is in what was given, and behind its last. */
  readonly start: number;
  readonly end: number;
  readonly title: string;
  /** Frames and what lies between them, as they are in what was given. */
  readonly stretches: readonly Stretch[];
  /** The application unit as the decoder put it together; undefined for octets between telegrams. */
  readonly unit: RecordedUnit | undefined;
  /** On the line first, then put together, then deciphered. */
  readonly parts: readonly ExplainedPart[];
  /** Why nothing was read, or why the explanation ends early. */
  readonly fault: Fault | undefined;
  /** What was read from it. */
  readonly readings: readonly Reading[];
}

export interface AnnotateOptions {
  readonly keys: MeterKeys;
  readonly definitions: Definitions;
  readonly language: Language;
}

/** Explains every octet of everything in a recording. Pure: the same octets and keys give the same explanation. */
export function annotate(octets: Uint8Array, options: AnnotateOptions): ExplainedTelegram[] {
  const { keys, definitions, language } = options;
  const context = { keyring: new Keyring(keys), blocks: new BlockTransfer(), definitions };
  let number = 0;
  return groupStretches(recordingOf(octets, options), octets.length).map((group) => {
    const what = phrase(language, group.unit === undefined ? "fragments" : "telegramOctets", { octets: sizeOf(group) });
    const title = group.unit === undefined ? what : phrase(language, "telegram", { number: ++number, what });
    return { title, ...explain(octets, group, context, language) };
  });
}

function sizeOf({ stretches }: StretchGroup): number {
  return endOf(stretches) - (stretches[0] as Stretch).at;
}

function endOf(stretches: readonly Stretch[]): number {
  return Math.max(...stretches.map(({ end }) => end));
}

function explain(
  octets: Uint8Array,
  group: StretchGroup,
  context: Omit<UnitContext, "sender">,
  language: Language,
): Omit<ExplainedTelegram, "title"> {
  const { stretches, unit } = group;
  const start = (stretches[0] as Stretch).at;
  const end = endOf(stretches);
  const { parts, fault } = explainGroup(octets.subarray(start, end), start, group, context, language);
  const readings = unit?.readings ?? [];
  // What the decoder made of it comes first: an explanation can go further, and be wrong about what was read.
  const verdict = readings.length > 0 ? undefined : unit?.faults.at(-1);
  return { start, end, stretches, unit, parts, readings, fault: verdict ?? fault };
}
