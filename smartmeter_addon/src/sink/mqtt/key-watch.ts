/** Values that a meter has stopped sending. */
import type { KnownMeter } from "./known-meters.ts";

/**
 * A value is gone once this many telegrams over this long have lacked it: removing its entity loses what the user
 * changed about it.
 */
const goneAfterTelegrams = 100;
const goneAfterMs = 24 * 3_600_000;

/** Notices values that a meter has stopped sending. */
export interface KeyWatch {
  /** Whether a value is gone as of this telegram; marks it in the known meter. */
  seen(known: KnownMeter, keys: ReadonlySet<string>, atMs: number): boolean;
}

/** One watch for all meters. */
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
