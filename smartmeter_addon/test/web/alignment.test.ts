import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { alignmentWindow, scoreAlignment } from "../../src/web/alignment.ts";
import type { Counts } from "../../src/web/view.ts";

const none: Counts = { octets: 0, skipped: 0, frames: 0, damaged: 0, deciphered: 0, decoded: 0, published: 0 };
interface Line {
  readonly intervalMs?: number;
  readonly windowMs?: number;
  readonly framesPerTelegram?: number;
}
const everySecond: Line = { intervalMs: 1000 };

function score(
  totals: Partial<Counts>,
  { intervalMs, windowMs = 4000, framesPerTelegram = 1 }: Line = everySecond,
): number {
  const now = { atMs: windowMs, totals: { ...none, ...totals } };
  return scoreAlignment({ atMs: 0, totals: none }, now, { intervalMs, framesPerTelegram }).score;
}

describe("alignment score", () => {
  test("nothing, octets alone, everything", () => {
    assert.equal(score({}), 0);
    assert.equal(score({ octets: 300, skipped: 300 }), 5);
    assert.equal(score({ octets: 420, frames: 4 }), 100);
  });

  test("falls with damaged frames, with skipped octets and with telegrams that do not come", () => {
    assert.equal(score({ octets: 420, frames: 2, damaged: 2 }), 25);
    assert.equal(score({ octets: 400, frames: 4, skipped: 100 }), 75);
    assert.equal(score({ octets: 105, frames: 1 }), 25);
  });

  test("without a known rhythm only what came is judged", () => {
    assert.equal(score({ octets: 105, frames: 1 }, { windowMs: 12_000 }), 100);
  });

  test("two frames a telegram are both expected", () => {
    const twoFrames = { intervalMs: 5000, windowMs: 11_000, framesPerTelegram: 2 };
    assert.equal(score({ octets: 564, frames: 4 }, twoFrames), 100);
    assert.equal(score({ octets: 282, frames: 2 }, twoFrames), 50);
  });

  test("one frame more than the rhythm promises is not better than perfect", () => {
    assert.equal(score({ octets: 600, frames: 6 }), 100);
  });

  test("octets given up that came before the window cannot make it negative", () => {
    assert.equal(score({ octets: 50, frames: 4, skipped: 400 }), 5);
  });

  test("the window spans two telegrams within bounds", () => {
    assert.deepEqual([undefined, 1000, 5000, 15_000].map(alignmentWindow), [12_000, 4000, 11_000, 20_000]);
  });
});
