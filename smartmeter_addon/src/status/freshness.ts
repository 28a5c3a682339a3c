/** How old a value may be before it is no longer shown as what is. */

/** `current`: as the meter says it now; `aged`: it should have been renewed; `gone`: nobody knows it any more. */
export type Freshness = "current" | "aged" | "gone";

/** After as many rhythms without a telegram a value is told with its age. */
const patience = 3;
/** Before the rhythm is known, ms: three of the slowest meter that pushes by itself. */
const unknownRhythmMs = 15_000;
/** A telegram takes time on the line and on the network; no rhythm is judged more closely than this, ms. */
const leastMs = 4000;

/** What is known of how a meter speaks. */
export interface Hearing {
  /** What the status says of the meter; undefined before it has said anything. */
  readonly available: boolean | undefined;
  /** Rhythm learnt, ms. */
  readonly intervalMs: number | undefined;
}

/** `ageMs`: since the telegram with the value came; undefined where there was none. */
export function freshnessOf({ available, intervalMs }: Hearing, ageMs: number | undefined): Freshness {
  if (ageMs === undefined || available === false) return "gone";
  return ageMs <= Math.max(leastMs, patience * (intervalMs ?? unknownRhythmMs)) ? "current" : "aged";
}
