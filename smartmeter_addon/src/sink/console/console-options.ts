/** Options of the output. */
import * as v from "valibot";
import { preset } from "../../schema/field.ts";
import { intervalOption, switchable } from "../output.ts";

export const schema = switchable({
  format: preset(
    { text: "`text`: a line for people. `json`: one JSON object a line." },
    v.picklist(["text", "json"]),
    "text",
  ),
  interval: intervalOption("lines"),
});

export type ConsoleOptions = v.InferOutput<typeof schema>;
