/** InfluxDB as an output: its options and words. */
import { defineOutput } from "../output.ts";
import { schema } from "./influxdb-options.ts";

export const influxdbOutput = defineOutput({
  name: "influxdb",
  title: { en: "InfluxDB", de: "InfluxDB" },
  text: {
    en: "InfluxDB 2, VictoriaMetrics or anything else with `/api/v2/write`.",
    de: "InfluxDB 2, VictoriaMetrics oder was sonst `/api/v2/write` hat.",
  },
  schema,
  summary: ({ url, bucket }) => ({
    en: `InfluxDB at ${url}, bucket ${bucket}`,
    de: `InfluxDB unter ${url}, Bucket ${bucket}`,
  }),
  check: async (options) => (await import("../delivery.ts")).trustFault(options),
  open: async (options, context) => (await import("./influxdb.ts")).createInfluxdbSink(options, context),
});
