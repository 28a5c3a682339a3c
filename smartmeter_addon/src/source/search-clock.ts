/** Ticks the search when it is due, for sources that run in real time. */
import type { Search, SearchEvent } from "./detect.ts";

/** `follow` takes what a tick has found, and sets the clock again. */
export function createSearchClock(search: Search, follow: (events: readonly SearchEvent[]) => void) {
  let timer: NodeJS.Timeout | undefined;
  return {
    /** To when the search is due now; needed after whatever it has heard. */
    set(): void {
      clearTimeout(timer);
      const dueMs = search.dueMs() - performance.now();
      if (dueMs === Number.POSITIVE_INFINITY) return;
      timer = setTimeout(() => follow(search.tick(performance.now())), Math.max(1, dueMs));
    },
    stop: (): void => clearTimeout(timer),
  };
}
