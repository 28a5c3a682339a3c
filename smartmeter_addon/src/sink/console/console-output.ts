/** Standard output as an output: its options and words. */
import * as v from "valibot";
import { preset } from "../../schema/field.ts";
import { defineOutput, intervalOption, switchable } from "../output.ts";

const schema = switchable({
  format: preset(
    { text: "`text`: a line for people. `json`: one JSON object a line." },
    v.picklist(["text", "json"]),
    "text",
  ),
  interval: intervalOption("lines"),
});

export type ConsoleOptions = v.InferOutput<typeof schema>;

export const consoleOutput = defineOutput({
  name: "console",
  title: { en: "Console", de: "Konsole" },
  text: "Readings on standard output.",
  schema,
  takesStandardOutput: true,
  summary: ({ format }) => `${format} on standard output`,
  open: async (options, context) => (await import("./console.ts")).createConsoleSink(options, context),
});
