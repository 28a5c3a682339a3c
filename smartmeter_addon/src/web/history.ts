import type { HistoryRange, HistoryView } from "./view.ts";

/** Width and number of buckets; their product is the range. A bucket is about one pixel of a wide chart. */
const shapes: Readonly<Record<HistoryRange, { readonly bucketMs: number; readonly buckets: number }>> = {
  "5m": { bucketMs: 1000, buckets: 300 },
  "1h": { bucketMs: 5000, buckets: 720 },
  "24h": { bucketMs: 120_000, buckets: 720 },
};
/** A ring takes its memory in so many parts, each when its time comes: of a thousand meters most are never looked at. */
const parts = 6;
/** What a slot holds: turn of the ring, minimum, mean, maximum. */
const fields = 4;

/** Power over time in memory with a bound: minimum, mean and maximum of every bucket of the last day. */
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
  const slotsOfPart = buckets / parts;
  const slots: (Float32Array | undefined)[] = Array.from({ length: parts }, () => undefined);
  /** The bucket added to last, and how many values are in it; where a clock goes back, its mean begins anew. */
  let newest = -1;
  let count = 0;

  /** How often the ring had gone round at this bucket since 1970: few enough to be exact as a float. Never 0. */
  const turnOf = (bucket: number): number => Math.floor(bucket / buckets) + 1;

  return {
    add(atMs, value) {
      const bucket = Math.floor(atMs / bucketMs);
      const slot = bucket % buckets;
      const turn = turnOf(bucket);
      const index = Math.floor(slot / slotsOfPart);
      const part = slots[index] ?? new Float32Array(slotsOfPart * fields);
      slots[index] = part;
      const at = (slot % slotsOfPart) * fields;
      if (bucket !== newest) count = 0;
      newest = bucket;
      count++;
      if (part[at] !== turn) {
        part[at] = turn;
        part.fill(value, at + 1, at + fields);
        return;
      }
      part[at + 1] = Math.min(part[at + 1] as number, value);
      part[at + 2] = (part[at + 2] as number) + (value - (part[at + 2] as number)) / count;
      part[at + 3] = Math.max(part[at + 3] as number, value);
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
        const part = slots[Math.floor(slot / slotsOfPart)];
        const at = (slot % slotsOfPart) * fields;
        if (part === undefined || part[at] !== turnOf(bucket)) continue;
        view.at.push(bucket * bucketMs);
        view.min.push(round(part[at + 1] as number));
        view.mean.push(round(part[at + 2] as number));
        view.max.push(round(part[at + 3] as number));
      }
      return view;
    },
  };
}

/** A tenth of a watt: finer than any meter sends, shorter than a float. */
const round = (value: number): number => Math.round(value * 10) / 10;
