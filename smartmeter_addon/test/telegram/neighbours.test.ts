import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { axdr, dataNotification, hdlcTelegram } from "../../src/tools/encode/encode.ts";
import { addresses, boolean, clock, uint8, uint64 } from "../decoder/pushes.ts";
import { collectEvents, createTestDecoder, faultCodesOf, numbersOf, readingsOf } from "../support/feed.ts";

const u16 = (...values: number[]): Uint8Array[] => values.map((value) => axdr.uint16(value));
const u32 = (...values: number[]): Uint8Array[] => values.map((value) => axdr.uint32(value));
const enumerated = (value: number): Uint8Array => Uint8Array.of(0x16, value);
const octets = (...values: number[]): Uint8Array => axdr.octetString(Uint8Array.from(values));

/** A telegram without cipher, so many seconds after the hour. */
const telegram = (second: number, ...items: readonly Uint8Array[]): Uint8Array =>
  hdlcTelegram(dataNotification(1000 + second, clock(second), axdr.structure([...items])), addresses);

const read = (...telegrams: readonly Uint8Array[]) => collectEvents(createTestDecoder(), telegrams);

function valuesOf(...items: readonly Uint8Array[]): [layout: string, id: string, values: Record<string, number>] {
  const [reading, ...others] = readingsOf(read(telegram(0, ...items)));
  assert.ok(reading !== undefined && others.length === 0);
  return [reading.layout, reading.meterId, numbersOf(reading)];
}

const device = axdr.text("ISK1030700000001");
const number = axdr.text("12345678");

describe("lists of Slovenia", () => {
  it("AM550, three phases", () => {
    const items = [device, axdr.text("16820005"), ...u32(1393, 0, 0, 738)];
    const phases = [...u16(2379, 2379, 2296, 103, 125, 597), ...u32(16, 51, 1326, 0, 0, 0)];
    assert.deepEqual(valuesOf(...items, ...phases), [
      "si-am550-phases",
      "ISK1030700000001",
      {
        ...{ "1-0:1.7.0": 1393, "1-0:2.7.0": 0, "1-0:3.7.0": 0, "1-0:4.7.0": 738 },
        ...{ "1-0:32.7.0": 237.9, "1-0:52.7.0": 237.9, "1-0:72.7.0": 229.6 },
        ...{ "1-0:31.7.0": 1.03, "1-0:51.7.0": 1.25, "1-0:71.7.0": 5.97 },
        ...{ "1-0:21.7.0": 16, "1-0:41.7.0": 51, "1-0:61.7.0": 1326 },
        ...{ "1-0:22.7.0": 0, "1-0:42.7.0": 0, "1-0:62.7.0": 0 },
      },
    ]);
  });

  it("AM550, energies", () => {
    const items = [device, axdr.text("16820006"), enumerated(1), octets(0, 2)];
    assert.deepEqual(valuesOf(...items, ...u32(300, 100, 200, 70, 30, 40, 5, 6)), [
      "si-am550-quarter-hour",
      "ISK1030700000001",
      {
        ...{ "1-0:1.8.0": 300, "1-0:1.8.1": 100, "1-0:1.8.2": 200, "1-0:2.8.0": 70, "1-0:2.8.1": 30 },
        ...{ "1-0:2.8.2": 40, "1-0:3.8.0": 5, "1-0:4.8.0": 6 },
      },
    ]);
  });

  it("AM550 of Elektro Celje", () => {
    const items = [device, axdr.text("UP_3f"), ...u16(2314, 2303, 2348, 451, 525, 88), ...u32(2399, 0, 4, 264)];
    const [layout, , values] = valuesOf(...items);
    assert.equal(layout, "si-am550-celje");
    assert.deepEqual([values["1-0:52.7.0"], values["1-0:51.7.0"], values["1-0:1.7.0"]], [230.3, 5.25, 2399]);
  });

  it("AM550, one phase", () => {
    const powers = u32(540, 0, 0, 282);
    const [layout, , values] = valuesOf(device, axdr.text("ISK85766649"), ...powers, ...u16(2336, 278), ...u32(540, 0));
    assert.deepEqual(
      [layout, values["1-0:32.7.0"], values["1-0:31.7.0"], values["1-0:21.7.0"]],
      ["si-am550-one-phase", 233.6, 2.78, 540],
    );
    const [other, , tariffs] = valuesOf(device, axdr.text("ISK84605887"), ...powers, ...u16(2301), ...u32(7, 8));
    assert.deepEqual([other, tariffs["1-0:2.8.2"]], ["si-am550-one-phase-tariffs", 8]);
  });

  it("AM550, registers, and the short list of the quarter hour behind them", () => {
    const registers = (second: number) =>
      telegram(second, device, ...u32(625, 0, 900 + second, 400 + second, 500, 9, 4, 5));
    const quarter = telegram(3, number, uint8(0), ...u32(903, 9));
    assert.deepEqual(faultCodesOf(read(quarter)), ["layout-awaited"]);
    const events = read(registers(1), registers(2), quarter, registers(4));
    assert.deepEqual(
      readingsOf(events).map(({ layout, meterId, values }) => [layout, meterId, values.length]),
      ["registers", "registers", "registers-quarter-hour", "registers"].map((name) => [
        `si-am550-${name}`,
        "ISK1030700000001",
        name === "registers" ? 8 : 2,
      ]),
    );
    assert.deepEqual(faultCodesOf(events), []);
  });

  it("E450, in turn", () => {
    const serial = axdr.text("999999000001");
    const events = read(
      telegram(0, serial, ...u32(508, 0, 60, 103, 65_138_118, 0, 6_700_576, 2_833_350)),
      telegram(2, serial, ...u16(50, 105, 37, 120, 237, 236, 236), ...u32(221, 82, 205, 0, 0, 0)),
    );
    const [registers, phases] = readingsOf(events);
    assert.equal(registers?.layout, "si-e450-registers");
    assert.equal(registers && numbersOf(registers)["1-0:1.8.0"], 65_138_118);
    assert.equal(phases && numbersOf(phases)["1-0:32.7.0"], 237);
    assert.equal(phases && numbersOf(phases)["1-0:14.7.0"], 50);
    assert.equal(phases?.meterId, registers?.meterId);
  });
});

