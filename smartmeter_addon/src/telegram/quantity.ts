/** The catalogue of quantities. */
import { type Obis, obis, withoutChannel } from "../cosem/obis.ts";
import { kinds, type QuantityKind } from "./quantity-kind.ts";

/** What the program knows about one quantity; discovery, page, InfluxDB, Prometheus and documentation derive from it. */
export interface Quantity extends QuantityKind {
  /** Stable name in topics, fields and unique ids. */
  readonly key: string;
  /** Logical name with channel 0; `undefined` for a derived quantity. */
  readonly obis: Obis | undefined;
  /** Shown without being asked for. */
  readonly enabled: boolean;
  readonly diagnostic: boolean;
  /** Added up from many telegrams: a day, a peak, a price. No telegram's record holds it. */
  readonly summary: boolean;
  readonly en: string;
  readonly de: string;
}

type Kind = keyof typeof kinds;
type Flags = { enabled?: false; diagnostic?: true; summary?: true };

function quantity(
  kind: Kind,
  name: Obis | undefined,
  key: string,
  en: string,
  de: string,
  flags: Flags = {},
): Quantity {
  const { enabled = true, diagnostic: isDiagnostic = false, summary: isSummary = false } = flags;
  return createQuantity(kinds[kind], key, name, { en, de }, { enabled, diagnostic: isDiagnostic, summary: isSummary });
}

/** All quantities are built here: of one shape to the engine, which looks at them for every value. */
export function createQuantity(
  { unit, displayUnit, divisor, decimals, deviceClass, stateClass, min, max }: QuantityKind,
  key: string,
  name: Obis | undefined,
  { en, de }: Pick<Quantity, "en" | "de">,
  { enabled, diagnostic, summary }: Pick<Quantity, "enabled" | "diagnostic" | "summary">,
): Quantity {
  // Written out: what comes out of a spread has as many shapes as kinds.
  return {
    unit,
    displayUnit,
    divisor,
    decimals,
    deviceClass,
    stateClass,
    min,
    max,
    key,
    obis: name,
    en,
    de,
    enabled,
    diagnostic,
    summary,
  };
}

const electricity = (c: number, d: number, e: number): Obis => obis(1, 0, c, d, e);
const hidden: Flags = { enabled: false };
const summary: Flags = { summary: true };
const diagnostic: Flags = { enabled: false, diagnostic: true };

function energies(): Quantity[] {
  const registers: [Kind, number, string, string, string][] = [
    ["energy", 1, "energy_import", "Energy import", "Energiebezug"],
    ["energy", 2, "energy_export", "Energy export", "Energieeinspeisung"],
    ["reactiveEnergy", 3, "reactive_energy_import", "Reactive energy import", "Blindenergie Bezug"],
    ["reactiveEnergy", 4, "reactive_energy_export", "Reactive energy export", "Blindenergie Einspeisung"],
    ["reactiveEnergy", 5, "reactive_energy_q1", "Reactive energy quadrant 1", "Blindenergie Quadrant 1"],
    ["reactiveEnergy", 6, "reactive_energy_q2", "Reactive energy quadrant 2", "Blindenergie Quadrant 2"],
    ["reactiveEnergy", 7, "reactive_energy_q3", "Reactive energy quadrant 3", "Blindenergie Quadrant 3"],
    ["reactiveEnergy", 8, "reactive_energy_q4", "Reactive energy quadrant 4", "Blindenergie Quadrant 4"],
    ["apparentEnergy", 9, "apparent_energy_import", "Apparent energy import", "Scheinenergie Bezug"],
    ["apparentEnergy", 10, "apparent_energy_export", "Apparent energy export", "Scheinenergie Einspeisung"],
  ];
  return registers.flatMap(([kind, c, key, en, de]) => [
    quantity(kind, electricity(c, 8, 0), key, en, de, c <= 2 ? {} : hidden),
    ...[1, 2, 3, 4].map((tariff) =>
      quantity(
        kind,
        electricity(c, 8, tariff),
        `${key}_t${tariff}`,
        `${en} tariff ${tariff}`,
        `${de} Tarif ${tariff}`,
        hidden,
      ),
    ),
  ]);
}

function phases(): Quantity[] {
  return [1, 2, 3].flatMap((phase) => {
    const c = 20 * phase;
    const quantities: [Kind, number, string, string, string, Flags][] = [
      ["voltage", 12, "voltage", "Voltage", "Spannung", {}],
      ["current", 11, "current", "Current", "Strom", {}],
      ["power", 1, "power_import", "Power import", "Bezugsleistung", hidden],
      ["power", 2, "power_export", "Power export", "Einspeiseleistung", hidden],
      ["powerFactor", 13, "power_factor", "Power factor", "Leistungsfaktor", hidden],
    ];
    return quantities.map(([kind, offset, key, en, de, flags]) =>
      quantity(kind, electricity(c + offset, 7, 0), `${key}_l${phase}`, `${en} L${phase}`, `${de} L${phase}`, flags),
    );
  });
}

