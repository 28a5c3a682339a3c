/** Options of what is computed from the meters' readings. */
import * as v from "valibot";
import { id, option, required, text, whole } from "../schema/field.ts";

export const virtual = v.strictObject({
  id: required({ text: "Id that topics and entities are made of.", example: "household" }, id),
  name: option({ text: "Name of the virtual meter.", default: "its id", example: "Household without heat pump" }, text),
  add: required(
    { text: "Meters that are added: their ids or their positions, from 0.", example: "main" },
    v.pipe(v.array(text), v.minLength(1)),
  ),
  subtract: option({ text: "Meters that are subtracted.", example: "heatpump" }, v.array(text)),
});

export const deadband = v.strictObject({
  power: required(
    {
      text: "A change of power by more than this is published at once, between two intervals.",
      unit: "W",
      example: 50,
    },
    whole(1, 100_000),
  ),
});
