import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { exampleOf, renderReference } from "../../src/documents/reference.ts";
import { loadConfiguration } from "../../src/options/configuration.ts";
import { shorthandOf, variableOf } from "../../src/options/configuration-environment.ts";
import { schema } from "../../src/options/options.ts";
import { leavesOf } from "../../src/schema/expectation.ts";

const leaves = leavesOf(schema);

test("docs/reference.md is what script/reference writes", () => {
  assert.equal(readFileSync("../docs/reference.md", "utf8"), renderReference(), "run script/reference");
});

test("every option says what it does, and only one place what holds without it", () => {
  for (const { path, about, preset } of leaves) {
    const name = path.join(".");
    for (const language of ["en", "de"] as const) {
      assert.match(about.title[language], /^\S.*[^.]$/, `${name}: what people call it`);
      assert.match(about.text[language], /\S.*[.]$/, `${name}: a sentence`);
    }
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

/** Options that a section cannot be without, so that an example of another one makes sense. */
const companions: Record<string, string> = Object.fromEntries(
  leaves
    .filter(({ required }) => required)
    .map((leaf) => [variableOf(leaf).replace("*", "0"), String(leaf.about.example)]),
);

test("every option has an example, and it is taken as it stands in the reference", () => {
  const reference = readFileSync("../docs/reference.md", "utf8");
  for (const leaf of leaves) {
    const variable = variableOf(leaf).replace("*", "0");
    const example = exampleOf(leaf);
    assert.ok(example !== undefined, `${variable} has no example`);
    assert.ok(reference.includes(`example: \`${variable}=${example}\``), variable);
    const section = Object.entries(companions).filter(([name]) =>
      name.startsWith(`SMARTMETER_${leaf.path[0]?.toUpperCase()}_`),
    );
    // A virtual meter needs the meters it names.
    const ids = { SMARTMETER_METERS_0_ID: "main", SMARTMETER_METERS_1_ID: "heatpump" };
    const named = leaf.path[0] === "virtual" ? ids : {};
    const env = { ...named, ...Object.fromEntries(section), [variable]: example };
    const readFile = (): string => {
      throw Object.assign(new Error("none"), { code: "ENOENT" });
    };
    const loaded = loadConfiguration({ args: [], env, readFile });
    assert.ok("options" in loaded, `${variable}: ${"problems" in loaded ? JSON.stringify(loaded.problems) : ""}`);
  }
});

test("every number that is not a count, a port or an id says its unit", () => {
  for (const { kind, path, about } of leaves) {
    if (kind !== "number" || ["port", "unit"].includes(path.at(-1) ?? "")) continue;
    assert.ok(about.unit !== undefined, path.join("."));
  }
});