/** The running quarter hour and the peaks, which are mean powers of a quarter hour. */
function quarterHours(): Quantity[] {
  const rows: [string, string, string, Flags][] = [
    ["quarter_power", "Quarter hour so far", "Viertelstunde bisher", {}],
    ["quarter_projection", "Quarter hour projection", "Viertelstunde voraussichtlich", {}],
    ["quarter_headroom", "Quarter hour headroom", "Viertelstunde Reserve", hidden],
    ["peak_month", "Peak this month", "Spitze in diesem Monat", {}],
    ["peak_year_mean", "Mean of monthly peaks", "Mittel der Monatsspitzen", hidden],
  ];
  return rows.map(([key, en, de, flags]) => quantity("netPower", undefined, key, en, de, { ...flags, ...summary }));
}

/** Energy and money of days and months. */
function spans(): Quantity[] {
  const names: [string, string, string, Flags][] = [
    ["today", "today", "heute", {}],
    ["yesterday", "yesterday", "gestern", hidden],
    ["month", "this month", "in diesem Monat", {}],
    ["last_month", "last month", "im letzten Monat", hidden],
  ];
  const kinds: [Kind, string, string, string, Flags][] = [
    ["spanEnergy", "energy_import", "Energy import", "Energiebezug", {}],
    ["spanEnergy", "energy_export", "Energy export", "Energieeinspeisung", hidden],
    ["money", "cost", "Cost", "Kosten", {}],
    ["money", "income", "Income", "Erlös", hidden],
  ];
  return kinds.flatMap(([kind, key, en, de, shown]) =>
    names.map(([span, spanEn, spanDe, usual]) =>
      quantity(kind, undefined, `${key}_${span}`, `${en} ${spanEn}`, `${de} ${spanDe}`, {
        ...usual,
        ...shown,
        ...summary,
      }),
    ),
  );
}

/** Every quantity, in the order people want to see them. */
export const quantities: readonly Quantity[] = [
  quantity("netPower", undefined, "power_net", "Power", "Leistung"),
  quantity("power", electricity(1, 7, 0), "power_import", "Power import", "Bezugsleistung"),
  quantity("power", electricity(2, 7, 0), "power_export", "Power export", "Einspeiseleistung"),
  ...energies(),
  quantity("balance", electricity(1, 128, 0), "energy_balance", "Energy balance", "Energiesaldo", hidden),
  quantity(
    "reactivePower",
    electricity(3, 7, 0),
    "reactive_power_import",
    "Reactive power import",
    "Blindleistung Bezug",
    hidden,
  ),
  quantity(
    "reactivePower",
    electricity(4, 7, 0),
    "reactive_power_export",
    "Reactive power export",
    "Blindleistung Einspeisung",
    hidden,
  ),
  quantity("apparentPower", electricity(9, 7, 0), "apparent_power", "Apparent power", "Scheinleistung", hidden),
  quantity(
    "apparentPower",
    electricity(10, 7, 0),
    "apparent_power_export",
    "Apparent power export",
    "Scheinleistung Einspeisung",
    hidden,
  ),
  ...quarterHours(),
  ...spans(),
  quantity(
    "money",
    undefined,
    "cost_power_month",
    "Cost of power this month",
    "Leistungskosten in diesem Monat",
    summary,
  ),
  quantity("price", undefined, "price_import", "Price import", "Preis Bezug", summary),
  quantity("price", undefined, "price_export", "Price export", "Preis Einspeisung", { ...hidden, ...summary }),
  ...phases(),
  ...[1, 2, 3].map((phase) =>
    quantity(
      "netPower",
      undefined,
      `power_l${phase}_estimate`,
      `Power L${phase} (estimate)`,
      `Leistung L${phase} (Schätzung)`,
      hidden,
    ),
  ),
  quantity("current", electricity(11, 7, 0), "current", "Current", "Strom", hidden),
  quantity("voltage", electricity(12, 7, 0), "voltage", "Voltage", "Spannung", hidden),
  quantity("powerFactor", electricity(13, 7, 0), "power_factor", "Power factor", "Leistungsfaktor"),
  quantity("frequency", electricity(14, 7, 0), "frequency", "Frequency", "Netzfrequenz", hidden),
  quantity("angle", electricity(81, 7, 40), "phase_angle_l1", "Phase angle L1", "Phasenwinkel L1", diagnostic),
  quantity("angle", electricity(81, 7, 51), "phase_angle_l2", "Phase angle L2", "Phasenwinkel L2", diagnostic),
  quantity("angle", electricity(81, 7, 62), "phase_angle_l3", "Phase angle L3", "Phasenwinkel L3", diagnostic),
];

/** Whether it is the sum or the peak of a day, month or year that is not over: it may count from a later instant on. */
export function isRunningSum({ key, summary }: Quantity): boolean {
  return summary && /_(today|month)$|^peak_/.test(key) && !key.endsWith("_last_month");
}

const byObis = new Map(quantities.flatMap((entry) => (entry.obis === undefined ? [] : [[entry.obis, entry] as const])));
const byKey = new Map(quantities.map((entry) => [entry.key, entry]));

/** The quantity of a logical name of medium electricity, whatever its channel; undefined when nobody has named it. */
export function quantityOf(name: Obis): Quantity | undefined {
  return byObis.get(name) ?? byObis.get(withoutChannel(name));
}

/** The quantity of that key; undefined when the catalogue has none. */
export function quantityByKey(key: string): Quantity | undefined {
  return byKey.get(key);
}
