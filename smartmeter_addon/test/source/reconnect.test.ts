import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createPauses, pause } from "../../src/source/reconnect.ts";

describe("pauses between two attempts", () => {
  it("grow from one second to a minute and stay there", () => {
    const pauses = createPauses({ random: () => 1 });
    const found = Array.from({ length: 9 }, () => pauses.nextMs() / 1000);
    assert.deepEqual(found, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
    pauses.reset();
    assert.equal(pauses.nextMs(), 1000);
  });

  it("differ, so that a thousand readers do not come back at once", () => {
    const found = new Set(Array.from({ length: 50 }, () => createPauses().nextMs()));
    assert.ok(found.size > 40);
    for (const ms of found) assert.ok(ms >= 800 && ms <= 1000);
  });

  it("end early when the port is back, or when the source is closed", async () => {
    const looks: number[] = [];
    await pause(3_600_000, new AbortController().signal, () => looks.push(1) === 2);
    assert.equal(looks.length, 2);
    const closing = new AbortController();
    const waiting = pause(3_600_000, closing.signal);
    closing.abort();
    await waiting;
  });
});
