/** A reading as the points of a SunSpec meter: what each means, with which sign, and what stays unknown. */
import { netPower, type Reading } from "../../telegram/reading.ts";
import type { PhaseSource } from "./sunspec-options.ts";

/** One value for the total and for each of the phases A, B and C; undefined: the meter does not say. */
export type Quadruple = readonly [
  total: number | undefined,
  a: number | undefined,
  b: number | undefined,
  c: number | undefined,
];

/**
 * Points of models 203 and 213 by the names they have there, in A, V, Hz, W, VA, var, Wh, VAh and varh. W and VAR above
 * 0 are import. `PPV` is missing on purpose: voltages between phases need angles.
 */
export type Points = Readonly<Record<PointName, Quadruple>>;

/** Names of points in models 203 and 213. */
export type PointName =
  | "A"
  | "PhV"
  | "PPV"
  | "Hz"
  | "W"
  | "VA"
  | "VAR"
  | "PF"
  | "TotWhExp"
  | "TotWhImp"
  | "TotVAhExp"
  | "TotVAhImp"
  | "TotVArhImpQ1"
  | "TotVArhImpQ2"
  | "TotVArhExpQ3"
  | "TotVArhExpQ4";

const unknown: Quadruple = [undefined, undefined, undefined, undefined];

/** The points of one reading; of values that are sent twice, the first counts. */
export function pointsOf(reading: Reading, source: PhaseSource): Points {
  const values = new Map<string, number>();
  for (const { quantity, value } of reading.values)
    if (quantity !== undefined && Number.isFinite(value) && !values.has(quantity.key)) values.set(quantity.key, value);
  const get = (key: string): number | undefined => values.get(key);
  const phases = (key: string) => [get(`${key}_l1`), get(`${key}_l2`), get(`${key}_l3`)] as const;
  const total = (key: string): Quadruple => [get(key), undefined, undefined, undefined];
  const net = netPower(reading);
  const power = Number.isFinite(net) ? net : undefined;
  const currents = phases("current");
  const voltages = phases("voltage");
  return {
    A: [get("current") ?? sumOf(currents), ...currents],
    PhV: [get("voltage") ?? meanOf(voltages), ...voltages],
    PPV: unknown,
    Hz: total("frequency"),
    W: [power, ...phasePowers(get, power, source)],
    VA: [sumOf([get("apparent_power"), get("apparent_power_export") ?? 0]), undefined, undefined, undefined],
    VAR: [difference(get("reactive_power_import"), get("reactive_power_export")), undefined, undefined, undefined],
    PF: [get("power_factor"), ...phases("power_factor")],
    TotWhExp: total("energy_export"),
    TotWhImp: total("energy_import"),
    TotVAhExp: total("apparent_energy_export"),
    TotVAhImp: total("apparent_energy_import"),
    TotVArhImpQ1: total("reactive_energy_q1"),
    TotVArhImpQ2: total("reactive_energy_q2"),
    TotVArhExpQ3: total("reactive_energy_q3"),
    TotVArhExpQ4: total("reactive_energy_q4"),
  };
}

type Three = readonly [number | undefined, number | undefined, number | undefined];

/** Net power of the phases: what the meter sends, else what the user wants in its place. */
function phasePowers(
  get: (key: string) => number | undefined,
  power: number | undefined,
  source: PhaseSource,
): [...Three] {
  const measured = [1, 2, 3].map((phase) => difference(get(`power_import_l${phase}`), get(`power_export_l${phase}`)));
  if (source === "measured" || measured.some((value) => value !== undefined)) return measured as [...Three];
  if (source === "estimated") return [1, 2, 3].map((phase) => get(`power_l${phase}_estimate`)) as [...Three];
  const third = power === undefined ? undefined : power / 3;
  return [third, third, third];
}

/** Import minus export; a meter that sends import alone exports nothing. */
function difference(imported: number | undefined, exported: number | undefined): number | undefined {
  return imported === undefined ? undefined : imported - (exported ?? 0);
}

/** The sum; unknown as soon as one of them is. */
function sumOf(values: readonly (number | undefined)[]): number | undefined {
  return values.reduce((sum, value) => (sum === undefined || value === undefined ? undefined : sum + value), 0);
}

/** The mean of the phases that are there; a single-phase connection has one. */
function meanOf(values: readonly (number | undefined)[]): number | undefined {
  const there = values.filter((value) => value !== undefined);
  return there.length === 0 ? undefined : (sumOf(there) as number) / there.length;
}
