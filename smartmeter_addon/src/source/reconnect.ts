/** How long to wait before the next attempt. */
import { setTimeout as sleep } from "node:timers/promises";

export interface PauseOptions {
  readonly firstMs?: number;
  readonly lastMs?: number;
  /** 0..1, for the jitter. */
  readonly random?: () => number;
}

/** Pauses between two attempts: they double up to the last one; a fifth of each is left to chance. */
export interface Pauses {
  nextMs(): number;
  /** It worked: begin with the first one again. */
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

/** How often something that may reappear is looked for during a pause. */
const lookMs = 1000;

/** Waits; ends early when aborted, or when `appeared` says so. Never rejects. */
export async function pause(ms: number, signal: AbortSignal, appeared?: () => boolean): Promise<void> {
  for (let leftMs = ms; leftMs > 0 && !signal.aborted; leftMs -= lookMs) {
    await sleep(Math.min(leftMs, lookMs), undefined, { signal }).catch(() => undefined);
    if (appeared?.()) return;
  }
}
