/** Options of the output. */
import * as v from "valibot";
import { preset, required, text } from "../../schema/field.ts";
import { intervalOption, keepOption, switchable } from "../output.ts";

export const schema = switchable({
  folder: required(
    {
      title: { en: "Folder", de: "Ordner" },
      text: {
        en: "Folder for the files; it is created if missing.",
        de: "Ordner der Dateien; fehlt er, wird er angelegt.",
      },
      example: "/share/smartmeter",
    },
    text,
  ),
  format: preset(
    {
      title: { en: "Format", de: "Format" },
      text: {
        en: "`jsonl`: one JSON object per line. `csv`: one line per reading, one column per quantity.",
        de: "`jsonl`: ein JSON-Objekt je Zeile. `csv`: eine Zeile je Ablesung, eine Spalte je Größe.",
      },
    },
    v.picklist(["jsonl", "csv"]),
    "jsonl",
  ),
  interval: intervalOption({ en: "lines", de: "Zeilen" }, 86_400),
  keep: keepOption,
});

export type FileOptions = v.InferOutput<typeof schema>;
