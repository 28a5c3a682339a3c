/** What became of one live value between two publications. */
export interface Spread {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
}

/** A publication that is due: the spread of every value seen since the last one. */
export type Spreads = ReadonlyMap<string, Spread>;

/** One meter's publications. */
export interface PublishWindow {
  /** Takes the live values of one telegram; gives the spreads where a publication is due with it. */
  push(atMs: number, live: ReadonlyMap<string, number>): Spreads | undefined;
  /** Takes the live values of a telegram that comes late: they count but cause no publication. */
  add(live: ReadonlyMap<string, number>): void;
  /** Gives what has been collected since the last publication; undefined where nothing has. */
  flush(atMs: number): Spreads | undefined;
}

/** When a publication is due. */
export interface PublishWindowOptions {
  /** Time between two publications; 0: every telegram is one. */
  readonly intervalMs: number;
  /** A change of this value by more than `deadband` since the last publication is published at once. */
  readonly watched?: { readonly key: string; readonly deadband: number } | undefined;
}

/**
 * Decides which telegrams are published. It has no timer: a publication comes with the telegram nearest to the end of
 * the interval, so a meter whose rhythm is the interval gets every telegram through in spite of jitter.
 */
export function createPublishWindow(options: PublishWindowOptions): PublishWindow {
  const { intervalMs, watched } = options;
  let collected = new Map<string, { min: number; max: number; sum: number; count: number }>();
  let publishedAtMs = Number.NEGATIVE_INFINITY;
  let previousAtMs: number | undefined;
  let publishedWatched: number | undefined;
  let newestWatched: number | undefined;

  const collect = (live: ReadonlyMap<string, number>): void => {
    for (const [key, value] of live) {
      const entry = collected.get(key);
      if (entry === undefined) collected.set(key, { min: value, max: value, sum: value, count: 1 });
      else {
        entry.min = Math.min(entry.min, value);
        entry.max = Math.max(entry.max, value);
        entry.sum += value;
        entry.count++;
      }
    }
  };

  const isDue = (atMs: number): boolean => {
    const gapMs = previousAtMs === undefined ? 0 : atMs - previousAtMs;
    if (atMs - publishedAtMs >= intervalMs - gapMs / 2) return true;
    if (watched === undefined || newestWatched === undefined || publishedWatched === undefined) return false;
    return Math.abs(newestWatched - publishedWatched) > watched.deadband;
  };

  const publish = (atMs: number): Spreads => {
    const spreads = new Map(
      [...collected].map(([key, { min, max, sum, count }]) => [key, { min, max, mean: sum / count }] as const),
    );
    collected = new Map();
    publishedAtMs = atMs;
    publishedWatched = newestWatched;
    return spreads;
  };

  return {
    add: collect,
    push(atMs, live) {
      collect(live);
      if (watched !== undefined) newestWatched = live.get(watched.key) ?? newestWatched;
      const due = isDue(atMs);
      previousAtMs = atMs;
      return due ? publish(atMs) : undefined;
    },
    flush: (atMs) => (collected.size === 0 ? undefined : publish(atMs)),
  };
}
