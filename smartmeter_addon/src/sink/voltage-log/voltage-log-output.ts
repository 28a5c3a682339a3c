/** The voltage log as an output: its options and words. */
import { defineOutput } from "../output.ts";
import { schema } from "./voltage-log-options.ts";

export const voltageLogOutput = defineOutput({
  name: "voltage_log",
  title: { en: "Voltage log", de: "Spannungsprotokoll" },
  text: {
    en: "Every phase's voltage over ten minutes: minimum, mean, maximum.",
    de: "Je zehn Minuten die Spannung jeder Phase: Minimum, Mittelwert, Maximum.",
  },
  schema,
  summary: ({ folder }) => ({ en: `voltage log in ${folder}`, de: `Spannungsprotokoll in ${folder}` }),
  open: async (options, context) => (await import("./voltage-log.ts")).createVoltageLogSink(options, context),
});
