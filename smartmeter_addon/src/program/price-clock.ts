/** Prices change on the second of a local boundary, whether a telegram comes or not. */
import type { PriceEvent } from "../derive/events.ts";
import { nextChangeMs, priceAt, type Tariff } from "../derive/tariff.ts";

/** Gives the price that holds now, once at the beginning and whenever another may; undefined in between. Host time, ms. */
export function createPriceClock(tariff: Tariff | undefined, timeZone: string) {
  let saidMs = Number.POSITIVE_INFINITY;
  let nextMs = Number.POSITIVE_INFINITY;
  return (nowMs: number): PriceEvent | undefined => {
    // Before what was said last: the beginning, or a clock that was set back.
    if (tariff === undefined || (nowMs >= saidMs && nowMs < nextMs)) return undefined;
    saidMs = nowMs;
    nextMs = nextChangeMs(tariff, nowMs, timeZone);
    return { kind: "price", price: priceAt(tariff, nowMs, timeZone), currency: tariff.currency, atMs: nowMs };
  };
}
