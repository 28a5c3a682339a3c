import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createJudge, type MeterState } from "../../src/judge/judge.ts";
import type { MeterEvent } from "../../src/telegram/reading.ts";
import { counters, judge, run, type Said, telegram } from "./judged.ts";

describe("judge", () => {
  it("publishes what follows from what came before", () =>
    assert.deepEqual(judge(run(0, 4)), [[100, 101, 102, 103], []]));

  it("holds the first reading until the second agrees", () => {
    assert.deepEqual(judge(run(0, 1), { end: false }), [[], []]);
    assert.deepEqual(judge(run(0, 2), { end: false }), [[100, 101], []]);
  });

  it("takes a single reading for true at the end of the input", () => assert.deepEqual(judge(run(0, 1)), [[100], []]));

  it("publishes at the end what is only rare", () => {
    assert.deepEqual(judge([...run(0, 1), ...run(1, 1, { voltage: 241 })])[0], [100, 101]);
    assert.deepEqual(judge([...run(0, 3), ...run(3, 1, { voltage: 241 })])[0], [100, 101, 102, 103]);
    assert.deepEqual(judge([...run(0, 3), ...run(3, 1, { energy: 4000 })])[0], [100, 101, 102]);
    assert.deepEqual(judge(run(0, 1, { power: 5000 }))[0], []);
  });

  it("publishes neither of two that contradict each other", () => {
    assert.deepEqual(judge([...run(0, 1), ...run(1, 1, { energy: 4000 })])[0], []);
  });

  const odd: [string, Said][] = [
    ["a register that fell", { energy: 49000 }],
    ["a register that jumped", { energy: 60000 }],
    ["a counter that went back", { counter: 7 }],
    ["a counter that jumped", { counter: 9000 }],
    ["an invoke-id that runs by itself", { invokeId: 9 }],
    ["a clock that went back", { second: -600 }],
    ["a clock an hour ahead", { second: 3610 }],
    ["two clocks that suddenly differ", { clockDifference: 4 }],
    ["another meter", { sender: "two" }],
    ["another structure", { structure: 2 }],
    ["a value of another type", { types: 7 }],
    ["both directions at once", { exported: 20 }],
    ["a voltage out of range", { voltage: 700 }],
    ["a voltage that jumped", { voltage: 241 }],
    ["more power than the phases carry", { power: 5000 }],
    ["currents that moved without power", { current: 60 }],
    ["power that moved without currents", { power: 20, current: 5.2 }],
    ["power that moved by little without currents", { power: 1050, current: 5.2 }],
    ["currents that moved by little without power", { current: 5.6 }],
  ];
  for (const [name, said] of odd) {
    it(`holds ${name} back, and drops it when the next telegram goes on as before`, () => {
      const before = run(0, 3, { invokeId: 5 });
      const [counters, notes] = judge([
        ...before,
        ...run(3, 1, { invokeId: 5, ...said }),
        ...run(4, 2, { invokeId: 5 }),
      ]);
      assert.deepEqual(counters, [100, 101, 102, 104, 105]);
      assert.deepEqual(notes, ["held", "telegrams-lost"]);
    });
  }

  const lasting: [string, Said[], string][] = [
    ["a meter that was exchanged", run(3, 2, { sender: "two", energy: 12 }), "meter-changed"],
    ["a rollover", run(3, 2, { energy: 3 }), "implausible"],
    [
      "a clock that was set",
      [
        { second: 9000, counter: 103, energy: 50010 },
        { second: 9005, counter: 104, energy: 50012 },
      ],
      "clock-set",
    ],
    ["a push that was rebuilt", run(3, 2, { structure: 2 }), "structure-changed"],
    [
      "a counter that began anew",
      [
        { counter: 1, second: 20, energy: 50010 },
        { counter: 2, second: 25, energy: 50012 },
      ],
      "counter-backwards",
    ],
  ];
  for (const [name, telegrams, code] of lasting)
    it(`publishes ${name} once the next telegram confirms it, and says so`, () => {
      const [counters, notes] = judge([...run(0, 3), ...telegrams]);
      assert.deepEqual(counters, [100, 101, 102, ...telegrams.map(({ counter }) => counter)]);
      assert.deepEqual(notes, ["held", code]);
    });

  it("takes for the meter's way what it does by itself a second time, however rarely", () => {
    const odd = { exported: 20 };
    const often = [0, 4, 8].flatMap((from) => [...run(from, 3), ...run(from + 3, 1, odd)]);
    const [counters, notes] = judge([...often, ...run(12, 1)]);
    assert.deepEqual(counters, [100, 101, 102, 104, 105, 106, 108, 109, 110, 111, 112]);
    assert.deepEqual(notes, ["held", "telegrams-lost", "held", "telegrams-lost"]);
  });

  it("reads a meter that sends every quarter of an hour", () => {
    const slow = Array.from({ length: 5 }, (_, at) => ({
      counter: 100 + at,
      second: 900 * at,
      energy: 50_000 + at * 40,
    }));
    assert.deepEqual(judge(slow)[0], [101, 102, 103, 104]);
  });

  it("reads a meter whose invoke-id has a life of its own", () => {
    const said = [3, 900, 17, 4000, 65, 12].map((invokeId, at) => ({ ...run(at, 1)[0], invokeId }));
    assert.deepEqual(judge(said)[0], [101, 102, 103, 104, 105]);
  });

  it("does not let an impossible value be confirmed by a possible one", () => {
    const [counters] = judge([...run(0, 1, { voltage: 700 }), ...run(1, 3)]);
    assert.deepEqual(counters, [101, 102, 103]);
  });

  describe("deviation and daylight saving", () => {
    it("never minds the bit, whether it goes with the deviation or not", () => {
      const mixed = run(0, 8).map((said, at) => ({ ...said, summer: at % 3 === 0 }));
      assert.deepEqual(judge(mixed), [counters(0, 8), []]);
    });

    it("holds a deviation that is new, or that does not go with the time once both of the year are known", () => {
      assert.deepEqual(judge([...run(0, 3), ...run(3, 1, { offset: 60 }), ...run(4, 1)])[0], [100, 101, 102, 104]);
      // The wall clock is set back by an hour with the deviation: time goes on.
      const winter = (from: number, count: number): Said[] =>
        run(from, count).map((said) => ({ ...said, second: (said.second ?? 0) - 3600, offset: 60, summer: false }));
      const year = [...run(0, 3), ...winter(3, 3)];
      assert.deepEqual(judge(year)[0], counters(0, 6));
      assert.deepEqual(judge([...year, ...run(6, 3)])[0], counters(0, 9));
      // Only the deviation changed: an hour back, or ahead.
      const back = { second: 30 - 3600, offset: 120 };
      assert.deepEqual(judge([...year, ...run(6, 1, back), ...winter(7, 1)])[0], [...counters(0, 6), 107]);
      const ahead = [...year, ...run(6, 3), ...run(9, 1, { offset: 60 }), ...run(10, 1)];
      assert.deepEqual(judge(ahead)[0], [...counters(0, 9), 110]);
    });
  });

  it("judges a rise after a gap of hours by its sign only", () => {
    const later = { counter: 5000, second: 5 * 4900, energy: 90000 };
    assert.deepEqual(judge([...run(0, 2), later])[0], [100, 101, 5000]);
    assert.deepEqual(judge([...run(0, 2), { ...later, energy: 10 }])[0], [100, 101]);
  });

  it("counts telegrams that never came", () => {
    assert.deepEqual(judge([...run(0, 2), ...run(5, 1)]), [[100, 101, 105], ["telegrams-lost"]]);
  });

  it("goes on from its state after a restart, as plain data", () => {
    const first = createJudge(undefined, false);
    const events: MeterEvent[] = [];
    for (const said of run(0, 3)) first.take(...telegram(said), events);
    const state = JSON.parse(JSON.stringify({ ...first.state(), tagVerified: false })) as MeterState;
    assert.deepEqual(judge(run(10, 1), { state, end: false })[0], [110]);
    assert.deepEqual(judge(run(10, 1, { energy: 10 }), { state, end: false }), [[], ["held"]]);
  });
});
