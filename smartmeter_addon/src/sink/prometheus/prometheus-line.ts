/** Metrics of a meter's line. */
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { MeterStatus } from "../sink.ts";

const infoLabels = ["meter", "name", "manufacturer", "number", "layout", "framing"] as const;

/** Everything about a meter's line but its values. */
export function createLineMetrics(registers: Registry[]) {
  const labelNames = ["meter"] as const;
  const gauge = (name: string, help: string) => new Gauge({ name: `smartmeter_${name}`, help, labelNames, registers });
  const counter = (name: string, help: string) =>
    new Counter({ name: `smartmeter_${name}_total`, help, labelNames, registers });
  const info = new Gauge({
    name: "smartmeter_meter_info",
    help: "What the meter says it is; always 1.",
    labelNames: infoLabels,
    registers,
  });
  const state = new Gauge({
    name: "smartmeter_meter_status",
    help: "The meter's status as its code: ok, waiting, starting or a fault's; always 1.",
    labelNames: ["meter", "code"] as const,
    registers,
  });
  const codes = new Map<string, string>();
  const told = new Map<number, Readonly<Record<(typeof infoLabels)[number], string>>>();
  const metrics = {
    up: gauge("meter_up", "1 while the meter speaks in its own rhythm, else 0."),
    quality: gauge("link_quality_ratio", "Telegrams received of those the meter's counter says were sent."),
    last: gauge("last_reading_timestamp_seconds", "When the newest proven telegram arrived."),
    latency: new Histogram({
      name: "smartmeter_latency_seconds",
      help: "From a telegram's last octet to its values being ready.",
      labelNames,
      buckets: [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
      registers,
    }),
    counts: {
      telegrams: counter("telegrams", "Telegrams read and proven."),
      held: counter("quarantined", "Telegrams held back until a next one confirms them."),
      leftOut: counter("left_out", "Telegrams that arrived and were left out because the next one contradicted them."),
      duplicates: counter("duplicates", "Telegrams that came twice."),
      lost: counter("lost", "Telegrams missing by the meter's own counter."),
      faults: counter("line_faults", "Faults seen on the line, of any code."),
      octets: counter("received_bytes", "Octets received."),
      skippedOctets: counter("skipped_bytes", "Octets given up because they are no part of a telegram."),
    },
  };
  const faults = new Counter({
    name: "smartmeter_faults_total",
    help: "How often the line's status became a fault, by the fault's code.",
    labelNames: ["meter", "code"] as const,
    registers,
  });
  /** When the fault counted last began, by the meter's position. */
  const lastFaultMs = new Map<number, number>();

  /** Sets the status of a meter to the code that log, page and MQTT show. */
  function setCode(label: string, code: string): void {
    const before = codes.get(label);
    if (before === code) return;
    if (before !== undefined) state.remove({ meter: label, code: before });
    codes.set(label, code);
    state.set({ meter: label, code }, 1);
  }

  return {
    latency: metrics.latency,
    /** Sets all that follows from a meter's status. */
    status(index: number, label: string, status: MeterStatus): void {
      metrics.up.set({ meter: label }, status.available ? 1 : 0);
      setCode(label, status.code);
      if (status.linkQuality === undefined) metrics.quality.remove({ meter: label });
      else metrics.quality.set({ meter: label }, status.linkQuality);
      if (status.lastReadingAtMs !== undefined) metrics.last.set({ meter: label }, status.lastReadingAtMs / 1000);
      for (const [kind, counter] of Object.entries(metrics.counts)) {
        counter.remove({ meter: label });
        counter.inc({ meter: label }, status.counts[kind as keyof MeterStatus["counts"]]);
      }
      if (status.fault === undefined || lastFaultMs.get(index) === status.sinceMs) return;
      lastFaultMs.set(index, status.sinceMs);
      faults.inc({ meter: label, code: status.fault.code });
    },
    /** Replaces what the meter said it is. */
    tell(index: number, labels: Readonly<Record<(typeof infoLabels)[number], string>>): void {
      const before = told.get(index);
      if (before !== undefined && infoLabels.every((name) => before[name] === labels[name])) return;
      if (before !== undefined) info.remove(before);
      told.set(index, labels);
      info.set(labels, 1);
    },
    forget(label: string): void {
      const { counts, ...others } = metrics;
      const code = codes.get(label);
      if (code !== undefined) state.remove({ meter: label, code });
      codes.delete(label);
      for (const metric of [...Object.values(counts), ...Object.values(others)]) metric.remove({ meter: label });
    },
  };
}
