import assert from "node:assert/strict";
import { test } from "node:test";
import {
  candidateKeys,
  examineKeys,
  type KeyCandidate,
  type KeyEntry,
  type KeyTrial,
} from "../../src/key/key-doctor.ts";
import { equalOctets, parseHex, toHex } from "../../src/octets.ts";

const octets = (digits: string): Uint8Array => parseHex(digits) as Uint8Array;
const right = octets("000102030405060708090A0B0C0D0E0F");
const tagKey = octets("D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF");
const other = octets("FFEEDDCCBBAA99887766554433221100");

/** A meter that uses `right`, and `tagKey` where it sends a tag. */
function meter(tagged: boolean): (keys: KeyCandidate) => KeyTrial {
  return ({ key, authenticationKey }) => {
    if (!equalOctets(key, right)) return "wrong";
    if (!tagged) return "no-tag";
    return authenticationKey !== undefined && equalOctets(authenticationKey, tagKey) ? "verified" : "tag-open";
  };
}

test("each mistake with keys gets its own code", () => {
  const rows: [what: string, entry: KeyEntry, tagged: boolean, code: string | undefined, note: string | undefined][] = [
    ["nothing given", {}, false, "key-missing", undefined],
    ["right", { key: right }, false, undefined, "as-given"],
    ["right with tag", { key: right, authenticationKey: tagKey }, true, undefined, "as-given"],
    ["needless authentication key", { key: right, authenticationKey: other }, false, undefined, "as-given"],
    ["wrong", { key: other }, false, "key-wrong", undefined],
    ["both wrong", { key: other, authenticationKey: tagKey }, true, "key-wrong", undefined],
    ["swapped", { key: tagKey, authenticationKey: right }, true, "keys-swapped", "swapped"],
    ["swapped without tag", { key: tagKey, authenticationKey: right }, false, "keys-swapped", "swapped"],
    ["key in the wrong field", { authenticationKey: right }, false, "keys-swapped", "swapped"],
    ["authentication key missing", { key: right }, true, "authentication-key-missing", "as-given"],
    [
      "authentication key wrong",
      { key: right, authenticationKey: other },
      true,
      "authentication-key-wrong",
      "as-given",
    ],
    ["before the change", { key: other, previousKey: right }, false, undefined, "previous"],
    ["after the change", { key: right, previousKey: other }, false, undefined, "as-given"],
    [
      "one long key in two fields",
      { key: Buffer.from(toHex(right).slice(0, 16)), authenticationKey: Buffer.from(toHex(right).slice(16)) },
      false,
      "key-repaired",
      "joined",
    ],
  ];
  for (const [what, entry, tagged, code, note] of rows) {
    const finding = examineKeys(entry, meter(tagged));
    assert.deepEqual([finding.code, finding.keys?.note], [code, note], what);
  }
});

test("a key that worked before was exchanged, one that never did is wrong", () => {
  assert.equal(examineKeys({ key: other }, meter(false), true).code, "key-rotated");
  assert.equal(examineKeys({ key: other }, meter(false), false).code, "key-wrong");
});

test("candidates are few, ordered and never twice the same", () => {
  assert.deepEqual(candidateKeys({}), []);
  assert.deepEqual(
    candidateKeys({ key: right, authenticationKey: tagKey, previousKey: other }).map((one) => one.note),
    ["as-given", "previous", "swapped", "previous-swapped"],
  );
  assert.deepEqual(
    candidateKeys({ key: right, authenticationKey: right, previousKey: right }).map((one) => one.note),
    ["as-given"],
  );
});
