import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createHistory } from "../../src/web/history.ts";
import { historyRanges } from "../../src/web/view.ts";

const noon = Date.UTC(2026, 5, 1, 12);

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
    const view = history.read("5m", noon + 1500);
    assert.deepEqual(view, {
      range: "5m",
      bucketMs: 1000,
      at: [noon, noon + 1000],
      min: [-50, 7],
      mean: [100, 7],
      max: [250, 7],
    });
  });

  test("each range ends now, begins its length ago, and is ordered", () => {
    const history = createHistory();
    for (let ms = 0; ms < 2 * 86_400_000; ms += 1000) history.add(noon + ms, ms / 1000);
    const now = noon + 2 * 86_400_000;
    const lengths = { "5m": 300_000, "1h": 3_600_000, "24h": 86_400_000 };
    for (const range of historyRanges) {
      const { at, min, mean, max, bucketMs } = history.read(range, now);
      assert.ok(Math.abs(at.length - lengths[range] / bucketMs) <= 1, `${range}: ${at.length} buckets`);
      assert.ok((at[0] as number) > now - lengths[range]);
      assert.deepEqual(
        at,
        [...at].sort((a, b) => a - b),
      );
      at.forEach((time, index) => {
        const first = (time - noon) / 1000;
        const last = first + bucketMs / 1000 - 1;
        assert.equal(min[index], first);
        assert.equal(max[index], last);
        assert.ok(Math.abs((mean[index] as number) - (first + last) / 2) < 0.2, `${range} mean`);
      });
    }
  });

  test("silence leaves holes, not old values", () => {
    const history = createHistory();
    history.add(noon, 1);
    history.add(noon + 300_000, 2);
    assert.deepEqual(history.read("5m", noon + 300_000).mean, [2]);
    assert.deepEqual(history.read("5m", noon + 700_000).mean, []);
    assert.deepEqual(history.read("1h", noon + 700_000).mean, [1, 2]);
  });

  test("a host clock set back neither shows the future nor mixes the two times", () => {
    const history = createHistory();
    history.add(noon + 10_000, 500);
    history.add(noon, 100);
    assert.deepEqual(history.read("5m", noon).mean, [100]);
    history.add(noon + 10_000 - 300_000, 7);
    assert.deepEqual(history.read("5m", noon).mean, [7, 100]);
  });
});
