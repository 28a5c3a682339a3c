import { areCheckDigits, checkOctets, decodeDigits, dsmrCheckAt } from "../cosem/dsmr.ts";
import { readInteger } from "../cosem/mbus-records.ts";
import type { Notification } from "../dlms/apdu.ts";
import { decodeData, tag } from "../dlms/axdr.ts";
import { ProtocolError } from "../fault.ts";
import { readUint16, readUint32 } from "../octets.ts";
import { clockRanges, dateTimeOctets, type Range, readClock } from "./clock.ts";
import type { NumericValue, TextValue } from "./reading.ts";
import { type ClockText, clockText, type Sender, type Telegram } from "./telegram.ts";
import { measured, numberForms, type Place } from "./value.ts";

/** A text as it was read before, and which of its octets may be others the next time. */
interface Known {
  readonly octets: Uint8Array;
  readonly framing: string;
  readonly manufacturer: string | undefined;
  /** Start and end, in turn, of the octets that must be the same again. */
  readonly fixed: Uint16Array;
  /** Where the four digits of a DSMR text's check stand. */
  readonly check: number | undefined;
  readonly telegram: Telegram;
}

/** Lists one meter sends in turn. */
const mostKnown = 4;
const invokeId: Range = [1, 5];

/**
 * Reads a text that repeats an earlier one in all but values, clocks, invoke-id and checksum. Whatever tells types,
 * names, units and scalers is then the same octet by octet, so what was found out about it the first time holds, and
 * only the numbers are read anew. That both ways give the same is a property test.
 */
export function createRepetition() {
  let known: readonly Known[] = [];

  return {
    /** The telegram; undefined where the octets repeat nothing, or hold what must be refused. */
    read(octets: Uint8Array, sender: Sender): Telegram | undefined {
      try {
        for (const entry of known) if (repeats(entry, octets, sender)) return readAgain(octets, entry.telegram);
      } catch (error) {
        // The long way says what is wrong.
        if (!(error instanceof ProtocolError)) throw error;
      }
      return undefined;
    },
    /** Remembers a telegram that took all octets. `free` may change beside its values, clock and check. */
    learn(octets: Uint8Array, { framing, manufacturer }: Sender, telegram: Telegram, free: readonly Range[]): void {
      if (!telegram.repeatable) return;
      const { places, clock, clockTexts } = telegram;
      const check = telegram.layout === "dsmr" ? dsmrCheckAt(octets) : undefined;
      const ranges = [
        ...free,
        ...(check === undefined ? [] : [[check, check + checkOctets] as const]),
        ...clockRanges(clock),
        ...places.map(({ at, end }): Range => [at, end]),
        ...clockTexts.map(({ data: { content, end } }): Range => [content, end]),
      ];
      const fixed = between(ranges, octets.length);
      const entry = { octets: new Uint8Array(octets), framing, manufacturer, fixed, check, telegram };
      known = [entry, ...known].slice(0, mostKnown);
    },
  };
}

/** What changes in a data-notification in front of its body. */
export function freeInNotification({ dateTime }: Notification): readonly Range[] {
  return dateTime === undefined ? [invokeId] : [invokeId, [dateTime, dateTime + dateTimeOctets]];
}

/** The ranges that lie between these. */
function between(ranges: readonly Range[], length: number): Uint16Array {
  const fixed: number[] = [];
  let from = 0;
  for (const [at, end] of [...ranges].sort(([a], [b]) => a - b)) {
    if (at > from) fixed.push(from, at);
    from = Math.max(from, end);
  }
  if (length > from) fixed.push(from, length);
  return Uint16Array.from(fixed);
}

function repeats(
  { octets: before, framing, manufacturer, fixed, check }: Known,
  octets: Uint8Array,
  sender: Sender,
): boolean {
  if (before.length !== octets.length || framing !== sender.framing || manufacturer !== sender.manufacturer)
    return false;
  for (let range = 0; range < fixed.length; range += 2) {
    const end = fixed[range + 1] as number;
    for (let at = fixed[range] as number; at < end; at++) if (before[at] !== octets[at]) return false;
  }
  return check === undefined || areCheckDigits(octets, check);
}

function readAgain(octets: Uint8Array, telegram: Telegram): Telegram | undefined {
  const { places, values: before, clock, clockTexts, texts: textsBefore } = telegram;
  const { definition, layout, structure, absent, types, repeatable } = telegram;
  const values: NumericValue[] = [];
  for (let index = 0; index < places.length; index++) {
    const place = places[index] as Place;
    const raw = numberAt(octets, place);
    if (raw === undefined) return undefined;
    const { obis, unit, quantity } = before[index] as NumericValue;
    values.push(measured(obis, raw, unit, quantity, place.scaler));
  }
  const { time, habit } = readClock(octets, clock);
  const texts = clockTexts.length === 0 ? textsBefore : withClocks(octets, textsBefore, clockTexts);
  return {
    layout,
    definition,
    time,
    habit,
    values,
    texts,
    structure,
    absent,
    types,
    places,
    clock,
    clockTexts,
    repeatable,
  };
}

function withClocks(octets: Uint8Array, before: readonly TextValue[], clockTexts: readonly ClockText[]): TextValue[] {
  const texts = [...before];
  for (const { index, data, role } of clockTexts)
    texts[index] = { obis: (before[index] as TextValue).obis, text: clockText(octets, data, role) };
  return texts;
}

/** The number at a place whose type is known, the usual types without a detour; undefined where digits are none. */
function numberAt(octets: Uint8Array, { at, end, tag: type }: Place): number | bigint | undefined {
  if (type === tag.uint32) return readUint32(octets, at);
  if (type === tag.uint16) return readUint16(octets, at);
  if (type === numberForms.decimalDigits) return decodeDigits(octets, at, end);
  if (type === numberForms.recordUint32) return readInteger(octets, at, false);
  if (type === numberForms.recordInt32) return readInteger(octets, at, true);
  return decodeData(octets, at - 1).value;
}
