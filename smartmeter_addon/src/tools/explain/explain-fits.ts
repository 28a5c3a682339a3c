/** What a number could be whose scaler neither the telegram nor a definition says. */
import type { Obis } from "../../cosem/obis.ts";
import { impliedUnit } from "../../telegram/implied.ts";

/** Powers of ten that meters leave out, and what a household can have, by unit. */
const possible: Readonly<
  Record<string, { readonly scalers: readonly number[]; readonly most: number; readonly least: number }>
> = {
  V: { scalers: [0, -1, -2, -3], least: 90, most: 480 },
  A: { scalers: [0, -1, -2, -3], least: 0, most: 125 },
  Hz: { scalers: [0, -1, -2, -3], least: 40, most: 70 },
  W: { scalers: [0, 1, -1], least: 0, most: 100_000 },
  var: { scalers: [0, 1, -1], least: 0, most: 100_000 },
  Wh: { scalers: [0, 1], least: 0, most: Number.POSITIVE_INFINITY },
  varh: { scalers: [0, 1], least: 0, most: Number.POSITIVE_INFINITY },
};

/** `0.32 A, 0.032 A`: every scaled value a household can have; 0 is 0 however it is scaled. */
export function fitsOf(name: Obis, raw: number | bigint): string | undefined {
  const unit = impliedUnit(name);
  const rules = unit === undefined ? undefined : possible[unit];
  if (unit === undefined || rules === undefined) return undefined;
  const number = Number(raw);
  if (number === 0) return `0 ${unit}`;
  const values = rules.scalers.map((scaler) => (scaler < 0 ? number / 10 ** -scaler : number * 10 ** scaler));
  const fitting = values.filter((value) => Math.abs(value) >= rules.least && Math.abs(value) <= rules.most);
  return fitting.length === 0 ? undefined : fitting.map((value) => `${value} ${unit}`).join(", ");
}
