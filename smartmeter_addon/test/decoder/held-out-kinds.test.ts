import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { obis } from "../../src/cosem/obis.ts";
import { parseDefinition } from "../../src/telegram/definition.ts";
import type { MeterEvent } from "../../src/telegram/reading.ts";
import { axdr, dataNotification } from "../../src/tools/encode/encode.ts";
import { collectEvents, createTestDecoder, faultCodesOf, numbersOf, readingsOf } from "../support/feed.ts";
import { boolean, clock, decode, hdlc, heldFor, mbus, name, nothing, uint8, uint64, visible } from "./pushes.ts";

const only = (events: readonly MeterEvent[]): Record<string, number> => {
  const [reading, ...others] = readingsOf(events);
  assert.ok(reading !== undefined, JSON.stringify(events));
  assert.equal(others.length, 0);
  return numbersOf(reading);
};

/** Class, name and attribute 2, as the list in front of the values says it. */
const entry = (classId: number, text: string, attribute = 2): Uint8Array =>
  axdr.structure([axdr.uint16(classId), name(text), axdr.int8(attribute), axdr.uint16(0)]);

describe("sub-structures of name and value (L2 and foreign ones)", () => {
  const body = axdr.structure([
    axdr.structure([name("0-0:1.0.0"), axdr.octetString(clock(0))]),
    axdr.structure([name("0-0:96.1.0"), axdr.text("160456")]),
    axdr.structure([name("1-0:1.8.0"), axdr.uint32(123456)]),
    axdr.scalerUnit(1, 30),
    axdr.structure([name("1-0:32.7.0"), axdr.uint16(2301), axdr.scalerUnit(-1, 35)]),
    axdr.structure([name("0-0:96.14.0"), uint8(2)]),
  ]);

  it("takes the scaler_unit from beside the sub-structure or from inside it", () =>
    assert.deepEqual(only(decode(hdlc({ body, counter: 1 }))), {
      "1-0:1.8.0": 1234560,
      "1-0:32.7.0": 230.1,
      "0-0:96.14.0": 2,
    }));

  it("takes six characters for a value where a value is due", () =>
    assert.equal(readingsOf(decode(hdlc({ body, counter: 1 })))[0]?.meterNumber, "160456"));
});

describe("a named list in front of visible strings (Kamstrup)", () => {
  const body = axdr.structure([
    visible("Kamstrup_V0001"),
    ...[name("1-1:0.0.5"), visible("5706567000000001"), name("1-1:96.1.1"), visible("6841121BN243101040")],
    ...[name("1-1:1.7.0"), axdr.uint32(690), name("1-1:1.8.0"), axdr.uint32(1234)],
    ...[name("1-1:31.7.0"), axdr.uint32(302), name("1-1:32.7.0"), axdr.uint16(231)],
    ...[name("1-1:21.7.0"), axdr.uint32(690), name("1-1:21.8.0"), axdr.uint32(77)],
    ...[name("1-1:33.7.0"), axdr.uint16(98), name("1-1:13.7.0"), axdr.uint16(99)],
    ...[name("0-1:1.0.0"), axdr.octetString(clock(0, 11))],
  ]);

  it("knows energies in tens of watt-hours and power factors in hundredths, of phases too", () => {
    const events = decode(hdlc({ body, counter: 1, security: 0x30, title: "4B414D5000000001" }));
    assert.deepEqual(only(events), {
      "1-1:1.7.0": 690,
      "1-1:1.8.0": 12340,
      "1-1:31.7.0": 3.02,
      "1-1:32.7.0": 231,
      "1-1:21.7.0": 690,
      "1-1:21.8.0": 770,
      "1-1:33.7.0": 0.98,
      "1-1:13.7.0": 0.99,
    });
    assert.equal(readingsOf(events)[0]?.authenticated, true);
  });
});

