/** The power of each phase, estimated from voltage, current and power factor. */
import { type Obis, obis } from "../cosem/obis.ts";
import { quantityByKey } from "../telegram/quantity.ts";
import { type NumericValue, netPower, type Reading } from "../telegram/reading.ts";

/** Net active power of a phase (C = 36, 56, 76), with F in the manufacturers' range: estimated, not sent by a meter. */
const names: readonly Obis[] = [36, 56, 76].map((c) => obis(1, 0, c, 7, 0, 200));

/**
 * How far the sum of the estimates may be from the measured power, since volts and amperes are rounded and power
 * changes a little in between.
 */
const slackW = 50;
const slackShare = 0.15;

/**
 * Power of each phase in W, import positive, from voltage, current and the phase's angle or a power factor, scaled so
 * that the sum is the measured power. Empty where the meter measures it itself, where something is missing, and where
 * the sum is not near the measured power: that is how phases show that flow in opposite directions under one common
 * power factor.
 */
export function estimatePhasePower(reading: Reading): NumericValue[] {
  const values = new Map(reading.values.map(({ quantity, value }) => [quantity?.key, value]));
  const net = netPower(reading);
  if (net === undefined || values.has("power_import_l1") || values.has("power_l1_estimate")) return [];
  const shares = [1, 2, 3].map((phase) => rawPower(values, phase, net));
  if (shares.some((power) => power === undefined)) return [];
  const raw = shares as number[];
  const sum = raw.reduce((total, power) => total + power, 0);
  const whole = raw.reduce((total, power) => total + Math.abs(power), 0);
  if (Math.abs(net - sum) > Math.max(slackW, slackShare * whole)) return [];
  return raw.flatMap((power, at) => {
    const quantity = quantityByKey(`power_l${at + 1}_estimate`);
    const value = whole === 0 ? net / 3 : power + ((net - sum) * Math.abs(power)) / whole;
    return quantity === undefined ? [] : [{ obis: names[at] as Obis, value, unit: "W", step: 1, quantity }];
  });
}

/** U times I times the cosine, in W; undefined where one of them is missing. */
function rawPower(values: ReadonlyMap<string | undefined, number>, phase: number, net: number): number | undefined {
  const voltage = values.get(`voltage_l${phase}`);
  const current = values.get(`current_l${phase}`);
  if (voltage === undefined || current === undefined) return undefined;
  if (current === 0 || voltage === 0) return 0;
  const angle = values.get(`phase_angle_l${phase}`);
  // Meters that have no angle send one beyond a full turn.
  if (angle !== undefined)
    return Math.abs(angle) <= 360 ? voltage * current * Math.cos((angle * Math.PI) / 180) : undefined;
  const factor = values.get(`power_factor_l${phase}`) ?? values.get("power_factor");
  return factor === undefined ? undefined : voltage * current * Math.abs(factor) * Math.sign(net);
}
