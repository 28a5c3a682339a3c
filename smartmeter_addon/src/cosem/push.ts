/** The objects of a push, with their names where the meter sends them. */
import { type Data, tag } from "../dlms/axdr.ts";
import { ProtocolError } from "../fault.ts";
import { decodeObis, type Obis, obis } from "./obis.ts";

/** One object of a push: its name, its value (null where the meter has none), and the scaler_unit if it sends one. */
export interface CosemObject {
  readonly obis: Obis;
  readonly data: Data;
  /** Power of ten; undefined where the telegram leaves it out. */
  scaler: number | undefined;
  /** Enumerated unit (`unitOf`). */
  unit: number | undefined;
}

/** The objects of one push, in the order of the telegram, and how it named them. */
export interface Push {
  readonly layout: "obis-scaled" | "obis" | "object-list";
  readonly objects: readonly CosemObject[];
  /** Name some meters put in front of their list (`Kamstrup_V0001`). */
  readonly list: Data | undefined;
}

const clock = obis(0, 0, 1, 0, 0);
const meterNumber = obis(0, 0, 96, 1, 0);
const obisOctets = 6;
const clockOctets = 12;

/**
 * The objects of a push that names them: a list of names and values, flat or in sub-structures, with or without
 * scaler_unit, or a list of objects in front of the values (L8). Undefined when the body does
 * neither: then it is positional. Throws `layout-unknown` where a list contradicts itself.
 */
export function readPush(octets: Uint8Array, body: Data): Push | undefined {
  const first = body.items[0];
  if (first === undefined) return undefined;
  return first.tag === tag.array && isObjectDefinition(first.items[0])
    ? readObjectList(octets, body.items)
    : readNamed(octets, body.items);
}

/** Whether the value can be a name: six octets, the last of them 255. "160456" is not (`ch-iskra550-obis-structs`). */
export function isName(octets: Uint8Array, data: Data | undefined): data is Data {
  return (
    data !== undefined &&
    data.tag === tag.octetString &&
    data.end - data.content === obisOctets &&
    octets[data.end - 1] === 0xff
  );
}

function isString(data: Data): boolean {
  return data.tag === tag.octetString || data.tag === tag.visibleString || data.tag === tag.utf8String;
}

/** The clock in front of a list, which has no name there. */
function isClock(data: Data): boolean {
  if (data.tag === tag.null || data.tag === tag.dateTime) return true;
  return data.tag === tag.octetString && data.end - data.content === clockOctets;
}

function isScalerUnit(data: Data | undefined): data is Data {
  if (data === undefined || data.tag !== tag.structure || data.items.length !== 2) return false;
  return data.items[0]?.tag === tag.int8 && data.items[1]?.tag === tag.enum;
}

function setScalerUnit(object: CosemObject, data: Data): void {
  object.scaler = data.items[0]?.value as number;
  object.unit = data.items[1]?.value as number;
}

function createObject(octets: Uint8Array, name: Data, data: Data): CosemObject {
  return { obis: decodeObis(octets, name.content), data, scaler: undefined, unit: undefined };
}

function readNamed(octets: Uint8Array, items: readonly Data[]): Push | undefined {
  const objects: CosemObject[] = [];
  let list: Data | undefined;
  let named = 0;
  let scaled = false;
  let at = 0;
  while (at < items.length) {
    const item = items[at] as Data;
    const next = items[at + 1];
    const last = objects[objects.length - 1];
    if (isName(octets, item) && next !== undefined) {
      objects.push(createObject(octets, item, next));
      named++;
      at += 2;
    } else if (isScalerUnit(item) && last !== undefined && last.unit === undefined) {
      setScalerUnit(last, item);
      scaled = true;
      at++;
    } else if (item.tag === tag.structure && isName(octets, item.items[0])) {
      const [name, data, scalerUnit] = item.items;
      if (data === undefined || item.items.length > 3) return undefined;
      const object = createObject(octets, name as Data, data);
      if (scalerUnit !== undefined && scalerUnit.tag !== tag.null) {
        if (!isScalerUnit(scalerUnit)) return undefined;
        setScalerUnit(object, scalerUnit);
        scaled = true;
      }
      objects.push(object);
      named++;
      at++;
    } else if (at === 0 && isClock(item)) {
      objects.push({ obis: clock, data: item, scaler: undefined, unit: undefined });
      at++;
    } else if (at === 0 && item.tag === tag.visibleString) {
      list = item;
      at++;
    } else if (at === items.length - 1 && (isString(item) || item.tag === tag.null)) {
      objects.push({ obis: meterNumber, data: item, scaler: undefined, unit: undefined });
      at++;
    } else return undefined;
  }
  return named === 0 ? undefined : { layout: scaled ? "obis-scaled" : "obis", objects, list };
}

/** Classes and attributes that decide what a value of an object list is (Blue Book). */
const pushSetup = 40;
const attributeValue = 2;
const attributeScalerUnit = 3;

function isObjectDefinition(data: Data | undefined): data is Data {
  if (data === undefined || data.tag !== tag.structure || data.items.length !== 4) return false;
  const [classId, name, attribute, index] = data.items as [Data, Data, Data, Data];
  return (
    classId.tag === tag.uint16 &&
    name.tag === tag.octetString &&
    name.end - name.content === obisOctets &&
    attribute.tag === tag.int8 &&
    index.tag === tag.uint16
  );
}

function readObjectList(octets: Uint8Array, items: readonly Data[]): Push {
  const definitions = (items[0] as Data).items;
  // The list itself is the value of the first entry, the push setup, unless it is in front of all values.
  const offset = items.length - definitions.length;
  if (offset !== 0 && offset !== 1)
    throw new ProtocolError("layout-unknown", { is: "values", announced: definitions.length, came: items.length - 1 });
  const objects: CosemObject[] = [];
  for (const [index, definition] of definitions.entries()) {
    if (!isObjectDefinition(definition)) throw new ProtocolError("layout-unknown", { is: "entry" });
    const [classId, name, attribute] = definition.items as [Data, Data, Data];
    const data = items[index + offset];
    if (data === undefined || (index === 0 && offset === 0) || classId.value === pushSetup) continue;
    const object = createObject(octets, name, data);
    const same = objects.find((other) => other.obis === object.obis);
    if (attribute.value === attributeScalerUnit && same !== undefined && isScalerUnit(data)) setScalerUnit(same, data);
    else if (attribute.value === attributeValue) objects.push(object);
  }
  return { layout: "object-list", objects, list: undefined };
}
