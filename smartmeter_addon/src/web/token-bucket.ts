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
