import assert from "node:assert/strict";
import { test } from "node:test";
import { alignMeters } from "../../src/options/app-meters.ts";

const name = (text: string) => ({ name: text });

for (const [what, file, form, positions, orphans] of [
  ["by name, whatever the order", [name("B"), name("A")], [name("A"), name("B")], [1, 0], []],
  ["a meter is gone, and nobody gets its settings", [name("A"), name("B")], [name("B")], [1], [0]],
  ["a meter is new", [name("A")], [name("N"), name("A")], [undefined, 0], []],
  ["one of several was renamed", [name("A"), name("B")], [name("A2"), name("B")], [0, 1], []],
  ["the only one was renamed", [name("A")], [name("A2")], [0], []],
  ["two are gone and one is new: it may be neither", [name("A"), name("B")], [name("N")], [undefined], [0, 1]],
  ["without names in their order", [{ id: "a" }, { id: "b" }], [{}, {}], [0, 1], []],
  ["with and without a name", [name("A"), { id: "b" }], [{}, name("A")], [1, 0], []],
  ["named first is gone, the one without a name stays", [name("A"), { id: "b" }], [{}], [1], [0]],
  [
    "meters that stand in the file whole",
    [
      { name: "A", key: "k" },
      { name: "B", key: "l" },
    ],
    [name("S")],
    [0, 1],
    [],
  ],
  ["no form", [name("A")], undefined, [0], []],
  ["no file", undefined, [name("A")], [undefined], []],
  ["nothing that could be a list", 7, "x", [], []],
] as const)
  test(what, () => {
    const found = alignMeters(file, form);
    assert.deepEqual([found.positions, found.orphans], [positions, orphans]);
  });
