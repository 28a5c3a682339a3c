/** Options of the output. */
import * as v from "valibot";
import { windowMinutes } from "../../derive/energy-windows.ts";
import { expects, option, preset, whole } from "../../schema/field.ts";
import { switchable } from "../output.ts";

const minutes = v.pipe(
  whole(1, 60),
  v.check((value) => windowMinutes.some((known) => known === value)),
  expects<number>(`one of ${windowMinutes.join(", ")}`, `eins von ${windowMinutes.join(", ")}`),
);

export const schema = switchable({
  window: preset(
    {
      title: { en: "Length", de: "Länge" },
      text: {
        en: "Length of the windows; other countries bill different ones.",
        de: "Länge der Abschnitte; andere Länder verrechnen andere.",
      },
      unit: { en: "minutes", de: "Minuten" },
    },
    minutes,
    15,
  ),
  limit: option(
    {
      title: { en: "Limit", de: "Grenze" },
      text: {
        en: "The mean power per quarter hour you want to stay below; the headroom counts up to it.",
        de: "Mittlere Leistung einer Viertelstunde, unter der du bleiben willst; darauf bezieht sich die Reserve.",
      },
      unit: "W",
      default: {
        en: "the highest quarter hour of the month so far",
        de: "die bisher höchste Viertelstunde des Monats",
      },
      example: 4000,
    },
    whole(1, 1_000_000),
  ),
  year_starts: preset(
    {
      title: { en: "Billing year starts", de: "Beginn des Abrechnungsjahrs" },
      text: { en: "First month of the billing year.", de: "Erster Monat des Abrechnungsjahrs." },
      unit: { en: "month", de: "Monat" },
    },
    whole(1, 12),
    1,
  ),
  keep: preset(
    {
      title: { en: "Keep for", de: "Aufheben" },
      text: {
        en: "How long quarter hours are kept in the data folder; 0 keeps all of them.",
        de: "So lange bleiben Viertelstunden im Datenordner; 0 hebt alle auf.",
      },
      unit: { en: "days", de: "Tage" },
      example: 800,
    },
    whole(0, 36_500),
    800,
  ),
});

export type QuarterHoursOptions = v.InferOutput<typeof schema>;

/** Without the section the output is on, with these options. */
export const usualQuarterHours: QuarterHoursOptions = v.parse(schema, {});
