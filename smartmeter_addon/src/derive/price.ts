/** What a kilowatt-hour costs at one moment. */

/** Price of a kWh at an instant, with VAT, in the tariff's currency. */
export interface PriceNow {
  readonly import: number;
  readonly export: number;
  /** Name of the zone that holds; undefined: the base prices. */
  readonly zone: string | undefined;
}