describe("lists of Croatia", () => {
  const head = [number, octets(12, 0, 0, 0), octets(7, 0xea, 6, 1, 1)];
  const phases = [...u32(27, 295, 176, 0, 0, 0), ...u16(2354, 2355, 2355, 29, 172, 109)];
  const limit = axdr.array([axdr.uint16(9400)]);
  const tail = [...u32(17_250), limit, limit, limit, boolean(true)];

  it("IE.5, 33 and 28 elements", () => {
    const energies = u32(300, 100, 200, 70, 30, 40);
    const reactive = u32(1, 2, 3, 4);
    const [layout, id, values] = valuesOf(
      ...[...head, ...energies, ...reactive, ...u32(498, 0), ...u16(746), ...phases, ...tail],
    );
    assert.deepEqual([layout, id], ["hr-ie5", "12345678"]);
    assert.deepEqual(
      ["1-0:1.8.2", "1-0:8.8.0", "1-0:13.7.0", "1-0:41.7.0", "1-0:52.7.0", "1-0:51.7.0", "0-0:17.0.0"].map(
        (name) => values[name],
      ),
      [200, 4, 0.746, 295, 235.5, 1.72, 17_250],
    );
    const [short, , fewer] = valuesOf(...head, ...energies, ...u32(498, 0), ...phases, ...tail);
    assert.deepEqual([short, fewer["1-0:71.7.0"], fewer["1-0:2.8.0"]], ["hr-ie5-short", 1.09, 70]);
  });
});

describe("lists of Kaifa in Norway and Sweden", () => {
  const names = [axdr.text("KFM_001"), axdr.text("6970631400000001"), axdr.text("MA304H3E")];
  /** Without a neutral L2 has a current and no voltage. */
  const long = (second: number, ...registers: readonly Uint8Array[]): Uint8Array =>
    telegram(second, ...names, ...u32(3426, 0, 0, 52, 10_522, 12_276, 4621, 2325, 0, 2344), ...registers);
  const short = (second: number): Uint8Array => telegram(second, axdr.uint32(3423));

  it("has currents in milliamperes and voltages in tenths, all lists in turn and none of them held for long", () => {
    const telegrams = Array.from({ length: 10 }, (_, index) => (index % 5 === 0 ? long(2 * index) : short(2 * index)));
    const hourly = long(20, axdr.octetString(clock(20)), ...u32(82_840_532, 0, 35_883_243, 2_143_101));
    const events = read(...telegrams, hourly, short(22));
    assert.deepEqual(faultCodesOf(events), []);
    const readings = readingsOf(events);
    assert.equal(readings.length, 12);
    assert.ok(readings.every(({ meterId }) => meterId === "6970631400000001"));
    const [first, second] = readings.map(numbersOf);
    assert.deepEqual([first?.["1-0:31.7.0"], first?.["1-0:32.7.0"], second], [10.522, 232.5, { "1-0:1.7.0": 3423 }]);
    assert.equal(readings[10] && numbersOf(readings[10])["1-0:1.8.0"], 82_840_532);
  });

  it("waits with the short one for the name in a long one", () => {
    const events = read(short(0), short(2), long(4), short(6));
    assert.deepEqual(faultCodesOf(events), ["layout-awaited", "layout-awaited"]);
    assert.equal(readingsOf(events).length, 2);
  });

  it("reads registers of 64 bits, and the list of one phase", () => {
    const wide = [21n, 0n, 0n, 5_000_000_000n].map(uint64);
    const [, , values] = valuesOf(
      ...[...names, ...u32(0, 0, 0, 0, 0, 0, 0, 2435, 0, 0), axdr.octetString(clock(0)), ...wide],
    );
    assert.deepEqual([values["1-0:1.8.0"], values["1-0:4.8.0"]], [21, 5_000_000_000]);
    const [layout, , single] = valuesOf(...names, ...u32(14, 0, 0, 0, 66, 2442));
    assert.deepEqual([layout, single["1-0:31.7.0"], single["1-0:32.7.0"]], ["kaifa-nordic-one-phase", 0.066, 244.2]);
  });
});
