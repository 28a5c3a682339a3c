import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { concatOctets, toHex } from "../../src/octets.ts";
import { createWebTools } from "../../src/program/web-tools.ts";
import { loadDefinitions } from "../../src/telegram/definitions.ts";
import {
  createSimulatedMeter,
  simulatedMeterIds,
  testAuthenticationKey,
  testKey,
} from "../../src/tools/simulate/simulate.ts";
import type { KeyVerdict } from "../../src/web/view.ts";

const tools = createWebTools({ version: "1.2.3", keysOf: () => ({ key: testKey }), definitions: loadDefinitions() });
const right = toHex(testKey);
const rightOther = toHex(testAuthenticationKey);
const wrong = "00112233445566778899AABBCCDDEEFF";

const meters = simulatedMeterIds.map((meter) => {
  const simulated = createSimulatedMeter({ meter, startMs: Date.UTC(2026, 0, 15, 11) });
  const octets = concatOctets([1, 2, 3].map(() => simulated.next().octets));
  return { meter, tagged: simulated.describe().tagged, octets };
});

describe("key doctor of the page", () => {
  const check = (octets: Uint8Array, key: string, authenticationKey = "", kind: "key" | "authentication_key" = "key") =>
    tools.checkKey({ meter: 0, kind, key, authenticationKey, octets, language: "en" }) as KeyVerdict;

  for (const { meter, tagged, octets } of meters) {
    test(`${meter}: the right key opens, another does not`, () => {
      assert.deepEqual(check(octets, right), { good: true, text: "The form is right.", opens: true });
      assert.equal(check(octets, wrong).opens, false);
      if (!tagged) return;
      assert.equal(check(octets, right, rightOther).opens, true);
      assert.equal(check(octets, right, rightOther, "authentication_key").opens, true);
      assert.equal(check(octets, right, wrong, "authentication_key").opens, false);
      const swapped = check(octets, rightOther, right);
      assert.deepEqual([swapped.good, swapped.opens], [false, undefined]);
    });
  }

  test("without a telegram only the form is judged, and what was put right is said", () => {
    assert.deepEqual(check(new Uint8Array(0), right), { good: true, text: "The form is right.", opens: undefined });
    assert.match(check(new Uint8Array(0), `0x${right}`).text, /0x removed/);
    assert.equal(
      check(
        Uint8Array.from({ length: 500 }, (_, n) => (n * 37) % 256),
        right,
      ).opens,
      undefined,
    );
  });

  test("a wrong form says what is wrong, and no verdict repeats the key", () => {
    for (const key of [right.slice(1), `${right}0`, right.replace("A", "Ü"), "short"]) {
      const verdict = check(meters[0]?.octets ?? new Uint8Array(0), key);
      assert.equal(verdict.good, false);
      assert.ok(!JSON.stringify(verdict).includes(key));
    }
  });
});

describe("capture to share", () => {
  test("is sealed anew: neither title nor number of the meter is in it, and its values still are", () => {
    const simulated = createSimulatedMeter({
      meter: "noe-kaifa-ma309",
      seed: 7777,
      startMs: Date.UTC(2026, 0, 15, 11),
    });
    const octets = concatOctets([1, 2, 3].map(() => simulated.next().octets));
    const { name, text } = tools.capture(0, octets);
    assert.match(name, /^smartmeter-[\dT-]+\.json$/);
    const { hex } = JSON.parse(text) as { hex: string };
    assert.ok(!hex.includes(String(simulated.describe().systemTitle)));
    assert.equal(hex.length, 2 * octets.length);
    const shared = tools.annotate(0, Uint8Array.from(Buffer.from(hex, "hex")), "en");
    const names = shared.flatMap(({ parts }) => parts.flatMap(({ fields }) => fields.map(({ name: field }) => field)));
    assert.ok(
      names.some((field) => field.includes("Energy import")),
      "the public test key opens it",
    );
  });
});

describe("a capture from another household in the paste box", () => {
  const elsewhere = (key: Uint8Array | undefined) =>
    createWebTools({ version: "1.2.3", keysOf: () => ({ key }), definitions: loadDefinitions() });
  const own = Uint8Array.from(Buffer.from(wrong, "hex"));
  const said = /öffentlichen Testschlüssel/;

  for (const { meter, octets } of meters)
    test(`${meter}: is opened whatever key the own meter has, and that is said in one line`, async () => {
      const { text } = tools.capture(0, octets);
      for (const key of [own, undefined]) {
        const read = await elsewhere(key).readPaste(0, Buffer.from(text), "de");
        assert.deepEqual(
          read.telegrams.map(({ fault }) => fault),
          [undefined, undefined, undefined],
        );
        assert.equal(read.notes.filter((note) => said.test(note)).length, 1, read.notes.join("\n"));
      }
    });

  test("nothing is said where the own key opens it, where none does, and of the own line", async () => {
    const sealed = createSimulatedMeter({ meter: "noe-kaifa-ma309", startMs: Date.UTC(2026, 0, 15, 11), key: own });
    const octets = concatOctets([sealed.next().octets, sealed.next().octets]);
    const opened = await elsewhere(own).readPaste(0, octets, "de");
    assert.equal(opened.telegrams[0]?.fault, undefined);
    const closed = await elsewhere(testAuthenticationKey).readPaste(0, octets, "de");
    assert.match(closed.telegrams[0]?.fault ?? "", /Schlüssel/);
    assert.doesNotMatch([...opened.notes, ...closed.notes].join(), said);
    // A meter that is heard must be opened by its own key: whoever knows a public one could send anything.
    assert.match(elsewhere(own).annotate(0, meters[0]?.octets ?? octets, "de")[0]?.fault ?? "", /Schlüssel/);
  });
});

describe("telegram inspector", () => {
  for (const { meter, octets } of meters) {
    test(`${meter}: every octet of every telegram is explained, its time can be found`, () => {
      const telegrams = tools.annotate(0, octets, "de");
      assert.equal(telegrams.length, 3);
      assert.equal(telegrams.at(-1)?.end, octets.length);
      for (const { parts, fault } of telegrams) {
        assert.equal(fault, undefined);
        assert.ok(parts.length >= 2);
        for (const { hex, fields } of parts) {
          let at = 0;
          for (const field of fields) {
            assert.equal(field.at, at);
            at += field.length;
          }
          assert.equal(at, hex.length / 2);
        }
      }
    });
  }

  test("what was kept may begin and end anywhere: whole telegrams are shown, of every meter", () => {
    for (const { meter, octets } of meters) {
      const third = Math.floor(octets.length / 3);
      const kept = octets.subarray(third >> 1, octets.length - (third >> 1));
      const telegrams = tools.annotate(0, kept, "de");
      assert.equal(telegrams.length, 1, meter);
      assert.equal(telegrams[0]?.fault, undefined, meter);
      assert.ok((telegrams[0]?.parts.length ?? 0) >= 2, meter);
    }
  });

  test("noise alone is shown; beside telegrams it is left out", () => {
    const noise = Uint8Array.from({ length: 40 }, (_, n) => (n * 91) % 256);
    assert.equal(tools.annotate(0, noise, "en").length, 1);
    const first = meters[0]?.octets ?? noise;
    assert.equal(tools.annotate(0, concatOctets([noise, first]), "en").length, 3);
  });
});
