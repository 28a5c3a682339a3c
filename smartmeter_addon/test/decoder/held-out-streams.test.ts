import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { concatOctets } from "../../src/octets.ts";
import type { MeterEvent } from "../../src/telegram/reading.ts";
import {
  amisRecords,
  amisTelegram,
  axdr,
  dataNotification,
  hdlcFrame,
  mbusLongFrame,
  splitBlocks,
} from "../../src/tools/encode/encode.ts";
import { testKey } from "../../src/tools/simulate/simulate.ts";
import { faultCodesOf, numbersOf, randomCuts, readingsOf, singleOctets } from "../support/feed.ts";
import { addresses, clock, decode, hdlc, heldFor, mbus, name, nothing, sealed } from "./pushes.ts";

/** A list as Netz NÖ sends it, so many seconds after the hour. */
const flat = (second: number, number = axdr.text("181220000009")): Uint8Array =>
  axdr.structure([
    axdr.octetString(clock(second)),
    ...[name("1-0:1.8.0"), axdr.uint32(5000 + second), axdr.scalerUnit(0, 30)],
    ...[name("1-0:1.7.0"), axdr.uint32(300), axdr.scalerUnit(0, 27)],
    number,
  ]);
const wien = (step: number): Uint8Array =>
  axdr.structure([axdr.octetString(clock(step)), ...[900, 0, 1, 2, 300, 0, 7, 0].map((value) => axdr.uint32(value))]);
const counters = (events: readonly MeterEvent[]): unknown[] =>
  readingsOf(events).map(({ invocationCounter }) => invocationCounter);
const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, index) => from + index);

describe("a stream that follows itself", () => {
  const stream = concatOctets(
    range(0, 10).map((step) => mbus({ body: flat(5 * step), counter: 70 + step, second: 5 * step })),
  );

  it("gives each reading once, whatever the cuts, and reports the others as duplicates", () => {
    const twice = concatOctets([stream, stream]);
    for (const pieces of [[stream, stream], [twice], singleOctets(twice), randomCuts(twice, 5)]) {
      const events = decode(...pieces);
      assert.deepEqual(counters(events), range(70, 10));
      assert.deepEqual(faultCodesOf(events), new Array(10).fill("duplicate"));
    }
  });
});

describe("APDUs without any frame, one behind the other", () => {
  const plain = (step: number): Uint8Array => dataNotification(step, clock(5 * step), flat(5 * step));

  it("counts each once that is not ciphered", () => {
    const events = decode(concatOctets([plain(1), plain(2), plain(3)]));
    assert.deepEqual(
      readingsOf(events).map((reading) => numbersOf(reading)["1-0:1.8.0"]),
      [5005, 5010, 5015],
    );
    assert.deepEqual(faultCodesOf(decode(concatOctets([plain(1), plain(1)]))), ["duplicate"]);
  });

  it("counts each once that is ciphered", () => {
    const apdus = range(1, 3).map((step) => sealed({ body: flat(5 * step), counter: step, second: 5 * step }));
    assert.deepEqual(counters(decode(concatOctets(apdus))), [1, 2, 3]);
  });
});

describe("two telegrams of a meter", () => {
  const pair = (counter: number, second: number, invokeId?: number): MeterEvent[] =>
    decode(
      mbus({ body: flat(0), counter: 70, invokeId: 5 }),
      mbus({ body: flat(second), counter, second, ...(invokeId === undefined ? {} : { invokeId }) }),
    );

  it("may lie hours apart, whatever counter and invoke-id did in between", () => {
    for (const counter of [71, 75, 500, 70, 3]) assert.equal(readingsOf(pair(counter, 7000)).length, 2, `${counter}`);
    assert.equal(readingsOf(pair(71, 5, 900)).length, 2);
  });

  it("contradict each other where a register falls or the clock goes back", () => {
    const later = mbus({ body: flat(900), counter: 70, second: 900 });
    assert.deepEqual(readingsOf(decode(later, mbus({ body: flat(5), counter: 71, second: 5 }))), []);
  });
});

describe("several meters on one line", () => {
  const from = (title: string, counter: number, second: number): Uint8Array =>
    hdlc({ body: wien(second), counter, second, title });

  it("gives the only telegram of each", () => {
    const events = decode(from("4C475A6700000001", 5, 0), from("49534B6900000002", 900, 1));
    assert.deepEqual(
      readingsOf(events).map(({ systemTitle }) => systemTitle),
      ["4C475A6700000001", "49534B6900000002"],
    );
  });

  it("waits for a second telegram of another meter once the line is that of one", () => {
    const first = range(0, 3).map((step) => from("4C475A6700000001", 5 + step, step));
    const other = range(4, 2).map((step) => from("49534B6900000002", 900 + step, step));
    assert.deepEqual(counters(decode(...first, ...other.slice(0, 1))), [5, 6, 7]);
    assert.deepEqual(counters(decode(...first, ...other)), [5, 6, 7, 904, 905]);
  });
});

