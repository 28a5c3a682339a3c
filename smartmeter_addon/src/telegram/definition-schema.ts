// What a file of meters/ may say.
import * as v from "valibot";
import { type Obis, parseObis } from "../cosem/obis.ts";
import { parseUnit, type Unit } from "../cosem/unit.ts";
import { usualScalers } from "./implied.ts";
import { factEntries } from "./meter-facts.ts";

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
  /** `u16`, `u32`, `i16`, `i32`; `octets` of any length or `octets(12)`; what is only walked over: `enum`, `array` … */
  type: v.pipe(
    v.string(),
    v.regex(
      /^([iu](8|16|32|64)|enum|boolean|array|structure|octets(\(\d{1,2}\))?)$/,
      "u16, u32, i16, i32, octets, octets(12), enum, boolean, array or structure",
    ),
  ),
  obis: v.optional(obis),
  unit: v.optional(unit),
  scaler: v.optional(scaler),
  /** What an octet string is, where it is no text. */
  role: v.optional(v.picklist(["clock", "date", "time", "name", "text"])),
  /** What the octets begin with, as text: the name of the list, or of the maker. */
  begins: v.optional(text),
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
export const definitionSchema = v.strictObject({
  name,
  title: text,
  /** `none`: its operator's customers have no interface that anything could be read from. */
  layout: v.picklist(["positional", "obis-scaled", "obis", "object-list", "dsmr", "amis", "none"]),
  ...factEntries,
  /** Further conditions; all of them must hold. */
  when: v.optional(
    v.strictObject({
      framing: v.optional(v.array(v.picklist(["mbus", "hdlc", "p1", "amis", "apdu"]))),
      manufacturer: v.optional(v.array(manufacturer)),
      list: v.optional(text),
      objects: v.optional(v.array(obis)),
      /** Layouts one of which the same line must have sent before: for lists that say nothing of themselves. */
      after: v.optional(v.array(name)),
    }),
    {},
  ),
  elements: v.optional(v.array(element), []),
  /** How many elements come, where what is optional comes or stays away together. */
  counts: v.optional(v.array(v.pipe(v.number(), v.integer()))),
  /** Scalers of units the telegram leaves out; `above`: only for raw values greater than that. */
  implied: v.optional(
    v.union([
      v.pipe(
        v.literal("usual"),
        v.transform(() => usualScalers),
      ),
      v.array(v.strictObject({ unit, scaler, above: v.optional(v.number()) })),
    ]),
    [],
  ),
  /** Names, units and scalers for single objects. */
  objects: v.optional(v.array(object), []),
  unconfirmed: v.optional(v.boolean(), false),
});

/** A file's content, checked: codes as numbers, what is left out filled in. It goes through JSON unchanged. */
export type CheckedDefinition = v.InferOutput<typeof definitionSchema>;
export type Element = CheckedDefinition["elements"][number];
