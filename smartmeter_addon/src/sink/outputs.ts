import { join } from "node:path";
import type { Options } from "../options/options.ts";
import type { OutputContext } from "./influxdb/influxdb.ts";
import type { Metrics, Sink } from "./sink.ts";

export interface Outputs {
  readonly sinks: readonly Sink[];
  /** For the page's server; undefined when Prometheus is not asked for. */
  readonly metrics: Metrics | undefined;
}

/**
 * Every output besides MQTT that the options ask for. `folder` is the data folder: queues go below it. One that is off
 * is not even loaded: the libraries of all would double the memory the program takes.
 */
export async function createOutputs(options: Options, context: OutputContext): Promise<Outputs> {
  const { influxdb, prometheus, console, webhook, file, voltage_log } = options;
  const below = { ...context, folder: context.folder === undefined ? undefined : join(context.folder, "queues") };
  const sinks: Sink[] = [];
  if (influxdb?.enabled) sinks.push((await import("./influxdb/influxdb.ts")).createInfluxdbSink(influxdb, below));
  if (webhook?.enabled) sinks.push((await import("./webhook/webhook.ts")).createWebhookSink(webhook, below));
  if (file?.enabled) sinks.push((await import("./file/file.ts")).createFileSink(file, below));
  if (voltage_log?.enabled)
    sinks.push((await import("./voltage-log/voltage-log.ts")).createVoltageLogSink(voltage_log, below));
  if (console?.enabled) sinks.push((await import("./console/console.ts")).createConsoleSink(console, below));
  if (!prometheus?.enabled) return { sinks, metrics: undefined };
  const { createPrometheusSink } = await import("./prometheus/prometheus.ts");
  const { openMetricsServer } = await import("./prometheus/metrics-server.ts");
  const sink = createPrometheusSink(context.log, context.health);
  const server = openMetricsServer(prometheus, sink.metrics, context.log, context.language);
  const close = async (): Promise<void> => {
    await server.close();
    await sink.close();
  };
  return { sinks: [...sinks, { ...sink, health: server.health, close }], metrics: sink.metrics };
}
