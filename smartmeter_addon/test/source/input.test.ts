import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { concatOctets, toHex } from "../../src/octets.ts";
import { createInputDecoder, decodeInput } from "../../src/source/input.ts";

const telegram = Uint8Array.from(Buffer.from("68fafa6853ff000167db084b464d675000000981f82000000023", "hex"));
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
    ["as a capture", JSON.stringify({ id: "x", hex })],
  ] as const) {
    it(`is recognised as hexadecimal text ${name}`, () => assert.deepEqual(decodeInput(text(written)), telegram));
  }

  it("is raw when anything else is in it", () => {
    for (const raw of [telegram, text("/EST5\\253717584_A\r\n"), text("68 FA F"), text("{}"), text("1G"), text("")]) {
      assert.deepEqual(decodeInput(raw), raw);
    }
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
        const decoder = createInputDecoder();
        const parts = cut(input, cuts).map((part) => decoder.push(part));
        assert.deepEqual(concatOctets([...parts, decoder.end()]), wanted);
      }),
    );
  });

  it("passes on while it arrives", () => {
    const plain = text("/EST5\\253717584_A\r\n");
    assert.deepEqual(createInputDecoder().push(plain), plain);
    const decoder = createInputDecoder();
    assert.deepEqual(decoder.push(text(`${spaced}\n68 F`)), telegram);
    assert.deepEqual(decoder.push(text("A\n")), Uint8Array.of(0x68, 0xfa));
    const long = createInputDecoder();
    let octets = 0;
    for (let index = 0; index < 100; index++) octets += long.push(text("00 11 22 33 ".repeat(100))).length;
    assert.ok(octets > 10_000);
    assert.equal(octets + long.end().length, 40_000);
  });
});
