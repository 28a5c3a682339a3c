/**
 * One meter can be heard by two entries of the options: two readers on it, or one bridge entered twice. One of them serves;
 * served twice, every watt-hour would count twice, and every telegram would set up the meter's sensors again.
 */

/** Which entry serves a meter. */
export interface Serving {
  /**
   * A telegram of the meter has come to an entry (position in the options). Undefined: that entry serves it. Else the
   * entry that does.
   */
  servedBy(meterId: string, entry: number, atMs: number): number | undefined;
}

/** The slowest meter sends every 15 s: an entry that has missed four has lost its meter, and the other one takes over. */
const goneMs = 60_000;

export function createServing(): Serving {
  const served = new Map<string, { entry: number; atMs: number }>();
  return {
    servedBy(meterId, entry, atMs) {
      const known = served.get(meterId);
      if (known !== undefined && known.entry !== entry && atMs - known.atMs < goneMs) return known.entry;
      served.set(meterId, { entry, atMs });
      return undefined;
    },
  };
}
