import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DuplicateCache } from "../../src/envelope/duplicate-cache.ts";

const telegram = (seed: number, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => (Math.imul(seed + 1, 0x9e3779b1) + Math.imul(at, 0x85ebca6b)) >>> 24);

describe("telegrams that came last", () => {
  test("a telegram is known again, also from another buffer", () => {
    for (const length of [1, 2, 3, 4, 5, 243, 1000]) {
      const recent = new DuplicateCache();
      assert.equal(recent.has(telegram(1, length)), false);
      recent.add(telegram(1, length));
      assert.equal(recent.has(telegram(1, length)), true, `${length} octets`);
    }
  });

  test("one that differs in any single bit, or by an octet, is another", () => {
    for (const length of [1, 2, 3, 7, 243]) {
      const recent = new DuplicateCache();
      const first = telegram(1, length);
      recent.add(first);
      for (let bit = 0; bit < length * 8; bit++) {
        const other = first.slice();
        other[bit >> 3] = (other[bit >> 3] as number) ^ (1 << (bit & 7));
        assert.equal(recent.has(other), false, `bit ${bit} of ${length} octets`);
      }
      assert.equal(recent.has(first.subarray(1)), false);
      assert.equal(recent.has(Uint8Array.of(...first, 0)), false);
    }
  });

  test("two octets that changed places make another", () => {
    const recent = new DuplicateCache();
    const first = telegram(1, 60);
    recent.add(first);
    for (let from = 0; from < 60; from++)
      for (let to = from + 1; to < 60; to++) {
        const other = first.slice();
        [other[from], other[to]] = [other[to] as number, other[from] as number];
        assert.equal(recent.has(other), other[from] === first[from], `${from} and ${to}`);
      }
  });

  test("the last 64 are remembered, whatever was asked about between", () => {
    const recent = new DuplicateCache();
    for (let seed = 0; seed < 65; seed++) {
      recent.has(telegram(1000 + seed, 50));
      recent.add(telegram(seed, 50));
    }
    assert.equal(recent.has(telegram(0, 50)), false);
    for (let seed = 1; seed < 65; seed++) assert.equal(recent.has(telegram(seed, 50)), true);
  });
});
