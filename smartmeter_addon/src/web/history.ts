/** Power of the last day in bounded memory, finer the more recent it is. The coarsest ring outlives a restart. */

interface Shape {
  readonly bucketMs: number;
  readonly buckets: number;
}

/**
 * Width and number of buckets; their product is how far back a ring reaches. A bucket is about one pixel of a wide
 * chart.
 */
const shapes: readonly Shape[] = [
  { bucketMs: 1000, buckets: 300 },
  { bucketMs: 5000, buckets: 720 },
  { bucketMs: 120_000, buckets: 720 },
];
/**
 * A ring allocates its memory in this many parts, each when it is first needed: of a thousand meters, most are never
 * looked at.
 */
const parts = 6;
/** Numbers in a slot: turn of the ring, minimum, mean, maximum. */
const fields = 4;

/** Power within one bucket, W. */
export interface PowerPoint {
  /** Start of the bucket. */
  readonly atMs: number;
  readonly min: number;
  readonly mean: number;
  readonly max: number;
}

/** Points of one width. */
export interface PowerPoints {
  readonly bucketMs: number;
  /** Oldest first, without empty buckets. */
  readonly points: readonly PowerPoint[];
}

/** Power over time: minimum, mean and maximum of every bucket of the last day. */
export interface History {
  add(atMs: number, value: number): void;
  /** What is known of the span, as fine as it can be. */
  read(fromMs: number, toMs: number, nowMs: number): PowerPoints;
  /** The coarsest ring as plain data: `[start of the bucket in s, minimum, mean, maximum]`. */
  state(nowMs: number): readonly PowerState[];
  /** Takes what {@link History.state} gave before a restart; anything else is ignored. */
  restore(state: unknown): void;
}

/** Start of a bucket in s since 1970; minimum, mean and maximum in W. */
export type PowerState = readonly [number, number, number, number];

export function createHistory(): History {
  const rings = shapes.map(createRing);
  const coarsest = rings.at(-1) as Ring;
  return {
    add(atMs, value) {
      for (const ring of rings) ring.add(atMs, value);
    },
    read(fromMs, toMs, nowMs) {
      let points: PowerPoint[] = [];
      let bucketMs = coarsest.bucketMs;
      for (const ring of rings.filter(({ reachMs }) => fromMs >= nowMs - reachMs)) {
        // After a restart the fine rings begin anew, and only the coarse one has what was before.
        const earliest = points[0]?.atMs ?? toMs;
        if (points.length > 0 && earliest <= fromMs + ring.bucketMs) break;
        const more = ring
          .read(fromMs, earliest, nowMs)
          .filter(({ atMs }) => points.length === 0 || (atMs >= fromMs && atMs + ring.bucketMs <= earliest));
        if (points.length === 0 || more.length > 0) bucketMs = ring.bucketMs;
        points = [...more, ...points];
      }
      if (fromMs < nowMs - coarsest.reachMs) points = coarsest.read(fromMs, toMs, nowMs);
      return { bucketMs, points };
    },
    state: (nowMs) =>
      coarsest
        .read(nowMs - coarsest.reachMs, nowMs, nowMs)
        .map(({ atMs, min, mean, max }) => [atMs / 1000, Math.round(min), Math.round(mean), Math.round(max)]),
    restore(state) {
      if (!Array.isArray(state)) return;
      for (const entry of state.slice(-coarsest.buckets)) if (isPowerState(entry)) coarsest.put(entry);
    },
  };
}

function isPowerState(entry: unknown): entry is PowerState {
  return Array.isArray(entry) && entry.length === 4 && entry.every((value) => Number.isFinite(value)) && entry[0] > 0;
}

interface Ring extends Shape {
  readonly reachMs: number;
  add(atMs: number, value: number): void;
  put(entry: PowerState): void;
  read(fromMs: number, toMs: number, nowMs: number): PowerPoint[];
}

function createRing({ bucketMs, buckets }: Shape): Ring {
  const slotsOfPart = buckets / parts;
  const slots: (Float32Array | undefined)[] = Array.from({ length: parts }, () => undefined);
  /** The bucket of the last value, and how many values are in it; when a clock goes back, its mean begins anew. */
  let newest = -1;
  let count = 0;

  /**
   * How often the ring has gone round since 1970 at this bucket; a number small enough to be exact as a float, and
   * never 0.
   */
  const turnOf = (bucket: number): number => Math.floor(bucket / buckets) + 1;

  /** The part that holds a bucket, and where the bucket begins in it. */
  function placeOf(bucket: number): { readonly part: Float32Array; readonly at: number } {
    const slot = bucket % buckets;
    const index = Math.floor(slot / slotsOfPart);
    const part = slots[index] ?? new Float32Array(slotsOfPart * fields);
    slots[index] = part;
    return { part, at: (slot % slotsOfPart) * fields };
  }

  return {
    bucketMs,
    buckets,
    reachMs: bucketMs * buckets,
    add(atMs, value) {
      const bucket = Math.floor(atMs / bucketMs);
      const { part, at } = placeOf(bucket);
      if (bucket !== newest) count = 0;
      newest = bucket;
      count++;
      if (part[at] !== turnOf(bucket)) {
        part[at] = turnOf(bucket);
        part.fill(value, at + 1, at + fields);
        return;
      }
      part[at + 1] = Math.min(part[at + 1] as number, value);
      part[at + 2] = (part[at + 2] as number) + (value - (part[at + 2] as number)) / count;
      part[at + 3] = Math.max(part[at + 3] as number, value);
    },
    put([second, ...values]) {
      const bucket = Math.floor((second * 1000) / bucketMs);
      const { part, at } = placeOf(bucket);
      part.set([turnOf(bucket), ...values], at);
    },
    read(fromMs, toMs, nowMs) {
      const points: PowerPoint[] = [];
      const now = Math.floor(nowMs / bucketMs);
      const first = Math.max(1, now - buckets + 1, Math.floor(fromMs / bucketMs));
      const last = Math.min(now, Math.ceil(toMs / bucketMs) - 1);
      for (let bucket = first; bucket <= last; bucket++) {
        const slot = bucket % buckets;
        const part = slots[Math.floor(slot / slotsOfPart)];
        const at = (slot % slotsOfPart) * fields;
        if (part === undefined || part[at] !== turnOf(bucket)) continue;
        const [min, mean, max] = [part[at + 1], part[at + 2], part[at + 3]].map((value) => round(value as number));
        points.push({ atMs: bucket * bucketMs, min: min as number, mean: mean as number, max: max as number });
      }
      return points;
    },
  };
}

/** A tenth of a watt: finer than any meter sends, shorter than a float. */
const round = (value: number): number => Math.round(value * 10) / 10;
