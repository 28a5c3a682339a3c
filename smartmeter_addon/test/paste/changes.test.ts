// What bridges do to octets: recognised in recordings of every kind, undone, and never seen where nothing was done.
import assert from "node:assert/strict";
import { test } from "node:test";
import { concatOctets, toHex } from "../../src/octets.ts";
import { findChange } from "../../src/paste/changes.ts";
import { decodeInput } from "../../src/paste/input-decoder.ts";
import { loadDefinitions } from "../../src/telegram/definitions.ts";
import { createOctetCheck } from "../../src/tools/recording/octet-check.ts";
import { loadFixture, loadFixtures, octetsOf } from "../support/fixtures.ts";

const check = createOctetCheck({ keys: {}, definitions: loadDefinitions() });
const replaced = (octets: Uint8Array, by: (octet: number) => readonly number[]): Uint8Array =>
  Uint8Array.from([...octets].flatMap((octet) => by(octet)));
const telegrams = concatOctets(
  ["noe-kaifa-ma309-official", "noe-kaifa-ma309m-nokey-1", "noe-kaifa-ma309m-nokey-2"].map((id) =>
    octetsOf(loadFixture(id)),
  ),
);

for (const [name, change, said] of [
  [
    "a carriage return in front of each line feed",
    (octet: number) => (octet === 0x0a ? [0x0d, 0x0a] : [octet]),
    /line feed/,
  ],
  ["doubled FF", (octet: number) => (octet === 0xff ? [0xff, 0xff] : [octet]), /FF was doubled/],
  [
    "a zero behind each carriage return, and doubled FF",
    (octet: number) => (octet === 0xff ? [0xff, 0xff] : octet === 0x0d ? [0x0d, 0] : [octet]),
    /telnet|FF was doubled/,
  ],
] as const) {
  test(`${name} is undone and named`, () => {
    const { octets, notes } = decodeInput(replaced(telegrams, change), check);
    assert.equal(toHex(octets), toHex(telegrams));
    assert.match(notes.map(({ en }) => en).join(), said);
  });
}

test("a lost highest bit is named", () => {
  const { notes } = decodeInput(
    replaced(telegrams, (octet) => [octet & 0x7f]),
    check,
  );
  assert.match(notes.map(({ en }) => en).join(), /8 data bits/);
});

test("E6 E7 00 in front of a telegram without frame is left out", () => {
  for (const id of ["noe-kaifa-ma309-plain-apdu", "salzburg-kaifa-ma309m-apdu-nokey"]) {
    const apdu = octetsOf(loadFixture(id));
    const { octets, notes } = decodeInput(concatOctets([Uint8Array.of(0xe6, 0xe7, 0), apdu]), check);
    assert.equal(toHex(octets), toHex(apdu), id);
    assert.match(notes.map(({ en }) => en).join(), /E6 E7 00/);
  }
});

test("the head of a damaged frame is a part of it", () => {
  const octets = octetsOf(loadFixture("kaernten-im350-a")).slice(0, -3);
  octets[3] = (octets[3] as number) ^ 4;
  assert.equal(findChange(octets, check), undefined);
});

test("nothing is undone where nothing was done", () => {
  for (const fixture of loadFixtures()) {
    if (fixture.framing === "ascii") continue;
    const { octets, notes } = decodeInput(octetsOf(fixture), check);
    assert.deepEqual([toHex(octets), notes], [toHex(octetsOf(fixture)), []], fixture.id);
  }
});
