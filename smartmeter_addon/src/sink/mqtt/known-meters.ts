/** The meters this output remembers between two starts. */
import * as v from "valibot";
import { quantityByKey } from "../../telegram/quantity.ts";
import type { Reading } from "../../telegram/reading.ts";
import type { MeterHandle } from "../sink.ts";
import type { StateValue } from "../state-values.ts";

/** Where the sink keeps what it knows of meters between two starts; it reports its own failures. */
export interface MeterStore {
  load(): unknown;
  save(meters: unknown): void;
}

const text = v.optional(v.pipe(v.string(), v.maxLength(100)));
const knownMeter = v.object({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9_-]{1,46}$/)),
  /** Position and name of the entry in the options that last heard this meter. */
  entry: v.pipe(v.number(), v.integer(), v.minValue(0)),
  name: text,
  manufacturer: text,
  model: text,
  serial: text,
  /** Seconds after which a live value is too old to be shown; 0 while the meter's rhythm is not known. */
  expireAfter: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000)),
  /** Every value this meter ever sent: discovery announces it, and takes it back once it is gone. */
  keys: v.record(
    v.pipe(v.string(), v.regex(/^[a-z0-9_]{1,60}$/)),
    v.object({ obis: text, unit: text, gone: v.optional(v.boolean()) }),
  ),
  /** For an entry with a fixed id: how far its registers have come, whichever meter counts. */
  counted: v.optional(
    v.object({
      device: text,
      atMs: v.optional(v.number()),
      registers: v.record(v.string(), v.object({ last: v.number(), offset: v.number() })),
    }),
  ),
});
const knownMeters = v.pipe(v.array(knownMeter), v.maxLength(5000));

/** A meter as the store keeps it. */
export type KnownMeter = v.InferOutput<typeof knownMeter>;

/** What was stored, or nothing if that is damaged: the next telegrams teach it again. */
export function loadKnownMeters(store: MeterStore | undefined): KnownMeter[] {
  try {
    return v.parse(knownMeters, store?.load() ?? []);
  } catch {
    return [];
  }
}

/** A meter of which nothing is known yet but its id and who heard it. */
export function createKnownMeter(id: string, entry: MeterHandle): KnownMeter {
  return { id, entry: entry.index, name: entry.name, expireAfter: 0, keys: {} };
}

/** Most values without a name in the catalogue that a meter may announce. */
const mostUnnamed = 50;

/** Whether the telegram says anything new about its meter; `known` is changed in place. */
export function learnMeter(
  known: KnownMeter,
  entry: MeterHandle,
  reading: Reading,
  values: ReadonlyMap<string, StateValue>,
): boolean {
  const before = JSON.stringify(known);
  known.entry = entry.index;
  known.name = entry.name;
  // A telegram that leaves them out takes nothing back.
  known.manufacturer = printable(reading.manufacturer) ?? known.manufacturer;
  known.model = printable(reading.product) ?? known.model;
  known.serial = printable(reading.meterNumber ?? reading.deviceName) ?? known.serial;
  let unnamed = Object.values(known.keys).filter((key) => key.obis !== undefined).length;
  for (const { key, obis, unit } of values.values()) {
    if (obis === undefined) known.keys[key] = {};
    else if (key in known.keys || unnamed++ < mostUnnamed) known.keys[key] = { obis, unit };
  }
  return JSON.stringify(known) !== before;
}

/** Takes back values that an earlier version announced and the catalogue no longer names. */
export function retireUnknownKeys(known: KnownMeter): void {
  for (const [key, entry] of Object.entries(known.keys))
    if (entry.obis === undefined && quantityByKey(key) === undefined) entry.gone = true;
}

/** A text from a telegram, made fit for a user interface. */
function printable(said: string | undefined): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  const clean = said?.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, "").trim();
  return clean === undefined || clean === "" ? undefined : clean.slice(0, 60);
}
