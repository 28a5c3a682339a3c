import type { HistoryRange, HistoryView } from "./view.ts";

/** Width and number of buckets; their product is the range. A bucket is about one pixel of a wide chart. */
const shapes: Readonly<Record<HistoryRange, { readonly bucketMs: number; readonly buckets: number }>> = {
  "5m": { bucketMs: 1000, buckets: 300 },
  "1h": { bucketMs: 5000, buckets: 720 },
  "24h": { bucketMs: 120_000, buckets: 720 },
};

/** Power over time in memory that never grows: minimum, mean and maximum of every bucket of the last day. */
export interface History {
  add(atMs: number, value: number): void;
  /** The buckets of the range that ends now, oldest first, without the empty ones. */
  read(range: HistoryRange, nowMs: number): HistoryView;
}

export function createHistory(): History {
  const rings = { "5m": createRing("5m"), "1h": createRing("1h"), "24h": createRing("24h") };
  return {
    add(atMs, value) {
      for (const ring of Object.values(rings)) ring.add(atMs, value);
    },
    read: (range, nowMs) => rings[range].read(range, nowMs),
  };
}

function createRing(range: HistoryRange): History {
  const { bucketMs, buckets } = shapes[range];
  /** Number of the bucket since 1970 that a slot holds; 0: none. */
  const held = new Uint32Array(buckets);
  const counts = new Uint32Array(buckets);
  const min = new Float32Array(buckets);
  const mean = new Float32Array(buckets);
  const max = new Float32Array(buckets);
  return {
    add(atMs, value) {
      const bucket = Math.floor(atMs / bucketMs);
      const slot = bucket % buckets;
      if (held[slot] !== bucket) {
        held[slot] = bucket;
        counts[slot] = 0;
        min[slot] = value;
        mean[slot] = 0;
        max[slot] = value;
      }
      const count = (counts[slot] as number) + 1;
      counts[slot] = count;
      mean[slot] = (mean[slot] as number) + (value - (mean[slot] as number)) / count;
      min[slot] = Math.min(min[slot] as number, value);
      max[slot] = Math.max(max[slot] as number, value);
    },
    read(_, nowMs) {
      const last = Math.floor(nowMs / bucketMs);
      const view = {
        range,
        bucketMs,
        at: [] as number[],
        min: [] as number[],
        mean: [] as number[],
        max: [] as number[],
      };
      for (let bucket = Math.max(1, last - buckets + 1); bucket <= last; bucket++) {
        const slot = bucket % buckets;
        if (held[slot] !== bucket) continue;
        view.at.push(bucket * bucketMs);
        view.min.push(round(min[slot] as number));
        view.mean.push(round(mean[slot] as number));
        view.max.push(round(max[slot] as number));
      }
      return view;
    },
  };
}

/** A tenth of a watt: finer than any meter sends, shorter than a float. */
const round = (value: number): number => Math.round(value * 10) / 10;
