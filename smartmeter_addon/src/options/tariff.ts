// The section `tariff`: prices as the user's bill has them, and zones as people write them.
import * as v from "valibot";
import { idleZones, type Tariff, type TariffZone } from "../derive/tariff.ts";
import { decimal, option, preset, required, text } from "../schema/field.ts";
import type { OptionProblem } from "./problem.ts";

const price = decimal(0, 5);
const monthRange = /^(\d{1,2}(-\d{1,2})?)(\s*,\s*\d{1,2}(-\d{1,2})?)*$/;
const hourRange = /^([01]?\d|2[0-3]):[0-5]\d-(([01]?\d|2[0-3]):[0-5]\d|24:00)$/;
const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const dayRange = new RegExp(
  `^(${days.join("|")})(-(${days.join("|")}))?(\\s*,\\s*(${days.join("|")})(-(${days.join("|")}))?)*$`,
);

const months = v.pipe(
  text,
  v.regex(monthRange, "months like 4-9 or 1,2,12"),
  v.check((value) => rangeOf(value, 12) !== undefined, "months from 1 to 12, like 4-9"),
);

const zone = v.strictObject({
  preset: option(
    {
      text: "`snap`: 20 % off the network price, April to September, 10 to 16 o'clock. `day_night`: 22 to 6 o'clock.",
      example: "snap",
    },
    v.picklist(["snap", "day_night"]),
  ),
  name: option({ text: "What the zone is called.", default: "its hours", example: "night" }, text),
  months: option({ text: "Months it holds in.", default: "all", example: "4-9" }, months),
  weekdays: option(
    { text: "Weekdays it holds on, in English.", default: "all", example: "mon-fri" },
    v.pipe(text, v.regex(dayRange, "weekdays like mon-fri or sat,sun")),
  ),
  hours: option(
    { text: "Hours of the day, over midnight too.", default: "all day", example: "22:00-06:00" },
    v.pipe(text, v.regex(hourRange, "hours like 10:00-16:00")),
  ),
  energy: option(
    { text: "Energy price in this zone.", unit: "per kWh", default: "that of `tariff`", example: 0.1 },
    price,
  ),
  network: option(
    { text: "Network price in this zone.", unit: "per kWh", default: "that of `tariff`", example: 0.05 },
    price,
  ),
  levies: option({ text: "Levies in this zone.", unit: "per kWh", default: "those of `tariff`", example: 0.01 }, price),
  export: option(
    { text: "Price of energy fed in, in this zone.", unit: "per kWh", default: "that of `tariff`", example: 0.06 },
    price,
  ),
});

export const tariff = v.strictObject({
  currency: preset(
    { text: "Currency of the prices, as ISO 4217 has it.", example: "EUR" },
    v.pipe(text, v.regex(/^[A-Z]{3}$/, "three capital letters like EUR")),
    "EUR",
  ),
  energy: required({ text: "Energy price without VAT.", unit: "per kWh", example: 0.12 }, price),
  network: preset(
    { text: "Network price without VAT: grid usage and grid losses.", unit: "per kWh", example: 0.07 },
    price,
    0,
  ),
  levies: preset({ text: "Levies by energy, without VAT.", unit: "per kWh", example: 0.015 }, price, 0),
  vat: preset({ text: "VAT on all three.", unit: "%", example: 20 }, decimal(0, 50), 20),
  export: preset({ text: "What a kWh fed in brings.", unit: "per kWh", example: 0.07 }, price, 0),
  power: option(
    { text: "A price of power: what the month's highest quarter hour costs, where your bill has one." },
    v.strictObject({
      price: required({ text: "Price without VAT.", unit: "per kW", example: 33.6 }, decimal(0, 1000)),
      period: preset(
        { text: "`year`: the price is for a year, and each month pays its days." },
        v.picklist(["year", "month"]),
        "year",
      ),
      rounding: preset(
        { text: "How the peak becomes whole kW; Netz NÖ cuts what is behind the point." },
        v.picklist(["none", "down", "up"]),
        "none",
      ),
    }),
  ),
  zones: option(
    { text: "Other prices by month, weekday and hour; the last zone that matches wins." },
    v.pipe(v.array(zone), v.maxLength(20)),
  ),
});

export type TariffOptions = v.InferOutput<typeof tariff>;
type ZoneOptions = v.InferOutput<typeof zone>;

/** The tariff behind the section. */
export function tariffOf(options: TariffOptions): Tariff {
  const { currency, energy, network, levies, vat, power, zones = [] } = options;
  return {
    currency,
    vat,
    power,
    prices: { energy, network, levies, export: options.export },
    zones: zones.map(zoneOf),
  };
}

/** What the schema cannot see: zones that never hold. */
export function tariffProblems(options: TariffOptions | undefined): OptionProblem[] {
  if (options === undefined) return [];
  const { zones } = tariffOf(options);
  return idleZones(zones).map((at) => ({
    path: `tariff.zones[${at}]`,
    found: `"${zones[at]?.name}", which never applies`,
    expected: "a zone that no later zone covers whole, with hours that are not empty",
  }));
}

const presets = {
  snap: { name: "SNAP", months: "4-9", hours: "10:00-16:00", networkShare: 0.8 },
  day_night: { name: "night", months: undefined, hours: "22:00-06:00", networkShare: 1 },
} as const;

function zoneOf(options: ZoneOptions): TariffZone {
  const known = options.preset === undefined ? undefined : presets[options.preset];
  const hours = options.hours ?? known?.hours;
  const [from = 0, to = 1440] = hours === undefined ? [] : hours.split("-").map(minuteOf);
  const { energy, network, levies } = options;
  const prices = { energy, network, levies, export: options.export };
  return {
    name: options.name ?? known?.name ?? hours ?? "all day",
    months: rangeOf(options.months ?? known?.months ?? "1-12", 12) ?? [],
    weekdays: rangeOf(numbered(options.weekdays ?? "mon-sun"), 7) ?? [],
    from,
    to,
    prices: Object.fromEntries(Object.entries(prices).filter(([, value]) => value !== undefined)),
    networkShare: known?.networkShare ?? 1,
  };
}

const numbered = (text: string): string => text.replaceAll(/[a-z]{3}/g, (day) => String(days.indexOf(day) + 1));

function minuteOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return hour * 60 + minute;
}

/** `4-9,12` as numbers from 1 to `last`; `10-3` goes over the end. Undefined where one is beyond. */
function rangeOf(text: string, last: number): number[] | undefined {
  const numbers: number[] = [];
  for (const part of text.split(",")) {
    const [from = 0, to = from] = part.trim().split("-").map(Number);
    if (from < 1 || from > last || to < 1 || to > last) return undefined;
    for (let at = from; ; at = (at % last) + 1) {
      numbers.push(at);
      if (at === to) break;
    }
  }
  return numbers;
}
