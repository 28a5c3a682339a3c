import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { parseHex } from "../../src/octets.ts";
import { createForeignListener, recogniseForeign } from "../../src/status/foreign.ts";

const text = (lines: string): Uint8Array => Buffer.from(lines, "latin1");
const octets = (digits: string): Uint8Array => parseHex(digits) as Uint8Array;

/** Bit 7 set for even parity: seven data bits read as eight. */
function withParity(plain: Uint8Array): Uint8Array {
  return plain.map((octet) => {
    let ones = 0;
    for (let bit = 0; bit < 7; bit++) ones += (octet >> bit) & 1;
    return ones & 1 ? octet | 0x80 : octet;
  });
}

const readout = text("/SMS5TD3511\r\n\x020.0.0(12345678)\r\n1.8.0(001234*kWh)\r\n2.8.0(000000*kWh)\r\n!\r\n\x03");
/** A frame whose check was computed by hand from EN 13757-4; the same without checks, and another behind it. */
const wireless = octets("1E44AE4C785634126807A1B3");
const chained = octets(
  `0F44AE4C78563412680778000000000000${"0F44AE4C99563412680778000000000000"}`.replaceAll("0F44", "1044"),
);

const wrongCheck = "/ISk5\\2MT382\r\n\r\n1-3:0.2.8(50)\r\n1-0:1.8.1(123456.789*kWh)\r\n!1F2E\r\n";

test("each foreign protocol is known by its pattern", () => {
  const rows: [what: string, heard: Uint8Array, code: string | undefined][] = [
    ["SML", octets("00001B1B1B1B010101017605"), "foreign-sml"],
    ["SML version 2", octets("1B1B1B1B02020202"), "foreign-sml"],
    ["text", readout, "foreign-iec62056-21"],
    ["text with parity", withParity(readout), "foreign-iec62056-21"],
    ["an answer that comes again", text("/SMS5TD3511\r\n/SMS5TD3511\r\n"), "foreign-iec62056-21"],
    ["lines without a name", text("1.8.0(1*kWh)\r\n2.8.0(2*kWh)\r\n3.8.0(3)\r\n"), "foreign-iec62056-21"],
    ["an answer once", text("/SMS5TD3511\r\n"), undefined],
    ["DSMR with a wrong check twice", text(wrongCheck.repeat(2)), "foreign-dsmr"],
    ["the first text of DSMR, which may be right", text(wrongCheck), undefined],
    // Octets read at another speed a moment ago hold every octet, those of STX and ETX too.
    ["the first text of DSMR behind garbage", text(`\x02\x91\x03\xf8\x02${wrongCheck}`), undefined],
    ["the end of one and a whole one, which may be right", text(wrongCheck.slice(20) + wrongCheck), undefined],
    ["the end of one and two whole ones", text(wrongCheck.slice(20) + wrongCheck.repeat(2)), "foreign-dsmr"],
    [
      "a line of one and the beginning of the next",
      text("1.8.1(1*kWh)\r\n!1F2E\r\n/ISk5\\2MT382\r\n\r\n1-3:0"),
      undefined,
    ],
    ["the first line of one", text("/ISk5\\2MT382\r\n\r\n1-3:0.2.8(50)"), undefined],
    ["the beginning of one", text(wrongCheck.slice(0, -20)), undefined],
    ["old DSMR without check", text(wrongCheck.replaceAll("1F2E", "").repeat(2)), undefined],
    ["radio without checks", chained, "foreign-wmbus"],
    ["radio receiver's lines", text("T1;1;1;2026-01-01 00:00:00.000;97;148;12345678;0x1E44AE4C\n"), "foreign-wmbus"],
    ["nothing", new Uint8Array(0), undefined],
    ["zeros", new Uint8Array(500), undefined],
  ];
  for (const [what, heard, code] of rows) assert.equal(recogniseForeign(heard)?.code, code, what);
});

test("a wireless frame proves itself by its check", () => {
  // The check of the first ten octets, found by trying all: exactly one fits.
  let fitting = 0;
  for (let check = 0; check < 0x10000; check++) {
    wireless[10] = check >> 8;
    wireless[11] = check & 255;
    if (recogniseForeign(wireless) !== undefined) fitting++;
  }
  assert.equal(fitting, 1);
});

test("a pattern is heard however it is cut, and forgotten when a frame proves itself", () => {
  const whole = octets("1B1B1B1B01010101");
  for (let cut = 1; cut < whole.length; cut++) {
    const listener = createForeignListener();
    assert.equal(listener.listen(whole.subarray(0, cut)), undefined);
    assert.equal(listener.listen(whole.subarray(cut))?.code, "foreign-sml");
  }
  const listener = createForeignListener();
  listener.listen(whole.subarray(0, 4));
  listener.forget();
  assert.equal(listener.listen(whole.subarray(4)), undefined);
});

test("noise and our own telegrams are nothing foreign", () => {
  let seed = 1;
  const noise = Uint8Array.from({ length: 200_000 }, () => {
    seed = (seed * 48271) % 2147483647;
    return seed >> 8;
  });
  assert.equal(recogniseForeign(noise), undefined);
  const folder = "test/fixtures";
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".json"))) {
    const { hex } = JSON.parse(readFileSync(`${folder}/${name}`, "utf8")) as { hex?: string };
    const found = recogniseForeign(parseHex(hex ?? "") ?? new Uint8Array(0));
    // Plain P1 text is readable for us where its check is right; only without a frame anybody asks.
    assert.ok(found === undefined || found.code === "foreign-dsmr", `${name}: ${found?.code}`);
  }
});
