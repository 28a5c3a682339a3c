/** The ways of a meter and its household: how often it did what a rule finds, in telegrams that fade with time. */

/** One of them. */
export interface Way {
  /** In telegrams that were believed. */
  times: number;
  /** In telegrams that were left out: damage, or a way nobody could believe. */
  leftOut: number;
  /** Number of the telegram these are counted up to. */
  at: number;
  /** When it was last done, s by the meter's clock. */
  seen: number | undefined;
}

/** A way as plain data. */
export interface WayState {
  readonly key: string;
  readonly times: number;
  readonly leftOut: number;
  readonly seen?: number | undefined;
}

/** Telegrams a way is remembered for, and how long without it, s. */
export const memory = 500_000;
const forgottenAfter = 28 * 86_400;
const mostWays = 128;
/** What is left of a count after one more telegram. */
const fadedByOne = Math.exp(-1 / memory);

/** `telegram`, everywhere: the number of the telegram that is judged; `seconds`: what the meter's clock says in it. */
export class Ways {
  readonly #ways = new Map<string, Way>();
  /** The keys believed last and their ways: most telegrams do what the one before did. */
  #usual: { readonly keys: readonly string[]; readonly ways: readonly Way[] } | undefined;

  constructor(before: readonly WayState[], telegram: number) {
    for (const { key, times, leftOut, seen } of before) this.#ways.set(key, { times, leftOut, seen, at: telegram });
  }

  /** How often until now; a way that was never seen is not kept for being asked for. */
  of(key: string, telegram: number, seconds: number | undefined): Way {
    const way = this.#ways.get(key) ?? { times: 0, leftOut: 0, at: telegram, seen: seconds };
    fade(way, telegram, seconds);
    return way;
  }

  /** A telegram that goes these ways was believed. */
  believed(keys: readonly string[], telegram: number, seconds: number | undefined): void {
    if (this.#usual?.keys === keys) {
      for (const way of this.#usual.ways) {
        fade(way, telegram, seconds);
        way.times++;
        way.seen = seconds ?? way.seen;
      }
      return;
    }
    for (const key of keys) {
      const way = this.of(key, telegram, seconds);
      way.times++;
      this.#keep(key, way, seconds);
    }
    const kept = keys.flatMap((key) => this.#ways.get(key) ?? []);
    this.#usual = kept.length === keys.length ? { keys, ways: kept } : undefined;
  }

  /** A telegram was left out for going this way. */
  leftOut(key: string, telegram: number, seconds: number | undefined): Way {
    const way = this.of(key, telegram, seconds);
    way.leftOut++;
    this.#keep(key, way, seconds);
    return way;
  }

  state(): WayState[] {
    return [...this.#ways].map(([key, { times, leftOut, seen }]) => ({ key, times, leftOut, seen }));
  }

  #keep(key: string, way: Way, seconds: number | undefined): void {
    const ways = this.#ways;
    way.seen = seconds ?? way.seen;
    if (ways.get(key) === way) return;
    ways.set(key, way);
    if (ways.size <= mostWays) return;
    ways.delete(rarestOf(ways, key));
    this.#usual = undefined;
  }
}

function fade(way: Way, telegram: number, seconds: number | undefined): void {
  if (way.seen !== undefined && seconds !== undefined && seconds - way.seen > forgottenAfter) {
    way.times = 0;
    way.leftOut = 0;
  }
  const passed = telegram - way.at;
  if (passed <= 0) return;
  const faded = passed === 1 ? fadedByOne : Math.exp(-passed / memory);
  way.times *= faded;
  way.leftOut *= faded;
  way.at = telegram;
}

/** The key of the way that was gone least often; `key` where all are gone as often. */
function rarestOf(ways: ReadonlyMap<string, Way>, key: string): string {
  let rarest = key;
  for (const [other, { times, leftOut }] of ways)
    if (times + leftOut < (ways.get(rarest)?.times ?? 0) + (ways.get(rarest)?.leftOut ?? 0)) rarest = other;
  return rarest;
}
