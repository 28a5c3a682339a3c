/**
 * What a layout comes down to: where in its octets numbers, clocks and texts stand, and what they are. A plan is made once
 * from a telegram (`compile.ts`) and run over that one and every one built the same way (`telegram.ts`).
 */
import type { MeterTime } from "../cosem/date-time.ts";
import { type Obis, obis } from "../cosem/obis.ts";
import { readUint32, toHex } from "../octets.ts";
import { type Clock, clockRanges, type Range, readClock } from "./clock.ts";
import type { Definition } from "./definition.ts";
import { type NumberPlace, numberForms, rawNumber, valueAt } from "./number-place.ts";
import type { NumericValue, TextValue } from "./reading.ts";

/** A layout as one telegram showed it. */
export interface Plan {
  readonly layout: string;
  readonly definition: Definition | undefined;
  /** Octets it takes; another telegram may follow. */
  readonly length: number;
  readonly numbers: readonly NumberPlace[];
  /** All texts, with those in `clockTexts` as they were. */
  readonly texts: readonly TextValue[];
  readonly clockTexts: readonly ClockText[];
  /** Numbers whose scaler nobody says: they are no values. */
  readonly unscaled: readonly Obis[];
  readonly clock: Clock | undefined;
  /** In front of the body; undefined for whatever is no data-notification. */
  readonly header: Header | undefined;
  /** Where the digits of a checksum stand that is verified elsewhere, or not at all. */
  readonly checkDigits: Range | undefined;
  /** Changes when anything but values changes: order, names, units, scalers. Null stands for any value. */
  readonly structure: number;
  /** Which values are null; 0: none. */
  readonly absent: number;
  /** The types its values are written in; 0: those of its layout. */
  readonly types: number;
}

/** Where invoke-id and clock of a data-notification stand. */
export interface Header {
  readonly invokeId: number;
  readonly clock: Clock | undefined;
}

/** One of a telegram's texts that is made of a clock's octets: its place among the texts, and theirs. */
export interface ClockText {
  readonly index: number;
  readonly at: number;
  readonly end: number;
  readonly role: "clock" | "date" | "time";
}

/** What one telegram says, before anybody asks whether it can be true. */
export interface Telegram {
  readonly layout: string;
  readonly definition: Definition | undefined;
  readonly structure: number;
  readonly absent: number;
  readonly types: number;
  /** Clock inside the body, and how the meter fills it in (`clockHabit`); undefined and 0 where there is none. */
  readonly time: MeterTime | undefined;
  readonly habit: number;
  /** The same of the clock in the header. */
  readonly headerTime: MeterTime | undefined;
  readonly headerHabit: number;
  /** long-invoke-id; undefined where there is none. */
  readonly invokeId: number | undefined;
  readonly values: readonly NumericValue[];
  readonly texts: readonly TextValue[];
  /** Objects whose numbers have no scaler, and so no value. */
  readonly unscaled: readonly Obis[];
}

const invokeIdOctets = 4;

/**
 * A plan, ready to read the telegrams it fits. Most numbers stay as they are from one telegram to the next, and their
 * values are the same objects then.
 */
export class PlanReader {
  readonly plan: Plan;
  /** What stood at each place, and the value it made. */
  readonly #raws: (number | bigint)[] = [];
  readonly #last: NumericValue[] = [];

  constructor(plan: Plan) {
    this.plan = plan;
  }

  /** Throws `data-invalid` and `time-invalid` on numbers and clocks that are none. */
  read(octets: Uint8Array): Telegram {
    const { plan } = this;
    const { layout, definition, structure, absent, types, header, unscaled } = plan;
    const values = this.#readNumbers(octets);
    const { time, habit } = readClock(octets, plan.clock);
    const { time: headerTime, habit: headerHabit } = readClock(octets, header?.clock);
    const invokeId = header === undefined ? undefined : readUint32(octets, header.invokeId);
    const texts = plan.clockTexts.length === 0 ? plan.texts : withClocks(octets, plan);
    // Written out: a spread would take longer than all the rest.
    return {
      layout,
      definition,
      structure,
      absent,
      types,
      time,
      habit,
      headerTime,
      headerHabit,
      invokeId,
      values,
      texts,
      unscaled,
    };
  }