describe("an object list in front of the values (L8)", () => {
  const list = ["0-0:96.1.1", "0-0:96.3.10", "0-0:96.14.0", "1-1:1.8.0", "1-1:21.7.0", "1-1:14.7.0", "1-0:99.1.0"];
  const definitions = axdr.array([entry(40, "0-6:25.9.0"), ...list.map((text) => entry(3, text))]);
  const body = axdr.structure([
    definitions,
    ...[axdr.text("12345678"), boolean(true), uint8(1), uint64(5_000_000_000n), axdr.uint32(345)],
    ...[axdr.uint16(5001), axdr.array([])],
  ]);
  const expected = {
    "0-0:96.3.10": 1,
    "0-0:96.14.0": 1,
    "1-1:1.8.0": 5_000_000_000,
    "1-1:21.7.0": 345,
    "1-1:14.7.0": 50.01,
  };

  const parsed = parseDefinition({
    name: "listed",
    title: "A list of objects",
    layout: "object-list",
    implied: "usual",
  });
  assert.ok("definition" in parsed);
  const { definition } = parsed;
  const decodeListed = (octets: Uint8Array): MeterEvent[] =>
    collectEvents(createTestDecoder({ definitions: [definition] }), [octets]);

  it("carries every number along, whatever its channel, class or width", () =>
    assert.deepEqual(only(decodeListed(hdlc({ body, counter: 1 }))), expected));

  it("needs no date-time in front", () => {
    assert.deepEqual(only(decodeListed(hdlc({ body, counter: 1, timeless: true }))), expected);
    assert.deepEqual(only(decodeListed(dataNotification(1, undefined, body))), expected);
  });

  it("has no values where neither telegram nor definition says a scaler", () => {
    const events = decode(hdlc({ body, counter: 1 }));
    assert.deepEqual(readingsOf(events), []);
    assert.deepEqual(faultCodesOf(events), ["layout-unknown"]);
  });
});

describe("names and values without scalers (L7), of a meter nobody has described", () => {
  const powers = [name("1-0:1.7.0"), axdr.uint32(3), name("1-0:31.7.0"), axdr.uint32(32)];
  const energy = [name("1-0:1.8.0"), axdr.uint32(4711)];

  it("are no values", () => {
    const body = axdr.structure([axdr.octetString(clock(0)), ...powers, ...energy]);
    const events = decode(hdlc({ body, counter: 1, title: "5858580000000001" }));
    assert.deepEqual(readingsOf(events), []);
    assert.deepEqual(faultCodesOf(events), ["layout-unknown"]);
  });

  it("are left out beside a value that has one, and that is said once", () => {
    const scaled = [...energy, axdr.scalerUnit(0, 30)];
    const events = decode(
      ...[0, 1, 2].map((step) => {
        const body = axdr.structure([axdr.octetString(clock(step)), ...powers, ...scaled]);
        return hdlc({ body, counter: step, second: step, title: "5858580000000001" });
      }),
    );
    assert.deepEqual(readingsOf(events).map(numbersOf), Array(3).fill({ "1-0:1.8.0": 4711 }));
    assert.deepEqual(faultCodesOf(events), ["scaler-unknown"]);
  });

  it("have the scalers of the list whose name stands in it", () => {
    const version = [name("1-0:0.2.129"), axdr.text("KFM_001")];
    const body = axdr.structure([...version, ...powers, ...energy]);
    assert.deepEqual(only(decode(hdlc({ body, counter: 1 }))), {
      "1-0:1.7.0": 3,
      "1-0:31.7.0": 0.032,
      "1-0:1.8.0": 4711,
    });
  });
});

