import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  createEnergyWindows,
  type EnergySample,
  type EnergyWindow,
  type EnergyWindowsState,
} from "../../src/derive/energy-windows.ts";

const quarterMs = 900_000;
const beginMs = Date.UTC(2026, 2, 1);
const none: EnergyWindowsState | undefined = undefined;

/** A household's power in W by segments, and its exact energy: what the meter knows and the telegrams only show in Wh. */
function household(seed: number, days: number) {
  let random = seed;
  const next = (): number => {
    random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
    return random / 2 ** 32;
  };
  const segments: { fromMs: number; watts: number; wh: number }[] = [];
  let atMs = beginMs;
  let wh = 1e6 + next();
  while (atMs < beginMs + days * 86_400_000) {
    const watts = next() < 0.3 ? 2000 + next() * 9000 : 100 + next() * 900;
    segments.push({ fromMs: atMs, watts, wh });
    const lengthMs = Math.floor(20_000 + next() * 1_500_000);
    wh += (watts * lengthMs) / 3_600_000;
    atMs += lengthMs;
  }
  let at = 0;
  return (whenMs: number): number => {
    if ((segments[at] as { fromMs: number }).fromMs > whenMs) at = 0;
    while (at + 1 < segments.length && (segments[at + 1] as { fromMs: number }).fromMs <= whenMs) at++;
    const { fromMs, watts, wh: before } = segments[at] as { fromMs: number; watts: number; wh: number };
    return before + (watts * (whenMs - fromMs)) / 3_600_000;
  };
}

const sampleAt = (atMs: number, importWh: number, more: Partial<EnergySample> = {}): EnergySample => ({
  atMs,
  importWh: Math.floor(importWh),
  exportWh: 0,
  device: "one",
  proven: true,
  ...more,
});

const sum = (windows: readonly EnergyWindow[]): number =>
  windows.reduce((total, { imported }) => total + (imported?.wh ?? 0), 0);

