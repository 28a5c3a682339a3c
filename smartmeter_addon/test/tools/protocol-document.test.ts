import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { loadDefinitions } from "../../src/telegram/definitions.ts";
import { makeProtocol } from "../support/protocol.ts";

const text = makeProtocol(loadDefinitions());

test("docs/protocol.md is up to date (script/protocol writes it)", () => {
  assert.equal(readFileSync("../docs/protocol.md", "utf8"), text);
});

test("the published example arrives at its values, in both languages", () => {
  for (const value of ["12937 Wh", "233.7 V", "2021-09-27T09:47:15+02:00", "181220000009"]) {
    assert.equal(text.split(` ${value} `).length > 2, true, `${value} stands in it twice at least`);
  }
});

test("every cell is filled as it should be", () => {
  const rows = text.split("\n").filter((line) => line.startsWith("| `"));
  assert.ok(rows.length > 200);
  for (const row of rows) {
    assert.equal(row.split(/(?<!\\)\|/).length, 8, row);
    assert.doesNotMatch(row, /undefined|\{|\}/, row);
    assert.match(row, /\| (constant|changing|konstant|veränderlich) \|/, row);
  }
});
