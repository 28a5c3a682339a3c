/** The voltage log as an output: its options and words. */
import type * as v from "valibot";
import { preset, required, text, whole } from "../../schema/field.ts";
import { defineOutput, keepOption, switchable } from "../output.ts";

const schema = switchable({
  folder: required({ text: "Folder of the files, one a day and meter.", example: "/share/smartmeter" }, text),
  nominal: preset({ text: "Nominal voltage.", unit: "V" }, whole(100, 300), 230),
  tolerance: preset({ text: "Width of the band around it, to either side.", unit: "%" }, whole(1, 50), 10),
  keep: keepOption,
});

export type VoltageLogOptions = v.InferOutput<typeof schema>;

export const voltageLogOutput = defineOutput({
  name: "voltage_log",
  title: { en: "Voltage log", de: "Spannungsprotokoll" },
  text: "Ten minutes of every phase's voltage: minimum, mean, maximum.",
  schema,
  summary: ({ folder }) => `voltage log in ${folder}`,
  open: async (options, context) => (await import("./voltage-log.ts")).createVoltageLogSink(options, context),
});
