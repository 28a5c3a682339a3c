/** Options of the output. */
import * as v from "valibot";
import { preset, required, text } from "../../schema/field.ts";
import { intervalOption, keepOption, switchable } from "../output.ts";

export const schema = switchable({
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
