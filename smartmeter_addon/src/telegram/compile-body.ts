/** From the body of one data-notification to its plan: bodies that name their objects, and bodies without names. */
import { groups, type Obis, obis } from "../cosem/obis.ts";
import { type CosemObject, type Push, readPush } from "../cosem/push.ts";
import { type Unit, unitOf } from "../cosem/unit.ts";
import { type Data, tag } from "../dlms/axdr.ts";
import { manufacturerOf } from "../envelope/identity.ts";
import { ProtocolError } from "../fault.ts";
import { toHex, toText } from "../octets.ts";
import { type Clock, dateTimeOctets } from "./clock.ts";
import type { Definition, Definitions, Element } from "./definition.ts";
import { fitting, type Sender } from "./definition-fit.ts";
import { impliedScaler, impliedUnit } from "./implied.ts";
import { type NumberPlace, numberPlace } from "./number-place.ts";
import { type ClockText, clockName, mix, type Plan, textOfClock } from "./plan.ts";
import { matchPositional, type Placed } from "./positional.ts";
import type { TextValue } from "./reading.ts";

/** What a walk over a body has found so far. */
interface Found {
  readonly numbers: NumberPlace[];
  readonly texts: TextValue[];
  readonly clockTexts: ClockText[];
  /** Numbers that neither the telegram nor a definition gives a scaler. */
  readonly unscaled: Obis[];
  clock: Clock | undefined;
}

const nothingFound = (): Found => ({ numbers: [], texts: [], clockTexts: [], unscaled: [], clock: undefined });

/** The plan of a body. Throws `layout-unknown`, `value-invalid`, `time-invalid`. */
export function compileBody(octets: Uint8Array, body: Data, definitions: Definitions, sender: Sender): Plan {
  const placed = matchPositional(octets, body, definitions, sender);
  if (placed !== undefined) return compilePlaced(octets, body, placed);
  const push = readPush(octets, body);
  if (push === undefined) throw new ProtocolError("layout-unknown", { is: "pattern", pattern: signature(body) });
  const list = listNameOf(octets, push);
  const names = new Set(push.objects.map(({ obis }) => obis));
  const definition = fitting(definitions, push.layout, senderOf(octets, push, sender), list, names);
  const found = nothingFound();
  let structure = list === undefined ? 0 : mix(0, list.length);
  let absent = 0;
  let types = 0;
  for (const object of push.objects) {
    types = mix(types, object.data.tag);
    structure = mix(mix(structure, object.obis), (object.scaler ?? 99) * 256 + (object.unit ?? 0));
    if (object.data.tag === tag.null) absent = mix(absent, object.obis);
    else addObject(octets, object, definition, found);
  }
  if (found.unscaled.length > 0 && !found.numbers.some(({ quantity }) => quantity !== undefined))
    throw new ProtocolError("layout-unknown", { is: "pattern", pattern: signature(body) });
  return planOf(push.layout, definition, body, found, { structure, absent, types });
}

const deviceName = obis(0, 0, 42, 0, 0);

/** The text an object has in the push; undefined where it has none. */
function textIn(octets: Uint8Array, { objects }: Push, isWanted: (name: Obis) => boolean): string | undefined {
  const data = objects.find(({ obis: name }) => isWanted(name))?.data;
  return data === undefined || isNumber(data) || data.items.length > 0 ? undefined : textOf(octets, data);
}

/** What the meter calls its list: in front of it, or as the list's version (value groups C.D.E 0.2.129, 0.0.5). */
function listNameOf(octets: Uint8Array, push: Push): string | undefined {
  if (push.list !== undefined) return toText(octets, push.list.content, push.list.end);
  return textIn(octets, push, (name) => {
    const [, , c, d, e] = groups(name);
    return c === 0 && d === 2 && e === 129;
  });
}

/** The sender, whose maker the device name in the list says where no system title does. */
function senderOf(octets: Uint8Array, push: Push, sender: Sender): Sender {
  if (sender.manufacturer !== undefined) return sender;
  const name = textIn(octets, push, (obis) => obis === deviceName);
  return { ...sender, manufacturer: name === undefined ? undefined : manufacturerOf(name) };
}

function planOf(
  layout: string,
  definition: Definition | undefined,
  body: Data,
  found: Found,
  { structure, absent, types }: Pick<Plan, "structure" | "absent" | "types">,
): Plan {
  const length = body.end;
  const none = { header: undefined, checkDigits: undefined };
  return { layout, definition, length, ...found, ...none, structure, absent, types };
}

