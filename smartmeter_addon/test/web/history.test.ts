import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createHistory, type History } from "../../src/web/history.ts";

const noon = Date.UTC(2026, 5, 1, 12);
const means = (history: History, spanMs: number, nowMs: number): number[] =>
  history.read(nowMs - spanMs, nowMs + 1, nowMs).points.map(({ mean }) => mean);

describe("history of power", () => {
  test("a bucket has the lowest, the mean and the highest of its values", () => {
    const history = createHistory();
    for (const [ms, watts] of [
      [0, 100],
      [200, -50],
      [900, 250],
      [1000, 7],
    ] as const)
      history.add(noon + ms, watts);
    assert.deepEqual(history.read(noon - 60_000, noon + 1500, noon + 1500), {
      bucketMs: 1000,
      points: [
        { atMs: noon, min: -50, mean: 100, max: 250 },
        { atMs: noon + 1000, min: 7, mean: 7, max: 7 },
      ],
    });
  });

  test("the finer the younger the span begins, ordered, and nothing outside it", () => {
    const history = createHistory();
    for (let ms = 0; ms < 2 * 86_400_000; ms += 1000) history.add(noon + ms, ms / 1000);
    const now = noon + 2 * 86_400_000;
    for (const [spanMs, bucketMs] of [
      [300_000, 1000],
      [3_600_000, 5000],
      [86_400_000, 120_000],
    ] as const) {
      const found = history.read(now - spanMs, now, now);
      assert.equal(found.bucketMs, bucketMs);
      assert.ok(Math.abs(found.points.length - spanMs / bucketMs) <= 1, `${spanMs}: ${found.points.length} buckets`);
      found.points.forEach(({ atMs, min, mean, max }, at) => {
        const first = (atMs - noon) / 1000;
        const last = first + bucketMs / 1000 - 1;
        assert.deepEqual([min, max], [first, last]);
        assert.ok(Math.abs(mean - (first + last) / 2) < 0.2, `${spanMs} mean`);
        assert.ok(atMs > (found.points[at - 1]?.atMs ?? 0) && atMs >= now - spanMs - bucketMs && atMs < now);
      });
    }
    const hour = history.read(now - 7_200_000, now - 3_600_000, now);
    assert.equal(hour.bucketMs, 120_000, "what lies behind the finer rings comes from the coarse one");
    assert.equal(hour.points.length, 30);
  });

  test("silence leaves holes, not old values", () => {
    const history = createHistory();
    history.add(noon, 1);
    history.add(noon + 300_000, 2);
    assert.deepEqual(means(history, 299_000, noon + 300_000), [2]);
    assert.deepEqual(means(history, 290_000, noon + 700_000), []);
    assert.deepEqual(means(history, 3_500_000, noon + 700_000), [1, 2]);
  });

  test("a host clock set back neither shows the future nor mixes the two times", () => {
    const history = createHistory();
    history.add(noon + 10_000, 500);
    history.add(noon, 100);
    assert.deepEqual(means(history, 299_000, noon), [100]);
    history.add(noon + 10_000 - 300_000, 7);
    assert.deepEqual(means(history, 299_000, noon), [7, 100]);
  });

  test("the day outlives a restart, coarser, and goes on", () => {
    const history = createHistory();
    for (let ms = 0; ms < 86_400_000; ms += 5000) history.add(noon + ms, 1000 + (ms % 600_000) / 1000);
    const now = noon + 86_400_000;
    const kept: unknown = JSON.parse(JSON.stringify(history.state(now)));
    assert.ok(JSON.stringify(kept).length < 25_000, "small enough for a memory card");
    const next = createHistory();
    next.restore(kept);
    next.add(now + 5000, 42);
    const read = next.read(now - 80_000_000, now + 10_000, now + 10_000).points;
    const before = history.read(now - 80_000_000, now, now).points;
    assert.equal(read.length, before.length + 1);
    assert.deepEqual(
      read.slice(0, -1).map(({ atMs, min, max }) => [atMs, min, max]),
      before.map(({ atMs, min, max }) => [atMs, Math.round(min), Math.round(max)]),
    );
    assert.equal(read.at(-1)?.mean, 42);
    const minutes = next.read(now - 290_000, now + 6000, now + 6000).points;
    assert.deepEqual(
      minutes.map(({ atMs }) => (now - atMs) / 1000),
      [240, 120, -5],
      "the fine rings have begun anew, and the coarse one stands in for them",
    );
  });

  test("a damaged state costs what was in it and nothing else", () => {
    for (const state of [undefined, 7, "x", [[1, 2, 3]], [null], [[-5, 1, 1, 1]], [[noon / 1000, "1", 1, 1]]]) {
      const history = createHistory();
      history.restore(state);
      history.add(noon, 3);
      assert.deepEqual(means(history, 1000, noon), [3]);
    }
  });
});
