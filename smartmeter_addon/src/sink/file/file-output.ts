/** Files of days as an output: its options and words. */
import * as v from "valibot";
import { preset, required, text } from "../../schema/field.ts";
import { defineOutput, intervalOption, keepOption, switchable } from "../output.ts";

const schema = switchable({
  folder: required({ text: "Folder of the files; it is made when it is missing.", example: "/share/smartmeter" }, text),
  format: preset(
    { text: "`jsonl`: one JSON object a line. `csv`: one line a reading, one column a quantity." },
    v.picklist(["jsonl", "csv"]),
    "jsonl",
  ),
  interval: intervalOption("lines", 86_400),
  keep: keepOption,
});

export type FileOptions = v.InferOutput<typeof schema>;

export const fileOutput = defineOutput({
  name: "file",
  title: { en: "Files", de: "Dateien" },
  text: "Readings in one file a day.",
  schema,
  summary: ({ format, folder }) => `${format} files in ${folder}`,
  open: async (options, context) => (await import("./file.ts")).createFileSink(options, context),
});
