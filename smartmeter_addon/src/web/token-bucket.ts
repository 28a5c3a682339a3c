/** So many in a burst, refilled evenly: what writes or costs is counted here before it happens. */
export function createRate(burst: number, perMinute: number): (nowMs: number) => boolean {
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
 * The same for each of many, by name, for at most so many at a time: whoever comes when all of these are at work shares
 * one bucket with all others that do, and takes nothing from those who were there.
 */
export function createRates(
  burst: number,
  perMinute: number,
  most: number,
): (name: string) => (nowMs: number) => boolean {
  const refillMs = (burst / perMinute) * 60_000;
  const rates = new Map<string, { readonly allowed: (nowMs: number) => boolean; usedAtMs: number }>();
  const rest = createRate(burst, perMinute);
  return (name) => (nowMs) => {
    // A bucket that is full again is as good as none.
    for (const [other, { usedAtMs }] of rates) if (nowMs - usedAtMs >= refillMs) rates.delete(other);
    const known = rates.get(name);
    if (known === undefined && rates.size >= most) return rest(nowMs);
    const rate = known ?? { allowed: createRate(burst, perMinute), usedAtMs: nowMs };
    rates.set(name, rate);
    rate.usedAtMs = nowMs;
    return rate.allowed(nowMs);
  };
}
