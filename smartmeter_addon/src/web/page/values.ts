/** Names and values of quantities as the page shows them. */
import { quantityByKey } from "../../telegram/quantity.ts";
import type { ValueView } from "../view.ts";
import { formatNumber, language } from "./format.ts";

/** What a quantity is called; a value that has no name has only its code. */
export const nameOf = ({ key, obis }: ValueView): string =>
  key === undefined ? obis : (quantityByKey(key)?.[language] ?? obis);

export const valueText = ({ value, unit, decimals }: ValueView): string =>
  `${formatNumber(value, decimals)}${unit === undefined ? "" : ` ${unit}`}`;