describe("units", () => {
  const flat = (unit: number): Uint8Array =>
    axdr.structure([
      axdr.octetString(clock(0)),
      ...[name("1-0:1.8.0"), axdr.uint32(5), axdr.scalerUnit(0, 30)],
      ...[name("1-0:96.99.7"), axdr.uint32(1234), axdr.scalerUnit(-1, unit)],
    ]);

  it("carries a value along whose unit nobody knows", () => {
    for (const unit of [24, 99]) {
      const events = decode(mbus({ body: flat(unit), counter: 1 }));
      assert.deepEqual(only(events), { "1-0:1.8.0": 5, "1-0:96.99.7": 123.4 });
      assert.equal(readingsOf(events)[0]?.values[1]?.unit, unit === 24 ? "bar" : "unit 99");
    }
  });
});

describe("null in place of a value", () => {
  const flat = (energy: Uint8Array, second: number, time = axdr.octetString(clock(second))): Uint8Array =>
    axdr.structure([
      ...[time, name("1-0:1.8.0"), energy, axdr.scalerUnit(0, 30)],
      ...[name("1-0:1.7.0"), axdr.uint32(300), axdr.scalerUnit(0, 27), axdr.text("181220000009")],
    ]);

  it("leaves that value out and nothing else, in a list with names", () => {
    const events = decode(
      ...[0, 1, 2, 3, 4].map((step) =>
        mbus({
          body: flat(
            step === 2 ? nothing : axdr.uint32(500 + step),
            5 * step,
            step === 3 ? nothing : axdr.octetString(clock(5 * step)),
          ),
          counter: 10 + step,
          second: 5 * step,
        }),
      ),
    );
    const energies = readingsOf(events).map((reading) => numbersOf(reading)["1-0:1.8.0"]);
    assert.deepEqual(heldFor(events), []);
    assert.deepEqual(energies, [500, 501, undefined, 503, 504]);
    assert.deepEqual(faultCodesOf(events), []);
  });

  it("leaves that value out and nothing else, in a list without names", () => {
    const wien = (step: number, energy: Uint8Array): Uint8Array =>
      axdr.structure([
        step === 3 ? nothing : axdr.octetString(clock(step)),
        energy,
        ...[2, 3, 4, 300, 0, 7, 0].map((value) => axdr.uint32(value)),
      ]);
    const events = decode(
      ...[0, 1, 2, 3, 4].map((step) =>
        hdlc({ body: wien(step, step === 2 ? nothing : axdr.uint32(900)), counter: 20 + step, second: step }),
      ),
    );
    const energies = readingsOf(events).map((reading) => numbersOf(reading)["1-0:1.8.0"]);
    assert.deepEqual(energies, [900, 900, undefined, 900, 900]);
    assert.deepEqual(faultCodesOf(events), []);
  });

  it("still sees that a register fell that was left out in between", () => {
    const energies = [axdr.uint32(500), axdr.uint32(501), nothing, axdr.uint32(400), axdr.uint32(502)];
    const events = decode(
      ...energies.map((energy, step) => mbus({ body: flat(energy, 5 * step), counter: step, second: 5 * step })),
    );
    assert.deepEqual(
      readingsOf(events).map((reading) => numbersOf(reading)["1-0:1.8.0"]),
      [500, 501, undefined, 502],
    );
  });

  it("is not enough to make a layout", () =>
    assert.deepEqual(faultCodesOf(decode(hdlc({ body: axdr.structure([nothing, nothing]), counter: 1 }))), [
      "layout-unknown",
    ]));
});

