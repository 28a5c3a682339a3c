import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { mix } from "../../src/telegram/plan.ts";

describe("the number of a structure", () => {
  it("changes with any two bits of its names", () => {
    const names = [0x0100010800ff, 0x0100010700ff, 0x01002a0000ff];
    const numberOf = (changed: readonly number[]): number => changed.reduce(mix, 0);
    const usual = numberOf(names);
    for (let first = 0; first < 48 * names.length; first++)
      for (let second = first + 1; second < 48 * names.length; second++) {
        const changed = names.map((name, index) => {
          const bits = [first, second].filter((bit) => Math.floor(bit / 48) === index);
          return bits.reduce(
            (sum, bit) => sum + (Math.floor(sum / 2 ** (bit % 48)) % 2 ? -1 : 1) * 2 ** (bit % 48),
            name,
          );
        });
        assert.notEqual(numberOf(changed), usual, `${first} and ${second}`);
      }
  });
});
