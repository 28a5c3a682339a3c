/** Prometheus as an output: its options and words, and the sink with the server that shows its metrics. */

import * as v from "valibot";
import { hostAndPort } from "../../http/own-name.ts";
import { option, port, preset, text } from "../../schema/field.ts";
import { defineOutput, switchable } from "../output.ts";

const schema = switchable({
  host: preset(
    {
      title: { en: "Address to listen on", de: "Eigene Adresse" },
      text: {
        en: "Address the metrics are served on; `0.0.0.0` for every network.",
        de: "Adresse, unter der die Metriken stehen; `0.0.0.0` für jedes Netz.",
      },
      example: "0.0.0.0",
    },
    text,
    "127.0.0.1",
  ),
  port: preset(
    { title: { en: "Port", de: "Port" }, text: { en: "Port of `/metrics`.", de: "Port von `/metrics`." } },
    port,
    9877,
  ),
  hosts: option(
    {
      title: { en: "Names of this machine", de: "Namen dieses Rechners" },
      text: {
        en: "Names that Prometheus uses, besides addresses and names in the home network.",
        de: "Namen, unter denen Prometheus fragt, zusätzlich zu Adressen und Namen des Heimnetzes.",
      },
      example: "meter.example.org",
    },
    v.array(text),
  ),
});

export const prometheusOutput = defineOutput({
  name: "prometheus",
  title: { en: "Prometheus", de: "Prometheus" },
  text: { en: "`/metrics` for Prometheus.", de: "`/metrics` für Prometheus." },
  schema,
  summary: ({ host, port }) => ({
    en: `metrics at ${hostAndPort(host, port)}`,
    de: `Metriken unter ${hostAndPort(host, port)}`,
  }),
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
