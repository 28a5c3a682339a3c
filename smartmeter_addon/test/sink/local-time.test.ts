import assert from "node:assert/strict";
import { test } from "node:test";
import { meterInstantMs } from "../../src/derive/meter-instant.ts";
import { isTimeZone } from "../../src/host/time-zone.ts";
import { zonedInstant, zonedMeterTime } from "../../src/sink/local-time.ts";
import type { MeterTime } from "../../src/telegram/reading.ts";

const vienna = "Europe/Vienna";
const time = (text: string, more: Partial<MeterTime> = {}): MeterTime => {
  const [year, month, day, hour, minute, second] = text.split(/[-T:]/).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return {
    year,
    month,
    day,
    hour,
    minute,
    second,
    offsetMinutes: undefined,
    daylightSaving: undefined,
    status: undefined,
    ...more,
  };
};

test("a wall time gets the offset of its zone, also around both changes", () => {
  const cases = [
    ["2026-01-15T12:00:00", {}, "+01:00"],
    ["2026-07-15T12:00:00", {}, "+02:00"],
    ["2026-03-29T01:59:59", {}, "+01:00"],
    ["2026-03-29T02:30:00", {}, "+01:00"],
    ["2026-03-29T03:00:00", {}, "+02:00"],
    ["2026-10-25T01:59:59", {}, "+02:00"],
    ["2026-10-25T02:30:00", { daylightSaving: true }, "+02:00"],
    ["2026-10-25T02:30:00", { daylightSaving: false }, "+01:00"],
    ["2026-10-25T02:30:00", {}, "+02:00"],
    ["2026-10-25T03:00:00", {}, "+01:00"],
    ["2026-07-15T12:00:00", { daylightSaving: false }, "+02:00"],
  ] as const;
  for (const [wall, more, offset] of cases) assert.equal(zonedMeterTime(time(wall, more), vienna), wall + offset);
});

test("the meter's own offset wins over the zone", () => {
  const own = time("2026-07-15T12:00:00", { offsetMinutes: 60 });
  assert.equal(zonedMeterTime(own, vienna), "2026-07-15T12:00:00+01:00");
  assert.equal(new Date(meterInstantMs(own, vienna)).toISOString(), "2026-07-15T11:00:00.000Z");
});

test("the hour that autumn repeats is told apart by the telegram's arrival, with a flag that is never set, too", () => {
  for (const more of [{}, { daylightSaving: false }])
    for (const arrival of ["2026-10-25T00:30:03Z", "2026-10-25T01:30:03Z"]) {
      const instant = meterInstantMs(time("2026-10-25T02:30:00", more), vienna, Date.parse(arrival));
      assert.equal(instant, Date.parse(arrival) - 3000);
    }
});

test("an instant and its ISO text agree in any zone", () => {
  const zones = [vienna, "UTC", "America/St_Johns", "Asia/Kathmandu", "Pacific/Auckland"];
  for (const zone of zones)
    for (let atMs = Date.UTC(2026, 0, 1); atMs < Date.UTC(2027, 0, 1); atMs += 17 * 3_600_000) {
      const text = zonedInstant(atMs, zone);
      assert.equal(Date.parse(text), atMs, `${zone} ${text}`);
    }
});

test("a zone nobody knows is told", () => {
  assert.equal(isTimeZone(vienna), true);
  assert.equal(isTimeZone("Europe/Wien"), false);
});
