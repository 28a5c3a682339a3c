/** The physical kinds of quantities: unit, range, classes in Home Assistant. */
import type { Unit } from "../cosem/unit.ts";

/** Units of what the meter does not measure: money in the currency of the prices. */
export type MoneyUnit = "EUR" | "EUR/kWh";

/** What quantities of one physical kind have in common. */
export interface QuantityKind {
  /** Base unit of the value in a {@link Reading}. */
  readonly unit: Unit | MoneyUnit;
  /** Unit people see, and what a base value is divided by to get it. */
  readonly displayUnit: string | undefined;
  readonly divisor: number;
  /** Decimals of the displayed value: the finest step any known meter sends. */
  readonly decimals: number;
  /** Home Assistant's device class and state class. */
  readonly deviceClass: string | undefined;
  readonly stateClass: "total_increasing" | "total" | "measurement" | "measurement_angle" | undefined;
  /** Physical range of the base value, both ends allowed. */
  readonly min: number;
  readonly max: number;
}

/** A value that is wrong as soon as the meter is silent. A register and a price stay true. */
export function isLive({ stateClass, unit }: QuantityKind): boolean {
  return stateClass?.startsWith("measurement") === true && unit !== "EUR/kWh";
}

/** More than any meter has counted, in Wh, varh and VAh. */
const mostEnergy = 1e12;

/** A register in units of an hour, shown in thousands; of 64 bits, or of 32 in steps of ten or a thousand. */
function register(unit: Unit, deviceClass: string | undefined): QuantityKind {
  const shown = { displayUnit: `k${unit}`, divisor: 1000, decimals: 3 };
  return { unit, ...shown, deviceClass, stateClass: "total_increasing", min: 0, max: mostEnergy };
}

function measured(
  unit: Unit,
  decimals: number,
  deviceClass: string | undefined,
  min: number,
  max: number,
): QuantityKind {
  const displayUnit = unit === "1" ? undefined : unit;
  return { unit, displayUnit, divisor: 1, decimals, deviceClass, stateClass: "measurement", min, max };
}

function counted(unit: MoneyUnit, decimals: number, deviceClass: string | undefined): QuantityKind {
  return { unit, displayUnit: unit, divisor: 1, decimals, deviceClass, stateClass: undefined, min: -1e9, max: 1e9 };
}

/** More than any house connection carries, in W, var and VA. */
const mostPower = 1_000_000;

/** The physical kinds of the catalogue. */
export const kinds = {
  energy: register("Wh", "energy"),
  reactiveEnergy: register("varh", "reactive_energy"),
  apparentEnergy: register("VAh", undefined),
  balance: { ...register("Wh", "energy"), stateClass: "total", min: -0x80000000, max: 0x7fffffff },
  // What is added up over a day or a month: the registers have the statistics.
  spanEnergy: { ...register("Wh", "energy"), stateClass: undefined },
  money: counted("EUR", 2, "monetary"),
  price: { ...counted("EUR/kWh", 5, undefined), stateClass: "measurement" },
  power: measured("W", 0, "power", 0, mostPower),
  netPower: measured("W", 0, "power", -mostPower, mostPower),
  reactivePower: measured("var", 0, "reactive_power", 0, mostPower),
  apparentPower: measured("VA", 0, "apparent_power", 0, mostPower),
  // Behind a broken neutral a phase may be at what lies between two phases, 400 V.
  voltage: measured("V", 1, "voltage", 0, 420),
  current: measured("A", 2, "current", 0, 400),
  powerFactor: measured("1", 3, "power_factor", -1, 1),
  frequency: measured("Hz", 2, "frequency", 40, 60),
  // Home Assistant averages such values around the circle: 359° and 1° are 0° apiece, not 180°.
  angle: { ...measured("°", 1, undefined, -720, 720), stateClass: "measurement_angle" },
} as const satisfies Record<string, QuantityKind>;