/**
 * Adds an object that is not null. The unit is that of the telegram, else that of the definition, the catalogue or the
 * logical name; a number without any is carried along as it is. The scaler is that of the telegram or the definition: a
 * logical name says none, so without either the number is not a value. Lists add nothing.
 */
function addObject(
  octets: Uint8Array,
  { obis: name, data, scaler, unit: code }: CosemObject,
  definition: Definition | undefined,
  found: Found,
): void {
  if (name === clockName) found.clock = clockAt(data);
  else if (isNumber(data)) {
    const named = definition?.objects.get(name);
    const unit = code === undefined ? (named?.unit ?? impliedUnit(name)) : unitOf(code);
    const power = scaler ?? named?.scaler ?? (unit === undefined ? 0 : scalerOf(unit, definition, named));
    if (power === undefined) found.unscaled.push(name);
    else found.numbers.push(numberPlace(name, unit ?? "1", power, definition, placeOf(data)));
  } else if (data.tag !== tag.array && data.tag !== tag.structure)
    found.texts.push({ obis: name, text: textOf(octets, data) });
}

/** What the definition says: an object with a unit of its own and no rule comes in that unit. */
function scalerOf(
  unit: string,
  definition: Definition | undefined,
  named: { readonly unit?: Unit | undefined } | undefined,
): NumberPlace["scaler"] | undefined {
  const rules = definition?.implied.filter((rule) => rule.unit === unit) ?? [];
  if (rules.length === 0) return named?.unit === undefined ? undefined : 0;
  return rules.some(({ above }) => above !== undefined) ? rules : impliedScaler(rules, 0);
}

function compilePlaced(octets: Uint8Array, body: Data, { definition, elements }: Placed): Plan {
  const found = nothingFound();
  let timeAt: number | undefined;
  let structure = mix(0, definition.elements.length);
  let absent = 0;
  for (const { element, data, index } of elements) {
    structure = mix(structure, index);
    if (data.tag === tag.null) {
      absent = mix(absent, index + 1);
      continue;
    }
    if (element.role === "clock") found.clock = clockAt(data);
    else if (element.role === "time") timeAt = data.content;
    else if (element.role === "date" && timeAt !== undefined)
      found.clock = { kind: "date-and-time", date: data.content, time: timeAt };
    addElement(octets, element, data, definition, found);
  }
  if (found.numbers.length === 0) throw new ProtocolError("layout-unknown", { is: "empty" });
  return planOf(definition.name, definition, body, found, { structure, absent, types: 0 });
}

/** Adds what an element with a name says. */
function addElement(
  octets: Uint8Array,
  { obis, role, unit, scaler }: Element,
  data: Data,
  definition: Definition,
  { numbers, texts, clockTexts }: Found,
): void {
  if (obis === undefined) return;
  if (role === "clock" || role === "date" || role === "time") {
    const clockText = { index: texts.length, at: data.content, end: data.end, role };
    clockTexts.push(clockText);
    texts.push({ obis, text: textOfClock(octets, clockText) });
  } else if (role === "name") texts.push({ obis, text: toHex(octets, data.content, data.end) });
  else if (!isNumber(data)) texts.push({ obis, text: textOf(octets, data) });
  else if (unit !== undefined) numbers.push(numberPlace(obis, unit, scaler ?? 0, definition, placeOf(data)));
}

const placeOf = ({ tag: form, content: at, end }: Data) => ({ form, at, end, point: undefined });

function clockAt({ content, end }: Data): Clock {
  if (end - content !== dateTimeOctets) throw new ProtocolError("time-invalid", { is: "length" });
  return { kind: "date-time", at: content };
}

const notNumbers: ReadonlySet<number> = new Set([
  ...[tag.octetString, tag.visibleString, tag.utf8String, tag.bitString, tag.null],
  ...[tag.array, tag.structure, tag.dateTime, tag.date, tag.time],
]);

/** Whether the value is a single number; null, strings, times and lists are not. */
function isNumber(data: Data): boolean {
  return !notNumbers.has(data.tag);
}

/** Printable octets as text, others as hexadecimal digits. */
function textOf(octets: Uint8Array, { content, end, tag: type }: Data): string {
  if (type === tag.utf8String) return new TextDecoder().decode(octets.subarray(content, end));
  for (let at = content; at < end; at++) {
    const octet = octets[at] as number;
    if (octet < 0x20 || octet > 0x7e) return toHex(octets, content, end);
  }
  return toText(octets, content, end);
}

/** The types of a body in short, for whoever adds a file to meters/: `{octets(12), u32 x 8}`. */
function signature(data: Data): string {
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