  #readNumbers(octets: Uint8Array): NumericValue[] {
    const { numbers } = this.plan;
    const [raws, last] = [this.#raws, this.#last];
    for (let index = 0; index < numbers.length; index++) {
      const place = numbers[index] as NumberPlace;
      const raw = rawNumber(octets, place);
      if (Object.is(raw, raws[index])) continue;
      last[index] = valueAt(place, raw);
      raws[index] = raw;
    }
    return last.slice();
  }
}

function withClocks(octets: Uint8Array, { texts: before, clockTexts }: Plan): TextValue[] {
  const texts = [...before];
  for (const clockText of clockTexts)
    texts[clockText.index] = {
      obis: (before[clockText.index] as TextValue).obis,
      text: textOfClock(octets, clockText),
    };
  return texts;
}

/** Time and date in octet strings of their own, as people write them; a whole clock in hexadecimal digits. */
export function textOfClock(octets: Uint8Array, { at, end, role }: Omit<ClockText, "index">): string {
  const two = (place: number): string => String(octets[place]).padStart(2, "0");
  if (role === "time") return `${two(at)}:${two(at + 1)}:${two(at + 2)}`;
  if (role !== "date") return toHex(octets, at, end);
  const year = ((octets[at] as number) << 8) | (octets[at + 1] as number);
  return `${year}-${two(at + 2)}-${two(at + 3)}`;
}

/**
 * Start and end, in turn, of the octets that tell a layout from others: all that is not a number, clock, invoke-id or check.
 */
export function fixedRanges({ length, numbers, clockTexts, clock, header, checkDigits }: Plan): Uint16Array {
  const free: Range[] = [...clockRanges(clock), ...clockRanges(header?.clock)];
  if (header !== undefined) free.push([header.invokeId, header.invokeId + invokeIdOctets]);
  if (checkDigits !== undefined) free.push(checkDigits);
  for (const { at, end } of clockTexts) free.push([at, end]);
  for (const { at, end, point } of numbers)
    if (point === undefined) free.push([at, end]);
    else free.push([at, point], [point + 1, end]);
  const fixed: number[] = [];
  let from = 0;
  for (const [at, end] of free.sort(([a], [b]) => a - b)) {
    if (at > from) fixed.push(from, at);
    from = Math.max(from, end);
  }
  if (length > from) fixed.push(from, length);
  return Uint16Array.from(fixed);
}

/** Octets that must be digits again, but for the decimal point in its place. */
export interface DigitRange {
  readonly at: number;
  readonly end: number;
  readonly point: number | undefined;
}

/** What is written in digits: a plan fits only where digits stand there again. */
export function digitRanges({ numbers, clock }: Plan): readonly DigitRange[] {
  const written = numbers.filter(({ form }) => form === numberForms.digits || form === numberForms.negativeDigits);
  const clocks = clock?.kind === "dsmr" ? clockRanges(clock) : [];
  return [...written, ...clocks.map(([at, end]) => ({ at, end, point: undefined }))];
}

/** The name of the telegram's own clock, which no value has. */
export const clockName: Obis = obis(0, 0, 1, 0, 0);

/** A running number over what must not change from one telegram to the next (FNV-1a, with the high bits folded in). */
export function mix(sum: number, value: number): number {
  // An integer operation takes the lowest 32 bits of its operand by itself.
  const product = Math.imul(sum ^ value, 0x01000193);
  // A product carries bits only upwards: two flips of a name's highest bit would undo each other.
  const low = product ^ (product >>> 15);
  return value > 0xffffffff ? Math.imul(low ^ Math.floor(value / 0x100000000), 0x01000193) : low;
}
