/**
 * A list nobody has described as it was heard: each element a column over the telegrams, with the time of each
 * telegram.
 */
import { decodeDateAndTime, decodeDateTime, type MeterTime, wallSeconds } from "../cosem/date-time.ts";
import { type Obis, obis } from "../cosem/obis.ts";
import { type Push, readPush } from "../cosem/push.ts";
import { decodeNotification } from "../dlms/apdu.ts";
import { type Data, decodeData, tag } from "../dlms/axdr.ts";
import { ProtocolError } from "../fault.ts";
import { toText } from "../octets.ts";
import { impliedUnit } from "../telegram/implied.ts";

/** One element over all telegrams. */
export interface Column {
  /** Its logical name; undefined in a list without names. */
  readonly name: Obis | undefined;
  /** As a definition writes it, `u32`, `octets(12)`; or `float`, which none can. */
  readonly type: string;
  /** NaN where the meter sent null; undefined for what is no number. */
  readonly numbers: readonly number[] | undefined;
  readonly clock: "clock" | "date" | "time" | undefined;
  /** Octets that are all letters, digits and the like. */
  readonly isText: boolean;
}

/** Telegrams of one shape, in the order of their times. */
export interface Heard {
  readonly layout: Push["layout"] | "positional";
  /** What the meter calls its list, in front of it. */
  readonly list: string | undefined;
  readonly columns: readonly Column[];
  /** Seconds of the meter's clock, rising; undefined where the telegrams carry none. */
  readonly seconds: readonly number[] | undefined;
  /** The open texts the columns were made of. */
  readonly texts: readonly Uint8Array[];
}

