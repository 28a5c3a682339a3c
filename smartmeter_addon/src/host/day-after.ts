/** Names of days (`2026-11-28`) as the calendar counts them, in no time zone. */

const dayMs = 86_400_000;

/** The day that many calendar days later. */
export function dayAfter(day: string, days = 1): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}
