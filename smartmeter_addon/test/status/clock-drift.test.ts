import assert from "node:assert/strict";
import { test } from "node:test";
import { createClockDrift } from "../../src/status/clock-drift.ts";

const at = (wall: string, offsetMinutes?: number) => {
  const [year, month, day, hour, minute, second] = wall.split(/[-T:]/).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return { year, month, day, hour, minute, second, offsetMinutes, daylightSaving: undefined, status: undefined };
};

test("a wall time is that of the zone, in summer and winter", () => {
  const drift = createClockDrift("Europe/Vienna");
  assert.equal(drift(at("2026-01-15T12:00:00"), Date.UTC(2026, 0, 15, 11, 0, 0)), 0);
  assert.equal(drift(at("2026-07-15T13:00:10"), Date.UTC(2026, 6, 15, 11, 0, 0)), 10);
  assert.equal(drift(at("2026-01-01T00:00:00"), Date.UTC(2025, 11, 31, 23, 0, 30)), -30);
});

test("the meter's own offset wins over the zone", () => {
  const drift = createClockDrift("Europe/Vienna");
  assert.equal(drift(at("2026-01-15T11:00:00", 0), Date.UTC(2026, 0, 15, 11, 0, 0)), 0);
  assert.equal(drift(at("2026-07-15T13:00:00", 120), Date.UTC(2026, 6, 15, 11, 0, 0, 900)), 0);
});

test("a zone that does not exist is refused", () => {
  assert.throws(() => createClockDrift("Europe/Nowhere"), RangeError);
});
