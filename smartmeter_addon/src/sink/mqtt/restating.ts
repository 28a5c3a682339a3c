/**
 * Says again what somebody else has overwritten: at once, and then with pauses that grow, so that two programs that
 * contradict each other do not fill the broker.
 */

/** Says things again that others overwrite. */
export interface Restating {
  /** The topic must be said again. */
  want(topic: string): void;
  stop(): void;
}

/** Pauses between two times. */
export interface RestatingTiming {
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
}

/** `say` sends what we last said on the topic. */
export function createRestating(say: (topic: string) => void, timing: RestatingTiming): Restating {
  const wanted = new Set<string>();
  let pauseMs = timing.firstPauseMs;
  let nextMs = 0;
  let timer: NodeJS.Timeout | undefined;

  const sayAll = (): void => {
    timer = undefined;
    nextMs = performance.now() + pauseMs;
    for (const topic of wanted) say(topic);
    wanted.clear();
  };

  return {
    want(topic) {
      wanted.add(topic);
      if (timer !== undefined) return;
      const waitMs = nextMs - performance.now();
      // After several quiet pauses the next answer may be immediate again.
      if (waitMs < -4 * pauseMs) pauseMs = timing.firstPauseMs;
      else pauseMs = Math.min(2 * pauseMs, timing.longestPauseMs);
      if (waitMs <= 0) sayAll();
      else timer = setTimeout(sayAll, waitMs);
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
      wanted.clear();
    },
  };
}