describe("energy windows", () => {
  it("are within 20 W of the truth over a month, whatever the meter's rhythm", () => {
    for (const rhythmS of [1, 5, 10, 15]) {
      const energy = household(7, 31);
      const truth = household(7, 31);
      const windows = createEnergyWindows(quarterMs);
      let worst = 0;
      let count = 0;
      for (let atMs = beginMs + 700; atMs < beginMs + 31 * 86_400_000; atMs += rhythmS * 1000)
        for (const { startMs, endMs, imported } of windows.push(sampleAt(atMs, energy(atMs)))) {
          if (imported === undefined) continue;
          count++;
          worst = Math.max(worst, Math.abs(imported.wh - (truth(endMs) - truth(startMs))) * 4);
        }
      assert.ok(count > 2970, `${count} windows`);
      assert.ok(worst <= 20, `${worst} W off every ${rhythmS} s`);
    }
  });

  it("add up to the registers' difference, and their bounds hold, through losses, late telegrams and restarts", () => {
    const step = fc.record({
      afterS: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 30, max: 9000 })),
      restart: fc.boolean(),
      late: fc.boolean(),
      twice: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.integer(), fc.array(step, { minLength: 50, maxLength: 300 }), (seed, steps) => {
        const energy = household(seed, 40);
        const truth = household(seed, 40);
        let windows = createEnergyWindows(quarterMs, none);
        const ended: EnergyWindow[] = [];
        let atMs = beginMs;
        ended.push(...windows.push(sampleAt(atMs, energy(atMs))));
        const first = Math.floor(energy(atMs));
        for (const { afterS, restart, late, twice } of steps) {
          const beforeMs = atMs;
          atMs += afterS * 1000;
          ended.push(...windows.push(sampleAt(atMs, energy(atMs))));
          if (late) ended.push(...windows.push(sampleAt(beforeMs, energy(beforeMs))));
          if (twice) ended.push(...windows.push(sampleAt(atMs, energy(atMs))));
          if (restart) windows = createEnergyWindows(quarterMs, JSON.parse(JSON.stringify(windows.state())));
        }
        let expectedMs = beginMs;
        for (const { startMs, endMs, imported, quality } of ended) {
          assert.equal(startMs, expectedMs, "every window once, in order");
          expectedMs = endMs;
          const { wh, leastWh, mostWh } = imported as NonNullable<typeof imported>;
          const truly = truth(endMs) - truth(startMs);
          assert.ok(leastWh <= truly && truly <= (mostWh as number), `${leastWh} ${truly} ${mostWh}`);
          assert.ok(leastWh <= wh && wh <= (mostWh as number));
          assert.notEqual(quality, "missing");
        }
        const running = windows.running();
        assert.equal(sum(ended) + (running?.importedWh as number), Math.floor(energy(atMs)) - first);
      }),
      { numRuns: 60 },
    );
  });

  it("call complete only what was heard around both its boundaries", () => {
    const windows = createEnergyWindows(quarterMs);
    const ended: EnergyWindow[] = [];
    // A gap inside a quarter costs nothing, one over its end costs its exactness.
    for (const second of [0, 10, 600, 895, 905, 1700, 1900, 2690, 2710])
      ended.push(...windows.push(sampleAt(beginMs + second * 1000, 1000 + second)));
    assert.deepEqual(
      ended.map(({ quality, imported }) => [quality, imported?.wh]),
      [
        ["complete", 900],
        ["estimated", 900],
        ["estimated", 900],
      ],
    );
  });

  it("say missing for the part of a quarter before the first telegram, and give its register", () => {
    const windows = createEnergyWindows(quarterMs);
    windows.push(sampleAt(beginMs + 300_000, 5000));
    const [first] = windows.push(sampleAt(beginMs + quarterMs, 6000));
    assert.equal(first?.quality, "missing");
    assert.equal(first?.imported, undefined);
    assert.equal(first?.importRegisterWh, 6000);
  });

  it("never subtract the registers of two meters", () => {
    const windows = createEnergyWindows(quarterMs);
    windows.push(sampleAt(beginMs, 5_000_000));
    const ended = [
      ...windows.push(sampleAt(beginMs + 600_000, 5_000_900)),
      ...windows.push(sampleAt(beginMs + 1_000_000, 7_100_000, { device: "two" })),
      ...windows.push(sampleAt(beginMs + 2 * quarterMs, 7_100_500, { device: "two" })),
      // A register that begins anew under the same name is another meter as well.
      ...windows.push(sampleAt(beginMs + 3 * quarterMs, 12)),
      ...windows.push(sampleAt(beginMs + 4 * quarterMs, 22)),
    ];
    assert.deepEqual(
      ended.map(({ quality, imported }) => [quality, imported?.wh]),
      [
        ["missing", undefined],
        ["missing", undefined],
        ["missing", undefined],
        ["complete", 10],
      ],
    );
  });

  it("go on when the meter's clock is put back, without counting anything twice", () => {
    const windows = createEnergyWindows(quarterMs);
    const ended: EnergyWindow[] = [];
    for (const [second, wh] of [
      [0, 1000],
      [890, 1890],
      [905, 1905],
      [860, 1910],
      [890, 1940],
      [910, 1960],
      [1800, 2850],
    ] as const)
      ended.push(...windows.push(sampleAt(beginMs + second * 1000, wh)));
    assert.equal(ended.length, 2);
    assert.equal(sum(ended), 1850);
  });

  it("doubt a window whose clock is in doubt: its energy is kept, nothing bounds it from below", () => {
    const windows = createEnergyWindows(quarterMs);
    windows.push(sampleAt(beginMs, 1000));
    windows.push(sampleAt(beginMs + 450_000, 1400, { proven: false }));
    const [first] = windows.push(sampleAt(beginMs + quarterMs, 2000));
    assert.equal(first?.quality, "estimated");
    assert.deepEqual(first?.imported, { wh: 1000, leastWh: 0, mostWh: undefined });
  });

  it("keep both directions through a list that leaves one out", () => {
    const windows = createEnergyWindows(quarterMs);
    const ended: EnergyWindow[] = [];
    for (let second = 0; second <= 1800; second += 5)
      ended.push(
        ...windows.push(
          sampleAt(beginMs + second * 1000, 1000 + second, { exportWh: second % 10 === 0 ? 50 + second : undefined }),
        ),
      );
    assert.deepEqual(
      ended.map(({ exported }) => exported?.wh),
      [900, 900],
    );
  });

  it("can be of other lengths", () => {
    for (const minutes of [1, 5, 30, 60]) {
      const windows = createEnergyWindows(minutes * 60_000);
      const ended: EnergyWindow[] = [];
      for (let second = 0; second <= 7200; second += 10)
        ended.push(...windows.push(sampleAt(beginMs + second * 1000, 1000 + second)));
      assert.equal(ended.length, 120 / minutes);
      assert.ok(ended.every(({ imported, quality }) => imported?.wh === minutes * 60 && quality === "complete"));
    }
  });
});
