import assert from "node:assert/strict";
import { test } from "node:test";
import { createPublishWindow } from "../../src/sink/mqtt/publish-window.ts";

const power = (value: number) => new Map([["power_net", value]]);

test("without an interval every telegram is published", () => {
  const window = createPublishWindow({ intervalMs: 0 });
  for (let at = 0; at < 5; at++)
    assert.deepEqual(window.push(at * 1000, power(at))?.get("power_net"), { min: at, max: at, mean: at });
});

test("between two publications minimum, maximum and mean are kept", () => {
  const window = createPublishWindow({ intervalMs: 60_000 });
  assert.notEqual(window.push(0, power(100)), undefined);
  for (let at = 10; at < 60; at += 10) assert.equal(window.push(at * 1000, power(at)), undefined);
  assert.deepEqual(window.push(60_000, power(600)), new Map([["power_net", { min: 10, max: 600, mean: 125 }]]));
});

test("a meter whose rhythm is the interval gets every telegram through, whatever its jitter", () => {
  const window = createPublishWindow({ intervalMs: 10_000 });
  const jitter = [0, 120, -90, 300, -300, 40, -10];
  jitter.forEach((ms, n) => {
    assert.notEqual(window.push(n * 10_000 + ms, power(n)), undefined, `telegram ${n}`);
  });
});

test("nothing is published more than half a telegram early or late", () => {
  const window = createPublishWindow({ intervalMs: 30_000 });
  const published: number[] = [];
  for (let at = 0; at <= 300; at += 7) if (window.push(at * 1000, power(at)) !== undefined) published.push(at);
  const gaps = published.slice(1).map((at, n) => at - (published[n] as number));
  assert.ok(
    gaps.every((gap) => Math.abs(gap - 30) <= 3.5),
    String(gaps),
  );
});

test("a change beyond the deadband is published at once", () => {
  const window = createPublishWindow({ intervalMs: 600_000, watched: { key: "power_net", deadband: 50 } });
  assert.notEqual(window.push(0, power(100)), undefined);
  assert.equal(window.push(1000, power(150)), undefined);
  assert.notEqual(window.push(2000, power(151)), undefined);
  assert.equal(window.push(3000, power(120)), undefined);
  assert.notEqual(window.push(4000, power(-400)), undefined);
});

test("a flush gives what is left, once", () => {
  const window = createPublishWindow({ intervalMs: 60_000 });
  window.push(0, power(1));
  assert.equal(window.flush(1), undefined);
  window.push(1000, power(2));
  assert.deepEqual(window.flush(1500)?.get("power_net"), { min: 2, max: 2, mean: 2 });
  assert.equal(window.flush(1600), undefined);
});
