import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { obis } from "../../src/cosem/obis.ts";
import { createJudge, type MeterState } from "../../src/meter/judge.ts";
import { quantityOf } from "../../src/meter/quantity.ts";
import type { MeterEvent, NumericValue, Reading } from "../../src/meter/reading.ts";
import type { Circumstances } from "../../src/meter/snapshot.ts";

/** What a telegram says, as far as a test cares; everything else is as in the one before. */
interface Said {
  counter?: number;
  second?: number;
  energy?: number;
  power?: number;
  exported?: number;
  voltage?: number;
  current?: number;
  structure?: number;
  /** Only the register of the second tariff, as a list of energies beside one of powers. */
  tariff?: number;
  sender?: string;
  clockDifference?: number;
  invokeId?: number;
}

const usual = { counter: 100, second: 0, energy: 50000, power: 1150, exported: 0, voltage: 230, current: 5.2 };

function value(c: number, d: number, number: number, step = 1): NumericValue {
  const name = obis(1, 0, c, d, 0);
  const quantity = quantityOf(name);
  assert.ok(quantity !== undefined);
  return { obis: name, value: number, unit: quantity.unit, step, quantity };
}

function telegram(said: Said): [Reading, Circumstances] {
  const { counter, second, energy, power, exported, voltage, current } = { ...usual, ...said };
  const minute = Math.floor(second / 60);
  const reading: Reading = {
    meterId: "KFM",
    systemTitle: "4B464D6750000009",
    meterNumber: undefined,
    deviceName: undefined,
    manufacturer: "KFM",
    meterTime: {
      year: 2026,
      month: 6,
      day: 1,
      hour: 12 + Math.floor(minute / 60),
      minute: minute % 60,
      second: ((second % 60) + 60) % 60,
      offsetMinutes: 120,
      daylightSaving: true,
      status: 128,
    },
    invocationCounter: counter,
    authenticated: false,
    layout: "obis-scaled",
    operator: undefined,
    product: undefined,
    framing: "mbus",
    values:
      said.tariff === undefined
        ? [
            value(1, 8, energy),
            value(1, 7, power),
            value(2, 7, exported),
            value(32, 7, voltage, 0.1),
            value(31, 7, current, 0.01),
          ]
        : [value(1, 8, energy), value(2, 8, said.tariff)],
    texts: [],
  };
  const circumstances = {
    structure: said.structure ?? (said.tariff === undefined ? 1 : 2),
    absent: 0,
    sender: said.sender ?? "one",
    invokeId: said.invokeId,
    clockDifference: said.clockDifference ?? 0,
    innerHabit: 1,
    outerHabit: 1,
  };
  return [reading, circumstances];
}

/** Counters of the readings published, and what else was said. */
function judge(telegrams: readonly Said[], options: { state?: MeterState; end?: boolean } = {}): [number[], string[]] {
  const judged = createJudge(options.state, false);
  const events: MeterEvent[] = [];
  for (const said of telegrams) judged.take(...telegram(said), events);
  if (options.end !== false) judged.end(events);
  return [
    events.flatMap((event) => (event.kind === "reading" ? [event.reading.invocationCounter as number] : [])),
    events.flatMap((event) =>
      event.kind === "fault" ? [event.fault.code] : event.kind === "quarantined" ? ["held"] : [],
    ),
  ];
}

