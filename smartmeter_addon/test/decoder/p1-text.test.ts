import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { crc16Arc } from "../../src/crc16.ts";
import type { MeterEvent } from "../../src/telegram/reading.ts";
import { characters } from "../../src/tools/encode/encode.ts";
import {
  collectEvents,
  createTestDecoder,
  faultCodesOf,
  numbersOf,
  randomCuts,
  readingsOf,
  singleOctets,
} from "../support/feed.ts";

const lines = (second: number, clock = `2610251502${String(second).padStart(2, "0")}W`): string[] => [
  "/EST5\\253000000_A",
  "",
  `0-0:1.0.0(${clock})`,
  `1-0:1.8.0(006695.00${second}*kWh)`,
  "1-0:1.7.0(00.233*kW)",
  "1-0:32.7.0(233.7*V)",
];
const numbers = { "1-0:1.7.0": 233, "1-0:32.7.0": 233.7 };

/** As a meter sends it: CR LF, and the check over all of it. */
function sent(second: number, clock?: string): string {
  const text = `${lines(second, clock).join("\r\n")}\r\n!`;
  const octets = characters(text);
  const check = crc16Arc(octets, 0, octets.length).toString(16).toUpperCase().padStart(4, "0");
  return `${text}${check}\r\n`;
}
const withoutCheck = (second: number): string => `${lines(second).join("\r\n")}\r\n!\r\n`;

const decode = (text: string): MeterEvent[] => collectEvents(createTestDecoder(), [characters(text)]);

describe("P1 text as people copy it", () => {
  const whole = sent(1);
  const forms: [string, string][] = [
    ["as it was sent", whole],
    ["without its last line end", whole.trimEnd()],
    ["with LF alone", whole.replaceAll("\r\n", "\n")],
    ["with LF alone and without the last one", whole.replaceAll("\r\n", "\n").trimEnd()],
    ["with blanks behind its lines", whole.replaceAll("\r\n", "  \r\n")],
    ["with blanks behind its lines and no last line end", whole.replaceAll("\r\n", " \n").trimEnd()],
  ];
  for (const [form, text] of forms)
    it(`is read ${form}, and its check is right`, () => {
      for (const pieces of [[characters(text)], singleOctets(characters(text)), randomCuts(characters(text), 7)]) {
        const events = collectEvents(createTestDecoder(), pieces);
        assert.deepEqual(faultCodesOf(events), []);
        const [reading] = readingsOf(events);
        assert.ok(reading);
        const { "1-0:1.8.0": _, ...others } = numbersOf(reading);
        assert.deepEqual(others, numbers);
      }
    });

  it("is no reading where a digit has changed", () => {
    for (const [, text] of forms) {
      const events = decode(text.replace("233.7", "233.8"));
      assert.deepEqual([readingsOf(events).length, events.some(({ kind }) => kind === "unproven")], [0, false]);
    }
  });

  it("is no reading where it breaks off inside a line", () => {
    const events = decode(whole.slice(0, whole.indexOf("*kW)")));
    assert.ok(events.every(({ kind }) => kind === "fault"));
  });
});

describe("P1 text without a check", () => {
  const three = [1, 2, 3].map(withoutCheck);

  it("is shown and no reading, telegram by telegram, and so said", () => {
    for (const text of [three.join(""), three.join("").replaceAll("\r", ""), three.join("").replaceAll("!", "!0000")]) {
      const events = collectEvents(createTestDecoder(), randomCuts(characters(text), 3));
      const shown = events.flatMap((event) => (event.kind === "unproven" ? [event.reading] : []));
      assert.deepEqual([readingsOf(events).length, shown.length], [0, 3]);
      assert.ok(shown.every(({ unproven }) => unproven === true));
      assert.deepEqual(faultCodesOf(events), Array(3).fill("text-unproven"));
    }
  });

  it("is shown where its last lines were left out", () => {
    for (const text of [withoutCheck(1).trimEnd(), lines(1).join("\r\n"), `${lines(1).join("\n")}\n`])
      assert.deepEqual(
        decode(text).map(({ kind }) => kind),
        ["fault", "unproven"],
      );
  });

  it("is a reading where the user takes it, and stays marked", () => {
    const events = collectEvents(createTestDecoder({ acceptUnchecked: true }), [characters(three.join(""))]);
    assert.deepEqual(faultCodesOf(events), []);
    assert.deepEqual(
      readingsOf(events).map(({ unproven }) => unproven),
      [true, true, true],
    );
  });

  it("is refused like any clear text where only authenticated telegrams count", () => {
    const options = { acceptUnchecked: true, requireAuthentication: true };
    const events = collectEvents(createTestDecoder(options), [characters(three.join(""))]);
    assert.deepEqual(faultCodesOf(events), Array(3).fill("not-ciphered"));
  });

  it("is none where the names are those of the readout protocol", () => {
    const events = decode("/SMS5TD3511\r\n\r\n1.8.0(000123.4*kWh)\r\n2.8.0(000000.0*kWh)\r\n!\r\n");
    assert.ok(events.every(({ kind }) => kind === "fault"));
    assert.ok(!faultCodesOf(events).includes("text-unproven"));
  });
});

describe("the clock of a P1 text", () => {
  it("says summer or winter", () => {
    const [winter] = readingsOf(decode(sent(1)));
    const [summer] = readingsOf(decode(sent(1, "261025020000S")));
    assert.deepEqual([winter?.meterTime?.daylightSaving, summer?.meterTime?.daylightSaving], [false, true]);
  });

  for (const clock of ["", "632525252525W", "2610251502", "000000000000S", "261025150201X"])
    it(`costs itself and not the telegram as "${clock}"`, () => {
      const [reading] = readingsOf(decode(sent(1, clock)));
      assert.ok(reading);
      assert.equal(reading.meterTime, undefined);
      assert.equal(numbersOf(reading)["1-0:1.7.0"], 233);
    });
});
