/** Options for what is computed from the meters' readings. */
import * as v from "valibot";
import { id, option, required, text, whole } from "../schema/field.ts";

/** A virtual meter. */
export const virtual = v.strictObject({
  id: required(
    {
      title: { en: "Id", de: "Kennung" },
      text: {
        en: "The id that topics and entities are named after.",
        de: "Woraus Topics und Entitäten gebildet werden.",
      },
      example: "household",
    },
    id,
  ),
  name: option(
    {
      title: { en: "Name", de: "Name" },
      text: { en: "Name of the virtual meter.", de: "Wie der virtuelle Zähler heißt." },
      default: { en: "its id", de: "seine Kennung" },
      example: "Household without heat pump",
    },
    text,
  ),
  add: required(
    {
      title: { en: "Added", de: "Zusammenzählen" },
      text: {
        en: "Meters to add up: their ids, or their positions from 0.",
        de: "Zähler, die zusammengezählt werden: ihre Kennungen oder ihre Positionen, ab 0.",
      },
      example: "main",
    },
    v.pipe(v.array(text), v.minLength(1)),
  ),
  subtract: option(
    {
      title: { en: "Subtracted", de: "Abziehen" },
      text: { en: "Meters to subtract.", de: "Zähler, die abgezogen werden." },
      example: "heatpump",
    },
    v.array(text),
  ),
});

/** Changes that are published at once, whatever the interval. */
export const deadband = v.strictObject({
  power: required(
    {
      title: { en: "Change of power", de: "Änderung der Leistung" },
      text: {
        en: "When power changes by more than this, it is published at once, between two intervals.",
        de: "Ändert sich die Leistung um mehr als das, wird sie sofort veröffentlicht, auch zwischen zwei Intervallen.",
      },
      unit: "W",
      example: 50,
    },
    whole(1, 100_000),
  ),
});
