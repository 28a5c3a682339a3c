import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Judge, type MeterState } from "../../src/judge/judge.ts";
import type { RuleName } from "../../src/judge/rules/rules.ts";
import { counters, damaged, judge, run, type Said, telegram } from "./judged.ts";

describe("judge", () => {
  it("publishes what follows from what came before", () =>
    assert.deepEqual(judge(run(0, 4)), [[100, 101, 102, 103], []]));

  it("holds the first reading until the second agrees", () => {
    assert.deepEqual(judge(run(0, 1), { end: false }), [[], []]);
    assert.deepEqual(judge(run(0, 2), { end: false }), [[100, 101], []]);
  });

  it("takes a single reading for true at the end of the input", () => assert.deepEqual(judge(run(0, 1)), [[100], []]));

  it("publishes at the end what is only rare", () => {
    const damage = damaged;
    assert.deepEqual(judge([...run(0, 3), ...run(3, 1, { voltage: 217.2 })], { damage })[0], [100, 101, 102, 103]);
    assert.deepEqual(judge([...run(0, 3), ...run(3, 1, { energy: 4000 })])[0], [100, 101, 102]);
  });

  it("publishes neither of two that contradict each other", () => {
    assert.deepEqual(judge([...run(0, 1), ...run(1, 1, { energy: 4000 })])[0], []);
  });

  const impossible: [RuleName, Said][] = [
    ["register-falls", { energy: 49000 }],
    ["register-leaps", { energy: 60000 }],
    ["counter-falls", { counter: 7 }],
    ["counter-jumps", { counter: 9000 }],
    ["clock-back", { second: -600 }],
    ["another-meter", { sender: "two" }],
    ["out-of-range", { voltage: 700 }],
  ];
  for (const [rule, said] of impossible)
    it(`holds what ${rule} finds on any line, and leaves it out when the next goes on as before`, () => {
      const [published, notes] = judge([...run(0, 3), ...run(3, 1, said), ...run(4, 2)]);
      assert.deepEqual(published, [100, 101, 102, 104, 105]);
      assert.deepEqual(notes, [`held ${rule}`, `left-out ${rule}`]);
    });

  // Each is a flipped bit away from what the telegrams around it say.
  const unusual: [RuleName, Said][] = [
    ["register-outruns-power", { energy: 50006 + 32 }],
    ["clock-ahead", { second: 3615 }],
    ["clock-off-beat", { second: 13 }],
    ["clock-off-beat", { second: 15 + 256 }],
    ["clocks-apart", { clockDifference: 4 }],
    ["invoke-id-alone", { invokeId: 9 }],
    ["value-types", { types: 7 }],
    ["both-directions", { exported: 8 }],
    ["voltage-jumps", { voltage: 217.2 }],
    ["voltage-jumps", { voltage: 255.6 }],
    ["power-alone", { power: 126 }],
    ["power-alone", { power: 1134 }],
    ["currents-alone", { current: 15.44 }],
    ["currents-alone", { current: 5.52 }],
  ];
  for (const [rule, said] of unusual) {
    const before = run(0, 3, { invokeId: 5 });
    const telegrams = [...before, ...run(3, 1, { invokeId: 5, ...said }), ...run(4, 2, { invokeId: 5 })];
    it(`publishes what ${rule} finds at once where the line shows no damage`, () =>
      assert.deepEqual(judge(telegrams)[0], counters(0, 6)));
    it(`holds what ${rule} finds on a damaged line, and leaves it out when the next goes on as before`, () => {
      const [published, notes] = judge(telegrams, { damage: damaged });
      assert.deepEqual(published, [100, 101, 102, 104, 105]);
      assert.deepEqual(notes, [`held ${rule}`, `left-out ${rule}`]);
    });
  }

  it("holds nothing that no flipped bit explains, whatever the line has shown", () => {
    const sag = [...run(0, 3), ...run(3, 1, { voltage: 224.3 }), ...run(4, 2)];
    assert.deepEqual(judge(sag, { damage: damaged }), [counters(0, 6), []]);
  });

  const lasting: [string, Said[], string, string][] = [
    ["a meter that was exchanged", run(3, 2, { sender: "two", energy: 12 }), "another-meter", "meter-changed"],
    ["a rollover", run(3, 2, { energy: 3 }), "register-falls", "implausible"],
    [
      "a clock that was set",
      [
        { second: -9000, counter: 103, energy: 50010 },
        { second: -8995, counter: 104, energy: 50012 },
      ],
      "clock-back",
      "clock-set",
    ],
    ["a push that was rebuilt", run(3, 2, { structure: 2 }), "other-structure", "structure-changed"],
    [
      "a counter that began anew",
      [
        { counter: 1, second: 20, energy: 50010 },
        { counter: 2, second: 25, energy: 50012 },
      ],
      "counter-falls",
      "counter-backwards",
    ],
  ];
  for (const [name, telegrams, rule, code] of lasting)
    it(`publishes ${name} once the next telegram confirms it, and says so`, () => {
      const [published, notes] = judge([...run(0, 3), ...telegrams]);
      assert.deepEqual(published, [100, 101, 102, ...telegrams.map(({ counter }) => counter)]);
      assert.deepEqual(notes, [`held ${rule}`, code]);
    });

  it("does not let an impossible value be confirmed by a possible one", () => {
    const [published] = judge([...run(0, 1, { voltage: 700 }), ...run(1, 3)]);
    assert.deepEqual(published, [101, 102, 103]);
  });

  it("does not let an impossible value be confirmed by another one", () => {
    const wild = [...run(0, 3), ...run(3, 1, { voltage: 3502.1 }), ...run(4, 1, { current: 4000 }), ...run(5, 2)];
    assert.deepEqual(judge(wild)[0], [100, 101, 102, 105, 106]);
    const twice = [...run(0, 3), ...run(3, 1, { voltage: 3506.8 }), ...run(4, 1, { voltage: 639.6 }), ...run(5, 2)];
    assert.deepEqual(judge(twice, { damage: damaged })[0], [100, 101, 102, 105, 106]);
  });

  it("lets what a reading does by itself be confirmed by one that does it, too, whatever else made it wait", () => {
    const both = [...run(0, 3), ...run(3, 1, { voltage: 227, exported: 8 }), ...run(4, 3, { voltage: 227 })];
    assert.deepEqual(judge(both, { damage: damaged })[0], [100, 101, 102, 104, 105, 106]);
    const meant = [...run(0, 3), ...run(3, 4, { voltage: 227, exported: 8 })];
    assert.deepEqual(judge(meant, { damage: damaged })[0], counters(0, 7));
  });

  it("does not let what a flipped bit did be confirmed by what the next one undoes", () => {
    const jumped = [...run(0, 3), ...run(3, 1, { voltage: 332.4 }), ...run(4, 1, { current: 15.44 }), ...run(5, 2)];
    assert.ok(!judge(jumped, { damage: damaged })[0].includes(103));
  });

  describe("in proportion", () => {
    const sags = (count: number): Said[] =>
      Array.from({ length: count }, (_, at) => [
        ...run(at * 40, 39),
        ...run(at * 40 + 39, 1, { voltage: 223.6 }),
      ]).flat();

    it("believes of a household what it did while the line was clean", () => {
      const first = new Judge(undefined, false);
      for (const said of sags(20)) first.take(...telegram(said));
      const events = [...run(800, 3), ...run(803, 1, { voltage: 223.6 }), ...run(804, 2)].flatMap((said) =>
        first.take(...telegram(said, { frames: 100, contents: 1 })),
      );
      assert.deepEqual(
        events.map(({ kind }) => kind),
        Array.from({ length: 6 }, () => "reading"),
      );
    });

    /** What a meter with these ways is said to do at last, on a line that has begun to damage telegrams. */
    function afterwards(ways: readonly Said[], last: Said): string[] {
      const first = new Judge(undefined, false);
      for (const said of ways) first.take(...telegram(said));
      const events = [...run(ways.length, 1), { ...run(ways.length + 1, 1)[0], ...last }].flatMap((said) =>
        first.take(...telegram({ ...ways[0], ...said }, damaged)),
      );
      return events.map((event) => (event.kind === "held" ? `held ${event.rule}` : event.kind));
    }

    it("is no excuse for a large jump that another phase of the house jumps by little", () => {
      const restless = run(0, 400).map((said, at): Said => ({ ...said, others: [231, at % 2 === 0 ? 232 : 233] }));
      assert.deepEqual(afterwards(restless, { others: [231, 233] }), ["reading", "reading"]);
      assert.deepEqual(afterwards(restless, { others: [243.8, 233] }), ["reading", "held voltage-jumps"]);
      assert.deepEqual(afterwards(restless, { voltage: 217.2, others: [231, 233] }), ["reading", "held voltage-jumps"]);
    });

    it("takes two voltages that move by one bit for damage, and those of a sag for the grid", () => {
      const calm = run(0, 400, { others: [231, 232] });
      assert.deepEqual(afterwards(calm, { others: [333.4, 334.4] }), ["reading", "held voltage-jumps"]);
      assert.deepEqual(afterwards(calm, { others: [218.2, 222.5] }), ["reading", "reading"]);
    });

    it("is no excuse for a voltage on a dead phase that the phase has always been dead", () => {
      assert.deepEqual(afterwards(run(0, 400, { others: [0, 0] }), { others: [12.8, 0] }), [
        "reading",
        "held voltage-jumps",
      ]);
    });

    it("is no excuse for megawatts that a meter always shows more power than its phases carry", () => {
      const ahead = run(0, 400, { power: 1300 });
      assert.deepEqual(afterwards(ahead, { power: 1300 }), ["reading", "reading"]);
      // A minute later nothing says how the power moved.
      const later = { counter: 100 + 414, second: 5 * 414 };
      assert.deepEqual(afterwards(ahead, { ...later, power: 1300 + 131_072 }).at(-1), "held more-than-phases");
    });

    it("learns on a damaged line what comes more often than damage explains, and says which were true", () => {
      const judged = new Judge(undefined, false);
      const kinds = sags(12).flatMap((said) => judged.take(...telegram(said, damaged)).map(({ kind }) => kind));
      const leftOut = kinds.filter((kind) => kind === "left-out").length;
      assert.ok(leftOut >= 2 && leftOut <= 8, `${leftOut} left out`);
      assert.equal(kinds.filter((kind) => kind === "proven").length, leftOut);
      assert.equal(kinds.filter((kind) => kind === "reading").length, 480 - leftOut);
    });

    it("forgets a way that was not seen for weeks", () => {
      const first = new Judge(undefined, false);
      const odd = { exported: 8 };
      for (const said of run(0, 50, odd)) first.take(...telegram(said));
      const state = JSON.parse(JSON.stringify({ ...first.state(), tagVerified: false })) as MeterState;
      const after = (days: number): string[] => {
        const second = days * 86_400;
        const later = { counter: 10 + second / 5, second, energy: 60_000 };
        const next = { counter: 11 + second / 5, second: second + 5, energy: 60_001 };
        const plain = { ...later, exported: 0 };
        return judge([plain, { ...next, exported: 8 }], { state, end: false, damage: damaged })[1].filter(
          (note) => note !== "telegrams-lost",
        );
      };
      assert.deepEqual(after(1), []);
      assert.deepEqual(after(35), ["held both-directions"]);
    });
  });

  it("reads a meter that sends every quarter of an hour", () => {
    const slow = Array.from({ length: 5 }, (_, at) => ({
      counter: 100 + at,
      second: 900 * at,
      energy: 50_000 + at * 40,
    }));
    assert.deepEqual(judge(slow)[0], counters(0, 5));
    assert.deepEqual(judge(slow, { damage: damaged })[0], counters(1, 4));
  });

  it("lets a register come late by what the power has shown meanwhile, and by no more", () => {
    const late = (energy: number): Said[] => [
      ...run(0, 180, { power: 30_000, current: 130, energy: 50_000 }),
      ...run(180, 2, { power: 30_000, current: 130, energy }),
    ];
    assert.deepEqual(judge(late(57_500))[1], []);
    assert.deepEqual(judge(late(70_000))[1].slice(0, 1), ["held register-leaps"]);
  });

  it("reads a meter whose invoke-id has a life of its own", () => {
    const said = [3, 900, 17, 4000, 65, 12].map((invokeId, at) => ({ ...run(at, 1)[0], invokeId }));
    assert.deepEqual(judge(said)[0], counters(0, 6));
    assert.deepEqual(judge(said, { damage: damaged })[0], counters(1, 5));
  });

  describe("deviation and daylight saving", () => {
    it("never minds the bit, whether it goes with the deviation or not", () => {
      const mixed = run(0, 8).map((said, at) => ({ ...said, summer: at % 3 === 0 }));
      assert.deepEqual(judge(mixed, { damage: damaged }), [counters(0, 8), []]);
    });

    it("holds a deviation that makes time go back, and lets both of the year stand", () => {
      // The wall clock is set back by an hour with the deviation: time goes on.
      const winter = (from: number, count: number): Said[] =>
        run(from, count).map((said) => ({ ...said, second: (said.second ?? 0) - 3600, offset: 60, summer: false }));
      const year = [...run(0, 3), ...winter(3, 3)];
      assert.deepEqual(judge(year)[0], counters(0, 6));
      assert.deepEqual(judge(year, { damage: damaged })[0], counters(0, 6));
      // Only the deviation changed: an hour back.
      const back = { second: 30 - 3600, offset: 120 };
      assert.deepEqual(judge([...year, ...run(6, 1, back), ...winter(7, 1)])[0], [...counters(0, 6), 107]);
    });
  });

  it("holds more power or current than a house connection carries, even where two flipped bits do not explain it", () => {
    // Two bits of one octet, and as many elsewhere that keep the sum.
    for (const odd of [{ power: 1150 + 2 ** 18 + 2 ** 17 }, { current: 5.2 + (2 ** 14 + 2 ** 13) / 100 }]) {
      const telegrams = [...run(0, 3), ...run(3, 1, odd), ...run(4, 2)];
      assert.deepEqual(judge(telegrams, { damage: damaged })[0], [100, 101, 102, 104, 105]);
    }
  });

  it("takes a reserved status bit of the clock for damage on a damaged line, and one that may change for what it is", () => {
    const odd = (status: number): Said[] => [...run(0, 3), ...run(3, 1, { status }), ...run(4, 2)];
    assert.deepEqual(judge(odd(16), { damage: damaged })[0], [100, 101, 102, 104, 105]);
    assert.deepEqual(judge(odd(2), { damage: damaged }), [counters(0, 6), []]);
    assert.deepEqual(judge(odd(16)), [counters(0, 6), []]);
    const lasting = [...run(0, 3), ...run(3, 3, { status: 16 })];
    assert.deepEqual(judge(lasting, { damage: damaged })[0], counters(0, 6));
  });

  it("judges a rise after a gap of hours by its sign only", () => {
    const later = { counter: 5000, second: 5 * 4900, energy: 90000 };
    assert.deepEqual(judge([...run(0, 2), later])[0], [100, 101, 5000]);
    assert.deepEqual(judge([...run(0, 2), { ...later, energy: 10 }])[0], [100, 101]);
  });

  it("counts telegrams that never came, and none that came and were left out", () => {
    assert.deepEqual(judge([...run(0, 2), ...run(5, 1)]), [[100, 101, 105], ["telegrams-lost"]]);
    const [, notes] = judge([...run(0, 2), ...run(2, 1, { energy: 49000 }), ...run(3, 1)]);
    assert.deepEqual(notes, ["held register-falls", "left-out register-falls"]);
  });

  it("leaves out the second of two meters that send by turns", () => {
    const turns = run(0, 12).map((said, at) => (at % 2 === 0 ? said : { ...said, sender: "two", energy: 7 }));
    const [published, notes] = judge(turns, { end: false });
    assert.deepEqual(published, [100, 102, 104, 106, 108, 110]);
    assert.ok(notes.every((note) => note.endsWith("another-meter")));
  });

  it("says once how a meter measures, and knows it after a restart", () => {
    const transformed = (from: number): Said[] => run(from, 80, { power: 41_000, current: 5.2, energy: 60_000 });
    const first = new Judge(undefined, false);
    const events = transformed(0).flatMap((said) => first.take(...telegram(said)));
    const told = events.flatMap((event) => (event.kind === "fault" ? [event.fault.code] : []));
    assert.deepEqual(told, ["behind-transformer"]);
    const state = JSON.parse(JSON.stringify({ ...first.state(), tagVerified: false })) as MeterState;
    assert.deepEqual(judge(transformed(80), { state }), [counters(80, 80), []]);
  });

  it("does not blame the meter for a load that moves currents and power apart", () => {
    // An inverter or a capacitor: what is drawn changes, what flows does not, and never more is drawn than flows.
    const apart = run(0, 400).map((said, at) => ({ ...said, power: at % 2 === 0 ? 1150 : 600 }));
    assert.deepEqual(judge(apart), [counters(0, 400), []]);
  });

  it("says that a meter does not measure at once when power is ahead of the currents", () => {
    const kettle = (at: number): boolean => at % 20 < 6;
    const late = run(0, 800).map((said, at) => ({
      ...said,
      power: kettle(at) ? 2200 : 110,
      current: kettle(Math.max(0, at - 1)) ? 9.6 : 0.5,
    }));
    assert.deepEqual(judge(late), [counters(0, 800), ["not-at-once"]]);
  });

  it("takes currents of whole amperes for coarse, not for late or behind a transformer", () => {
    const coarse = run(0, 400).map((said, at) => ({
      ...said,
      power: 300 + (at % 7) * 60,
      current: at % 7 < 4 ? 0 : 1,
    }));
    assert.ok(judge(coarse)[1].every((note) => note !== "not-at-once" && note !== "behind-transformer"));
  });

  it("tells a meter that is late from one behind a transformer, however often its load is switched", () => {
    const switched = (at: number): boolean => at % 5 < 3;
    const late = run(0, 800).map((said, at) => ({
      ...said,
      power: switched(at) ? 2200 : 110,
      current: switched(Math.max(0, at - 1)) ? 9.6 : 0.5,
      energy: 50_000 + 2 * at,
    }));
    assert.deepEqual(
      judge(late)[1].filter((note) => note === "not-at-once" || note === "behind-transformer"),
      ["not-at-once"],
    );
  });

  it("takes a register's step for true once the next telegram stands no lower", () => {
    // Counted on once in a quarter of an hour; the sum of the powers shown meanwhile does not explain it.
    const stepped = run(0, 6).map((said, at) => ({ ...said, energy: at < 3 ? 50_000 : 50_100, power: 10 }));
    assert.deepEqual(judge(stepped, { end: false }), [counters(0, 6), ["held register-leaps", "implausible"]]);
    const flipped = stepped.map((said, at) => ({ ...said, energy: at === 3 ? 50_100 : 50_000 }));
    assert.deepEqual(judge(flipped)[1], ["held register-leaps", "left-out register-leaps"]);
  });

  it("lets a register rise within one second of the meter's clock", () => {
    const second = [...run(0, 3), { counter: 103, second: 10, energy: 50_010, power: 30_000 }];
    assert.deepEqual(judge(second, { end: false }), [counters(0, 4), []]);
  });

  it("takes a clock that was set back by little for true once the next one is on its beat", () => {
    const back = run(0, 6).map((said, at) => ({ ...said, second: 5 * at - (at < 3 ? 0 : 7) }));
    assert.deepEqual(judge(back), [counters(0, 6), ["held clock-back", "clock-set"]]);
    const flipped = run(0, 6).map((said, at) => ({ ...said, second: 5 * at - (at === 3 ? 8 : 0) }));
    assert.deepEqual(judge(flipped)[1], ["held clock-back", "left-out clock-back"]);
  });

  it("goes on from its state after a restart, as plain data", () => {
    const first = new Judge(undefined, false);
    for (const said of run(0, 3)) first.take(...telegram(said));
    const state = JSON.parse(JSON.stringify({ ...first.state(), tagVerified: false })) as MeterState;
    assert.deepEqual(judge(run(10, 1), { state, end: false })[0], [110]);
    assert.deepEqual(judge(run(10, 1, { energy: 10 }), { state, end: false }), [[], ["held register-falls"]]);
  });

  it("reads the state of an older program, whose habits were numbers", () => {
    const first = new Judge(undefined, false);
    for (const said of run(0, 3)) first.take(...telegram(said));
    const { last, others } = first.state();
    const older = { ...last, ways: undefined, owed: undefined, pace: undefined, traits: [14, 1_003_123] };
    const state = { last: older, others, traits: [14, 3_100_000], tagVerified: false } as unknown as MeterState;
    assert.deepEqual(judge(run(10, 2), { state, end: false })[0], [110, 111]);
  });
});
