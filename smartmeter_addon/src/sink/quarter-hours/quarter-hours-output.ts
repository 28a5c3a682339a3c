/** Quarter hours in the data folder as an output: its options and words. */
import { defineOutput } from "../output.ts";
import { schema, usualQuarterHours } from "./quarter-hours-options.ts";

export const quarterHoursOutput = defineOutput({
  name: "quarter_hours",
  title: { en: "Quarter hours", de: "Viertelstunden" },
  text: {
    en: "Quarter hours, peaks, days and months; kept in the data folder.",
    de: "Viertelstunden, Spitzen, Tage und Monate; im Datenordner aufgehoben.",
  },
  schema,
  isWanted: (section) => section?.enabled !== false,
  summary: ({ window = usualQuarterHours.window }) => ({
    en: `energy in windows of ${window} minutes`,
    de: `Energie je ${window} Minuten`,
  }),
  open: async (options, context) =>
    (await import("./quarter-hours.ts")).createQuarterHoursSink({ ...usualQuarterHours, ...options }, context),
});
