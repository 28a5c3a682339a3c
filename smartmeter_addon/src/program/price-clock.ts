/** Makes prices change to the second, whether or not a telegram comes. */
import type { PriceEvent } from "../derive/events.ts";
import { nextChangeMs, priceAt, type Tariff } from "../derive/tariff.ts";

/**
 * Gives the price that holds now, first at the start and then whenever another may begin; undefined in between. Host
 * time, ms.
 */
export function createPriceClock(tariff: Tariff | undefined, timeZone: string) {
  let saidMs = Number.POSITIVE_INFINITY;
  let nextMs = Number.POSITIVE_INFINITY;
  return (nowMs: number): PriceEvent | undefined => {
    // It is earlier than the last answer at the beginning, or when the clock was set back.
    if (tariff === undefined || (nowMs >= saidMs && nowMs < nextMs)) return undefined;
    saidMs = nowMs;
    nextMs = nextChangeMs(tariff, nowMs, timeZone);
    return { kind: "price", price: priceAt(tariff, nowMs, timeZone), currency: tariff.currency, atMs: nowMs };
  };
}
