/** Readings as metrics for Prometheus. */
import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { ReadingEvent, WindowEvent } from "../../derive/events.ts";
import type { Log } from "../../log.ts";
import type { Quantity } from "../../telegram/quantity.ts";
import { guarded } from "../guarded.ts";
import type { MeterHandle, MeterStatus, Metrics, OutputHealth, Sink } from "../sink.ts";
import { createLineMetrics } from "./prometheus-line.ts";
import { createOutputMetrics } from "./prometheus-outputs.ts";

/** The output and what it shows. */
export interface PrometheusSink extends Sink {
  readonly metrics: Metrics;
}

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

/**
 * Keeps the newest values for the next scrape. The values of a meter that no longer speaks go, so that Prometheus ends
 * the series instead of repeating the last value; its status stays.
 */
export function createPrometheusSink(log: Log, health: () => readonly OutputHealth[] = () => []): PrometheusSink {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  collectDefaultMetrics({ register: registry });
  // These are named as if they were counters; the ones without the suffix say the same by type.
  for (const kind of ["handles", "requests", "resources"]) registry.removeSingleMetric(`nodejs_active_${kind}_total`);
  const values = new Map<string, Counter<"meter"> | Gauge<"meter">>();
  const line = createLineMetrics(registers);
  createOutputMetrics(registers, health);
  const ids = new Map<number, string>();
  const lastFault = new Map<number, number>();

  const metricOf = (quantity: Quantity): Counter<"meter"> | Gauge<"meter"> => {
    let metric = values.get(quantity.key);
    if (metric === undefined) {
      const about = { name: metricName(quantity), help: `${quantity.en}.`, labelNames: ["meter"] as const, registers };
      metric = quantity.stateClass === "total_increasing" ? new Counter(about) : new Gauge(about);
      values.set(quantity.key, metric);
    }
    return metric;
  };

  const acceptReading = ({ meter, reading, receivedAtMs }: ReadingEvent): void => {
    const label = labelOf(meter, reading.meterId);
    const before = ids.get(meter.index);
    if (before !== label) {
      // It is another meter, or only now known by its id: what stood under the old label ends.
      forget(before ?? labelOf(meter, undefined));
      line.forget(before ?? labelOf(meter, undefined));
    }
    ids.set(meter.index, label);
    for (const { quantity, value } of reading.values) {
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
    const { manufacturer = "", meterNumber = "", layout, framing } = reading;
    line.tell(meter.index, {
      meter: label,
      name: meter.name ?? "",
      manufacturer,
      number: meterNumber,
      layout,
      framing,
    });
    line.latency.observe({ meter: label }, Math.max(0, (Date.now() - receivedAtMs) / 1000));
  };

  const acceptStatus = (meter: MeterHandle, status: MeterStatus): void => {
    const label = ids.get(meter.index) ?? labelOf(meter, undefined);
    line.up.set({ meter: label }, status.available ? 1 : 0);
    line.tellStatus(label, status.code);
    if (status.linkQuality === undefined) line.quality.remove({ meter: label });
    else line.quality.set({ meter: label }, status.linkQuality);
    if (status.lastReadingAtMs !== undefined) line.last.set({ meter: label }, status.lastReadingAtMs / 1000);
    for (const kind of [
      "telegrams",
      "held",
      "leftOut",
      "duplicates",
      "lost",
      "octets",
      "skippedOctets",
      "faults",
    ] as const) {
      line.counts[kind].remove({ meter: label });
      line.counts[kind].inc({ meter: label }, status.counts[kind]);
    }
    if (status.fault !== undefined && lastFault.get(meter.index) !== status.sinceMs) {
      lastFault.set(meter.index, status.sinceMs);
      line.faults.inc({ meter: label, code: status.fault.code });
    }
    if (!status.available) forget(label);
  };

  const windows = createWindowMetrics(registers);
  const acceptWindow = ({ meterId, window }: WindowEvent): void => {
    if (window.imported === undefined) return;
    windows.end.set({ meter: meterId }, window.endMs / 1000);
    windows.imported.set({ meter: meterId }, window.imported.wh * 3600);
    if (window.exported !== undefined) windows.exported.set({ meter: meterId }, window.exported.wh * 3600);
  };

  const forget = (label: string): void => {
    for (const metric of values.values()) metric.remove({ meter: label });
  };

  return {
    name: "prometheus",
    metrics: { contentType: registry.contentType, render: () => registry.metrics() },
    accept: guarded("prometheus", log, (event) => {
      if (event.kind === "reading") acceptReading(event);
      else if (event.kind === "window") acceptWindow(event);
      else if (event.kind === "status") acceptStatus(event.meter, event.status);
    }),
    async close() {
      registry.clear();
    },
  };
}

/** The last finished window. It never gets stale: its end says when it was. */
function createWindowMetrics(registers: Registry[]) {
  const gauge = (name: string, help: string) =>
    new Gauge({ name: `smartmeter_window_${name}`, help, labelNames: ["meter"] as const, registers });
  return {
    end: gauge("end_timestamp_seconds", "End of the last finished quarter hour."),
    imported: gauge("import_joules", "Energy import of the last finished quarter hour."),
    exported: gauge("export_joules", "Energy export of the last finished quarter hour."),
  };
}

/** The id once it is known; before the first telegram the name or the position. */
function labelOf(meter: MeterHandle, id: string | undefined): string {
  return id ?? meter.name ?? `${meter.index}`;
}
