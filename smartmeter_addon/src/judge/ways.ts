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
export function createWays(before: readonly WayState[], telegrams: number) {
  const ways = new Map<string, Way>();
  for (const { key, times, leftOut, seen } of before) ways.set(key, { times, leftOut, seen, at: telegrams });
  /** The keys believed last and their ways: most telegrams do what the one before did. */
  let usual: { readonly keys: readonly string[]; readonly ways: readonly Way[] } | undefined;

  function wayOf(key: string, telegram: number, seconds: number | undefined): Way {
    const way = ways.get(key) ?? { times: 0, leftOut: 0, at: telegram, seen: seconds };
    fade(way, telegram, seconds);
    return way;
  }

  function keep(key: string, way: Way, seconds: number | undefined): void {
    way.seen = seconds ?? way.seen;
    if (ways.get(key) === way) return;
    ways.set(key, way);
    if (ways.size <= mostWays) return;
    ways.delete(rarestOf(ways, key));
    usual = undefined;
  }

  return {
    /** How often until now; a way that was never seen is not kept for being asked for. */
    of: wayOf,
    /** A telegram that goes these ways was believed. */
    believed(keys: readonly string[], telegram: number, seconds: number | undefined): void {
      if (usual?.keys === keys) {
        for (const way of usual.ways) {
          fade(way, telegram, seconds);
          way.times++;
          way.seen = seconds ?? way.seen;
        }
        return;
      }
      for (const key of keys) {
        const way = wayOf(key, telegram, seconds);
        way.times++;
        keep(key, way, seconds);
      }
      const kept = keys.flatMap((key) => ways.get(key) ?? []);
      usual = kept.length === keys.length ? { keys, ways: kept } : undefined;
    },
    /** A telegram was left out for going this way. */
    leftOut(key: string, telegram: number, seconds: number | undefined): Way {
      const way = wayOf(key, telegram, seconds);
      way.leftOut++;
      keep(key, way, seconds);
      return way;
    },
    state: (): WayState[] => [...ways].map(([key, { times, leftOut, seen }]) => ({ key, times, leftOut, seen })),
  };
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
