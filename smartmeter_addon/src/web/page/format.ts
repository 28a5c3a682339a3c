/** Numbers, times and dates as the page writes them. */
import type { Language } from "../../language/language.ts";
import { languageNow } from "./surroundings.ts";

export const language: Language = languageNow();
/** Numbers and dates as the browser has them where it speaks the same language; else as Austria and Great Britain do. */
const locale = navigator.language.toLowerCase().startsWith(language)
  ? navigator.language
  : { de: "de-AT", en: "en-GB" }[language];

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

/** As on a display: without a sign between thousands. */
export function formatDigits(value: number, decimals: number): string {
  const exact = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return new Intl.NumberFormat(locale, { ...exact, useGrouping: false }).format(value);
}

let symbol = "€";

/** The server says which currency the prices are in. */
export function setCurrency(currency: string): void {
  const money = new Intl.NumberFormat(locale, { style: "currency", currency, currencyDisplay: "narrowSymbol" });
  symbol = money.formatToParts(0).find(({ type }) => type === "currency")?.value ?? currency;
}

export const formatMoney = (value: number): string => `${formatNumber(value, 2)} ${symbol}`;

/** Power in W up to 10 kW, then in kW: what stays readable from a metre away. */
export function formatPower(watts: number): { readonly number: string; readonly unit: string } {
  const large = Math.abs(watts) >= 10_000;
  return { number: formatNumber(large ? watts / 1000 : watts, large ? 2 : 0), unit: large ? "kW" : "W" };
}

/** Clocks and dates of the zone the meters hang in, whatever zone the reader is in. */
function clocksOf(timeZone: string | undefined) {
  const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(locale, { ...options, ...(timeZone === undefined ? {} : { timeZone }) });
  const hourCycle = "h23";
  return {
    clock: format({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle }),
    shortClock: format({ hour: "2-digit", minute: "2-digit", hourCycle }),
    dateAndClock: format({ dateStyle: "medium", timeStyle: "medium", hourCycle }),
    day: format({ weekday: "short", day: "numeric", month: "numeric" }),
    dayOfMonth: format({ day: "numeric", month: "numeric" }),
    longDay: format({ day: "numeric", month: "long" }),
    month: format({ month: "short" }),
    monthAndYear: format({ month: "long", year: "numeric" }),
  };
}
let clocks = clocksOf(undefined);
let zone: string | undefined;

/** The server says where the meters hang. */
export function setTimeZone(timeZone: string): void {
  if (timeZone === zone) return;
  try {
    clocks = clocksOf(timeZone);
    zone = timeZone;
  } catch {
    // A zone this browser does not know: its own one is the best guess.
  }
}

export const formatClock = (atMs: number, seconds = true): string =>
  (seconds ? clocks.clock : clocks.shortClock).format(atMs);
export const formatMoment = (atMs: number): string => clocks.dateAndClock.format(atMs);
export const formatDay = (atMs: number): string => clocks.day.format(atMs);
export const formatDayOfMonth = (atMs: number): string => clocks.dayOfMonth.format(atMs);
export const formatLongDay = (atMs: number): string => clocks.longDay.format(atMs);
export const formatMonth = (atMs: number): string => clocks.month.format(atMs);
export const formatMonthAndYear = (atMs: number): string => clocks.monthAndYear.format(atMs);
/** Today the clock, else with the day. */
export const formatClockOrMoment = (atMs: number, nowMs: number): string =>
  formatDay(atMs) === formatDay(nowMs) ? formatClock(atMs) : formatMoment(atMs);

const wallClock = new Intl.DateTimeFormat(locale, {
  dateStyle: "medium",
  timeStyle: "medium",
  hourCycle: "h23",
  timeZone: "UTC",
});

/** Wall time of a meter (`YYYY-MM-DDThh:mm:ss`) as it would stand on its display. */
export const formatWallTime = (wall: string): string => wallClock.format(new Date(`${wall}Z`));

const relative = new Intl.RelativeTimeFormat(locale, { numeric: "always", style: "long" });

/** `5 seconds ago` */
export function formatAge(ageMs: number): string {
  const seconds = Math.max(0, Math.round(ageMs / 1000));
  if (seconds < 100) return relative.format(-seconds, "second");
  if (seconds < 6000) return relative.format(-Math.round(seconds / 60), "minute");
  if (seconds < 172_800) return relative.format(-Math.round(seconds / 3600), "hour");
  return relative.format(-Math.round(seconds / 86_400), "day");
}

/** `40 s ago`, short enough to stand beside a number. */
export function formatShortAge(ageMs: number): string {
  const seconds = Math.max(0, Math.round(ageMs / 1000));
  const [count, unit] =
    seconds < 100
      ? [seconds, "s"]
      : seconds < 6000
        ? [Math.round(seconds / 60), "min"]
        : [Math.round(seconds / 3600), "h"];
  const span = `${formatNumber(count)} ${unit}`;
  return language === "de" ? `vor ${span}` : `${span} ago`;
}
