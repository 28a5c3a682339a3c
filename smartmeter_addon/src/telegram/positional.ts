/** Bodies without names: their types, in order, tell which definition of `meters/` they belong to. */
import { isName } from "../cosem/push.ts";
import { type Data, tag } from "../dlms/axdr.ts";
import { ProtocolError } from "../fault.ts";
import { toText } from "../octets.ts";
import type { Definition, Definitions, Element } from "./definition.ts";
import { fitsSender, isInTurn, type Sender } from "./definition-fit.ts";

/** A body laid over the elements of a definition. */
export interface Placed {
  readonly definition: Definition;
  /** `index` is the place of the element in the definition: the meter may have left optional ones out. */
  readonly elements: readonly { readonly element: Element; readonly data: Data; readonly index: number }[];
}

const plainTypes: { readonly [type: string]: number } = {
  u8: tag.uint8,
  u16: tag.uint16,
  u32: tag.uint32,
  u64: tag.uint64,
  i8: tag.int8,
  i16: tag.int16,
  i32: tag.int32,
  i64: tag.int64,
  enum: tag.enum,
  boolean: tag.boolean,
  array: tag.array,
  structure: tag.structure,
};

/**
 * The first positional definition whose types are exactly those of the body, but for nulls, which may be in place of
 * any value; the sender's conditions must hold, too. Throws `layout-awaited` where only one fits that comes
 * after another list, which has not come yet.
 */
export function matchPositional(
  octets: Uint8Array,
  body: Data,
  definitions: Definitions,
  sender: Sender,
): Placed | undefined {
  let awaited: readonly string[] | undefined;
  for (const definition of definitions) {
    if (definition.layout !== "positional" || !fitsSender(definition, sender)) continue;
    if (definition.counts?.includes(body.items.length) === false) continue;
    const elements = place(octets, body.items, definition.elements);
    if (elements === undefined) continue;
    if (isInTurn(definition, sender)) return { definition, elements };
    awaited = definition.when.after;
  }
  if (awaited !== undefined) throw new ProtocolError("layout-awaited", { is: "before", names: awaited.join(", ") });
  return undefined;
}

function place(
  octets: Uint8Array,
  items: readonly Data[],
  elements: readonly Element[],
): Placed["elements"] | undefined {
  // Two thirds of the attempts fail here, before anything is allocated.
  if (items.length > elements.length) return undefined;
  const placed: { element: Element; data: Data; index: number }[] = [];
  let spare = elements.length - items.length;
  for (const [index, element] of elements.entries()) {
    const data = items[placed.length];
    if (data !== undefined && fits(octets, data, element, spare)) placed.push({ element, data, index });
    else if (element.optional === true && spare > 0) spare--;
    else return undefined;
  }
  return placed;
}

/**
 * Null fits as well, but only once the optional elements that must be missing have been passed over, and never in place of
 * a text that tells the list from others.
 */
function fits(octets: Uint8Array, data: Data, element: Element, spare: number): boolean {
  if (data.tag === tag.null)
    return element.begins === undefined && element.role !== "text" && (element.optional !== true || spare === 0);
  return isOfType(octets, data, element);
}

function isOfType(octets: Uint8Array, data: Data, { type, role, begins }: Element): boolean {
  const plain = plainTypes[type];
  if (plain !== undefined) return data.tag === plain;
  if (data.tag !== tag.octetString) return false;
  if (role === "name") return isName(octets, data);
  const length = type.length > 6 ? Number(type.slice(7, -1)) : undefined;
  if (length !== undefined && length !== data.end - data.content) return false;
  if (role === "text" && !isPrintable(octets, data)) return false;
  return begins === undefined || toText(octets, data.content, data.end).startsWith(begins);
}

function isPrintable(octets: Uint8Array, { content, end }: Data): boolean {
  return octets.subarray(content, end).every((octet) => octet >= 0x20 && octet <= 0x7e);
}
