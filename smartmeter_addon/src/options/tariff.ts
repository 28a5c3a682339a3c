/** The section `tariff`: prices as they are on the user's bill, and zones as people write them. */
import * as v from "valibot";
import { idleZones, type Tariff, type TariffZone } from "../derive/tariff.ts";
import { sentence } from "../language/message.ts";
import { choice, decimal, expects, option, preset, required, text } from "../schema/field.ts";
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
  v.regex(monthRange),
  expects("months like 4-9 or 1,2,12", "Monate wie 4-9 oder 1,2,12"),
  v.check((value) => rangeOf(value, 12) !== undefined),
);

const zone = v.strictObject({
  preset: option(
    {
      title: { en: "Known zone", de: "Bekannte Zone" },
      text: {
        en: "`snap`: 20 % off the network price, April to September, 10 to 16 o'clock. `day_night`: 22 to 6 o'clock.",
        de: "`snap`: 20 % weniger Netzpreis, April bis September, 10 bis 16 Uhr. `day_night`: 22 bis 6 Uhr.",
      },
      example: "snap",
    },
    choice({
      snap: { en: "low price of summer days", de: "Sommer-Niedrigpreis untertags" },
      day_night: { en: "night", de: "Nacht" },
    }),
  ),
  name: option(
    {
      title: { en: "Name", de: "Name" },
      text: { en: "What the zone is called.", de: "Wie die Zone heißt." },
      default: { en: "its hours", de: "ihre Stunden" },
      example: "night",
    },
    text,
  ),
  months: option(
    {
      title: { en: "Months", de: "Monate" },
      text: { en: "Months it applies in.", de: "Monate, in denen sie gilt." },
      default: { en: "all", de: "alle" },
      example: "4-9",
    },
    months,
  ),
  weekdays: option(
    {
      title: { en: "Weekdays", de: "Wochentage" },
      text: {
        en: "Weekdays it applies on, in English.",
        de: "Wochentage, an denen sie gilt, auf Englisch abgekürzt (`mon` bis `sun`).",
      },
      default: { en: "all", de: "alle" },
      example: "mon-fri",
    },
    v.pipe(text, v.regex(dayRange), expects("weekdays like mon-fri or sat,sun", "Wochentage wie mon-fri oder sat,sun")),
  ),
  hours: option(
    {
      title: { en: "Hours", de: "Stunden" },
      text: { en: "Hours of the day; they may cross midnight.", de: "Stunden des Tages, auch über Mitternacht." },
      default: { en: "all day", de: "den ganzen Tag" },
      example: "22:00-06:00",
    },
    v.pipe(text, v.regex(hourRange), expects("hours like 10:00-16:00", "Stunden wie 10:00-16:00")),
  ),
  energy: option(
    {
      title: { en: "Energy price", de: "Energiepreis" },
      text: { en: "Energy price in this zone.", de: "Energiepreis in dieser Zone." },
      unit: { en: "per kWh", de: "je kWh" },
      default: { en: "that of `tariff`", de: "der von `tariff`" },
      example: 0.1,
    },
    price,
  ),
  network: option(
    {
      title: { en: "Network price", de: "Netzpreis" },
      text: { en: "Network price in this zone.", de: "Netzpreis in dieser Zone." },
      unit: { en: "per kWh", de: "je kWh" },
      default: { en: "that of `tariff`", de: "der von `tariff`" },
      example: 0.05,
    },
    price,
  ),
  levies: option(
    {
      title: { en: "Levies", de: "Abgaben" },
      text: { en: "Levies in this zone.", de: "Abgaben in dieser Zone." },
      unit: { en: "per kWh", de: "je kWh" },
      default: { en: "those of `tariff`", de: "die von `tariff`" },
      example: 0.01,
    },
    price,
  ),
  export: option(
    {
      title: { en: "Feed-in price", de: "Einspeisepreis" },
      text: { en: "What a kWh fed in earns in this zone.", de: "Was eine eingespeiste kWh in dieser Zone bringt." },
      unit: { en: "per kWh", de: "je kWh" },
      default: { en: "that of `tariff`", de: "der von `tariff`" },
      example: 0.06,
    },
    price,
  ),
});

