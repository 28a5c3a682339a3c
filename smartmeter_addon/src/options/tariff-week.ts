/** A tariff's week in lines, for people who want to see what their zones add up to. */
import { pricesOfDay, type Tariff } from "../derive/tariff.ts";
import type { Language } from "../language/language.ts";

const names = {
  en: {
    weekdays: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    months: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
  },
  de: {
    weekdays: ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"],
    months: ["Jän", "Feb", "März", "Apr", "Mai", "Juni", "Juli", "Aug", "Sep", "Okt", "Nov", "Dez"],
  },
} as const satisfies Readonly<Record<Language, unknown>>;

/** `Apr–Sep, Mon–Sun: 00:00–10:00 0.2040, 10:00–16:00 0.1920, 16:00–24:00 0.2040 EUR/kWh` */
export function tariffWeek(tariff: Tariff, language: Language): string[] {
  const { weekdays, months } = names[language];
  const ofMonth = (month: number): string[] =>
    grouped(7, (day) => dayText(tariff, month, day)).map(
      ({ from, to, text }) => `${span(weekdays, from, to)}: ${text}`,
    );
  return grouped(12, (month) => ofMonth(month).join("\n")).flatMap(({ from, to, text }) =>
    text.split("\n").map((line) => `${span(months, from, to)}, ${line} ${tariff.currency}/kWh`),
  );
}

function dayText(tariff: Tariff, month: number, weekday: number): string {
  return pricesOfDay(tariff, month, weekday)
    .map(({ from, to, price }) => `${time(from)}–${time(to)} ${price.import.toFixed(4)}`)
    .join(", ");
}

/** Joins neighbours from 1 to `last` that say the same. */
function grouped(last: number, textOf: (at: number) => string): { from: number; to: number; text: string }[] {
  const groups: { from: number; to: number; text: string }[] = [];
  for (let at = 1; at <= last; at++) {
    const text = textOf(at);
    const group = groups.at(-1);
    if (group?.text === text) group.to = at;
    else groups.push({ from: at, to: at, text });
  }
  return groups;
}

const span = (all: readonly string[], from: number, to: number): string =>
  from === to ? (all[from - 1] as string) : `${all[from - 1]}–${all[to - 1]}`;

const time = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
