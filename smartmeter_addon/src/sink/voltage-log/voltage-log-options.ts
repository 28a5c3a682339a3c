/** Options of the output. */
import type * as v from "valibot";
import { preset, required, text, whole } from "../../schema/field.ts";
import { keepOption, switchable } from "../output.ts";

export const schema = switchable({
  folder: required(
    {
      title: { en: "Folder", de: "Ordner" },
      text: { en: "Folder for the files, one per day and meter.", de: "Ordner der Dateien, eine je Tag und Zähler." },
      example: "/share/smartmeter",
    },
    text,
  ),
  nominal: preset(
    {
      title: { en: "Nominal voltage", de: "Nennspannung" },
      text: { en: "Nominal voltage.", de: "Nennspannung." },
      unit: "V",
    },
    whole(100, 300),
    230,
  ),
  tolerance: preset(
    {
      title: { en: "Tolerance", de: "Toleranz" },
      text: { en: "Width of the band around it, on either side.", de: "Breite des Bands darum, nach jeder Seite." },
      unit: "%",
    },
    whole(1, 50),
    10,
  ),
  keep: keepOption,
});

export type VoltageLogOptions = v.InferOutput<typeof schema>;
