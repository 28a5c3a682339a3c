import { join } from "node:path";
import type { Options } from "../options.ts";
import { createConsoleSink } from "./console.ts";
import { createFileSink } from "./file.ts";
import { createInfluxdbSink, type OutputContext } from "./influxdb.ts";
import { openMetricsServer } from "./metrics-server.ts";
import { createPrometheusSink, type Metrics } from "./prometheus.ts";
import type { Sink } from "./sink.ts";
import { createVoltageLogSink } from "./voltage-log.ts";
import { createWebhookSink } from "./webhook.ts";

export interface Outputs {
  readonly sinks: readonly Sink[];
  /** For the page's server; undefined when Prometheus is not asked for. */
  readonly metrics: Metrics | undefined;
}

/** Every output besides MQTT that the options ask for. `folder` is the data folder: queues go below it. */
export function createOutputs(options: Options, context: OutputContext): Outputs {
  const { influxdb, prometheus, console, webhook, file, voltage_log } = options;
  const below = { ...context, folder: context.folder === undefined ? undefined : join(context.folder, "queues") };
  const sinks: Sink[] = [];
  if (influxdb?.enabled) sinks.push(createInfluxdbSink(influxdb, below));
  if (webhook?.enabled) sinks.push(createWebhookSink(webhook, below));
  if (file?.enabled) sinks.push(createFileSink(file, below));
  if (voltage_log?.enabled) sinks.push(createVoltageLogSink(voltage_log, below));
  if (console?.enabled) sinks.push(createConsoleSink(console, below));
  if (!prometheus?.enabled) return { sinks, metrics: undefined };
  const sink = createPrometheusSink(context.log);
  const server = openMetricsServer(prometheus, sink.metrics, context.log);
  const close = async (): Promise<void> => {
    await (await server).close();
    await sink.close();
  };
  return { sinks: [...sinks, { ...sink, close }], metrics: sink.metrics };
}
