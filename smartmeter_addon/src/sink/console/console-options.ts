/** Options of the output. */
import * as v from "valibot";
import { preset } from "../../schema/field.ts";
import { intervalOption, switchable } from "../output.ts";

export const schema = switchable({
  format: preset(
    {
      title: { en: "Format", de: "Format" },
      text: {
        en: "`text`: lines for people. `json`: one JSON object per line.",
        de: "`text`: eine Zeile zum Lesen. `json`: ein JSON-Objekt je Zeile.",
      },
    },
    v.picklist(["text", "json"]),
    "text",
  ),
  interval: intervalOption({ en: "lines", de: "Zeilen" }),
});

export type ConsoleOptions = v.InferOutput<typeof schema>;