describe("what may stand between the parts of a telegram", () => {
  const [first, second] = [mbus({ body: long(0), counter: 1 }), mbus({ body: long(5), counter: 2, second: 5 })];
  const firstFrame = 256;
  const parts = [first.subarray(0, firstFrame), first.subarray(firstFrame)] as const;

  function long(at: number): Uint8Array {
    const values = range(1, 20).flatMap((c) => [name(`1-0:99.${c}.0`), axdr.uint32(c), axdr.scalerUnit(0, 30)]);
    return axdr.structure([axdr.octetString(clock(at)), ...values]);
  }

  it("is a spark of a few octets when the bus turns round", () =>
    assert.deepEqual(counters(decode(parts[0], Uint8Array.of(0xff, 0x00), parts[1], second)), [1, 2]));

  it("is nothing as long as a frame, which may have been one", () =>
    assert.deepEqual(counters(decode(parts[0], new Uint8Array(40).fill(0x55), parts[1], second)), [2]));

  it("is no other frame of M-Bus", () => {
    const foreign = mbusLongFrame(Uint8Array.of(0x08, 0x01, 0x72, ...range(1, 20)));
    assert.deepEqual(counters(decode(parts[0], foreign, parts[1], second)), [2]);
  });
});

describe("blocks out of order", () => {
  const information = (counter: number, step: number): Uint8Array[] =>
    splitBlocks(sealed({ body: wien(step), counter, second: step }), 40, 40).map((block) =>
      hdlcFrame(addresses, block),
    );

  it("cost that transfer and no other", () => {
    const [one, two, three] = information(1, 1) as [Uint8Array, Uint8Array, Uint8Array];
    assert.deepEqual(readingsOf(decode(one, three, two)), []);
    assert.deepEqual(readingsOf(decode(one, two, two, three)), []);
    assert.deepEqual(counters(decode(one, three, two, ...information(2, 2))), [2]);
  });
});

describe("a meter whose number is null now and then", () => {
  it("is the same meter", () => {
    const numbers = [axdr.text("181220000009"), axdr.text("181220000009"), nothing, axdr.text("181220000009")];
    const events = decode(
      ...numbers.map((number, step) => mbus({ body: flat(5 * step, number), counter: step, second: 5 * step })),
    );
    assert.deepEqual(heldFor(events), []);
    assert.equal(readingsOf(events).length, 4);
  });
});

describe("a clock that says it may be wrong", () => {
  const time = {
    year: 2026,
    month: 6,
    day: 1,
    hour: 12,
    minute: 0,
    second: 5,
    weekday: 1,
    week: 23,
    daylightSaving: true,
  };

  it("costs no telegram of AMIS", () => {
    const records = amisRecords(time, range(1, 9));
    // Bit 7 of the minute: the time is not valid.
    records[5] = (records[5] as number) | 0x80;
    const [reading] = readingsOf(decode(amisTelegram(records, testKey, 7, true)));
    assert.equal(reading?.values.length, 9);
    assert.equal((reading?.meterTime?.status ?? 0) & 1, 1);
  });

  it("costs no telegram where it leaves fields open", () => {
    const open = Uint8Array.of(0x07, 0xea, 6, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0x80, 0, 0xff);
    const body = axdr.structure([axdr.octetString(open), ...range(1, 8).map((value) => axdr.uint32(value))]);
    const [reading] = readingsOf(decode(hdlc({ body, counter: 1 })));
    assert.equal(reading?.meterTime?.hour, 12);
  });
});

describe("phases the meter sends in part", () => {
  const values = (parts: readonly [string, number][]): Uint8Array =>
    axdr.structure([
      axdr.octetString(clock(0)),
      ...parts.flatMap(([text, value]) => [name(text), axdr.uint32(value), axdr.scalerUnit(...unitOf(text))]),
    ]);
  const unitOf = (text: string): [number, number] =>
    /:.2\.7/.test(text) ? [-1, 35] : /:.1\.7/.test(text) ? [-2, 33] : [0, 27];

  it("are no reason to doubt the power", () => {
    const withoutVoltages: [string, number][] = [
      ["1-0:1.7.0", 3000],
      ["1-0:32.7.0", 2300],
      ["1-0:31.7.0", 400],
      ["1-0:51.7.0", 900],
    ];
    assert.equal(readingsOf(decode(mbus({ body: values(withoutVoltages), counter: 1 }))).length, 1);
  });
});
