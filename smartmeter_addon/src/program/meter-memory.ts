import * as v from "valibot";
import type { MeterKeys, MeterState } from "../decoder.ts";
import { fingerprint, randomId, type Saving, type Store } from "./state-store.ts";

const pair = v.tuple([v.number(), v.number()]);
const snapshot = v.object({
  sender: v.string(),
  structure: v.number(),
  counter: v.optional(v.number()),
  invokeId: v.optional(v.number()),
  seconds: v.optional(v.number()),
  clockRange: v.optional(pair),
  registerNames: v.array(v.number()),
  registers: v.array(v.number()),
  power: v.optional(v.number()),
  phases: v.array(v.number()),
  apparent: v.optional(v.number()),
  traits: v.array(v.number()),
  largestPower: v.number(),
});
const schema = v.object({
  salt: v.string(),
  /** Id of a meter that tells none (AMIS); stays when the key changes. */
  id: v.string(),
  /** Of the authentication key `tagVerified` was learnt with. */
  keys: v.optional(v.string()),
  /** Port settings that worked, `2400 8E1`. */
  settings: v.optional(v.string()),
  /** The key has opened telegrams. */
  worked: v.optional(v.boolean(), false),
  decoder: v.optional(
    v.object({
      last: v.optional(snapshot),
      others: v.optional(v.array(snapshot)),
      traits: v.array(v.number()),
      tagVerified: v.boolean(),
    }),
  ),
});

/** What one entry of the options remembers from start to start. */
export interface MeterMemory {
  readonly id: string;
  readonly settings: string | undefined;
  readonly worked: boolean;
  readonly decoder: MeterState | undefined;
  save(now: { settings: string | undefined; worked: boolean; decoder: MeterState }, how: Saving): void;
}

/** What was kept for these keys; a tag verified with another key counts for nothing. */
export function recallMeter(store: Store, keys: MeterKeys): MeterMemory {
  const loaded = store.load();
  const parsed = v.safeParse(schema, loaded);
  if (loaded !== undefined && !parsed.success) store.reject();
  const kept = parsed.success ? parsed.output : { salt: randomId(16), id: `amis-${randomId()}`, worked: false };
  const { salt, id } = kept;
  const current = fingerprint(salt, [keys.key, keys.authenticationKey]);
  const sameKeys = "keys" in kept && kept.keys === current;
  const decoder = "decoder" in kept ? kept.decoder : undefined;
  return {
    id,
    settings: "settings" in kept ? kept.settings : undefined,
    worked: kept.worked && sameKeys,
    decoder: decoder && ({ ...decoder, tagVerified: decoder.tagVerified && sameKeys } as MeterState),
    save: (now, how) => store.save({ salt, id, keys: current, ...now }, how),
  };
}
