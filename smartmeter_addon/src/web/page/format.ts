import type { Language } from "../../language/language.ts";

/** German where the browser says so; English otherwise. */
export const language: Language = navigator.language.toLowerCase().startsWith("de") ? "de" : "en";
/** Austrian German groups digits by spaces in running text and by points elsewhere; the browser knows. */
const locale =
  language === "de" ? (/^de-/i.test(navigator.language) ? navigator.language : "de-AT") : navigator.language;

const numbers = new Map<number, Intl.NumberFormat>();

export function formatNumber(value: number, decimals = 0): string {
  let format = numbers.get(decimals);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    numbers.set(decimals, format);
  }
  // A true minus sign, and none on a zero.
  return format.format(value === 0 ? 0 : value).replace("-", "−");
}

/** Power in W up to 10 kW, then in kW: what stays readable from a metre away. */
export function formatPower(watts: number): { readonly number: string; readonly unit: string } {
  const large = Math.abs(watts) >= 10_000;
  return { number: formatNumber(large ? watts / 1000 : watts, large ? 2 : 0), unit: large ? "kW" : "W" };
}

const clock = new Intl.DateTimeFormat(locale, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const shortClock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const dateAndClock = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" });

export const formatClock = (atMs: number, seconds = true): string => (seconds ? clock : shortClock).format(atMs);
export const formatMoment = (atMs: number): string => dateAndClock.format(atMs);

/** Wall time of a meter (`YYYY-MM-DDThh:mm:ss`) as it would stand on its display. */
export const formatWallTime = (wall: string): string => dateAndClock.format(new Date(wall));

const relative = new Intl.RelativeTimeFormat(locale, { numeric: "always", style: "long" });

/** `5 seconds ago` */
export function formatAge(ageMs: number): string {
  const seconds = Math.max(0, Math.round(ageMs / 1000));
  if (seconds < 100) return relative.format(-seconds, "second");
  if (seconds < 6000) return relative.format(-Math.round(seconds / 60), "minute");
  if (seconds < 172_800) return relative.format(-Math.round(seconds / 3600), "hour");
  return relative.format(-Math.round(seconds / 86_400), "day");
}
