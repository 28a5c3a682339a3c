/** How well an infrared head is placed, as one number. */
import type { Alignment, Counts } from "./view.ts";

/** Totals of a line at one moment. */
export interface Sample {
  readonly atMs: number;
  readonly totals: Counts;
}

const unknownRhythmMs = 12_000;
const shortestMs = 4000;
const longestMs = 20_000;
/** Score for octets without any frame: the light arrives, so the head is nearly in place. */
const onlyOctets = 5;

/** Time that is scored, ms: two telegrams, so that a turned head shows at once and a single lost telegram does not. */
export function alignmentWindow(intervalMs: number | undefined): number {
  if (intervalMs === undefined) return unknownRhythmMs;
  return Math.min(longestMs, Math.max(shortestMs, 2 * intervalMs + 1000));
}

/**
 * How well an infrared head is placed, 0 to 100: the share of frames with a right check, times the share of octets that
 * belonged to a frame, times the share of frames that came at all (once the meter's rhythm is known).
 */
export function scoreAlignment(
  before: Sample,
  now: Sample,
  rhythm: { readonly intervalMs: number | undefined; readonly framesPerTelegram: number },
): Alignment {
  const windowMs = now.atMs - before.atMs;
  const good = now.totals.frames - before.totals.frames;
  const damaged = now.totals.damaged - before.totals.damaged;
  const skipped = now.totals.skipped - before.totals.skipped;
  const octets = now.totals.octets - before.totals.octets;
  const seen = { windowMs, good, damaged, skipped, octets };
  if (good === 0) return { score: octets === 0 ? 0 : onlyOctets, ...seen };
  const expected =
    rhythm.intervalMs === undefined ? 0 : Math.floor(windowMs / rhythm.intervalMs) * rhythm.framesPerTelegram;
  const came = Math.min(1, good / Math.max(good, expected));
  // Octets that are given up now may have come before this time.
  const whole = octets === 0 ? 1 : Math.max(0, 1 - skipped / octets);
  return { score: Math.max(onlyOctets, Math.round(100 * came * whole * (good / (good + damaged)))), ...seen };
}
