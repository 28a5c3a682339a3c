/** Decides when state is written to disk. */
import type { Saving } from "./state-store.ts";

/** Writes one part of the state. */
export type Save = (how: Saving) => void;

/** Spreads writes over time: each takes a disk some milliseconds, and a memory card many. */
export interface StateSaver {
  /** Includes this part in all rounds from now on. */
  add(save: Save): void;
  /** Something must not be lost: it is written now, or within the next seconds if many ask at once. */
  soon(save: Save): void;
  /** Called every second. */
  tick(): void;
  /** Writes everything once more. */
  close(): void;
}

/**
 * How long a round over all parts takes, s, where they are few enough. A power cut costs at most this much of what was
 * learnt; registers can be compared with older ones just as well.
 */
const roundS = 60;
/** What `close` may spend on waiting for the disk, ms. */
const closeMs = 800;

/**
 * Makes at most one write per second, however many parts there are: a thousand are written every 17 minutes, spread
 * evenly.
 */
export function createStateSaver(nowMs: () => number = () => performance.now()): StateSaver {
  const parts: Save[] = [];
  const waiting = new Set<Save>();
  let next = 0;
  let due = 0;
  let rested = true;

  return {
    add: (save) => void parts.push(save),
    soon(save) {
      if (!rested) waiting.add(save);
      else save("behind");
      rested = false;
    },
    tick() {
      due = Math.min(2, due + parts.length / roundS);
      rested = true;
      const [first] = waiting;
      if (first !== undefined) {
        waiting.delete(first);
        first("behind");
      } else if (due >= 1) {
        due -= 1;
        parts[next++ % parts.length]?.("behind");
      } else return;
      rested = false;
    },
    close() {
      const end = nowMs() + closeMs;
      for (const save of parts) save(nowMs() < end ? "awaiting" : "hasty");
    },
  };
}
