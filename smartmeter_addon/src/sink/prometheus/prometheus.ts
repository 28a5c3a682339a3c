/** Readings as metrics for Prometheus. */
import { collectDefaultMetrics, Registry } from "prom-client";
import type { ReadingEvent } from "../../derive/events.ts";
import type { Log } from "../../log.ts";
import { guarded } from "../guarded.ts";
import type { MeterHandle, MeterStatus, Metrics, OutputHealth, Sink } from "../sink.ts";
import { createLineMetrics } from "./prometheus-line.ts";
import { createOutputMetrics } from "./prometheus-outputs.ts";
import { createValueMetrics, createWindowMetrics } from "./prometheus-values.ts";

/** The output and what it shows. */
export interface PrometheusSink extends Sink {
  readonly metrics: Metrics;
}

/**
 * Keeps the newest values for the next scrape. The values of a meter that no longer speaks go, so that Prometheus ends
 * the series instead of repeating the last value; its status stays.
 */
export function createPrometheusSink(log: Log, health: () => readonly OutputHealth[] = () => []): PrometheusSink {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  // These are named as if they were counters; the ones without the suffix say the same by type.
  for (const kind of ["handles", "requests", "resources"]) registry.removeSingleMetric(`nodejs_active_${kind}_total`);
  const line = createLineMetrics(registers);
  createOutputMetrics(registers, health);
  const values = createValueMetrics(registers);
  const setWindow = createWindowMetrics(registers);
  /** The label of each meter by its position. */
  const labels = new Map<number, string>();

  const acceptReading = ({ meter, reading, receivedAtMs }: ReadingEvent): void => {
    const label = labelOf(meter, reading.meterId);
    const before = labels.get(meter.index) ?? labelOf(meter, undefined);
    if (before !== label) {
      // It is another meter, or its id is known only now: the series under the old label end.
      values.forget(before);
      line.forget(before);
    }
    labels.set(meter.index, label);
    values.set(label, reading);
    const { manufacturer = "", meterNumber = "", layout, framing } = reading;
    const name = meter.name ?? "";
    line.tell(meter.index, { meter: label, name, manufacturer, number: meterNumber, layout, framing });
    line.latency.observe({ meter: label }, Math.max(0, (Date.now() - receivedAtMs) / 1000));
  };

  const acceptStatus = (meter: MeterHandle, status: MeterStatus): void => {
    const label = labels.get(meter.index) ?? labelOf(meter, undefined);
    line.status(meter.index, label, status);
    if (!status.available) values.forget(label);
  };

  return {
    name: "prometheus",
    metrics: { contentType: registry.contentType, render: () => registry.metrics() },
    accept: guarded("prometheus", log, (event) => {
      if (event.kind === "reading") acceptReading(event);
      else if (event.kind === "window") setWindow(event);
      else if (event.kind === "status") acceptStatus(event.meter, event.status);
    }),
    async close() {
      registry.clear();
    },
  };
}

/** The id once it is known; before the first telegram the name or the position. */
function labelOf(meter: MeterHandle, id: string | undefined): string {
  return id ?? meter.name ?? `${meter.index}`;
}
