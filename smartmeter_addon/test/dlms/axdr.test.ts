import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { decodeData, decodeLength } from "../../src/dlms/axdr.ts";
import { ProtocolError } from "../../src/fault.ts";
import { parseHex } from "../../src/octets.ts";

const value = (hex: string) => decodeData(parseHex(hex) as Uint8Array, 0);

describe("A-XDR", () => {
  // One row a type of the Green Book: octets and what they mean.
  const scalars: [string, string, number | bigint][] = [
    ["boolean", "0301", 1],
    ["int8", "0FFF", -1],
    ["uint8", "11FF", 255],
    ["int16", "10FC18", -1000],
    ["uint16", "12FC18", 64536],
    ["int32", "05FFFFFFFE", -2],
    ["uint32", "06FFFFFFFE", 4294967294],
    ["int64", "14FFFFFFFFFFFFFFFF", -1],
    ["uint64 within 2^53", "150000000100000000", 4294967296],
    ["uint64 above 2^53", "15FFFFFFFFFFFFFFFF", 18446744073709551615n],
    ["enum", "161E", 30],
    ["float32", "173FC00000", 1.5],
    ["float64", "18BFF8000000000000", -1.5],
  ];
  for (const [name, hex, expected] of scalars)
    it(`decodes ${name}`, () => {
      const data = value(hex);
      assert.equal(data.value, expected);
      assert.equal(data.end, hex.length / 2);
    });

  for (const [name, hex, size] of [
    ["octet-string", "0903414243", 3],
    ["an empty octet-string", "0900", 0],
    ["visible-string", "0A0141", 1],
    ["bit-string of 10 bits", "040AFFC0", 2],
    ["date-time", `19${"00".repeat(12)}`, 12],
    ["date", `1A${"00".repeat(5)}`, 5],
    ["time", `1B${"00".repeat(4)}`, 4],
    ["null", "00", 0],
  ] as const)
    it(`measures ${name}`, () => {
      const data = value(hex);
      assert.equal(data.end - data.content, size);
      assert.equal(data.end, hex.length / 2);
    });

  it("decodes structures and arrays to their last octet", () => {
    const data = value("0203010211011102 0600000001 0904DEADBEEF".replaceAll(" ", ""));
    assert.deepEqual(
      data.items.map(({ tag }) => tag),
      [1, 6, 9],
    );
    assert.deepEqual(
      data.items[0]?.items.map((item) => item.value),
      [1, 2],
    );
  });

  it("reads lengths in every form", () => {
    for (const [hex, length] of [
      ["05", 5],
      ["8180", 128],
      ["82012C", 300],
      ["83000100", 256],
    ] as const)
      assert.equal(decodeLength(parseHex(hex) as Uint8Array, 0).length, length);
  });

  for (const [name, hex] of [
    ["an unknown type", "0C"],
    ["a foreign type", "FF00"],
    ["an underrun", "06000000"],
    ["a string longer than the octets", "090541"],
    ["a length of a length", "09851111111111"],
    ["a count no octets can hold", "0282FFFF"],
    ["levels without end", "0201".repeat(40)],
    ["a float that is none", "177FC00000"],
  ])
    it(`refuses ${name}`, () => assert.throws(() => value(hex as string), ProtocolError));

  it("throws nothing but its own error on any octets", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (octets) => {
        try {
          assert.ok(decodeData(octets, 0).end <= octets.length);
        } catch (error) {
          assert.ok(error instanceof ProtocolError, String(error));
        }
      }),
    );
  });
});
