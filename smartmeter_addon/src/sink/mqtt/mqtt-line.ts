/** What is published of one meter: its state, rhythm and known values. */
import { quantityByKey } from "../../telegram/quantity.ts";
import type { Reading } from "../../telegram/reading.ts";
import { zonedInstant, zonedMeterTime } from "../local-time.ts";
import type { MeterHandle } from "../sink.ts";
import { rounded, type StateValue, stateValues } from "../state-values.ts";
import { expireAfter } from "./home-assistant.ts";
import { createKeyWatch } from "./key-watch.ts";
import { type KnownMeter, learnMeter } from "./known-meters.ts";
import { createPublishWindow, type Spreads } from "./publish-window.ts";
import { continueRegisters } from "./register-offsets.ts";

/** How often a meter's state is published. */
export interface LineOptions {
  readonly timeZone: string;
  /** Seconds between two states; 0: every telegram. */
  readonly intervalS: number;
  /** Change of power, W, that is published before the interval is over. */
  readonly deadbandW: number | undefined;
}

/** The values of one publication. */
export interface State {
  /** The state topic's JSON. */
  readonly payload: string;
  /** The same values one by one, for flat topics. */
  readonly values: ReadonlyMap<string, number>;
}

/** What is known and published of one meter. */
export interface MqttLine {
  readonly known: KnownMeter;
  /** The meter was heard within its own rhythm, as far as has been published. */
  available: boolean;
  readonly lastSeenMs: number | undefined;
  readonly meterTime: string | undefined;
  /** Takes a telegram; gives the state where it must be published now, and `learnt` where discovery has changed. */
  accept(entry: MeterHandle, reading: Reading, receivedAtMs: number, nowMs: number): Accepted;
  /** Takes a reading that comes late and out of turn: it counts for extremes and mean. */
  recall(reading: Reading): void;
  /** Takes the meter's rhythm; true where discovery has changed with it. */
  setRhythm(intervalMs: number): boolean;
  /** Gives what the publishing interval still holds. */
  flush(nowMs: number): State | undefined;
  /** The newest state, as long as its values may be shown as current. */
  current(nowMs: number): State | undefined;
}

/** What follows from a telegram. */
export interface Accepted {
  readonly state: State | undefined;
  readonly learnt: boolean;
  /** Another device counts under the same id; its registers go on with an offset. */
  readonly exchanged: boolean;
}

/** Age at which the state of a meter with unknown rhythm is no longer current. */
const unknownRhythmMs = 60_000;

/** Begins with what is known of the meter, which is changed in place. */
export function createMqttLine(known: KnownMeter, options: LineOptions): MqttLine {
  const { timeZone, intervalS, deadbandW } = options;
  const watched = deadbandW === undefined ? undefined : { key: "power_net", deadband: deadbandW };
  const window = createPublishWindow({ intervalMs: intervalS * 1000, watched });
  const watch = createKeyWatch();
  let values: ReadonlyMap<string, StateValue> = new Map();
  let since: Readonly<Record<string, string | null>> = {};
  let published: { state: State; atMs: number } | undefined;
  let meterTime: string | undefined;
  let lastSeenMs: number | undefined;

  const publish = (spreads: Spreads, nowMs: number): State => {
    const state = {
      payload: statePayload(known, { values, since, spreads: intervalS > 0 ? spreads : undefined, meterTime }),
      values: new Map([...values].map(([key, { value }]) => [key, value] as const)),
    };
    published = { state, atMs: nowMs };
    return state;
  };

  const flush = (nowMs: number): State | undefined => {
    const spreads = window.flush(nowMs);
    return spreads === undefined ? undefined : publish(spreads, nowMs);
  };

  return {
    known,
    flush,
    available: false,
    get lastSeenMs() {
      return lastSeenMs;
    },
    get meterTime() {
      return meterTime;
    },
    accept(entry, reading, receivedAtMs, nowMs) {
      values = stateValues(reading);
      since = sinceOf(reading, timeZone);
      let exchanged = false;
      if (entry.fixedId !== undefined) {
        known.counted ??= { registers: {} };
        ({ values, exchanged } = continueRegisters(known.counted, reading, values, receivedAtMs));
      }
      meterTime =
        reading.meterTime === undefined ? undefined : zonedMeterTime(reading.meterTime, timeZone, receivedAtMs);
      lastSeenMs = receivedAtMs;
      const learnt = learnMeter(known, entry, reading, values);
      // A sum that was not whole comes back with the next period; its entity stays.
      const awaited = (reading.incomplete ?? []).map(({ quantity }) => quantity?.key ?? "");
      const gone = watch.seen(known, new Set([...values.keys(), ...awaited]), nowMs);
      const spreads = window.push(nowMs, liveValues(values));
      return {
        state: spreads === undefined ? undefined : publish(spreads, nowMs),
        learnt: learnt || gone || exchanged,
        exchanged,
      };
    },
    recall: (reading) => window.add(liveValues(stateValues(reading))),
    setRhythm(intervalMs) {
      const seconds = expireAfter(intervalMs, intervalS);
      // A rhythm that merely jitters must not cause discovery again and again.
      if (known.expireAfter >= seconds && known.expireAfter <= 2 * seconds) return false;
      known.expireAfter = seconds;
      return true;
    },
    current(nowMs) {
      flush(nowMs);
      const youngMs = known.expireAfter === 0 ? unknownRhythmMs + intervalS * 1000 : known.expireAfter * 1000;
      return published !== undefined && nowMs - published.atMs <= youngMs ? published.state : undefined;
    },
  };
}

function liveValues(values: ReadonlyMap<string, StateValue>): ReadonlyMap<string, number> {
  const live = [...values.values()].filter(({ quantity }) => quantity?.stateClass === "measurement");
  return new Map(live.map(({ key, value }) => [key, value] as const));
}

/** From when on sums were counted that do not hold all of their period, by key; null where that is not all. */
function sinceOf({ caveats = {} }: Reading, timeZone: string): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(caveats).map(([key, caveat]) => [
      key,
      caveat.kind === "since" ? zonedInstant(caveat.atMs, timeZone) : null,
    ]),
  );
}

/** What one publication says. */
interface Publication {
  readonly values: ReadonlyMap<string, StateValue>;
  readonly since: Readonly<Record<string, string | null>>;
  readonly spreads: Spreads | undefined;
  readonly meterTime: string | undefined;
}

/** The state topic's JSON: it has every announced key, `null` where this telegram had no value. */
function statePayload(known: KnownMeter, { values, since, spreads, meterTime }: Publication): string {
  const announced = Object.entries(known.keys).flatMap(([key, { gone }]) => (gone === true ? [] : [key]));
  const state: Record<string, number | string | null> = {};
  for (const key of new Set([...announced, ...values.keys()])) {
    const value = values.get(key)?.value;
    state[key] = value ?? null;
    const counted = since[key];
    if (counted !== undefined && value !== undefined) state[`${key}_since`] = counted;
    const offset = known.counted?.registers[key]?.offset ?? 0;
    if (offset !== 0 && value !== undefined)
      state[`${key}_meter`] = rounded(value - offset, quantityByKey(key)?.decimals ?? 3);
    const quantity = quantityByKey(key);
    if (spreads === undefined || quantity?.stateClass !== "measurement") continue;
    const spread = spreads.get(key);
    state[`${key}_min`] = spread?.min ?? null;
    state[`${key}_max`] = spread?.max ?? null;
    state[`${key}_mean`] = spread === undefined ? null : rounded(spread.mean, quantity.decimals);
  }
  state.meter_time = meterTime ?? null;
  return JSON.stringify(state);
}
