/** Prometheus as an output: its options and words, and the sink with the server that shows its metrics. */
import * as v from "valibot";
import { option, port, preset, text } from "../../schema/field.ts";
import { defineOutput, switchable } from "../output.ts";

const schema = switchable({
  host: preset(
    { text: "Address the metrics are served on; `0.0.0.0` for every network.", example: "0.0.0.0" },
    text,
    "127.0.0.1",
  ),
  port: preset({ text: "Port of `/metrics`." }, port, 9877),
  hosts: option(
    {
      text: "Names that Prometheus asks by, besides addresses and names of the home network.",
      example: "meter.example.org",
    },
    v.array(text),
  ),
});

export const prometheusOutput = defineOutput({
  name: "prometheus",
  title: { en: "Prometheus", de: "Prometheus" },
  text: "`/metrics` for Prometheus.",
  schema,
  summary: ({ host, port }) => ({ en: `metrics at ${host}:${port}`, de: `Metriken unter ${host}:${port}` }),
  async open(options, { log, language, health }) {
    const { createPrometheusSink } = await import("./prometheus.ts");
    const { openMetricsServer } = await import("./metrics-server.ts");
    const sink = createPrometheusSink(log, health);
    const server = openMetricsServer(options, sink.metrics, log, language);
    const close = async (): Promise<void> => {
      await server.close();
      await sink.close();
    };
    return { ...sink, health: server.health, close };
  },
});
