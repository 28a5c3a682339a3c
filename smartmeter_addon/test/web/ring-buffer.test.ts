import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createRingBuffer } from "../../src/web/ring-buffer.ts";

describe("last octets of a line", () => {
  test("keeps exactly the last ones, however they were cut, with their times", () => {
    for (const cut of [1, 3, 7, 16, 40]) {
      const tail = createRingBuffer(16);
      const all = Uint8Array.from({ length: 200 }, (_, at) => at);
      for (let at = 0; at < all.length; at += cut) tail.add(all.subarray(at, at + cut), at);
      assert.deepEqual(tail.octets(), all.slice(-16), `cut ${cut}`);
      const position = 5;
      const octet = 200 - 16 + position;
      assert.equal(tail.timeOf(position), octet - (octet % cut), `cut ${cut}`);
    }
  });

  test("copies what it is given", () => {
    const tail = createRingBuffer(4);
    const buffer = Uint8Array.of(1, 2);
    tail.add(buffer, 0);
    buffer.fill(9);
    assert.deepEqual(tail.octets(), Uint8Array.of(1, 2));
  });

  test("is empty at first", () => {
    assert.deepEqual(createRingBuffer(4).octets(), new Uint8Array(0));
    assert.equal(createRingBuffer(4).timeOf(0), 0);
  });
});
