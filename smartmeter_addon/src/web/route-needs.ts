/** What the answers of all routes are made from, and how often a route may be asked. */
import type { Metrics } from "../sink/sink.ts";
import type { EventHub } from "./events.ts";
import { Refusal } from "./exchange.ts";
import type { MeterBoard } from "./meter-board.ts";
import { createTokenBucket } from "./token-bucket.ts";
import type { WebTools } from "./tools.ts";
import type { PageState } from "./view.ts";

/** What answers are made from. */
export interface RouteNeeds {
  readonly hub: EventHub;
  readonly tools: WebTools;
  readonly metrics: Metrics | undefined;
  /** Zone of the household. */
  readonly timeZone: string;
  /** What a page sees that looks at this meter. */
  state(meter: number): PageState;
  board(meter: number): MeterBoard | undefined;
  /** The meter asked about; throws a {@link Refusal} where there is none. */
  boardOf(query: URLSearchParams): MeterBoard;
  boards(): Iterable<MeterBoard>;
}

/** Each throws a {@link Refusal} where it is called too often. */
export type Limits = ReturnType<typeof createLimits>;

/** Limits of the page as a whole, whoever asks. */
export function createLimits() {
  return {
    write: limit(5, 20),
    paste: limit(5, 20),
    look: limit(4, 12),
    askKey: limit(20, 90),
    // Every answer asks anew, and so does a page that is left open.
    askDraft: limit(20, 120),
    writeDraft: limit(5, 20),
    download: limit(5, 20),
  };
}

function limit(burst: number, perMinute: number): () => void {
  const allowed = createTokenBucket(burst, perMinute);
  return () => demand(allowed);
}

/** Measured by a clock that nobody sets: one that is set back would keep the bucket empty for that long. */
export function demand(allowed: (nowMs: number) => boolean): void {
  if (!allowed(performance.now())) throw new Refusal(429);
}
