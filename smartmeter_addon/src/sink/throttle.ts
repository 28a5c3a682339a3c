/** Lets at most one event per meter and interval through. */
export interface Throttle {
  due(meter: number, atMs: number): boolean;
}

/** `intervalMs` 0: every event passes. The interval is met on average, whatever the meter's rhythm. */
export function createThrottle(intervalMs: number): Throttle {
  const nextMs = new Map<number, number>();
  return {
    due(meter, atMs) {
      const next = nextMs.get(meter);
      if (next !== undefined && atMs < next && next - atMs <= intervalMs) return false;
      // If the host's clock was set, in either direction, the grid begins anew.
      const onGrid = next !== undefined && atMs - next < intervalMs && atMs >= next;
      nextMs.set(meter, (onGrid ? next : atMs) + intervalMs);
      return true;
    },
  };
}
