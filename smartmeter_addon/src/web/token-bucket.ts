/** Token buckets, which limit whatever writes or is expensive. */

/** A bucket of `burst` tokens, refilled evenly. True takes a token; false: there is none. */
export function createTokenBucket(burst: number, perMinute: number): (nowMs: number) => boolean {
  let left = burst;
  let filledAtMs = Number.NEGATIVE_INFINITY;
  return (nowMs) => {
    left = Math.min(burst, left + ((nowMs - filledAtMs) / 60_000) * perMinute);
    filledAtMs = nowMs;
    if (left < 1) return false;
    left--;
    return true;
  };
}

/**
 * A bucket for each of many, by name, but for at most `most` at a time: whoever comes while that many are in use shares
 * one bucket with all others who do, and takes nothing from those who were there.
 */
export function createTokenBuckets(
  burst: number,
  perMinute: number,
  most: number,
): (name: string) => (nowMs: number) => boolean {
  const refillMs = (burst / perMinute) * 60_000;
  const buckets = new Map<string, { readonly take: (nowMs: number) => boolean; usedAtMs: number }>();
  const rest = createTokenBucket(burst, perMinute);
  return (name) => (nowMs) => {
    // A full bucket need not be remembered.
    for (const [other, { usedAtMs }] of buckets) if (nowMs - usedAtMs >= refillMs) buckets.delete(other);
    const known = buckets.get(name);
    if (known === undefined && buckets.size >= most) return rest(nowMs);
    const bucket = known ?? { take: createTokenBucket(burst, perMinute), usedAtMs: nowMs };
    buckets.set(name, bucket);
    bucket.usedAtMs = nowMs;
    return bucket.take(nowMs);
  };
}
