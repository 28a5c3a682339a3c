/** How old a value may get before it no longer counts as current. */

/** `current`: what the meter says now; `aged`: a newer value is overdue; `gone`: nobody knows the value any more. */
export type Freshness = "current" | "aged" | "gone";

/** A value older than this many of the meter's intervals is shown with its age. */
const patience = 3;
/** Stands in for the rhythm until it is known, ms: the slowest meter that pushes by itself. */
const unknownRhythmMs = 15_000;
/** Telegrams take time on the line and on the network, so no value is called old before this, ms. */
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
