import assert from "node:assert/strict";
import { test } from "node:test";
import { parseKeyEntry } from "../../src/key/key-entry.ts";
import { toHex } from "../../src/octets.ts";
import { faultHere } from "../../src/texts/help.ts";

const hex = "000102030405060708090A0B0C0D0E0F";

test("keys of an entry are read, and what was put right is said", () => {
  const { keys, problem, repaired } = parseKeyEntry({ key: `0x${hex}`, previous_key: "", authentication_key: hex });
  assert.equal(toHex(keys.key as Uint8Array), hex);
  assert.equal(toHex(keys.authenticationKey as Uint8Array), hex);
  assert.equal(keys.previousKey, undefined);
  assert.equal(problem, undefined);
  assert.deepEqual(
    [repaired?.code, repaired && faultHere(repaired, "de")],
    ["key-repaired", "Der Schlüssel wurde aufgeräumt: key: 0x entfernt."],
  );
});

test("each key that is none is named, and the others still count", () => {
  const { keys, problem, repaired } = parseKeyEntry({ key: "short", authentication_key: hex, previous_key: "too" });
  assert.equal(keys.key, undefined);
  assert.ok(keys.authenticationKey);
  assert.equal(problem?.code, "key-form");
  assert.match(problem?.message ?? "", /^key: The key has 5 characters.* previous_key: The key has 3 characters/);
  assert.equal(repaired, undefined);
});
