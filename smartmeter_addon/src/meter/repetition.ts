import { decodeDateTime } from "../cosem/date-time.ts";
import type { Notification } from "../dlms/apdu.ts";
import { decodeData, tag } from "../dlms/axdr.ts";
import { readUint16, readUint32 } from "../octets.ts";
import { checkOctets, decodeDigits, decodeDsmrTime, dsmrCheckAt, timeOctets } from "../records/dsmr.ts";
import type { NumericValue } from "./reading.ts";
import { habitAt, type Sender, type Telegram } from "./telegram.ts";
import { decimalDigits, measured, type Place } from "./value.ts";

type Range = readonly [at: number, end: number];

/** A text as it was read before, and which of its octets may be others the next time. */
interface Known {
  readonly octets: Uint8Array;
  readonly framing: string;
  readonly manufacturer: string | undefined;
  /** Start and end, in turn, of the octets that must be the same again. */
  readonly fixed: Uint16Array;
  readonly telegram: Telegram;
}

/** Lists one meter sends in turn. */
const mostKnown = 4;
const invokeId: Range = [1, 5];
const clockOctets = 12;

/**
 * Reads a text that repeats an earlier one in all but values, clocks, invoke-id and checksum. Whatever tells types,
 * names, units and scalers is then the same octet by octet, so what was found out about it the first time holds, and
 * only the numbers are read anew. That both ways give the same is a property test.
 */
export function createRepetition() {
  let known: readonly Known[] = [];

  function learn(octets: Uint8Array, { framing, manufacturer }: Sender, telegram: Telegram, free: Range[]): void {
    if (!telegram.repeatable) return;
    const fixed = between([...free, ...telegram.places.map(({ at, end }): Range => [at, end])], octets.length);
    known = [{ octets: new Uint8Array(octets), framing, manufacturer, fixed, telegram }, ...known].slice(0, mostKnown);
  }

  return {
    /** The telegram; undefined where the octets repeat nothing. */
    read(octets: Uint8Array, sender: Sender): Telegram | undefined {
      for (const entry of known) if (repeats(entry, octets, sender)) return readAgain(octets, entry.telegram);
      return undefined;
    },
    /** Remembers the telegram of a data-notification that took all octets. */
    learn(octets: Uint8Array, sender: Sender, telegram: Telegram, { dateTime }: Notification): void {
      const clocks = [dateTime, telegram.clockAt].filter((at) => at !== undefined);
      learn(octets, sender, telegram, [invokeId, ...clocks.map((at): Range => [at, at + clockOctets])]);
    },
    /** Remembers the telegram of a DSMR text. */
    learnText(octets: Uint8Array, sender: Sender, telegram: Telegram): void {
      const { clockAt } = telegram;
      const checkAt = dsmrCheckAt(octets);
      const free: Range[] = [];
      if (clockAt !== undefined) free.push([clockAt, clockAt + timeOctets]);
      if (checkAt !== undefined) free.push([checkAt, checkAt + checkOctets]);
      learn(octets, sender, telegram, free);
    },
  };
}

/** The ranges that lie between these. */
function between(ranges: readonly Range[], length: number): Uint16Array {
  const fixed: number[] = [];
  let from = 0;
  for (const [at, end] of [...ranges].sort(([a], [b]) => a - b)) {
    if (at > from) fixed.push(from, at);
    from = end;
  }
  if (length > from) fixed.push(from, length);
  return Uint16Array.from(fixed);
}

function repeats({ octets: before, framing, manufacturer, fixed }: Known, octets: Uint8Array, sender: Sender): boolean {
  if (before.length !== octets.length || framing !== sender.framing || manufacturer !== sender.manufacturer)
    return false;
  for (let range = 0; range < fixed.length; range += 2) {
    const end = fixed[range + 1] as number;
    for (let at = fixed[range] as number; at < end; at++) if (before[at] !== octets[at]) return false;
  }
  return true;
}

function readAgain(octets: Uint8Array, telegram: Telegram): Telegram | undefined {
  const { places, values: before, clockAt, definition, layout, texts, structure, absent, repeatable } = telegram;
  const values: NumericValue[] = [];
  for (let index = 0; index < places.length; index++) {
    const place = places[index] as Place;
    const raw = numberAt(octets, place);
    if (raw === undefined) return undefined;
    const { obis, unit, quantity } = before[index] as NumericValue;
    values.push(measured(obis, raw, unit, quantity, place.scaler));
  }
  const isText = layout === "dsmr";
  const time =
    clockAt === undefined ? undefined : isText ? decodeDsmrTime(octets, clockAt) : decodeDateTime(octets, clockAt);
  const habit = clockAt === undefined || isText ? 0 : habitAt(octets, time, clockAt);
  return { layout, definition, time, habit, values, texts, structure, absent, places, clockAt, repeatable };
}

/** The number at a place whose type is known, the usual types without a detour; undefined where digits are none. */
function numberAt(octets: Uint8Array, { at, end, tag: type }: Place): number | bigint | undefined {
  if (type === tag.uint32) return readUint32(octets, at);
  if (type === tag.uint16) return readUint16(octets, at);
  return type === decimalDigits ? decodeDigits(octets, at, end) : decodeData(octets, at - 1).value;
}