interface Row extends Pick<Heard, "layout" | "list"> {
  readonly text: Uint8Array;
  /** Where the outer clock stands. */
  readonly header: number | undefined;
  /** Empty in a list without names. */
  readonly names: readonly Obis[];
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

/** With fewer telegrams chance proves as much as a meter. */
export const fewestTelegrams = 10;

/**
 * The longest shape, of those with enough telegrams where there are any; undefined where no text is a list to be
 * described.
 */
export function hear(texts: readonly Uint8Array[]): Heard | undefined {
  const isEnough = ({ rows }: Shape): number => (rows.length >= fewestTelegrams ? 1 : 0);
  const [shape] = shapesOf(texts.flatMap((text) => rowOf(text) ?? [])).sort(
    (a, b) => isEnough(b) - isEnough(a) || b.types.length - a.types.length || b.rows.length - a.rows.length,
  );
  const first = shape?.rows[0];
  if (shape === undefined || first === undefined) return undefined;
  const places = clockOf(shape.rows);
  const times = shape.rows.map((row) => timeOf(row, places));
  const isTimed = times.some((time) => time !== undefined);
  // What is heard twice, or after the clock was set back, proves nothing about time.
  let latest = Number.NEGATIVE_INFINITY;
  const kept = shape.rows.flatMap((row, at) => {
    const time = times[at];
    if (isTimed && (time === undefined || time <= latest)) return [];
    latest = time ?? latest;
    return [{ row, time }];
  });
  const rows = kept.map(({ row }) => row);
  return {
    ...{ layout: first.layout, list: first.list, columns: columnsOf(rows, shape.types, places) },
    seconds: isTimed ? kept.map(({ time }) => time as number) : undefined,
    texts: rows.map(({ text }) => text),
  };
}

/** Telegrams with the same elements: null may stand for any of them, and a name for any type. */
interface Shape {
  readonly rows: Row[];
  /** Of each element; null where it never was anything else. */
  readonly types: number[];
}

function shapesOf(rows: readonly Row[]): Shape[] {
  const shapes: Shape[] = [];
  for (const row of rows) {
    const shape = shapes.find((one) => isOfShape(row, one));
    if (shape === undefined) shapes.push({ rows: [row], types: row.items.map(({ tag: type }) => type) });
    else {
      shape.rows.push(row);
      for (const [at, { tag: type }] of row.items.entries()) if (type !== tag.null) shape.types[at] = type;
    }
  }
  return shapes;
}

function isOfShape(row: Row, { rows, types }: Shape): boolean {
  const first = rows[0] as Row;
  if (first.layout !== row.layout || first.list !== row.list || types.length !== row.items.length) return false;
  if (row.layout !== "positional") return row.names.every((name, at) => name === first.names[at]);
  return row.items.every(({ tag: type }, at) => type === types[at] || type === tag.null || types[at] === tag.null);
}

function rowOf(text: Uint8Array): Row | undefined {
  return unlessInvalid(() => {
    const { dateTime: header, body } = decodeNotification(text);
    const data = decodeData(text, body);
    if (data.items.length === 0 || data.end !== text.length) return undefined;
    const push = readPush(text, data);
    if (push !== undefined) return namedRow(text, header, push);
    if (!data.items.every(({ tag: type }) => type === tag.null || isNumber(type) || type in typeNames))
      return undefined;
    return { text, header, layout: "positional" as const, list: undefined, names: [], items: data.items };
  });
}

/** What the telegram itself gives a scaler needs no learning. A name that comes twice says nothing. */
function namedRow(text: Uint8Array, header: number | undefined, { layout, list, objects }: Push): Row | undefined {
  const open = objects.filter(({ scaler }) => scaler === undefined);
  const names = open.map(({ obis: name }) => name);
  const isOpen = open.some(({ obis: name, data }) => isNumber(data.tag) && impliedUnit(name) !== undefined);
  if (!isOpen || new Set(names).size < names.length) return undefined;
  const title = list === undefined ? "" : toText(text, list.content, list.end);
  // A definition cannot ask for a name without letters.
  return { text, header, layout, list: title || undefined, names, items: open.map(({ data }) => data) };
}

const isNumber = (type: number): boolean =>
  type === tag.float32 || type === tag.float64 || /^[iu]/.test(typeNames[type] ?? "");

/** Where only null was seen, any type fits. */
const typeName = (type: number): string =>
  typeNames[type] ?? (type === tag.float32 || type === tag.float64 ? "float" : "u32");

/** Places of the elements that are a time wherever they are not null; none where several could be. */
interface ClockPlaces {
  readonly clock?: number;
  readonly date?: number;
  readonly time?: number;
}

const clockName = obis(0, 0, 1, 0, 0);

function clockOf(rows: readonly Row[]): ClockPlaces {
  const { items, names } = rows[0] as Row;
  const sized = (length: number): number[] => items.flatMap((_, at) => (sizeIn(rows, at) === length ? [at] : []));
  const clocks = names.length === 0 ? sized(12) : [names.indexOf(clockName)].filter((at) => at >= 0);
  const candidates: ClockPlaces[] = clocks.map((clock) => ({ clock }));
  if (names.length === 0) candidates.push(...sized(4).flatMap((time) => sized(5).map((date) => ({ date, time }))));
  const isNull = (row: Row, places: ClockPlaces): boolean =>
    Object.values(places).some((at) => row.items[at]?.tag === tag.null);
  const fitting = candidates.filter((places) =>
    rows.every((row) => isNull(row, places) || innerTime(row, places) !== undefined),
  );
  return fitting.length === 1 ? (fitting[0] as ClockPlaces) : {};
}

/**
 * The octets of the string at that place wherever there is one; undefined where it is something else, or has several
 * sizes.
 */
function sizeIn(rows: readonly Row[], at: number): number | undefined {
  const sizes = new Set<number | undefined>();
  for (const { items } of rows) {
    const { tag: type, content, end } = items[at] as Data;
    if (type !== tag.null) sizes.add(type === tag.octetString ? end - content : undefined);
  }
  return sizes.size === 1 ? [...sizes][0] : undefined;
}

function innerTime({ text, items }: Row, { clock, date, time }: ClockPlaces): number | undefined {
  return unlessInvalid(() => {
    const itemAt = (at: number): Data => items[at] as Data;
    if (clock !== undefined) {
      const { content, end } = itemAt(clock);
      return end - content === 12 ? secondsOf(decodeDateTime(text, content)) : undefined;
    }
    if (date === undefined || time === undefined || itemAt(date).tag !== itemAt(time).tag) return undefined;
    return itemAt(date).tag === tag.null
      ? undefined
      : secondsOf(decodeDateAndTime(text, itemAt(date).content, itemAt(time).content));
  });
}

/** By the clock in the list where there is one, else by that of the header: the two may differ. */
function timeOf(row: Row, places: ClockPlaces): number | undefined {
  const { header, text } = row;
  if (Object.keys(places).length > 0) return innerTime(row, places);
  return header === undefined ? undefined : unlessInvalid(() => secondsOf(decodeDateTime(text, header)));
}

const secondsOf = (time: MeterTime | undefined): number | undefined =>
  time === undefined ? undefined : wallSeconds(time);

function columnsOf(rows: readonly Row[], types: readonly number[], places: ClockPlaces): Column[] {
  const { names } = rows[0] as Row;
  return types.map((type, at) => {
    const clock = (["clock", "date", "time"] as const).find((role) => places[role] === at);
    const size = sizeIn(rows, at);
    const items = rows.map((row) => row.items[at] as Data);
    const isFixed = size !== undefined && size > 0 && size < 100;
    return {
      name: names[at],
      type: isFixed ? `octets(${size})` : typeName(type),
      numbers: isNumber(type)
        ? items.map((item) => (item.tag === tag.null ? Number.NaN : Number(item.value)))
        : undefined,
      clock,
      isText: type === tag.octetString && clock === undefined && rows.every((row) => isText(row, at)),
    };
  });
}

function isText({ text, items }: Row, at: number): boolean {
  const { tag: type, content, end } = items[at] as Data;
  if (type === tag.null) return true;
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
