import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Judge, type MeterState } from "../../src/judge/judge.ts";
import { counters, damaged, judge, run, type Said, telegram } from "./judged.ts";

/** A list of powers every 5 s; after every fourth one of energies with the next counter. */
const twoLists = (from: number, rounds: number, tariff = 700): Said[] =>
  Array.from({ length: rounds }, (_, index) => {
    const at = from + 5 * index;
    return [...run(at, 4), ...run(at + 4, 1, { tariff: tariff + at })];
  }).flat();

describe("two lists of one meter", () => {
  it("takes the rarer one for the meter's way from its second time on", () => {
    const [published, notes] = judge([...twoLists(0, 4), ...run(20, 1)], { damage: damaged });
    assert.deepEqual(published, [...counters(0, 4), ...counters(5, 16)]);
    assert.deepEqual(notes, ["held other-structure", "left-out other-structure"]);
  });

  it("loses none of them on a line without damage: the first of the rarer one comes one telegram late", () => {
    const [published, notes] = judge([...twoLists(0, 4), ...run(20, 1)]);
    assert.deepEqual(published, counters(0, 21));
    assert.deepEqual(notes, ["held other-structure"]);
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
      const telegrams = [...twoLists(0, 4), ...run(20, 4), ...run(24, 1, said), ...run(25, 2)];
      const [published] = judge(telegrams, { damage: damaged });
      assert.deepEqual(published.slice(-3), [123, 125, 126], JSON.stringify(said));
    }
  });

  it("still looks at the phases of the one that comes after the other", () => {
    const telegrams = [...twoLists(0, 4), ...run(20, 1, { voltage: 217.2 }), ...run(21, 2)];
    const [published] = judge(telegrams, { damage: damaged });
    assert.deepEqual(published.slice(-3), [119, 121, 122]);
  });

  it("knows them after a restart", () => {
    const first = new Judge(undefined, false);
    for (const said of twoLists(0, 3)) first.take(...telegram(said));
    const state = JSON.parse(JSON.stringify({ ...first.state(), tagVerified: false })) as MeterState;
    const options = { state, end: false };
    assert.deepEqual(judge(run(15, 2, { tariff: 720 }), options), [[115, 116], []]);
    assert.deepEqual(judge([...run(15, 2), ...run(17, 1, { tariff: 600 })], options), [
      [115, 116],
      ["held register-falls"],
    ]);
  });

  it("does not take damage for a list", () => {
    const built = [3, 7, 11, 15].flatMap((at) => [...run(at - 3, 3), ...run(at, 1, { structure: at })]);
    const [published, notes] = judge([...built, ...run(16, 1)], { damage: damaged });
    assert.equal(published.length, 13);
    assert.equal(notes.filter((note) => note === "left-out other-structure").length, 4);
    // The same list again, but its register fell since the first time, or another meter sends it.
    for (const said of [{ tariff: 600 }, { tariff: 720, sender: "two" }]) {
      const again = [...twoLists(0, 1), ...run(5, 4), ...run(9, 1, said), ...run(10, 2)];
      assert.ok(!judge(again, { damage: damaged })[0].includes(109), JSON.stringify(said));
    }
  });

  it("keeps few of them", () => {
    const judged = new Judge(undefined, false);
    for (let at = 0; at < 400; at++)
      judged.take(...telegram({ ...run(at, 1)[0], structure: at % 2 ? 1 : 2 + (at % 40) }));
    assert.ok((judged.state().others?.length ?? 0) <= 3);
  });
});
