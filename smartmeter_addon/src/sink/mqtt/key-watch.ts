/** Values that a meter has stopped sending. */
import type { KnownMeter } from "./known-meters.ts";

/**
 * A value is gone when it is missing from so many telegrams and for so long: taking it back costs the user's changes.
 */
const goneAfterTelegrams = 100;
const goneAfterMs = 24 * 3_600_000;

/** Notices values that a meter has stopped sending. */
export interface KeyWatch {
  /** Whether a value has gone with this telegram; marked in the known meter. */
  seen(known: KnownMeter, keys: ReadonlyMap<string, unknown>, atMs: number): boolean;
}

export function createKeyWatch(): KeyWatch {
  const missing = new Map<string, { telegrams: number; sinceMs: number }>();
  return {
    seen(known, keys, atMs) {
      let changed = false;
      for (const [key, entry] of Object.entries(known.keys)) {
        if (entry.gone === true) continue;
        if (keys.has(key)) {
          missing.delete(key);
          continue;
        }
        const since = missing.get(key) ?? { telegrams: 0, sinceMs: atMs };
        since.telegrams++;
        missing.set(key, since);
        if (since.telegrams < goneAfterTelegrams || atMs - since.sinceMs < goneAfterMs) continue;
        entry.gone = true;
        missing.delete(key);
        changed = true;
      }
      return changed;
    },
  };
}
