import assert from "node:assert/strict";
import { test } from "node:test";
import { parseKey } from "../../src/key/keys.ts";
import { toHex } from "../../src/octets.ts";

const hex = "000102030405060708090A0B0C0D0E0F";
const text = "Musterschluessel";
const octetsOfText = "4D75737465727363686C75657373656C";

function read(typed: string): { hex: string; repairs: readonly string[]; form: string; printable: boolean } {
  const parsed = parseKey(typed);
  assert.ok("key" in parsed, `refused: ${JSON.stringify(parsed)}`);
  return { hex: toHex(parsed.key), repairs: parsed.repairs, form: parsed.form, printable: parsed.printable };
}

function refusal(typed: string): { en: string; de: string } {
  const parsed = parseKey(typed);
  assert.ok("problem" in parsed, "accepted");
  return parsed.problem;
}

test("a key is read however people copy it", () => {
  const rows: [typed: string, repairs: string[]][] = [
    [hex, []],
    [hex.toLowerCase(), []],
    [` ${hex}\n`, ["space-around"]],
    [`\u00a0${hex}\u200b`, ["space-around"]],
    [`"${hex}"`, ["quotes"]],
    [`„${hex}“`, ["quotes"]],
    [`' ${hex} '`, ["quotes"]],
    [`0x${hex}`, ["prefix"]],
    ["00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f", ["separators"]],
    ["00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F", ["separators"]],
    ["00010203-04050607-08090A0B-0C0D0E0F", ["separators"]],
    [
      "0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f",
      ["prefix", "separators"],
    ],
    [toHex(Buffer.from(hex)), ["hex-of-hex"]],
    [`"0x${toHex(Buffer.from(hex.toLowerCase()))}"`, ["quotes", "prefix", "hex-of-hex"]],
  ];
  for (const [typed, repairs] of rows) {
    const key = read(typed);
    assert.deepEqual({ hex: key.hex, repairs: key.repairs, form: key.form }, { hex, repairs, form: "hex" }, typed);
  }
});

test("sixteen characters are the key themselves, and their hexadecimal form is the same key", () => {
  assert.deepEqual(read(text), { hex: octetsOfText, repairs: [], form: "text", printable: true });
  const typed = read(toHex(Buffer.from(text)));
  assert.deepEqual(typed, { hex: toHex(Buffer.from(text)), repairs: [], form: "hex", printable: true });
  assert.equal(read(`"${text}" `).hex, toHex(Buffer.from(text)));
  assert.equal(read('"Muster:schlues"').hex, toHex(Buffer.from('"Muster:schlues"')), "quotes that belong to the key");
  assert.equal(read("Muster-schlues:l").form, "text");
  assert.equal(read(hex).printable, false);
});

test("a refusal names length, character and position", () => {
  assert.match(refusal("").en, /empty/);
  assert.match(refusal("  ").de, /leer/);
  assert.match(refusal(hex.slice(1)).en, /31 hexadecimal digits; 1 too few/);
  assert.match(refusal(hex.slice(1)).de, /31 hexadezimale Ziffern; das ist 1 zu wenig/);
  assert.match(refusal(`${hex}00`).de, /34 hexadezimale Ziffern; das sind 2 zu viel/);
  assert.match(refusal(hex.replace("0A", "OA")).en, /Position 21 of the key has "O".*Is it perhaps a 0\?/);
  assert.match(refusal(hex.replace("0A", "OA")).de, /An Stelle 21 des Schlüssels steht "O".*vielleicht eine 0\?/);
  assert.match(refusal("Musterschlüssel!").en, /Position 11 .* "ü", which can't be part of a key/);
  assert.match(refusal("kurz").en, /has 4 characters/);
  assert.match(refusal(hex + hex).de, /zwei Schlüssel in einem Feld/);
  assert.match(refusal(`${hex.slice(2)}\u0001${hex.slice(0, 1)}`).en, /U\+0001/);
});

test("a refusal never shows the key", () => {
  for (const typed of [
    hex.slice(1),
    `${hex}00`,
    hex.replace("0A", "OA"),
    hex + hex,
    "Qx7wZkü9LpRvT2mB",
    "kurz wie nix",
  ]) {
    const { en, de } = refusal(typed);
    for (const sentence of [en, de]) {
      for (let at = 0; at + 4 <= typed.length; at++) {
        const piece = typed.slice(at, at + 4);
        assert.ok(!sentence.includes(piece), `${sentence} shows ${piece}`);
      }
    }
  }
});
