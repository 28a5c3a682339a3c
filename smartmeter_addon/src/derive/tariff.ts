/**
 * What a kilowatt-hour costs at an instant: a base price and zones by month, weekday and hour. Pure; no clock, no
 * network.
 */
import { zoneOffsetMinutes } from "../host/time-zone.ts";
import type { PriceNow } from "./price.ts";

/** Prices in currency per kWh, without VAT. */
export interface Prices {
  readonly energy: number;
  readonly network: number;
  readonly levies: number;
  /** Paid for each kWh fed in. */
  readonly export: number;
}

/** A part of the year with other prices; the last zone that holds an instant wins. */
export interface TariffZone {
  readonly name: string;
  /** 1 to 12 and 1 (Monday) to 7, by the local date of the instant itself. */
  readonly months: readonly number[];
  readonly weekdays: readonly number[];
  /** Minutes of the local day; with `to` below `from` it goes past midnight. */
  readonly from: number;
  readonly to: number;
  readonly prices: Partial<Prices>;
  /** Share of the network price that is still paid; 1: all of it. */
  readonly networkShare: number;
}

/** What the highest quarter hour of a month costs. */
export interface PowerPrice {
  /** Currency per kW and `period`, without VAT. */
  readonly price: number;
  readonly period: "month" | "year";
  /** How the peak is rounded to whole kW. */
  readonly rounding: "none" | "down" | "up";
}

/** What the household pays and is paid. */
export interface Tariff {
  readonly currency: string;
  readonly prices: Prices;
  /** Percent, on energy, network and levies. */
  readonly vat: number;
  readonly power: PowerPrice | undefined;
  readonly zones: readonly TariffZone[];
}

const minuteMs = 60_000;
const dayMinutes = 1440;

/** The price at an instant; `timeZone` is the household's. */
export function priceAt(tariff: Tariff, atMs: number, timeZone: string): PriceNow {
  return priceIn(tariff, zoneAt(tariff.zones, localOf(atMs, timeZone)));
}

function priceIn(tariff: Tariff, zone: TariffZone | undefined): PriceNow {
  const { energy, network, levies, export: fedIn } = { ...tariff.prices, ...zone?.prices };
  const net = energy + network * (zone?.networkShare ?? 1) + levies;
  return { import: rounded(net * (1 + tariff.vat / 100)), export: rounded(fedIn), zone: zone?.name };
}

/** The next instant after `atMs` at which another zone may begin, at most a day away; on a whole local minute. */
export function nextChangeMs(tariff: Tariff, atMs: number, timeZone: string): number {
  const edges = new Set([0, ...tariff.zones.flatMap(({ from, to }) => [from % dayMinutes, to % dayMinutes])]);
  // Local minutes begin with minutes of the epoch; a change of the clock shifts the wall time by whole minutes.
  for (let next = (Math.floor(atMs / minuteMs) + 1) * minuteMs; ; next += minuteMs) {
    if (edges.has(localOf(next, timeZone).minute) || next - atMs >= dayMinutes * minuteMs) return next;
  }
}

const daysOfYear = 365;

/**
 * What a month's peak costs, with VAT: its kW, rounded, at the price of a month or the month's share of the year's
 * price.
 */
export function powerCost({ power, vat }: Tariff, peakW: number, month: string): number | undefined {
  if (power === undefined) return undefined;
  const kilowatts = peakW / 1000;
  const billed =
    power.rounding === "none" ? kilowatts : power.rounding === "down" ? Math.floor(kilowatts) : Math.ceil(kilowatts);
  const [year = 0, number = 1] = month.split("-").map(Number);
  const days = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return billed * power.price * (power.period === "month" ? 1 : days / daysOfYear) * (1 + vat / 100);
}

/** Hours of one weekday at one price; minutes of the local day. */
export interface PriceSpan {
  readonly from: number;
  readonly to: number;
  readonly price: PriceNow;
}

/** The prices of a weekday (1 is Monday) in a month, from midnight to midnight. */
export function pricesOfDay(tariff: Tariff, month: number, weekday: number): PriceSpan[] {
  const edges = tariff.zones.flatMap(({ from, to }) => [from, to]);
  const minutes = [...new Set([0, dayMinutes, ...edges])].sort((one, other) => one - other);
  const spans: PriceSpan[] = [];
  for (const [at, from] of minutes.slice(0, -1).entries()) {
    const to = minutes[at + 1] as number;
    const price = priceIn(tariff, zoneAt(tariff.zones, { month, weekday, minute: from }));
    const last = spans.at(-1);
    if (last !== undefined && last.price.import === price.import && last.price.export === price.export)
      spans[spans.length - 1] = { ...last, to };
    else spans.push({ from, to, price });
  }
  return spans;
}

/** Positions of the zones to which no instant of a year belongs. */
export function idleZones(zones: readonly TariffZone[]): number[] {
  const minutes = [...new Set([0, ...zones.flatMap(({ from, to }) => [from % dayMinutes, to % dayMinutes])])];
  const used = new Set<TariffZone | undefined>();
  for (let month = 1; month <= 12; month++)
    for (let weekday = 1; weekday <= 7; weekday++)
      for (const minute of minutes) used.add(zoneAt(zones, { month, weekday, minute }));
  return zones.flatMap((zone, at) => (used.has(zone) ? [] : [at]));
}

interface LocalTime {
  readonly month: number;
  readonly weekday: number;
  readonly minute: number;
}

function localOf(atMs: number, timeZone: string): LocalTime {
  const wall = new Date(atMs + zoneOffsetMinutes(atMs, timeZone) * minuteMs);
  return {
    month: wall.getUTCMonth() + 1,
    weekday: wall.getUTCDay() || 7,
    minute: wall.getUTCHours() * 60 + wall.getUTCMinutes(),
  };
}

function zoneAt(zones: readonly TariffZone[], { month, weekday, minute }: LocalTime): TariffZone | undefined {
  return zones.findLast(
    ({ months, weekdays, from, to }) =>
      months.includes(month) && weekdays.includes(weekday) && isWithin(minute, from, to),
  );
}

/** Hours that end before they begin go past midnight; hours that end where they begin are empty. */
function isWithin(minute: number, from: number, to: number): boolean {
  if (from <= to) return minute >= from && minute < to;
  return minute >= from || minute < to;
}

/** Prices are sums of decimals; rounding to five places hides binary noise. */
const rounded = (value: number): number => Math.round(value * 1e5) / 1e5;
