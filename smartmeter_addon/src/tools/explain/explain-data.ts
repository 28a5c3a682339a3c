/** The body of a data-notification as fields, element by element. */
import { decodeDateTime, formatMeterTime } from "../../cosem/date-time.ts";
import { decodeObis, formatObis, type Obis } from "../../cosem/obis.ts";
import { type CosemObject, isName, readPush } from "../../cosem/push.ts";
import { type Data, tag } from "../../dlms/axdr.ts";
import { ProtocolError } from "../../fault.ts";
import { toText } from "../../octets.ts";
import type { Definition, Definitions } from "../../telegram/definition.ts";
import { matchPositional } from "../../telegram/positional.ts";
import type { NumericValue } from "../../telegram/reading.ts";
import { readTelegram, type Sender, type Telegram } from "../../telegram/telegram.ts";
import { fitsOf } from "./explain-fits.ts";
import { fullName, nameOf, unitText, valueText } from "./explain-names.ts";
import { writeDate, writeDateTime, writeTime } from "./explain-time.ts";
import { type FieldWriter, hexOf, phrase } from "./explain-writer.ts";

/** What the layout says about one element of a body. */
interface Role {
  readonly obis: Obis | undefined;
  readonly role: "clock" | "date" | "time" | "name" | "text" | undefined;
}

const clockOctets = 12;

/**
 * Writes the body of a data-notification, element by element; `offset` is where the octets the data was decoded from
 * begin in the writer's part. Returns the telegram it says, or throws why it says none, after everything is written.
 */
export function writeBody(
  writer: FieldWriter,
  octets: Uint8Array,
  body: Data,
  definitions: Definitions,
  sender: Sender,
): Telegram {
  let telegram: Telegram | undefined;
  let reason: unknown;
  try {
    telegram = readTelegram(octets, body, definitions, sender);
  } catch (error) {
    reason = error;
  }
  const roles = telegram === undefined ? namedRoles(octets, body) : rolesOf(octets, body, definitions, sender);
  const values = new Map(telegram?.values.map((value) => [value.obis, value]));
  const context: Context = { writer, octets, roles, values, definition: telegram?.definition };
  walk(context, body, 0, undefined);
  if (telegram === undefined) throw reason;
  return telegram;
}

interface Context {
  readonly writer: FieldWriter;
  readonly octets: Uint8Array;
  readonly roles: ReadonlyMap<number, Role>;
  readonly values: ReadonlyMap<Obis, NumericValue>;
  readonly definition: Definition | undefined;
}

/** Which object each element is, by where it stands. */
function rolesOf(octets: Uint8Array, body: Data, definitions: Definitions, sender: Sender): Map<number, Role> {
  const placed = matchPositional(octets, body, definitions, sender);
  if (placed !== undefined) {
    return new Map(placed.elements.map(({ element, data }) => [data.at, { obis: element.obis, role: element.role }]));
  }
  return namedRoles(octets, body);
}

/** What the body names itself; nothing where it contradicts itself. */
function namedRoles(octets: Uint8Array, body: Data): Map<number, Role> {
  let objects: readonly CosemObject[] = [];
  try {
    objects = readPush(octets, body)?.objects ?? [];
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
  }
  return new Map(objects.map(({ obis, data }) => [data.at, { obis, role: undefined }]));
}

function walk(context: Context, node: Data, depth: number, next: Data | undefined): void {
  if (isObjectEntry(node)) writeObjectEntry(context, node, depth);
  else if (isScalerUnit(node)) writeScalerUnit(context.writer, node, depth);
  else if (node.tag === tag.structure || node.tag === tag.array) {
    const key = node.tag === tag.structure ? "structure" : "array";
    context.writer.add(key, node.content - node.at, { depth, parameters: { count: node.items.length } });
    for (const [index, item] of node.items.entries()) walk(context, item, depth + 1, node.items[index + 1]);
  } else writeLeaf(context, node, depth, next);
}

function writeLeaf(context: Context, node: Data, depth: number, next: Data | undefined): void {
  const { writer, octets, roles } = context;
  const length = node.end - node.at;
  const role = roles.get(node.at);
  const isNameHere = role?.role === "name" || (role === undefined && next !== undefined && roles.has(next.at));
  if (isNameHere && isName(octets, node)) {
    const name = decodeObis(octets, node.content);
    const what = nameOf(name, context.definition, writer.language);
    writer.add("logicalName", length, { depth, value: formatObis(name), parameters: { what } });
  } else if (node.tag === tag.null) writer.add("empty", length, { depth });
  else if (isString(node)) writeString(context, node, depth, role);
  else if (node.tag === tag.dateTime || node.tag === tag.date || node.tag === tag.time) {
    writer.add(node.tag === tag.dateTime ? "clock" : node.tag === tag.date ? "date" : "time", 1, { depth });
    writeInside(writer, length - 1, depth + 1);
  } else writeNumber(context, node, depth, role);
}

