/** Standard output as an output: its options and words. */
import { defineOutput } from "../output.ts";
import { schema } from "./console-options.ts";

export const consoleOutput = defineOutput({
  name: "console",
  title: { en: "Console", de: "Konsole" },
  text: { en: "Readings on standard output.", de: "Werte auf der Standardausgabe." },
  schema,
  takesStandardOutput: true,
  summary: ({ format }) => ({ en: `${format} on standard output`, de: `${format} auf der Standardausgabe` }),
  open: async (options, context) => (await import("./console.ts")).createConsoleSink(options, context),
});
