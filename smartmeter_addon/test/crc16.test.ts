import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { crc16Arc, fcs16 } from "../src/crc16.ts";
import { characters } from "../src/tools/encode/encode.ts";

/** The CRC as the standards define it, bit by bit. */
function bitByBit(polynomial: number, first: number, octets: Uint8Array): number {
  let crc = first;
  for (const octet of octets) {
    crc ^= octet;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
  }
  return crc;
}

describe("CRC-16", () => {
  it("gives what the standards give for their example", () => {
    const digits = characters("123456789");
    assert.equal(fcs16(digits, 0, 9), 0x906e);
    assert.equal(crc16Arc(digits, 0, 9), 0xbb3d);
  });

  it("equals the CRC bit by bit, from and to any place", () => {
    const part = fc
      .uint8Array({ maxLength: 40 })
      .chain((octets) => fc.tuple(fc.constant(octets), fc.nat({ max: octets.length }), fc.nat({ max: octets.length })));
    fc.assert(
      fc.property(part, ([octets, a, b]) => {
        const [start, end] = [Math.min(a, b), Math.max(a, b)];
        const within = octets.subarray(start, end);
        assert.equal(fcs16(octets, start, end), bitByBit(0x8408, 0xffff, within) ^ 0xffff);
        assert.equal(crc16Arc(octets, start, end), bitByBit(0xa001, 0, within));
      }),
    );
  });
});
