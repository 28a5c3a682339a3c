/** Files of days as an output: its options and words. */
import { defineOutput } from "../output.ts";
import { schema } from "./file-options.ts";

export const fileOutput = defineOutput({
  name: "file",
  title: { en: "Files", de: "Dateien" },
  text: { en: "Readings in one file per day.", de: "Werte in einer Datei je Tag." },
  schema,
  summary: ({ format, folder }) => ({ en: `${format} files in ${folder}`, de: `${format}-Dateien in ${folder}` }),
  open: async (options, context) => (await import("./file.ts")).createFileSink(options, context),
});
