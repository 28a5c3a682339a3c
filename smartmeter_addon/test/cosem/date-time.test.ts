import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { decodeDateTime, formatMeterTime, wallSeconds } from "../../src/cosem/date-time.ts";
import { ProtocolError } from "../../src/fault.ts";
import { parseHex } from "../../src/octets.ts";

const time = (hex: string) => decodeDateTime(parseHex(hex) as Uint8Array, 0);

describe("date-time", () => {
  it("takes UTC as local plus deviation: FF88 is two hours ahead of it", () => {
    const summer = time("07E5091B01092F0F00FF8880");
    assert.ok(summer !== undefined);
    assert.equal(formatMeterTime(summer), "2021-09-27T09:47:15+02:00");
    assert.equal(summer.daylightSaving, true);
  });

  it("appends no offset to a clock that sends none", () => {
    const wall = time("07E50B0303043839FF800001");
    assert.ok(wall !== undefined);
    assert.equal(formatMeterTime(wall), "2021-11-03T04:56:57");
    assert.equal(wall.offsetMinutes, undefined);
  });

  it("leaves a wildcard year open", () => assert.equal(time("FFFFFFFFFFFFFFFFFF8000FF"), undefined));

  for (const [name, hex] of [
    ["month 13", "07E50D0101000000FF800000"],
    ["30 February", "07E5021E02000000FF800000"],
    ["29 February of a common year", "07E5021D01000000FF800000"],
    ["hour 24", "07E5010105180000FF800000"],
    ["second 60", "07E501010500003CFF800000"],
    ["100 hundredths", "07E5010105000000648000FF"],
    ["a deviation of 13 hours", "07E5010105000000FF030C00"],
  ])
    it(`refuses ${name}`, () =>
      assert.throws(
        () => time(hex as string),
        (error) => error instanceof ProtocolError && error.code === "time-invalid",
      ));

  it("counts seconds as the calendar does", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("1990-01-01"), max: new Date("2199-12-31"), noInvalidDate: true }),
        (date) => {
          const wall = {
            year: date.getUTCFullYear(),
            month: date.getUTCMonth() + 1,
            day: date.getUTCDate(),
            hour: date.getUTCHours(),
            minute: date.getUTCMinutes(),
            second: date.getUTCSeconds(),
            offsetMinutes: undefined,
            daylightSaving: undefined,
            status: undefined,
          };
          assert.equal(wallSeconds(wall), Math.floor(date.getTime() / 1000));
        },
      ),
    );
  });
});