/** `count` ordinary telegrams from the one numbered `from`, five seconds apart. */
const run = (from: number, count: number, said: Said = {}): Said[] =>
  Array.from({ length: count }, (_, index) => ({
    counter: 100 + from + index,
    second: 5 * (from + index),
    energy: 50000 + 2 * (from + index),
    ...said,
  }));

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
    ["both directions at once", { exported: 20 }],
    ["a voltage out of range", { voltage: 700 }],
    ["a voltage that jumped", { voltage: 241 }],
    ["more power than the phases carry", { power: 5000 }],
    ["currents that moved without power", { current: 60 }],
    ["power that moved without currents", { power: 20, current: 5.2 }],
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

  it("judges a rise after a gap of hours by its sign only", () => {
    const later = { counter: 5000, second: 5 * 4900, energy: 90000 };
    assert.deepEqual(judge([...run(0, 2), later])[0], [100, 101, 5000]);
    assert.deepEqual(judge([...run(0, 2), { ...later, energy: 10 }])[0], [100, 101]);
  });

  it("counts telegrams that never came", () => {
    assert.deepEqual(judge([...run(0, 2), ...run(5, 1)]), [[100, 101, 105], ["telegrams-lost"]]);
  });

  /** A list of powers every 5 s; after every fourth one of energies with the next counter. */
  const twoLists = (from: number, rounds: number, tariff = 700): Said[] =>
    Array.from({ length: rounds }, (_, index) => {
      const at = from + 5 * index;
      return [...run(at, 4), ...run(at + 4, 1, { tariff: tariff + at })];
    }).flat();
  const counters = (from: number, count: number): number[] => Array.from({ length: count }, (_, at) => 100 + from + at);

  describe("two lists of one meter", () => {
    it("takes the rarer one for the meter's way from its second time on", () => {
      const [published, notes] = judge([...twoLists(0, 4), ...run(20, 1)]);
      assert.deepEqual(published, [...counters(0, 4), ...counters(5, 16)]);
      assert.deepEqual(notes, ["held", "telegrams-lost"]);
    });

    it("reads lists that take turns, and both of a quarter of an hour", () => {
      const turns = run(0, 12).map((said, at) => (at % 2 === 0 ? said : { ...said, tariff: 700 + at }));
      assert.deepEqual(judge(turns)[0], [100, ...counters(2, 10)]);
      const slow = turns.map((said, at) => ({ ...said, second: 900 * Math.floor(at / 2) }));
      assert.deepEqual(judge(slow)[0].slice(-7), counters(5, 7));
    });

    it("still compares registers within a list, and those both have", () => {
      const oddOnes: Said[] = [
        { energy: 49000, tariff: 725 },
        { tariff: 600 },
        { tariff: 60_000 },
        { tariff: 725, structure: 3 },
      ];
      for (const said of oddOnes) {
        const [published] = judge([...twoLists(0, 4), ...run(20, 4), ...run(24, 1, said), ...run(25, 2)]);
        assert.deepEqual(published.slice(-3), [123, 125, 126], JSON.stringify(said));
      }
    });

    it("still looks at the phases of the one that comes after the other", () => {
      const [published] = judge([...twoLists(0, 4), ...run(20, 1, { voltage: 241 }), ...run(21, 2)]);
      assert.deepEqual(published.slice(-3), [119, 121, 122]);
    });

    it("knows them after a restart", () => {
      const first = createJudge(undefined, false);
      for (const said of twoLists(0, 3)) first.take(...telegram(said), []);
      const state = JSON.parse(JSON.stringify({ ...first.state(), tagVerified: false })) as MeterState;
      const options = { state, end: false };
      assert.deepEqual(judge(run(15, 2, { tariff: 720 }), options), [[115, 116], []]);
      assert.deepEqual(judge([...run(15, 2), ...run(17, 1, { tariff: 600 })], options), [[115, 116], ["held"]]);
    });

    it("does not take damage for a list", () => {
      const damaged = [3, 7, 11, 15].flatMap((at) => [...run(at - 3, 3), ...run(at, 1, { structure: at })]);
      const [published, notes] = judge([...damaged, ...run(16, 1)]);
      assert.equal(published.length, 13);
      assert.equal(notes.filter((note) => note === "held").length, 4);
      // The same list again, but its register fell since the first time, or another meter sends it.
      for (const said of [{ tariff: 600 }, { tariff: 720, sender: "two" }]) {
        const again = [...twoLists(0, 1), ...run(5, 4), ...run(9, 1, said), ...run(10, 2)];
        assert.ok(!judge(again)[0].includes(109), JSON.stringify(said));
      }
    });

    it("keeps few of them", () => {
      const judged = createJudge(undefined, false);
      for (let at = 0; at < 400; at++)
        judged.take(...telegram({ ...run(at, 1)[0], structure: at % 2 ? 1 : 2 + (at % 40) }), []);
      assert.ok((judged.state().others?.length ?? 0) <= 3);
    });
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