function writeString({ writer, octets, definition }: Context, node: Data, depth: number, role: Role | undefined): void {
  const { language } = writer;
  const size = node.end - node.content;
  const isClock = role !== undefined && size === clockOctets && nameIsClock(role, octets, node);
  if (isClock || role?.role === "date" || role?.role === "time") {
    const key = isClock ? "clock" : role.role === "date" ? "date" : "time";
    writer.add(key, node.content - node.at, { depth, value: isClock ? timeText(octets, node.content) : undefined });
    writeInside(writer, size, depth + 1);
    return;
  }
  const what = role?.obis === undefined ? phrase(language, "unnamed") : fullName(role.obis, definition, language);
  const text = toText(octets, node.content, node.end);
  const isText = size > 0 && /^[\x20-\x7e]+$/.test(text);
  writer.add(isText || size === 0 ? "text" : "octets", node.end - node.at, {
    depth,
    value: isText ? text : hexOf(octets, node.content, size),
    parameters: { what, count: size },
    // Meter number, device name: always the same.
    changes: false,
  });
}

function nameIsClock({ role, obis }: Role, octets: Uint8Array, node: Data): boolean {
  if (role === "clock") return true;
  return obis !== undefined && formatObis(obis) === "0-0:1.0.0" && timeText(octets, node.content) !== undefined;
}

function timeText(octets: Uint8Array, at: number): string | undefined {
  try {
    const time = decodeDateTime(octets, at);
    return time === undefined ? undefined : formatMeterTime(time);
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

function writeInside(writer: FieldWriter, size: number, depth: number): void {
  if (size === clockOctets) writeDateTime(writer, depth);
  else if (size === 5) writeDate(writer, depth);
  else if (size === 4) writeTime(writer, depth);
  else writer.add("rest", size, { depth });
}

const typeNames = new Map<number, string>([
  [tag.boolean, "boolean"],
  [tag.bcd, "bcd"],
  [tag.uint8, "unsigned"],
  [tag.enum, "enum"],
  [tag.int8, "integer"],
  [tag.uint16, "long-unsigned"],
  [tag.int16, "long"],
  [tag.uint32, "double-long-unsigned"],
  [tag.int32, "double-long"],
  [tag.int64, "long64"],
  [tag.uint64, "long64-unsigned"],
  [tag.float32, "float32"],
  [tag.float64, "float64"],
]);

function writeNumber({ writer, values, definition }: Context, node: Data, depth: number, role: Role | undefined): void {
  const length = node.end - node.at;
  const type = typeNames.get(node.tag) ?? String(node.tag);
  const raw = String(node.value);
  const value = role?.obis === undefined ? undefined : values.get(role.obis);
  const fits = role?.obis === undefined || value !== undefined ? undefined : fitsOf(role.obis, node.value);
  if (role?.obis !== undefined && fits !== undefined) {
    const what = fullName(role.obis, definition, writer.language);
    writer.add("rawNumber", length, { depth, value: raw, parameters: { what, raw, type, fits } });
    return;
  }
  if (role?.obis === undefined || value === undefined) {
    writer.add("plainNumber", length, { depth, value: raw, parameters: { raw, type } });
    return;
  }
  const scaler = Math.round(Math.log10(value.step));
  const unit = value.unit === "1" ? "" : value.unit;
  const scaled = phrase(writer.language, "scaled", { scaler, unit }).trimEnd();
  writer.add("number", length, {
    depth,
    value: valueText(value),
    parameters: { what: fullName(role.obis, definition, writer.language), raw, type, scaled },
  });
}

function isString({ tag: type }: Data): boolean {
  return type === tag.octetString || type === tag.visibleString || type === tag.utf8String || type === tag.bitString;
}

function hasTypes(node: Data, types: readonly number[]): boolean {
  return node.items.length === types.length && types.every((type, index) => node.items[index]?.tag === type);
}

const isScalerUnit = (node: Data): boolean => hasTypes(node, [tag.int8, tag.enum]);
const isObjectEntry = (node: Data): boolean => hasTypes(node, [tag.uint16, tag.octetString, tag.int8, tag.uint16]);

function writeScalerUnit(writer: FieldWriter, node: Data, depth: number): void {
  const [scaler, unit] = node.items as [Data, Data];
  writer.add("scalerUnit", node.content - node.at, { depth });
  const power = Number(scaler.value);
  writer.add("scaler", 2, { depth: depth + 1, value: power, parameters: { scaler: power } });
  const text = unitText(Number(unit.value), writer.language);
  writer.add("unit", 2, { depth: depth + 1, value: Number(unit.value), parameters: { unit: text } });
}

/** An entry of the list of objects some meters put in front of their values: class, name, attribute, index. */
function writeObjectEntry({ writer, octets, definition }: Context, node: Data, depth: number): void {
  const [classId, name, attribute, index] = node.items as [Data, Data, Data, Data];
  const inside = depth + 1;
  writer.add("structure", node.content - node.at, { depth, parameters: { count: 4 } });
  writer.add("objectClass", 3, { depth: inside, value: Number(classId.value) });
  const logical = decodeObis(octets, name.content);
  writer.add("objectName", name.end - name.at, {
    depth: inside,
    value: formatObis(logical),
    parameters: { what: nameOf(logical, definition, writer.language) },
  });
  writer.add("objectAttribute", 2, { depth: inside, value: Number(attribute.value) });
  writer.add("objectIndex", 3, { depth: inside, value: Number(index.value) });
}
