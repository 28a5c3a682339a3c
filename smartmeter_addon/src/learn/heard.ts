/** A list without names as it was heard: each element a column over the telegrams, with the time of each telegram. */
import { decodeDateAndTime, decodeDateTime, type MeterTime, wallSeconds } from "../cosem/date-time.ts";
import { readPush } from "../cosem/push.ts";
import { decodeNotification } from "../dlms/apdu.ts";
import { type Data, decodeData, tag } from "../dlms/axdr.ts";
import { ProtocolError } from "../fault.ts";

/** One element over all telegrams. */
export interface Column {
  /** As a definition writes it: `u32`, `octets(12)`. */
  readonly type: string;
  /** Undefined for what is no integer. */
  readonly numbers: readonly number[] | undefined;
  readonly clock: "clock" | "date" | "time" | undefined;
  /** Octets that are all letters, digits and the like. */
  readonly isText: boolean;
}

/** Telegrams of one shape, in the order of their times. */
export interface Heard {
  readonly columns: readonly Column[];
  /** Seconds of the meter's clock, rising; undefined where the telegrams carry none. */
  readonly seconds: readonly number[] | undefined;
  /** The open texts the columns were made of. */
  readonly texts: readonly Uint8Array[];
}

interface Row {
  readonly text: Uint8Array;
  /** Where the outer clock stands. */
  readonly header: number | undefined;
  readonly items: readonly Data[];
}

/** Types a definition can name. */
const typeNames: { readonly [type: number]: string } = {
  [tag.uint8]: "u8",
  [tag.uint16]: "u16",
  [tag.uint32]: "u32",
  [tag.uint64]: "u64",
  [tag.int8]: "i8",
  [tag.int16]: "i16",
  [tag.int32]: "i32",
  [tag.int64]: "i64",
  [tag.octetString]: "octets",
  [tag.enum]: "enum",
  [tag.boolean]: "boolean",
  [tag.array]: "array",
  [tag.structure]: "structure",
};

/** The shape most of the texts have; undefined where none is a list without names that a definition could describe. */
export function hear(texts: readonly Uint8Array[]): Heard | undefined {
  const shapes = new Map<string, Row[]>();
  for (const text of texts) {
    const row = rowOf(text);
    if (row === undefined) continue;
    const shape = row.items.map((item) => item.tag).join();
    const known = shapes.get(shape);
    if (known === undefined) shapes.set(shape, [row]);
    else known.push(row);
  }
  const rows = [...shapes.values()].sort((a, b) => b.length - a.length)[0];
  if (rows === undefined) return undefined;
  const clock = clockOf(rows);
  // What is heard twice, or after the clock was set back, proves nothing about time.
  let latest = Number.NEGATIVE_INFINITY;
  const kept = rows.filter((row) => {
    const time = timeOf(row, clock);
    const isLater = time === undefined || time > latest;
    if (time !== undefined) latest = Math.max(latest, time);
    return isLater;
  });
  const times = kept.flatMap((row) => timeOf(row, clock) ?? []);
  return {
    columns: columnsOf(kept, clock),
    seconds: times.length === kept.length ? times : undefined,
    texts: kept.map(({ text }) => text),
  };
}

function rowOf(text: Uint8Array): Row | undefined {
  return unlessInvalid(() => {
    const { dateTime, body } = decodeNotification(text);
    const data = decodeData(text, body);
    const isList = data.items.length > 0 && data.end === text.length && readPush(text, data) === undefined;
    if (!isList || !data.items.every(({ tag: type }) => typeNames[type] !== undefined)) return undefined;
    return { text, header: dateTime, items: data.items };
  });
}

/** Places of the elements that are a time in every telegram; none where several could be. */
interface ClockPlaces {
  readonly clock?: number;
  readonly date?: number;
  readonly time?: number;
}

function clockOf(rows: readonly Row[]): ClockPlaces {
  const places = (length: number): number[] =>
    (rows[0] as Row).items.flatMap((_, at) => (rows.every((row) => sizeOf(row, at) === length) ? [at] : []));
  const candidates: ClockPlaces[] = [
    ...places(12).map((clock) => ({ clock })),
    ...places(4).flatMap((time) => places(5).map((date) => ({ date, time }))),
  ];
  const fitting = candidates.filter((candidate) => rows.every((row) => innerTime(row, candidate) !== undefined));
  return fitting.length === 1 ? (fitting[0] as ClockPlaces) : {};
}

function sizeOf({ items }: Row, at: number): number | undefined {
  const item = items[at] as Data;
  return item.tag === tag.octetString ? item.end - item.content : undefined;
}

function innerTime({ text, items }: Row, { clock, date, time }: ClockPlaces): number | undefined {
  return unlessInvalid(() => {
    const contentOf = (at: number): number => (items[at] as Data).content;
    if (clock !== undefined) return secondsOf(decodeDateTime(text, contentOf(clock)));
    if (date === undefined || time === undefined) return undefined;
    return secondsOf(decodeDateAndTime(text, contentOf(date), contentOf(time)));
  });
}

function timeOf(row: Row, clock: ClockPlaces): number | undefined {
  const { header, text } = row;
  return (
    innerTime(row, clock) ??
    (header === undefined ? undefined : unlessInvalid(() => secondsOf(decodeDateTime(text, header))))
  );
}

const secondsOf = (time: MeterTime | undefined): number | undefined =>
  time === undefined ? undefined : wallSeconds(time);

function columnsOf(rows: readonly Row[], places: ClockPlaces): Column[] {
  return (rows[0] as Row).items.map(({ tag: type }, at) => {
    const clock = (["clock", "date", "time"] as const).find((role) => places[role] === at);
    const size = sizeOf(rows[0] as Row, at);
    const isFixed = size !== undefined && size > 0 && size < 100 && rows.every((row) => sizeOf(row, at) === size);
    const name = typeNames[type] as string;
    return {
      type: isFixed ? `octets(${size})` : name,
      numbers: /^[iu]/.test(name) ? rows.map(({ items }) => Number((items[at] as Data).value)) : undefined,
      clock,
      isText: size !== undefined && clock === undefined && rows.every((row) => isText(row, at)),
    };
  });
}

function isText({ text, items }: Row, at: number): boolean {
  const { content, end } = items[at] as Data;
  return end > content && text.subarray(content, end).every((octet) => octet >= 0x20 && octet <= 0x7e);
}

/** What the read gives; undefined where a telegram contradicts itself. */
function unlessInvalid<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
