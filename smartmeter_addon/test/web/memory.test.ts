import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createFault } from "../../src/fault.ts";
import { faultCodes } from "../../src/faults/fault-table.ts";
import { createMeterBoard } from "../../src/web/meter-board.ts";
import { meter, numberOf, readingOf, statusOf } from "./made-up.ts";

const dayMs = 86_400_000;
const begin = Date.UTC(2026, 2, 28);

/** A day of a meter that speaks every second, with faults of every kind, as the server keeps it. */
function liveADay(board: ReturnType<typeof createMeterBoard>, dayNumber: number): void {
  const octets = new Uint8Array(105).fill(7);
  for (let second = 0; second < 86_400; second++) {
    const count = dayNumber * 86_400 + second + 1;
    const atMs = begin + count * 1000;
    board.source({ kind: "octets", octets }, atMs);
    const code = faultCodes[count % faultCodes.length] ?? "frame-damaged";
    if (second % 30 === 0) board.decoded({ kind: "fault", fault: createFault(code, `number ${count}`) }, atMs);
    const reading = readingOf([numberOf("power_import", count % 3000), numberOf("energy_import", count)]);
    board.decoded({ kind: "reading", reading }, atMs);
    board.statistics({ octets: count * 105, skippedOctets: 0, proven: count, damaged: 0, framing: "hdlc" });
    board.reading(reading, atMs);
    if (second % 60 === 0) board.status(statusOf({ lastReadingAtMs: atMs }));
    board.tick(atMs, count);
  }
}

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const heap = (): number => {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

describe("a day of one meter", () => {
  test("what the page is told does not grow", () => {
    const board = createMeterBoard(meter, () => 0);
    liveADay(board, 0);
    const first = JSON.stringify(board.view()).length;
    assert.equal(board.lastOctets.octets().length, 6000);
    liveADay(board, 1);
    assert.ok(JSON.stringify(board.view()).length < first * 1.1);
    assert.equal(board.lastOctets.octets().length, 6000);
    assert.ok(board.faults().length <= faultCodes.length);
    assert.ok(board.history.read(begin, begin + 2 * dayMs, begin + 2 * dayMs).points.length <= 720);
  });

  test("the rates are those of the last minute", () => {
    const board = createMeterBoard(meter, () => 0);
    liveADay(board, 0);
    const { perMinute, totals, alignment } = board.line();
    assert.deepEqual([perMinute.octets, perMinute.frames, perMinute.published], [6300, 60, 60]);
    assert.equal(totals.octets, 86_400 * 105);
    assert.equal(alignment.score, 100);
  });

  test("memory stays flat", () => {
    const board = createMeterBoard(meter, () => 0);
    liveADay(board, 0);
    const before = heap();
    liveADay(board, 1);
    const grown = heap() - before;
    assert.ok(grown < 300_000, `${grown} octets more after the second day`);
    assert.ok(board.history.read(begin + dayMs, begin + 2 * dayMs, begin + 2 * dayMs).points.length > 0);
  });
});
