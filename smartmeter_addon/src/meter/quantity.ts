import { groups, type Obis, obis, withoutChannel } from "../cosem/obis.ts";
import type { Unit } from "../cosem/unit.ts";

/** What the program knows about one quantity; discovery, page, InfluxDB, Prometheus and documentation derive from it. */
export interface Quantity {
  /** Stable name in topics, fields and unique ids. */
  readonly key: string;
  /** Logical name with channel 0; `undefined` for a derived quantity. */
  readonly obis: Obis | undefined;
  /** Base unit of the value in a {@link Reading}. */
  readonly unit: Unit;
  /** Unit people see, and what a base value is divided by to get it. */
  readonly displayUnit: string | undefined;
  readonly divisor: number;
  /** Decimals of the displayed value: the finest step any known meter sends. */
  readonly decimals: number;
  /** Home Assistant's device class and state class. */
  readonly deviceClass: string | undefined;
  readonly stateClass: "total_increasing" | "total" | "measurement";
  /** Shown without being asked for. */
  readonly enabled: boolean;
  readonly diagnostic: boolean;
  readonly en: string;
  readonly de: string;
  /** Physical range of the base value, both ends allowed. */
  readonly min: number;
  readonly max: number;
}

const kinds = {
  energy: {
    unit: "Wh",
    displayUnit: "kWh",
    divisor: 1000,
    decimals: 3,
    deviceClass: "energy",
    stateClass: "total_increasing",
    min: 0,
    max: 4294967295,
  },
  reactiveEnergy: {
    unit: "varh",
    displayUnit: "kvarh",
    divisor: 1000,
    decimals: 3,
    deviceClass: "reactive_energy",
    stateClass: "total_increasing",
    min: 0,
    max: 4294967295,
  },
  apparentEnergy: {
    unit: "VAh",
    displayUnit: "kVAh",
    divisor: 1000,
    decimals: 3,
    deviceClass: undefined,
    stateClass: "total_increasing",
    min: 0,
    max: 4294967295,
  },
  balance: {
    unit: "Wh",
    displayUnit: "kWh",
    divisor: 1000,
    decimals: 3,
    deviceClass: "energy",
    stateClass: "total",
    min: -2147483648,
    max: 2147483647,
  },
  power: {
    unit: "W",
    displayUnit: "W",
    divisor: 1,
    decimals: 0,
    deviceClass: "power",
    stateClass: "measurement",
    min: 0,
    max: 1000000,
  },
  netPower: {
    unit: "W",
    displayUnit: "W",
    divisor: 1,
    decimals: 0,
    deviceClass: "power",
    stateClass: "measurement",
    min: -1000000,
    max: 1000000,
  },
  reactivePower: {
    unit: "var",
    displayUnit: "var",
    divisor: 1,
    decimals: 0,
    deviceClass: "reactive_power",
    stateClass: "measurement",
    min: 0,
    max: 1000000,
  },
  apparentPower: {
    unit: "VA",
    displayUnit: "VA",
    divisor: 1,
    decimals: 0,
    deviceClass: "apparent_power",
    stateClass: "measurement",
    min: 0,
    max: 1000000,
  },
  voltage: {
    unit: "V",
    displayUnit: "V",
    divisor: 1,
    decimals: 1,
    deviceClass: "voltage",
    stateClass: "measurement",
    min: 0,
    max: 300,
  },
  current: {
    unit: "A",
    displayUnit: "A",
    divisor: 1,
    decimals: 2,
    deviceClass: "current",
    stateClass: "measurement",
    min: 0,
    max: 400,
  },
  powerFactor: {
    unit: "1",
    displayUnit: undefined,
    divisor: 1,
    decimals: 3,
    deviceClass: "power_factor",
    stateClass: "measurement",
    min: -1,
    max: 1,
  },
  frequency: {
    unit: "Hz",
    displayUnit: "Hz",
    divisor: 1,
    decimals: 2,
    deviceClass: "frequency",
    stateClass: "measurement",
    min: 40,
    max: 60,
  },
  angle: {
    unit: "°",
    displayUnit: "°",
    divisor: 1,
    decimals: 1,
    deviceClass: undefined,
    stateClass: "measurement",
    min: -720,
    max: 720,
  },
} as const;

type Kind = keyof typeof kinds;
type Flags = { enabled?: false; diagnostic?: true };

function quantity(
  kind: Kind,
  name: Obis | undefined,
  key: string,
  en: string,
  de: string,
  flags: Flags = {},
): Quantity {
  return {
    ...kinds[kind],
    key,
    obis: name,
    en,
    de,
    enabled: flags.enabled ?? true,
    diagnostic: flags.diagnostic ?? false,
  };
}

const electricity = (c: number, d: number, e: number): Obis => obis(1, 0, c, d, e);
const hidden: Flags = { enabled: false };
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

const byObis = new Map(quantities.flatMap((entry) => (entry.obis === undefined ? [] : [[entry.obis, entry] as const])));
const byKey = new Map(quantities.map((entry) => [entry.key, entry]));

/** The quantity of a logical name of medium electricity, whatever its channel; undefined when nobody has named it. */
export function quantityOf(name: Obis): Quantity | undefined {
  return byObis.get(name) ?? byObis.get(withoutChannel(name));
}

export function quantityByKey(key: string): Quantity | undefined {
  return byKey.get(key);
}

/** Whether a logical name lies in the manufacturer's or abstract range and so has no physical quantity. */
export function isAbstract(name: Obis): boolean {
  return groups(name)[0] === 0;
}
