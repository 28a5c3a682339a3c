/** Metrics of the values that meters send. */
import { Counter, Gauge, type Registry } from "prom-client";
import type { WindowEvent } from "../../derive/events.ts";
import { isRunningSum, type Quantity } from "../../telegram/quantity.ts";
import type { Reading } from "../../telegram/reading.ts";

/** Prometheus's base units, and the factor by which a value gets there. Energy is in joules. */
const units: Partial<Record<Quantity["unit"], { readonly name: string; readonly factor: number }>> = {
  Wh: { name: "joules", factor: 3600 },
  varh: { name: "varh", factor: 1 },
  VAh: { name: "vah", factor: 1 },
  W: { name: "watts", factor: 1 },
  var: { name: "vars", factor: 1 },
  VA: { name: "voltamperes", factor: 1 },
  V: { name: "volts", factor: 1 },
  A: { name: "amperes", factor: 1 },
  Hz: { name: "hertz", factor: 1 },
  "°": { name: "degrees", factor: 1 },
  "1": { name: "ratio", factor: 1 },
  h: { name: "seconds", factor: 3600 },
  min: { name: "seconds", factor: 60 },
  s: { name: "seconds", factor: 1 },
  "°C": { name: "celsius", factor: 1 },
  "m³": { name: "cubic_meters", factor: 1 },
};

function baseOf(unit: Quantity["unit"]): { readonly name: string; readonly factor: number } {
  return units[unit] ?? { name: unit.toLowerCase().replace(/[^a-z0-9]+/g, "_"), factor: 1 };
}

/** `smartmeter_energy_import_joules_total` */
export function metricName({ key, unit, stateClass }: Quantity): string {
  return `smartmeter_${key}_${baseOf(unit).name}${stateClass === "total_increasing" ? "_total" : ""}`;
}

/** One metric for each quantity that was ever sent. */
export function createValueMetrics(registers: Registry[]) {
  const metrics = new Map<string, Counter<"meter"> | Gauge<"meter">>();
  /** Keys of the sums that each meter's last telegram had. */
  const sums = new Map<string, ReadonlySet<string>>();

  const metricOf = (quantity: Quantity): Counter<"meter"> | Gauge<"meter"> => {
    const known = metrics.get(quantity.key);
    if (known !== undefined) return known;
    const help = `${quantity.en}${isRunningSum(quantity) ? ", or since the first telegram in it" : ""}.`;
    const about = { name: metricName(quantity), help, labelNames: ["meter"] as const, registers };
    const metric = quantity.stateClass === "total_increasing" ? new Counter(about) : new Gauge(about);
    metrics.set(quantity.key, metric);
    return metric;
  };

  /** A sum that the newest telegram with sums has not is no longer true: its day is over, and was not whole. */
  const endSums = (label: string, values: Reading["values"]): void => {
    const now = new Set(values.flatMap(({ quantity }) => (quantity?.summary === true ? [quantity.key] : [])));
    if (now.size === 0) return;
    for (const key of sums.get(label) ?? []) if (!now.has(key)) metrics.get(key)?.remove({ meter: label });
    sums.set(label, now);
  };

  return {
    set(label: string, { values }: Reading): void {
      for (const { quantity, value } of values) {
        if (quantity === undefined || !Number.isFinite(value)) continue;
        const scaled = value * baseOf(quantity.unit).factor;
        const metric = metricOf(quantity);
        if (metric instanceof Gauge) metric.set({ meter: label }, scaled);
        else {
          // It is the meter that counts, not this program: the register replaces what stood there.
          metric.remove({ meter: label });
          metric.inc({ meter: label }, Math.max(0, scaled));
        }
      }
      endSums(label, values);
    },
    forget(label: string): void {
      for (const metric of metrics.values()) metric.remove({ meter: label });
      sums.delete(label);
    },
  };
}

/** The last finished window. It never gets stale: its end says when it was. */
export function createWindowMetrics(registers: Registry[]) {
  const gauge = (name: string, help: string) =>
    new Gauge({ name: `smartmeter_window_${name}`, help, labelNames: ["meter"] as const, registers });
  const end = gauge("end_timestamp_seconds", "End of the last finished quarter hour.");
  const imports = gauge("import_joules", "Energy import of the last finished quarter hour.");
  const exports = gauge("export_joules", "Energy export of the last finished quarter hour.");
  return ({ meterId, window }: WindowEvent): void => {
    if (window.imported === undefined) return;
    end.set({ meter: meterId }, window.endMs / 1000);
    imports.set({ meter: meterId }, window.imported.wh * 3600);
    if (window.exported !== undefined) exports.set({ meter: meterId }, window.exported.wh * 3600);
  };
}
