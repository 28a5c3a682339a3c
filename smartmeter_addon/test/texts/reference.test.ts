import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { shorthandOf, variableOf } from "../../src/options/configuration-environment.ts";
import { leavesOf } from "../../src/options/expectation.ts";
import { schema } from "../../src/options/options.ts";
import { renderReference } from "../../src/texts/reference.ts";

const leaves = leavesOf(schema);

test("docs/reference.md is what script/reference writes", () => {
  assert.equal(readFileSync("../docs/reference.md", "utf8"), renderReference(), "run script/reference");
});

test("every option says what it does, and only one place what holds without it", () => {
  for (const { path, about, preset } of leaves) {
    const name = path.join(".");
    assert.match(about.text, /\S.*[.]$/, `${name}: a sentence`);
    if (preset !== undefined) assert.equal(about.default, undefined, `${name}: the schema says the default`);
  }
});

test("no two options have one variable, and no shorthand hides one", () => {
  const names = leaves.map(variableOf);
  assert.equal(new Set(names).size, names.length);
  const short = leaves.map(shorthandOf).filter((name) => name !== undefined);
  assert.equal(new Set(short).size, short.length);
  const hidden = short.filter((name) => leaves.some((leaf) => variableOf(leaf) === name));
  assert.deepEqual(hidden, []);
});
