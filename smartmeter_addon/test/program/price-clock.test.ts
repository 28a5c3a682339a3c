// Prices change on the second of the local boundary, without a telegram, also over the change of the clock.
import assert from "node:assert/strict";
import { test } from "node:test";
import { tariffOf } from "../../src/options/tariff.ts";
import { createPriceClock } from "../../src/program/price-clock.ts";

const tariff = tariffOf({
  ...{ currency: "CHF", energy: 0.1, network: 0.1, levies: 0, vat: 0, export: 0.05 },
  zones: [{ preset: "snap" }],
} as Parameters<typeof tariffOf>[0]);
const zone = "Europe/Vienna";

/** Every change in between, looked for each second. */
function changes(fromMs: number, toMs: number): [string, number][] {
  const priceNow = createPriceClock(tariff, zone);
  const found: [string, number][] = [];
  for (let atMs = fromMs; atMs <= toMs; atMs += 1000) {
    const event = priceNow(atMs);
    if (event === undefined || event.price.import === found.at(-1)?.[1]) continue;
    found.push([new Date(atMs).toISOString(), event.price.import]);
  }
  return found;
}

test("a price changes on the second of the local boundary", () => {
  assert.deepEqual(changes(Date.UTC(2026, 6, 1, 7, 59, 30), Date.UTC(2026, 6, 1, 14, 1)), [
    ["2026-07-01T07:59:30.000Z", 0.2],
    ["2026-07-01T08:00:00.000Z", 0.18],
    ["2026-07-01T14:00:00.000Z", 0.2],
  ]);
  // The zone begins with April, at ten o'clock.
  assert.deepEqual(
    changes(Date.UTC(2026, 2, 31, 7, 0), Date.UTC(2026, 3, 1, 8, 1)).map(([at]) => at),
    ["2026-03-31T07:00:00.000Z", "2026-04-01T08:00:00.000Z"],
  );
});

test("a clock that is set back, or was never set, is followed; without a tariff nothing is said", () => {
  const priceNow = createPriceClock(tariff, zone);
  assert.equal(priceNow(0)?.price.import, 0.2);
  assert.equal(priceNow(Date.UTC(2026, 6, 1, 9))?.price.import, 0.18);
  assert.equal(priceNow(Date.UTC(2026, 6, 1, 7))?.price.import, 0.2);
  assert.equal(priceNow(Date.UTC(2026, 6, 1, 7, 0, 1)), undefined);
  assert.equal(createPriceClock(undefined, zone)(0), undefined);
});