describe("values at the edge of what is usual", () => {
  const push = (...parts: Uint8Array[]): Uint8Array => axdr.structure([axdr.octetString(clock(0)), ...parts]);
  const scaled = (text: string, value: Uint8Array, scaler: number, unit: number): Uint8Array[] => [
    name(text),
    value,
    axdr.scalerUnit(scaler, unit),
  ];
  const phase = (c: number, volts: number, amperes: number): Uint8Array[] => [
    ...scaled(`1-0:${c + 12}.7.0`, axdr.uint16(volts), -1, 35),
    ...scaled(`1-0:${c + 11}.7.0`, axdr.uint16(amperes), -2, 33),
  ];

  it("are a meter with one phase, and two phases without voltage", () => {
    const power = scaled("1-0:1.7.0", axdr.uint32(1200), 0, 27);
    const alone = only(decode(mbus({ body: push(...power, ...phase(20, 2301, 540)), counter: 1 })));
    assert.deepEqual(alone, { "1-0:1.7.0": 1200, "1-0:32.7.0": 230.1, "1-0:31.7.0": 5.4 });
    const body = push(...power, ...phase(20, 2301, 540), ...phase(40, 0, 0), ...phase(60, 0, 0));
    assert.equal(only(decode(mbus({ body, counter: 1 })))["1-0:52.7.0"], 0);
  });

  it("are a power factor below zero, and import and export at once", () => {
    const factor = scaled("1-0:13.7.0", axdr.int16(-998), -3, 255);
    const powers = [...scaled("1-0:1.7.0", axdr.uint32(51), 0, 27), ...scaled("1-0:2.7.0", axdr.uint32(72), 0, 27)];
    assert.deepEqual(only(decode(mbus({ body: push(...powers, ...factor), counter: 1 }))), {
      "1-0:1.7.0": 51,
      "1-0:2.7.0": 72,
      "1-0:13.7.0": -0.998,
    });
  });

  it("are a register beyond 32 bits, digits in BCD and a real number", () => {
    const real = Uint8Array.of(0x17, 0x43, 0x66, 0x80, 0x00);
    const values = [
      ...scaled("1-0:1.8.0", uint64(9_007_199_254n), 1, 30),
      ...scaled("0-0:96.20.1", Uint8Array.of(0x0d, 0x42), 0, 255),
      ...scaled("1-0:32.7.0", real, 0, 35),
    ];
    assert.deepEqual(only(decode(mbus({ body: push(...values), counter: 1 }))), {
      "1-0:1.8.0": 90_071_992_540,
      "0-0:96.20.1": 42,
      "1-0:32.7.0": 230.5,
    });
  });

  it("are angles beyond a whole turn where no current flows, with a clock in the envelope alone", () => {
    const values = [231, 230, 229, 0, 0, 0].map((value) => axdr.uint16(value));
    const registers = [0, 0, 5000, 7].map((value) => axdr.uint32(value));
    const angles = [400, 120, 240].map((value) => axdr.uint16(value));
    const number = axdr.text("30000001");
    const whole = axdr.structure([...values, ...registers, ...angles, number]);
    const short = axdr.structure([...values, ...registers, number]);
    assert.equal(only(decode(hdlc({ body: whole, counter: 1, security: 0x30 })))["1-0:81.7.40"], 400);
    assert.equal(only(decode(hdlc({ body: short, counter: 1, security: 0x30 })))["1-0:81.7.40"], undefined);
    assert.equal(readingsOf(decode(hdlc({ body: short, counter: 1 })))[0]?.meterNumber, "30000001");
  });
});

describe("the message to the consumer (L5)", () => {
  const kaernten = (step: number, message: string): Uint8Array =>
    axdr.structure([
      ...[axdr.obis(obis(0, 6, 25, 9, 0)), axdr.text("1121300000001")],
      ...[axdr.octetString(Uint8Array.of(12, 0, step, 0)), axdr.octetString(Uint8Array.of(7, 0xea, 6, 1, 1))],
      ...[2000 + step, 3, 4, 5, 600, 0].map((value) => axdr.uint32(value)),
      ...[axdr.text(message), axdr.text("")],
    ]);

  it("may come, change and go without a word", () => {
    const messages = ["", "", "Abschaltung am 3. Juni", "Abschaltung am 4. Juni, 8 Uhr", "", ""];
    const events = decode(
      ...messages.map((text, step) => hdlc({ body: kaernten(step, text), counter: 7 + step, second: step })),
    );
    assert.equal(readingsOf(events).length, messages.length);
    assert.deepEqual(faultCodesOf(events), []);
    assert.equal(events.filter(({ kind }) => kind !== "first").length, messages.length);
  });
});
