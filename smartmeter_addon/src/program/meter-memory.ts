/** What is remembered of each entry between two starts. */
import { createHash, randomBytes } from "node:crypto";
import * as v from "valibot";
import type { DecoderState, MeterKeys } from "../decoder.ts";
import type { Saving, StateStore } from "./state-store.ts";

const pair = v.tuple([v.number(), v.number()]);
const snapshot = v.object({
  sender: v.string(),
  structure: v.number(),
  counter: v.optional(v.number()),
  invokeId: v.optional(v.number()),
  seconds: v.optional(v.number()),
  pace: v.optional(v.number()),
  clockRange: v.optional(pair),
  registerNames: v.array(v.number()),
  registers: v.array(v.number()),
  owed: v.optional(v.array(v.number())),
  power: v.optional(v.number()),
  phases: v.array(v.number()),
  apparent: v.optional(v.number()),
  ways: v.optional(v.array(v.string())),
  largestPower: v.number(),
});
const reached = v.object({
  counter: v.optional(v.number()),
  seconds: v.optional(v.number()),
  lastSeconds: v.optional(v.number()),
  values: v.array(v.object({ obis: v.number(), value: v.number() })),
});
const life = v.object({
  sender: v.string(),
  address: v.string(),
  clock: v.picklist(["set", "factory", "none"]),
  now: reached,
  past: v.optional(reached),
  latest: v.optional(reached),
});
const proportion = v.object({
  telegrams: v.number(),
  recent: v.number(),
  undetected: v.number(),
  ways: v.array(v.object({ key: v.string(), times: v.number(), leftOut: v.number(), seen: v.optional(v.number()) })),
});
const schema = v.object({
  salt: v.string(),
  /** Id of a meter that sends none (AMIS); it stays when the key changes. */
  id: v.string(),
  /** Fingerprint of the authentication key with which `tagVerified` was learnt. */
  keys: v.optional(v.string()),
  /** Port settings that worked, `2400 8E1`. */
  settings: v.optional(v.string()),
  /** The key has opened telegrams. */
  worked: v.optional(v.boolean(), false),
  decoder: v.optional(
    v.object({
      last: v.optional(snapshot),
      others: v.optional(v.array(snapshot)),
      proportion: v.optional(proportion),
      natures: v.optional(v.array(v.string())),
      tagVerified: v.boolean(),
      opened: v.optional(v.boolean()),
      ids: v.optional(v.array(v.string())),
      lives: v.optional(v.array(life)),
    }),
  ),
});

/** What one entry of the options remembers from start to start. */
export interface MeterMemory {
  readonly id: string;
  readonly settings: string | undefined;
  readonly worked: boolean;
  readonly decoder: DecoderState | undefined;
  save(now: { settings: string | undefined; worked: boolean; decoder: DecoderState }, how: Saving): void;
}

/** What was stored for these keys; a tag that another key verified counts for nothing. */
export function recallMeter(store: StateStore, keys: MeterKeys): MeterMemory {
  const loaded = store.load();
  const parsed = v.safeParse(schema, loaded);
  if (loaded !== undefined && !parsed.success) store.reject();
  const kept = parsed.success ? parsed.output : { salt: randomId(16), id: `amis-${randomId()}`, worked: false };
  const { salt, id } = kept;
  const current = fingerprint(salt, [keys.key, keys.authenticationKey]);
  const isSameKey = "keys" in kept && kept.keys === current;
  const decoder = "decoder" in kept ? (kept.decoder as DecoderState | undefined) : undefined;
  return {
    id,
    settings: "settings" in kept ? kept.settings : undefined,
    worked: kept.worked && isSameKey,
    decoder: decoder && remembered({ ...decoder, tagVerified: decoder.tagVerified && isSameKey }, keys),
    save: (now, how) => store.save({ salt, id, keys: current, ...now }, how),
  };
}

/**
 * Removing the key from the options says that the meter now sends clear text; only then are its ids released. Another
 * key opens no old telegrams, but it may belong to another meter, such as one without a system title (AMIS).
 */
function remembered(decoder: DecoderState, { key }: MeterKeys): DecoderState {
  return key === undefined ? { ...decoder, opened: false, ids: [], lives: [] } : decoder;
}

/** A new random id or salt, as hexadecimal digits. */
function randomId(octets = 4): string {
  return randomBytes(octets).toString("hex");
}

/** Tells one key from another without giving it away: the salt is as random as the key. */
function fingerprint(salt: string, keys: readonly (Uint8Array | undefined)[]): string {
  const hash = createHash("sha256").update(salt);
  for (const key of keys) hash.update("|").update(key ?? "");
  return hash.digest("hex").slice(0, 16);
}
