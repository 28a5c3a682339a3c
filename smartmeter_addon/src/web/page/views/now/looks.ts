/** Which stretch of time is looked at, and how it moves. */

export const ranges = ["5m", "1h", "day", "week", "month", "year"] as const;
export type Range = (typeof ranges)[number];

/** `live` ends now and goes on; `days` and `bars` are of the calendar, `offset` from today, `back` from this month or year. */
export type Look =
  | { readonly kind: "live"; readonly spanMs: number }
  | { readonly kind: "span"; readonly fromMs: number; readonly toMs: number }
  | { readonly kind: "days"; readonly offset: number; readonly days: number }
  | { readonly kind: "bars"; readonly span: "month" | "year"; readonly back: number };

const leastMs = 60_000;
/** What the server gives at most. */
const mostMs = 8 * 86_400_000;

const looks: Readonly<Record<Range, Look>> = {
  "5m": { kind: "live", spanMs: 300_000 },
  "1h": { kind: "live", spanMs: 3_600_000 },
  day: { kind: "days", offset: 0, days: 1 },
  week: { kind: "days", offset: -6, days: 7 },
  month: { kind: "bars", span: "month", back: 0 },
  year: { kind: "bars", span: "year", back: 0 },
};

export const lookOf = (range: Range): Look => looks[range];

/** Nothing later can be looked at. */
export function isNow(look: Look): boolean {
  if (look.kind === "bars") return look.back === 0;
  return look.kind === "days" ? look.offset + look.days > 0 : look.kind === "live";
}

/** The neighbouring stretch; `shown` is what is on the screen. */
export function turned(look: Look, direction: -1 | 1, shown: Shown): Look {
  if (look.kind === "bars") return { ...look, back: Math.max(0, look.back - direction) };
  if (look.kind === "days") return { ...look, offset: Math.min(1 - look.days, look.offset + direction * look.days) };
  return moved(look, direction, shown);
}

export interface Shown {
  readonly fromMs: number;
  readonly toMs: number;
  readonly nowMs: number;
}

/** Moved by a share of its width; whole days and months move by whole ones. */
export function moved(look: Look, share: number, { fromMs, toMs, nowMs }: Shown): Look {
  if (look.kind === "bars" || look.kind === "days") {
    const steps = Math.abs(share) < 0.15 ? 0 : Math.sign(share) * Math.max(1, Math.round(Math.abs(share)));
    return look.kind === "bars"
      ? { ...look, back: Math.max(0, look.back - steps) }
      : { ...look, offset: Math.min(1 - look.days, look.offset + steps * look.days) };
  }
  const by = share * (toMs - fromMs);
  // What ends now goes on by itself.
  if (toMs + by >= nowMs - 500) return { kind: "live", spanMs: clamped(toMs - fromMs) };
  return { kind: "span", fromMs: Math.round(fromMs + by), toMs: Math.round(toMs + by) };
}

/** So many times closer around a moment. Months and years stay as they are. */
export function zoomed(look: Look, factor: number, centreMs: number, { fromMs, toMs, nowMs }: Shown): Look {
  if (look.kind === "bars") return look;
  const spanMs = clamped((toMs - fromMs) / factor);
  if (look.kind === "live") return { kind: "live", spanMs };
  const share = (centreMs - fromMs) / (toMs - fromMs);
  const start = Math.min(centreMs - share * spanMs, Math.max(nowMs, toMs) - spanMs);
  return { kind: "span", fromMs: Math.round(start), toMs: Math.round(start + spanMs) };
}

const clamped = (spanMs: number): number => Math.round(Math.min(mostMs, Math.max(leastMs, spanMs)));
