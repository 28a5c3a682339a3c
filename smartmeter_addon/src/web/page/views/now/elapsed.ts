/** How much of the running window has passed, by the clock the windows are cut by. */
import type { ReadingView } from "../../../view.ts";

const hourS = 3600;
/** Whole hours are a meter's without summer time; a clock that is further away is not used. */
const mostHours = 2;

/** Share from 0 to 1 of the window of `windowMs` that the reading lies in: by the meter's clock where it is believed. */
export function elapsedShare(
  { receivedAtMs, driftSeconds = 0 }: Pick<ReadingView, "receivedAtMs" | "driftSeconds">,
  windowMs: number,
): number {
  const hours = Math.round(driftSeconds / hourS);
  const ahead = Math.abs(hours) > mostHours ? 0 : driftSeconds - hours * hourS;
  return ((receivedAtMs + ahead * 1000) % windowMs) / windowMs;
}
