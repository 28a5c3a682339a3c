/** The meter's own rhythm, learnt from when its telegrams came. */

/** How many intervals are remembered: enough for the median to ignore losses. */
const kept = 15;
/** A meter may be silent for this many of its intervals before its values are called old … */
const patience = 12;
/** … but never for less than this, in milliseconds. */
const leastMs = 60_000;
/** This many intervals are enough to be sure, even if some telegrams were held back at the start. */
const telling = 5;
/** Telegrams that come closer together were queued on their way and say nothing about the meter. */
const togetherMs = 100;
/** Used until the rhythm is known; the slowest one, AMIS in search mode, is once a minute. */
const unknownMs = 120_000;

/** The meter's own rhythm, learnt from when its telegrams came. */
export function createRhythm() {
  let intervals: number[] = [];
  let lastMs: number | undefined;

  function intervalMs(): number | undefined {
    if (intervals.length < 2) return undefined;
    return intervals.toSorted((a, b) => a - b)[Math.floor((intervals.length - 1) / 2)];
  }

  function limitMs(): number {
    const interval = intervalMs();
    return interval === undefined ? unknownMs : Math.max(leastMs, patience * interval);
  }

  return {
    note(atMs: number): void {
      // Neither a clock that was set back nor an outage gives an interval.
      const interval = lastMs === undefined ? -1 : atMs - lastMs;
      if (interval >= togetherMs && interval <= limitMs()) intervals = [...intervals, interval].slice(-kept);
      lastMs = atMs;
    },
    /** Undefined before the third telegram. */
    intervalMs,
    /** Whether enough intervals were seen to rely on it. */
    isSure: (): boolean => intervals.length >= telling,
    /** Silence after which the values count as old. */
    limitMs,
  };
}
