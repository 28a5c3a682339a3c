import assert from "node:assert/strict";
import { test } from "node:test";
import { reading, start, watch } from "./watched-line.ts";

test("a meter that falls silent waits since then, not since it was heard first", () => {
  const line = watch();
  line.open();
  line.readings(7);
  const heard = line.now();
  assert.deepEqual([line.status().code, line.status().sinceMs], ["ok", start + 5000]);
  // Octets keep coming, so that the line itself is no fault.
  for (let minute = 0; minute < 2 && line.status().available; minute++) {
    line.pass(60);
    line.frame();
  }
  assert.equal(line.status().code, "waiting");
  assert.equal(line.status().sinceMs, heard + 60_000);
  line.readings(1);
  assert.deepEqual([line.status().code, line.status().sinceMs], ["ok", line.now()]);
});

test("clocks that differ by more than five minutes, by the meter's offset or the time zone", () => {
  const wall = (atMs: number, offsetMinutes: number | undefined) => {
    const local = new Date(atMs + 3_600_000);
    return {
      year: local.getUTCFullYear(),
      month: local.getUTCMonth() + 1,
      day: local.getUTCDate(),
      hour: local.getUTCHours(),
      minute: local.getUTCMinutes(),
      second: local.getUTCSeconds(),
      offsetMinutes,
      daylightSaving: false,
      status: 0,
    };
  };
  for (const offsetMinutes of [60, undefined]) {
    const line = watch({ timeZone: "Europe/Vienna" });
    line.open();
    const run = (count: number, aheadMs: number) => {
      for (let index = 0; index < count; index++) {
        line.pass(5);
        line.reading({ meterTime: wall(line.now() + aheadMs, offsetMinutes) });
      }
    };
    run(5, 0);
    run(1, 900_000);
    run(5, 200_000);
    assert.equal(line.status().code, "ok", "one telegram proves nothing");
    run(3, -420_000);
    assert.equal(line.status().code, "clock-off");
    assert.match(line.status().fault?.message ?? "", /7 min behind/);
    run(1, 0);
    assert.deepEqual(line.faults(), ["+clock-off", "-clock-off"]);
  }
});

test("values are old after twelve intervals of the meter's own rhythm, and never before a minute", () => {
  for (const [seconds, limit] of [
    [1, 60],
    [5, 60],
    [15, 180],
  ] as const) {
    const line = watch();
    line.open();
    for (let index = 0; index < 10; index++) {
      line.pass(seconds);
      line.reading();
    }
    line.pass(limit - 1);
    assert.equal(line.status().available, true, `${seconds} s`);
    line.pass(1);
    assert.equal(line.status().available, false, `${seconds} s`);
    assert.equal(line.entries("silent").length, 1);
    line.pass(400);
    assert.equal(line.status().code, "line-silent");
    line.reading();
    assert.equal(line.status().available, true);
    assert.equal(line.status().code, "ok");
    assert.deepEqual(line.entries("speaking").length, 1);
  }
});

test("telegrams that were held back and come together do not count as a rhythm", () => {
  const line = watch();
  line.open();
  for (let index = 0; index < 6; index++) {
    line.pass(5);
    line.reading();
    line.tracker.meter({ kind: "reading", reading: reading() }, line.now() + 3);
  }
  assert.equal(line.status().intervalMs, 4997);
});

test("a host clock that is set back does not make old values new", () => {
  const line = watch();
  line.open();
  line.readings(10);
  const past = line.now() - 7_200_000;
  line.tracker.tick(past);
  line.tracker.tick(past + 61_000);
  assert.equal(line.status().available, false);
});
