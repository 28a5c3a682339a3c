import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { concatOctets, toHex } from "../../src/octets.ts";
import { createInputDecoder, decodeInput } from "../../src/paste/input-decoder.ts";
import { loadDefinitions } from "../../src/telegram/definitions.ts";
import { createOctetCheck } from "../../src/tools/recording/octet-check.ts";

const telegram = Uint8Array.from(Buffer.from("68fafa6853ff000167db084b464d675000000981f82000000023", "hex"));
const check = createOctetCheck({ keys: {}, definitions: loadDefinitions() });
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe("a recording", () => {
  const hex = toHex(telegram);
  const spaced = hex.replace(/../g, "$& ");
  for (const [name, written] of [
    ["upper case", hex],
    ["lower case with an end of line", `${hex.toLowerCase()}\n`],
    ["with spaces", spaced],
    ["with colons", hex.replace(/..(?=.)/g, "$&:")],
    ["with 0x and commas", hex.replace(/../g, "0x$&, ")],
    ["with 0x alone", hex.replace(/../g, "0x$&")],
    ["over several lines", hex.replace(/.{16}/g, "$&\r\n")],
    ["with remarks", `# first telegram\n${spaced}\n  # the end`],
  ] as const) {
    it(`is recognised as hexadecimal text ${name}`, () =>
      assert.deepEqual(decodeInput(text(written), check), { octets: telegram, notes: [] }));
  }

  it("is raw where it is no text", () => {
    for (const raw of [telegram, Uint8Array.of(0x10, 0x40, 0xf0, 0x30, 0x16), text("")])
      assert.deepEqual(decodeInput(raw, check), { octets: raw, notes: [] });
  });

  it("gives the same octets whatever the cuts, raw and as text", () => {
    const cut = (input: Uint8Array, cuts: readonly number[]): Uint8Array[] => {
      const at = [0, ...cuts.map((one) => one % (input.length + 1)).sort((a, b) => a - b), input.length];
      return at.slice(1).map((end, index) => input.subarray(at[index], end));
    };
    const octets = fc.uint8Array({ minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(octets, fc.boolean(), fc.array(fc.nat(1000)), (first, asText, cuts) => {
        const wanted = concatOctets([telegram, first]);
        const input = asText ? text(toHex(wanted).replace(/.{32}/g, "$&\n")) : wanted;
        const decoder = createInputDecoder(check);
        const parts = cut(input, cuts).map((part) => decoder.push(part));
        assert.deepEqual(concatOctets([...parts, decoder.end()]), wanted);
      }),
    );
  });

  it("passes on while it arrives", () => {
    const plain = text("/EST5\\253717584_A\r\n\r\n1-0:1.8.0(009699947*Wh)\r\n!1A2B\r\n");
    assert.deepEqual(createInputDecoder(check).push(plain), plain);
    const decoder = createInputDecoder(check);
    assert.deepEqual(decoder.push(text(`${spaced}\n68 F`)), telegram);
    assert.deepEqual(decoder.push(text("A\n")), Uint8Array.of(0x68, 0xfa));
    const long = createInputDecoder(check);
    let octets = 0;
    for (let index = 0; index < 100; index++) octets += long.push(text("00 11 22 33 ".repeat(100))).length;
    assert.ok(octets > 10_000);
    assert.equal(octets + long.end().length, 40_000);
  });
});
