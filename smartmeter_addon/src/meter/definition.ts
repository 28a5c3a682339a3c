import * as v from "valibot";
import { type Obis, parseObis } from "../cosem/obis.ts";
import { parseUnit, type Unit } from "../cosem/unit.ts";
import type { Quantity } from "./quantity.ts";

const name = v.pipe(v.string(), v.regex(/^[a-z0-9-]{2,40}$/, "lower case letters, digits and -"));
const obis = v.pipe(
  v.string(),
  v.transform(parseObis),
  v.check((value) => value !== undefined, "an OBIS code like 1-0:1.8.0"),
  v.transform((value) => value as Obis),
);
const unit = v.pipe(
  v.string(),
  v.transform(parseUnit),
  v.check((value) => value !== undefined, "a unit like Wh, W, varh, var, V, A, Hz, ° or 1"),
  v.transform((value) => value as Unit),
);
const scaler = v.pipe(v.number(), v.integer(), v.minValue(-9), v.maxValue(9));
const text = v.pipe(v.string(), v.minLength(1));
const manufacturer = v.pipe(v.string(), v.regex(/^[A-Z]{3}$/, "three capital letters"));

const element = v.strictObject({
  /** `u16`, `u32`, `i16`, `i32`; `octets` of any length or `octets(12)`. */
  type: v.pipe(
    v.string(),
    v.regex(/^([iu](8|16|32|64)|octets(\(\d{1,2}\))?)$/, "u16, u32, i16, i32, octets or octets(12)"),
  ),
  obis: v.optional(obis),
  unit: v.optional(unit),
  scaler: v.optional(scaler),
  /** What an octet string is, where it is no text. */
  role: v.optional(v.picklist(["clock", "date", "time", "name"])),
  /** May be left out by the meter. */
  optional: v.optional(v.boolean()),
});

const object = v.strictObject({
  obis,
  key: v.optional(v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_]{1,39}$/, "lower case letters, digits and _"))),
  en: v.optional(text),
  de: v.optional(text),
  unit: v.optional(unit),
  scaler: v.optional(scaler),
  state_class: v.optional(v.picklist(["measurement", "total", "total_increasing"])),
});

/** One file of meters/: what a telegram leaves out. `meters/README.md` explains every key to users. */
const schema = v.strictObject({
  name,
  title: text,
  layout: v.picklist(["positional", "obis-scaled", "obis", "object-list", "dsmr", "amis"]),
  operators: v.optional(v.array(text), []),
  products: v.optional(v.array(v.strictObject({ manufacturer, model: text })), []),
  /** Further conditions; all of them must hold. */
  when: v.optional(
    v.strictObject({
      framing: v.optional(v.array(v.picklist(["mbus", "hdlc", "p1", "amis", "apdu"]))),
      manufacturer: v.optional(v.array(manufacturer)),
      list: v.optional(text),
      objects: v.optional(v.array(obis)),
    }),
    {},
  ),
  elements: v.optional(v.array(element), []),
  /** Scalers of units the telegram leaves out; `above`: only for raw values greater than that. */
  implied: v.optional(v.array(v.strictObject({ unit, scaler, above: v.optional(v.number()) })), []),
  /** Names, units and scalers for single objects. */
  objects: v.optional(v.array(object), []),
  serial: v.optional(v.array(v.pipe(v.string(), v.regex(/^\d+ [78][NEO][12]$/, "2400 8E1"))), []),
  interval: v.optional(v.array(v.number()), []),
  unconfirmed: v.optional(v.boolean(), false),
  caveats: v.optional(v.array(text), []),
  sources: v.optional(v.array(text), []),
});

type Parsed = v.InferOutput<typeof schema>;
export type Element = Parsed["elements"][number];

/** A file of meters/, checked, with its objects by logical name. */
export interface Definition extends Omit<Parsed, "objects"> {
  readonly objects: ReadonlyMap<Obis, Parsed["objects"][number]>;
  /** Quantities this file names. */
  readonly quantities: ReadonlyMap<Obis, Quantity>;
}

export type Definitions = readonly Definition[];

/** A file's content as a definition, or one sentence a problem: path, expected, found. */
export function parseDefinition(content: unknown): { definition: Definition } | { problems: string[] } {
  const result = v.safeParse(schema, content);
  if (!result.success)
    return {
      problems: result.issues.map(
        (issue) => `${v.getDotPath(issue) ?? "file"}: ${issue.message} (found ${issue.received})`,
      ),
    };
  const parsed = result.output;
  if (parsed.layout === "positional" && parsed.elements.length === 0)
    return { problems: ["elements: a positional layout needs its elements in order"] };
  return {
    definition: {
      ...parsed,
      objects: new Map(parsed.objects.map((entry) => [entry.obis, entry])),
      quantities: new Map(parsed.objects.flatMap((entry) => namedQuantity(entry))),
    },
  };
}

/** Parses the text of a user's own file. Throws nothing: a file that is no YAML is a problem like any other. */
export async function parseDefinitionText(source: string): Promise<ReturnType<typeof parseDefinition>> {
  const { parse } = await import("yaml");
  try {
    return parseDefinition(parse(source));
  } catch (error) {
    return { problems: [`the file is no YAML: ${error instanceof Error ? error.message : String(error)}`] };
  }
}

function namedQuantity(entry: Parsed["objects"][number]): [Obis, Quantity][] {
  if (entry.key === undefined) return [];
  const label = entry.en ?? entry.key;
  const quantity: Quantity = {
    key: entry.key,
    obis: entry.obis,
    unit: entry.unit ?? "1",
    displayUnit: entry.unit === "1" ? undefined : entry.unit,
    divisor: 1,
    decimals: Math.max(0, -(entry.scaler ?? 0)),
    deviceClass: undefined,
    stateClass: entry.state_class ?? "measurement",
    enabled: true,
    diagnostic: false,
    en: label,
    de: entry.de ?? label,
    min: Number.NEGATIVE_INFINITY,
    max: Number.POSITIVE_INFINITY,
  };
  return [[entry.obis, quantity]];
}
