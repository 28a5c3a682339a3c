/**
 * Two entries of the options can hear the same meter: through two readers, or through one bridge that was entered
 * twice. One of them serves it; otherwise every watt-hour would count twice, and every telegram would set up its
 * sensors again.
 */

/** Which entry serves a meter. */
export interface Serving {
  /**
   * A telegram of the meter came to an entry (position in the options). Undefined: that entry serves the meter; else
   * the entry that does.
   */
  servedBy(meterId: string, entry: number, atMs: number): number | undefined;
}

/**
 * The slowest meter sends every 15 s: an entry that misses four telegrams has lost its meter, and the other takes over.
 */
const goneMs = 60_000;

/** No meter is served before its first telegram. */
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
