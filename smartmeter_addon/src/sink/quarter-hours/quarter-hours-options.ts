/** Options of the output. */
import * as v from "valibot";
import { windowMinutes } from "../../derive/energy-windows.ts";
import { option, preset, whole } from "../../schema/field.ts";
import { switchable } from "../output.ts";

const minutes = v.pipe(
  whole(1, 60),
  v.check((value) => windowMinutes.some((known) => known === value), `one of ${windowMinutes.join(", ")}`),
);

export const schema = switchable({
  window: preset({ text: "Length of the windows; other countries bill other ones.", unit: "minutes" }, minutes, 15),
  limit: option(
    {
      text: "Mean power of a quarter hour to stay below; the headroom counts towards it.",
      unit: "W",
      default: "the highest quarter hour of the month so far",
      example: 4000,
    },
    whole(1, 1_000_000),
  ),
  year_starts: preset({ text: "First month of the billing year.", unit: "month" }, whole(1, 12), 1),
  keep: preset(
    { text: "How long quarter hours are kept in the data folder; 0 keeps all.", unit: "days", example: 800 },
    whole(0, 36_500),
    800,
  ),
});

export type QuarterHoursOptions = v.InferOutput<typeof schema>;

/** What holds without the section: it is on. */
export const usualQuarterHours: QuarterHoursOptions = v.parse(schema, {});
