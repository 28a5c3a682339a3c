// What a kilowatt-hour costs at an instant: a base price and zones by month, weekday and hour. Pure; no clock, no network.
import { zoneOffsetMinutes } from "../host/time-zone.ts";
import type { PriceNow } from "./price.ts";

/** Prices in currency per kWh, without VAT. */
export interface Prices {
  readonly energy: number;
  readonly network: number;
  readonly levies: number;
  /** What is paid for a kWh fed in. */
  readonly export: number;
}

/** A part of the year with other prices; the last zone that holds an instant wins. */
export interface TariffZone {
  readonly name: string;
  /** 1 to 12 and 1 (Monday) to 7, by the local date of the instant itself. */
  readonly months: readonly number[];
  readonly weekdays: readonly number[];
  /** Minutes of the local day; `to` below `from` goes over midnight. */
  readonly from: number;
  readonly to: number;
  readonly prices: Partial<Prices>;
  /** Share of the network price that is left, 1: all of it. */
  readonly networkShare: number;
}

export interface Tariff {
  readonly currency: string;
  readonly prices: Prices;
  /** Percent, on energy, network and levies. */
  readonly vat: number;
  readonly zones: readonly TariffZone[];
}

const minuteMs = 60_000;
const dayMinutes = 1440;

/** `timeZone`: where the meter hangs. */
export function priceAt(tariff: Tariff, atMs: number, timeZone: string): PriceNow {
  const zone = zoneAt(tariff.zones, localOf(atMs, timeZone));
  const { energy, network, levies, export: fedIn } = { ...tariff.prices, ...zone?.prices };
  const net = energy + network * (zone?.networkShare ?? 1) + levies;
  return { import: rounded(net * (1 + tariff.vat / 100)), export: rounded(fedIn), zone: zone?.name };
}

/** The next instant after `atMs` at which another zone may begin, at most a day away; on a whole local minute. */
export function nextChangeMs(tariff: Tariff, atMs: number, timeZone: string): number {
  const edges = new Set([0, ...tariff.zones.flatMap(({ from, to }) => [from % dayMinutes, to % dayMinutes])]);
  // Whole local minutes are whole minutes of the epoch; a change of the clock moves the wall time under them.
  for (let next = (Math.floor(atMs / minuteMs) + 1) * minuteMs; ; next += minuteMs) {
    if (edges.has(localOf(next, timeZone).minute) || next - atMs >= dayMinutes * minuteMs) return next;
  }
}

/** The positions of the zones that no instant of a year belongs to. */
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

/** Hours that end before they begin go over midnight; hours that end where they begin are none. */
function isWithin(minute: number, from: number, to: number): boolean {
  if (from <= to) return minute >= from && minute < to;
  return minute >= from || minute < to;
}

/** Prices are sums of decimals; five of them hide what binary adds. */
const rounded = (value: number): number => Math.round(value * 1e5) / 1e5;
