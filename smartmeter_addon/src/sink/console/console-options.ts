/** Options of the output. */
import type * as v from "valibot";
import { choice, preset } from "../../schema/field.ts";
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
    choice({ text: { en: "for people", de: "zum Lesen" }, json: { en: "for programs", de: "für Programme" } }),
    "text",
  ),
  interval: intervalOption({ en: "lines", de: "Zeilen" }),
});

export type ConsoleOptions = v.InferOutput<typeof schema>;