export const tariff = v.strictObject({
  currency: preset(
    {
      title: { en: "Currency", de: "Währung" },
      text: { en: "Currency of the prices, as an ISO 4217 code.", de: "Währung der Preise nach ISO 4217." },
      example: "EUR",
    },
    v.pipe(text, v.regex(/^[A-Z]{3}$/), expects("three capital letters like EUR", "drei Großbuchstaben wie EUR")),
    "EUR",
  ),
  energy: required(
    {
      title: { en: "Energy price", de: "Energiepreis" },
      text: { en: "Energy price without VAT.", de: "Energiepreis ohne Umsatzsteuer." },
      unit: { en: "per kWh", de: "je kWh" },
      example: 0.12,
    },
    price,
  ),
  network: preset(
    {
      title: { en: "Network price", de: "Netzpreis" },
      text: {
        en: "Network price without VAT: grid usage and grid losses.",
        de: "Netzpreis ohne Umsatzsteuer: Netznutzung und Netzverlust.",
      },
      unit: { en: "per kWh", de: "je kWh" },
      example: 0.07,
    },
    price,
    0,
  ),
  levies: preset(
    {
      title: { en: "Levies", de: "Abgaben" },
      text: { en: "Levies per kWh, without VAT.", de: "Abgaben je kWh, ohne Umsatzsteuer." },
      unit: { en: "per kWh", de: "je kWh" },
      example: 0.015,
    },
    price,
    0,
  ),
  vat: preset(
    {
      title: { en: "VAT", de: "Umsatzsteuer" },
      text: { en: "VAT on all three.", de: "Umsatzsteuer auf alle drei." },
      unit: "%",
      example: 20,
    },
    decimal(0, 50),
    20,
  ),
  export: preset(
    {
      title: { en: "Feed-in price", de: "Einspeisepreis" },
      text: { en: "What a kWh fed in earns.", de: "Was eine eingespeiste kWh bringt." },
      unit: { en: "per kWh", de: "je kWh" },
      example: 0.07,
    },
    price,
    0,
  ),
  power: option(
    {
      title: { en: "Power price", de: "Leistungspreis" },
      text: {
        en: "The price of power: what the month's highest quarter hour costs, if your bill has such a price.",
        de: "Ein Leistungspreis: was die höchste Viertelstunde des Monats kostet, wenn deine Rechnung einen hat.",
      },
    },
    v.strictObject({
      price: required(
        {
          title: { en: "Power price", de: "Leistungspreis" },
          text: {
            en: "Price without VAT.",
            de: "Preis je kW ohne Umsatzsteuer; gilt für die höchste Viertelstunde des Monats.",
          },
          unit: { en: "per kW", de: "je kW" },
          example: 33.6,
        },
        decimal(0, 1000),
      ),
      period: preset(
        {
          title: { en: "Period of the power price", de: "Zeitraum des Leistungspreises" },
          text: {
            en: "`year`: the price is for a year, and each month pays for its days.",
            de: "`year`: Der Preis gilt für ein Jahr, und jeder Monat zahlt seine Tage.",
          },
        },
        choice({ year: { en: "a year", de: "im Jahr" }, month: { en: "a month", de: "im Monat" } }),
        "year",
      ),
      rounding: preset(
        {
          title: { en: "Rounding of the peak", de: "Rundung der Spitze" },
          text: {
            en: "How the peak is rounded to whole kW; Netz NÖ drops everything after the point.",
            de: "Wie aus der Spitze ganze kW werden; Netz NÖ schneidet ab, was hinter dem Komma steht.",
          },
        },
        choice({
          none: { en: "not at all", de: "gar nicht" },
          down: { en: "down", de: "abrunden" },
          up: { en: "up", de: "aufrunden" },
        }),
        "none",
      ),
    }),
  ),
  zones: option(
    {
      title: { en: "Tariff zones", de: "Tarifzonen" },
      text: {
        en: "Other prices by month, weekday and hour; the last zone that matches wins.",
        de: "Andere Preise nach Monat, Wochentag und Stunde; die letzte Zone, die passt, gilt.",
      },
    },
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

const words = {
  idle: { en: '"{name}", which never applies', de: "„{name}“, die nie gilt" },
  effective: {
    en: "a zone that no later zone covers whole, with hours that are not empty",
    de: "eine Zone, die keine spätere ganz überdeckt, mit Stunden, die nicht leer sind",
  },
} as const;

/** What the schema cannot see: zones that never hold. */
export function tariffProblems(options: TariffOptions | undefined): OptionProblem[] {
  if (options === undefined) return [];
  const { zones } = tariffOf(options);
  return idleZones(zones).map((at) => ({
    path: `tariff.zones[${at}]`,
    found: sentence(words.idle, { name: zones[at]?.name ?? "" }),
    expected: words.effective,
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

/** `4-9,12` as numbers from 1 to `last`; `10-3` goes past the end. Undefined where one is beyond or is no number. */
function rangeOf(text: string, last: number): number[] | undefined {
  const numbers: number[] = [];
  for (const part of text.split(",")) {
    const [from = 0, to = from] = part.trim().split("-").map(Number);
    // Checks also ask about texts that are no range at all.
    if (![from, to].every((one) => one >= 1 && one <= last)) return undefined;
    for (let at = from; ; at = (at % last) + 1) {
      numbers.push(at);
      if (at === to) break;
    }
  }
  return numbers;
}
