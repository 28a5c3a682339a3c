/** How long to wait before the next attempt. */
import { setTimeout as sleep } from "node:timers/promises";

/** Lengths in ms. */
export interface PauseOptions {
  readonly firstMs?: number;
  readonly lastMs?: number;
  /** 0..1, for the jitter. */
  readonly random?: () => number;
}

/**
 * Pauses between attempts: each is twice as long as the one before, up to the longest; a fifth of each is left to
 * chance.
 */
export interface Pauses {
  nextMs(): number;
  /** An attempt worked: the next pause is the first one again. */
  reset(): void;
}

export function createPauses({ firstMs = 1000, lastMs = 60_000, random = Math.random }: PauseOptions = {}): Pauses {
  let pauseMs = firstMs;
  return {
    nextMs() {
      const nowMs = pauseMs * (0.8 + 0.2 * random());
      pauseMs = Math.min(lastMs, pauseMs * 2);
      return nowMs;
    },
    reset() {
      pauseMs = firstMs;
    },
  };
}

/** How often a pause looks whether something has reappeared. */
const lookMs = 1000;

/** Waits; ends early when aborted, or as soon as `appeared` says so. Never rejects. */
export async function pause(ms: number, signal: AbortSignal, appeared?: () => boolean): Promise<void> {
  for (let leftMs = ms; leftMs > 0 && !signal.aborted; leftMs -= lookMs) {
    await sleep(Math.min(leftMs, lookMs), undefined, { signal }).catch(() => undefined);
    if (appeared?.()) return;
  }
}
