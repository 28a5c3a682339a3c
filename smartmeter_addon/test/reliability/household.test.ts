// Long: script/test --changed leaves it to the whole run.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { simulatedMeterIds } from "../../src/tools/simulate/simulate.ts";
import { playScene, type Scene, type SceneResult, wire } from "./house.ts";

const noon = Date.UTC(2026, 5, 1, 10);
const quiet: Scene = () => [wire(300), wire(200), wire(100)];
const everyone = (told: SceneResult): void =>
  assert.deepEqual(
    told.read,
    Array.from({ length: told.sent }, (_, index) => index),
  );
const nothingHeld = (told: SceneResult): void => assert.deepEqual(told.held, []);

/** What a household does that no meter reader may take for damage: nothing is lost, nothing waits. */
const ordinary: Record<string, Scene> = {
  "the roof takes over and gives back": (index) => {
    const sun = index % 8 < 4 ? -900 : 500;
    return [wire(sun + 100), wire(sun), wire(sun - 60)];
  },
  "power around zero": (index) => [wire((index % 5) - 2), wire(0), wire(0)],
  "a kettle": (index) => [wire(index % 12 < 5 ? 2300 : 200), wire(200), wire(100)],
  "a car on three phases": (index) => {
    const car = index > 5 && index < 40 ? 7300 : 0;
    const voltage = car > 0 ? 224.5 : 231;
    return [wire(300 + car, voltage), wire(200 + car, voltage), wire(100 + car, voltage)];
  },
  "an instantaneous water heater on a weak line": (index) => {
    const heater = index % 10 === 3 ? 9000 : 0;
    const voltage = heater > 0 ? 219.5 : 231.5;
    return [wire(300 + heater, voltage), wire(200 + heater, voltage), wire(100 + heater, voltage)];
  },
  "voltages that drift": (index) => [
    wire(300, 228 + Math.abs((index % 16) - 8)),
    wire(200, 235 - (index % 4)),
    wire(100),
  ],
};

/** Rare things: each may wait for the next telegram to confirm it, and nothing is lost. */
const rare: Record<string, Scene> = {
  "a phase that is switched off and on": (index) => [
    wire(300),
    index > 20 && index < 40 ? wire(0, 0) : wire(200),
    wire(90),
  ],
  "a battery that makes up for a kettle": (index) =>
    index > 10 && index < 30 ? [wire(1600), wire(-800), wire(-800)] : [wire(0), wire(0), wire(0)],
};

for (const meter of simulatedMeterIds) {
  describe(`the house of ${meter}`, () => {
    for (const [name, scene] of Object.entries(ordinary))
      it(`${name}: nothing is lost or waits`, () => {
        const told = playScene({ meter, scene, telegrams: 80, startMs: noon });
        nothingHeld(told);
        everyone(told);
      });
    for (const [name, scene] of Object.entries(rare))
      it(`${name}: nothing is lost`, () => {
        const told = playScene({ meter, scene, telegrams: 80, startMs: noon });
        assert.ok(told.held.length <= 4, told.held.join("; "));
        everyone(told);
      });

    const moments = {
      midnight: Date.UTC(2026, 5, 1, 22),
      "the end of a month": Date.UTC(2026, 1, 28, 23),
      "the end of a year": Date.UTC(2026, 11, 31, 23),
      "a leap day": Date.UTC(2028, 1, 28, 23),
    };
    for (const [name, atMs] of Object.entries(moments))
      it(`${name}: nothing is lost or waits`, () => {
        const told = playScene({ meter, scene: quiet, telegrams: 20, startMs: atMs - 100_000 });
        nothingHeld(told);
        everyone(told);
      });
    const changes = { "summer time begins": Date.UTC(2026, 2, 29, 1), "summer time ends": Date.UTC(2026, 9, 25, 1) };
    for (const [name, atMs] of Object.entries(changes))
      it(`${name}: one telegram may wait, none is lost`, () => {
        const told = playScene({ meter, scene: quiet, telegrams: 240, startMs: atMs - 100_000 });
        assert.ok(told.held.length <= 1, told.held.join("; "));
        everyone(told);
      });

    const gap = { 10: { ms: 7_200_000, unheard: true } };
    it("two hours without a reader: nothing waits afterwards", () => {
      const told = playScene({ meter, scene: quiet, telegrams: 20, startMs: noon, gaps: gap });
      nothingHeld(told);
      everyone(told);
    });
    it("two hours without power: one telegram waits, none is lost", () => {
      const told = playScene({
        meter,
        scene: quiet,
        telegrams: 20,
        startMs: noon,
        gaps: { 10: { ms: 7_200_000, unheard: false } },
      });
      assert.ok(told.held.length <= 1, told.held.join("; "));
      everyone(told);
    });
    it("a bad line that lets few telegrams through: nothing waits", () => {
      const gaps = Object.fromEntries([3, 4, 7, 12, 13].map((at) => [at, { ms: 60_000 * at, unheard: true }]));
      const told = playScene({ meter, scene: quiet, telegrams: 20, startMs: noon, gaps });
      nothingHeld(told);
      everyone(told);
    });
  });
}
