import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { asHash, createSessions, hashPassword, isPassword } from "../../src/web/password.ts";
import { createTokenBucket } from "../../src/web/token-bucket.ts";

describe("password", () => {
  test("is known by its hash, which never shows it and never repeats", () => {
    const hash = hashPassword("Zählerkasten 7");
    assert.match(hash, /^scrypt:[0-9a-f]{32}:[0-9a-f]{64}$/);
    assert.notEqual(hash, hashPassword("Zählerkasten 7"));
    assert.ok(isPassword("Zählerkasten 7", hash));
    assert.ok(isPassword("Za\u0308hlerkasten 7", hash), "the same letters composed otherwise");
    for (const wrong of ["", "zählerkasten 7", "Zählerkasten 7 "]) assert.ok(!isPassword(wrong, hash), wrong);
  });

  test("may be configured as its hash or as itself", () => {
    const hash = hashPassword("secret word");
    assert.equal(asHash(hash), hash);
    assert.ok(isPassword("secret word", asHash("secret word")));
  });

  test("nothing is right against something that is no hash", () => assert.ok(!isPassword("", "")));
});

describe("sessions", () => {
  test("a token is known for a week, another never", () => {
    const sessions = createSessions();
    const token = sessions.begin(0);
    assert.ok(sessions.knows(token, 6 * 86_400_000));
    assert.ok(!sessions.knows(token, 8 * 86_400_000));
    assert.ok(!sessions.knows("x", 0));
    assert.ok(!sessions.knows(undefined, 0));
  });

  test("are bounded: the oldest gives way", () => {
    const sessions = createSessions();
    const tokens = Array.from({ length: 80 }, (_, n) => sessions.begin(n));
    assert.equal(tokens.filter((token) => sessions.knows(token, 100)).length, 64);
    assert.ok(sessions.knows(tokens.at(-1), 100));
  });
});

test("a token bucket lets a burst through and then what was refilled", () => {
  const mayGo = createTokenBucket(3, 60);
  assert.deepEqual([0, 0, 0, 0, 500, 1000, 1000].map(mayGo), [true, true, true, false, false, true, false]);
});
