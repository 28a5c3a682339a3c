import type { MeterTime } from "../cosem/date-time.ts";
import { decodeDsmr } from "../cosem/dsmr.ts";
import { decodeRecords } from "../cosem/mbus-records.ts";
import { type Obis, obis } from "../cosem/obis.ts";
import { readPush } from "../cosem/push.ts";
import { type Data, tag } from "../dlms/axdr.ts";
import { ProtocolError } from "../fault.ts";
import { toHex, toText } from "../octets.ts";
import { type Clock, dateTimeOctets, readClock } from "./clock.ts";
import type { Definition, Definitions } from "./definition.ts";
import { matchPositional, type Placed } from "./positional.ts";
import type { NumericValue, TextValue } from "./reading.ts";
import { addNumber, addObject, checked, isNumber, numberForms, type Place, textOf } from "./value.ts";

/** What one telegram says, before anybody asks whether it can be true. */
export interface Telegram {
  readonly layout: string;
  readonly definition: Definition | undefined;
  /** Clock inside the body. */
  readonly time: MeterTime | undefined;
  /** See {@link clockHabit}. */
  readonly habit: number;
  readonly values: readonly NumericValue[];
  readonly texts: readonly TextValue[];
  /** Changes when anything but values changes: order, names, units, scalers. Null stands for any value. */
  readonly structure: number;
  /** Which values are null this time; 0: none. */
  readonly absent: number;
  /** The types its values are written in; 0: those of its layout. */
  readonly types: number;
  /** Where each of `values` stands. */
  readonly places: readonly Place[];
  /** Where `time` stands. */
  readonly clock: Clock | undefined;
  /** Which of `texts` are made of clocks. */
  readonly clockTexts: readonly ClockText[];
  /** All that changes from one telegram to the next was read from these places. */
  readonly repeatable: boolean;
}

/** One of a telegram's texts that is made of a clock's octets: its place among the texts, and theirs. */
export interface ClockText {
  readonly index: number;
  readonly data: Data;
  readonly role: string;
}

/** What is known beside the body. */
export interface Sender {
  readonly framing: string;
  readonly manufacturer: string | undefined;
}

const clockName = obis(0, 0, 1, 0, 0);

/** The body of a data-notification as a telegram. Throws `layout-unknown`, `value-invalid`, `time-invalid`. */
export function readTelegram(octets: Uint8Array, body: Data, definitions: Definitions, sender: Sender): Telegram {
  const placed = matchPositional(octets, body, definitions, sender);
  if (placed !== undefined) return fromPlaced(octets, placed);
  const push = readPush(octets, body);
  if (push === undefined) throw new ProtocolError("layout-unknown", `no layout fits ${signature(body)}`);
  const list = push.list === undefined ? undefined : toText(octets, push.list.content, push.list.end);
  const names = (name: Obis): boolean => push.objects.some((object) => object.obis === name);
  const definition = definitions.find((entry) => fits(entry, push.layout, sender, list, names));
  const values: NumericValue[] = [];
  const texts: TextValue[] = [];
  const places: Place[] = [];
  let clock: Clock | undefined;
  let structure = list === undefined ? 0 : mix(0, list.length);
  let absent = 0;
  let types = 0;
  for (const object of push.objects) {
    types = mix(types, object.data.tag);
    structure = mix(mix(structure, object.obis), (object.scaler ?? 99) * 256 + (object.unit ?? 0));
    if (object.data.tag === tag.null) absent = mix(absent, object.obis);
    else if (object.obis === clockName) clock = { kind: "date-time", at: placeOfClock(object.data) };
    else addObject(octets, object, definition, values, texts, places);
  }
  return {
    ...{ layout: push.layout, definition, ...readClock(octets, clock), values, texts, structure, absent },
    ...{ types, places, clock, clockTexts: [], repeatable: true },
  };
}

/** A DSMR text as a telegram. */
export function readDsmr(octets: Uint8Array, definitions: Definitions, sender: Sender): Telegram {
  const { timeAt, lines } = decodeDsmr(octets);
  const definition = definitions.find((entry) => fits(entry, "dsmr", sender, undefined, () => false));
  const values: NumericValue[] = [];
  const texts: TextValue[] = [];
  const places: Place[] = [];
  let structure = 0;
  for (const { obis: name, text, value, unit, scaler, at, digits } of lines) {
    structure = mix(mix(structure, name), value === undefined ? 0 : text.length);
    if (value === undefined || unit === undefined) {
      if (name !== clockName) texts.push({ obis: name, text });
    } else {
      values.push(checked(name, value, unit, 10 ** scaler, definition));
      places.push({ tag: numberForms.decimalDigits, at, end: at + digits, scaler });
    }
  }
  const clock = timeAt === undefined ? undefined : ({ kind: "dsmr", at: timeAt } as const);
  const repeatable = lines.every(({ value, digits }) => value === undefined || digits > 0);
  return {
    ...{ layout: "dsmr", definition, ...readClock(octets, clock), values, texts, structure, absent: 0 },
    ...{ types: 0, places, clock, clockTexts: [], repeatable },
  };
}

