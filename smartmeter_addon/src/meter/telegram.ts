import { clockHabit, decodeDateAndTime, decodeDateTime, type MeterTime } from "../cosem/date-time.ts";
import { type Obis, obis } from "../cosem/obis.ts";
import { readPush } from "../cosem/push.ts";
import { type Data, tag } from "../dlms/axdr.ts";
import { ProtocolError } from "../fault.ts";
import { toHex, toText } from "../octets.ts";
import { decodeDsmr } from "../records/dsmr.ts";
import { decodeRecords } from "../records/mbus-records.ts";
import type { Definition, Definitions } from "./definition.ts";
import { matchPositional, type Placed } from "./positional.ts";
import type { NumericValue, TextValue } from "./reading.ts";
import { addObject, checked, isNumber, scale, stepOf, textOf } from "./value.ts";

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
  let time: MeterTime | undefined;
  let habit = 0;
  let structure = list === undefined ? 0 : mix(0, list.length);
  let absent = 0;
  for (const object of push.objects) {
    structure = mix(mix(structure, object.obis), (object.scaler ?? 99) * 256 + (object.unit ?? 0));
    if (object.data.tag === tag.null) absent = mix(absent, object.obis);
    else if (object.obis === clockName) {
      const at = clockAt(object.data);
      time = decodeDateTime(octets, at);
      habit = habitAt(octets, time, at);
    } else addObject(octets, object, definition, values, texts);
  }
  return { layout: push.layout, definition, time, habit, values, texts, structure, absent };
}

/** A DSMR text as a telegram. */
export function readDsmr(octets: Uint8Array, definitions: Definitions, sender: Sender): Telegram {
  const { time, lines } = decodeDsmr(octets);
  const definition = definitions.find((entry) => fits(entry, "dsmr", sender, undefined, () => false));
  const values: NumericValue[] = [];
  const texts: TextValue[] = [];
  let structure = 0;
  for (const { obis: name, text, value, unit, scaler } of lines) {
    structure = mix(mix(structure, name), value === undefined ? 0 : text.length);
    if (value === undefined || unit === undefined) {
      if (name !== clockName) texts.push({ obis: name, text });
    } else values.push(checked(name, value, unit, 10 ** scaler, definition));
  }
  return { layout: "dsmr", definition, time, habit: 0, values, texts, structure, absent: 0 };
}

/** The deciphered records of AMIS as a telegram. */
export function readAmis(octets: Uint8Array, definitions: Definitions, sender: Sender): Telegram {
  const { time, records } = decodeRecords(octets);
  const definition = definitions.find((entry) => fits(entry, "amis", sender, undefined, () => false));
  const values = records.map(({ obis: name, value, unit }) => checked(name, value, unit, 1, definition));
  return {
    layout: "amis",
    definition,
    time,
    habit: 0,
    values,
    texts: [],
    structure: records.reduce((sum, record) => mix(sum, record.obis), 0),
    absent: 0,
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

/** The habit of the twelve octets of a date-time. */
export function habitAt(octets: Uint8Array, time: MeterTime | undefined, at: number): number {
  return time === undefined ? 0 : clockHabit(time, octets[at + 4] as number, octets[at + 8] as number);
}

function clockAt(data: Data): number {
  if (data.end - data.content !== 12) throw new ProtocolError("time-invalid", "the clock has not twelve octets");
  return data.content;
}

function fromPlaced(octets: Uint8Array, { definition, elements }: Placed): Telegram {
  const values: NumericValue[] = [];
  const texts: TextValue[] = [];
  let time: MeterTime | undefined;
  let timeAt: number | undefined;
  let habit = 0;
  let structure = mix(0, definition.elements.length);
  let absent = 0;
  for (const { element, data, index } of elements) {
    structure = mix(structure, index);
    if (data.tag === tag.null) {
      absent = mix(absent, index + 1);
      continue;
    }
    const { role } = element;
    if (role === "clock") {
      time = decodeDateTime(octets, clockAt(data));
      habit = habitAt(octets, time, data.content);
    } else if (role === "time") timeAt = data.content;
    else if (role === "date" && timeAt !== undefined) {
      time = decodeDateAndTime(octets, data.content, timeAt);
      habit = clockHabit(time, octets[data.content + 4] as number, octets[timeAt + 3] as number);
    }
    if (element.obis === undefined) continue;
    if (role !== undefined) texts.push({ obis: element.obis, text: clockText(octets, data, role) });
    else if (!isNumber(data)) texts.push({ obis: element.obis, text: textOf(octets, data) });
    else if (element.unit !== undefined) {
      const power = element.scaler ?? 0;
      values.push(checked(element.obis, scale(data.value, power), element.unit, stepOf(power), definition));
    }
  }
  if (values.length === 0) throw new ProtocolError("layout-unknown", `a telegram of ${definition.name} without values`);
  return { layout: definition.name, definition, time, habit, values, texts, structure, absent };
}

/** Time and date in octet strings of their own, as people write them. */
function clockText(octets: Uint8Array, { content, end }: Data, role: string): string {
  const two = (at: number): string => String(octets[at]).padStart(2, "0");
  if (role === "time") return `${two(content)}:${two(content + 1)}:${two(content + 2)}`;
  if (role !== "date") return toHex(octets, content, end);
  const year = ((octets[content] as number) << 8) | (octets[content + 1] as number);
  return `${year}-${two(content + 2)}-${two(content + 3)}`;
}
