/** Options of the output. */
import type * as v from "valibot";
import { preset, required, text, whole } from "../../schema/field.ts";
import { keepOption, switchable } from "../output.ts";

export const schema = switchable({
  folder: required({ text: "Folder of the files, one a day and meter.", example: "/share/smartmeter" }, text),
  nominal: preset({ text: "Nominal voltage.", unit: "V" }, whole(100, 300), 230),
  tolerance: preset({ text: "Width of the band around it, to either side.", unit: "%" }, whole(1, 50), 10),
  keep: keepOption,
});

export type VoltageLogOptions = v.InferOutput<typeof schema>;