/** The deciphered records of AMIS as a telegram. */
export function readAmis(octets: Uint8Array, definitions: Definitions, sender: Sender): Telegram {
  const { timeAt, records } = decodeRecords(octets);
  const definition = definitions.find((entry) => fits(entry, "amis", sender, undefined, () => false));
  const clock = timeAt === undefined ? undefined : ({ kind: "cp48", at: timeAt } as const);
  return {
    layout: "amis",
    definition,
    ...readClock(octets, clock),
    values: records.map(({ obis: name, value, unit }) => checked(name, value, unit, 1, definition)),
    texts: [],
    structure: records.reduce((sum, record) => mix(sum, record.obis), 0),
    absent: 0,
    types: 0,
    places: records.map(({ at, signed }) => ({
      tag: signed ? numberForms.recordInt32 : numberForms.recordUint32,
      at,
      end: at + 4,
      scaler: 0,
    })),
    clock,
    clockTexts: [],
    repeatable: true,
  };
}

/** The types of a body in short, for whoever adds a file to meters/: `{octets(12), u32 x 8}`. */
export function signature(data: Data): string {
  const name = Object.entries(tag).find(([, value]) => value === data.tag)?.[0] ?? data.tag.toString(16);
  if (data.items.length > 0) {
    const parts = data.items.map(signature);
    const runs: string[] = [];
    for (let at = 0; at < parts.length; ) {
      let end = at + 1;
      while (parts[end] === parts[at]) end++;
      runs.push(end - at > 1 ? `${parts[at]} x ${end - at}` : (parts[at] as string));
      at = end;
    }
    return `{${runs.join(", ")}}`;
  }
  const short = name
    .replace("uint", "u")
    .replace("int", "i")
    .replace(/^octetString$/, "octets");
  return short === "octets" ? `octets(${data.end - data.content})` : short;
}

function fits(
  { layout, when }: Definition,
  wanted: string,
  { framing, manufacturer }: Sender,
  list: string | undefined,
  names: (name: Obis) => boolean,
): boolean {
  return (
    layout === wanted &&
    (when.framing === undefined || (when.framing as readonly string[]).includes(framing)) &&
    (when.manufacturer === undefined || when.manufacturer.includes(manufacturer ?? "")) &&
    (when.list === undefined || when.list === list) &&
    (when.objects === undefined || when.objects.every(names))
  );
}

/** A running number over what must not change from one telegram to the next (FNV-1a, with the high bits folded in). */
export function mix(sum: number, value: number): number {
  // An integer operation takes the lowest 32 bits of its operand by itself.
  const product = Math.imul(sum ^ value, 0x01000193);
  // A product carries bits only upwards: two flips of a name's highest bit would undo each other.
  const low = product ^ (product >>> 15);
  return value > 0xffffffff ? Math.imul(low ^ Math.floor(value / 0x100000000), 0x01000193) : low;
}

function placeOfClock(data: Data): number {
  if (data.end - data.content !== dateTimeOctets)
    throw new ProtocolError("time-invalid", "the clock has not twelve octets");
  return data.content;
}

function fromPlaced(octets: Uint8Array, { definition, elements }: Placed): Telegram {
  const values: NumericValue[] = [];
  const texts: TextValue[] = [];
  const places: Place[] = [];
  const clockTexts: ClockText[] = [];
  let clock: Clock | undefined;
  let timeAt: number | undefined;
  let structure = mix(0, definition.elements.length);
  let absent = 0;
  for (const { element, data, index } of elements) {
    structure = mix(structure, index);
    if (data.tag === tag.null) {
      absent = mix(absent, index + 1);
      continue;
    }
    const { role } = element;
    if (role === "clock") clock = { kind: "date-time", at: placeOfClock(data) };
    else if (role === "time") timeAt = data.content;
    else if (role === "date" && timeAt !== undefined)
      clock = { kind: "date-and-time", date: data.content, time: timeAt };
    if (element.obis === undefined) continue;
    if (role !== undefined) {
      if (role !== "name") clockTexts.push({ index: texts.length, data, role });
      texts.push({ obis: element.obis, text: clockText(octets, data, role) });
    } else if (!isNumber(data)) texts.push({ obis: element.obis, text: textOf(octets, data) });
    else if (element.unit !== undefined)
      addNumber(element.obis, data, element.unit, element.scaler ?? 0, definition, values, places);
  }
  if (values.length === 0) throw new ProtocolError("layout-unknown", `a telegram of ${definition.name} without values`);
  return {
    ...{ layout: definition.name, definition, ...readClock(octets, clock), values, texts, structure, absent },
    ...{ types: 0, places, clock, clockTexts, repeatable: true },
  };
}

/** Time and date in octet strings of their own, as people write them. */
export function clockText(octets: Uint8Array, { content, end }: Data, role: string): string {
  const two = (at: number): string => String(octets[at]).padStart(2, "0");
  if (role === "time") return `${two(content)}:${two(content + 1)}:${two(content + 2)}`;
  if (role !== "date") return toHex(octets, content, end);
  const year = ((octets[content] as number) << 8) | (octets[content + 1] as number);
  return `${year}-${two(content + 2)}-${two(content + 3)}`;
}
