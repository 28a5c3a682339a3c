import assert from "node:assert/strict";
import { test } from "node:test";
import { createMeterDecoder } from "../../src/decoder.ts";
import { languages } from "../../src/language/language.ts";
import { concatOctets } from "../../src/octets.ts";
import { loadDefinitions } from "../../src/telegram/definitions.ts";
import { annotate, type ExplainedTelegram } from "../../src/tools/explain/explain.ts";
import { valueText } from "../../src/tools/explain/explain-names.ts";
import { explanationObject, printExplanation } from "../../src/tools/explain/explain-print.ts";
import { keysOf, loadFixture, loadFixtures, octetsOf } from "../support/fixtures.ts";

const definitions = loadDefinitions();
const fixtures = loadFixtures().filter(({ framing }) => framing !== "body" && framing !== "crypto");

/** Every octet of everything has exactly one field. */
function assertCovered(telegrams: readonly ExplainedTelegram[], length: number, what: string): void {
  let end = 0;
  for (const telegram of telegrams) {
    assert.equal(telegram.start, end, what);
    end = telegram.end;
    assert.equal(telegram.parts[0]?.octets.length, telegram.end - telegram.start, what);
    for (const { octets, fields, title } of telegram.parts) {
      let at = 0;
      for (const field of fields) {
        assert.equal(field.start, at, `${what}: ${title}, ${field.key}`);
        at += field.length;
        assert.doesNotMatch(`${field.name}${field.meaning}`, /[{}]|undefined/, `${what}: ${field.key}`);
      }
      assert.equal(at, octets.length, `${what}: ${title}`);
    }
  }
  assert.equal(end, length, what);
}

test("every octet of every recording is explained once, in both languages", () => {
  for (const fixture of fixtures) {
    for (const language of languages) {
      const octets = octetsOf(fixture);
      assertCovered(annotate(octets, { keys: keysOf(fixture), definitions, language }), octets.length, fixture.id);
    }
  }
});

test("the values explained are the values decoded", () => {
  let compared = 0;
  for (const fixture of fixtures) {
    const keys = keysOf(fixture);
    const decoder = createMeterDecoder({ keys, definitions, unchecked: true });
    const events = [...decoder.push(octetsOf(fixture)), ...decoder.end()];
    const readings = events.flatMap((event) => (event.kind === "reading" ? [event.reading] : []));
    if (readings.length === 0) continue;
    const shown = annotate(octetsOf(fixture), { keys, definitions, language: "en" })
      .flatMap(({ parts }) => parts)
      .flatMap(({ fields }) => fields)
      .filter(({ key }) => key === "number" || key === "recordValue" || key === "textLine")
      .map(({ value }) => value);
    for (const { values } of readings) {
      for (const value of values) {
        assert.ok(shown.includes(valueText(value)), `${fixture.id}: ${valueText(value)} is not explained`);
        compared++;
      }
    }
  }
  assert.ok(compared > 300, `only ${compared} values compared`);
});

test("a telegram whose key is not there is explained down to its ciphertext, and says so", () => {
  for (const fixture of fixtures.filter(({ kind, key }) => kind === "encrypted" && key !== null)) {
    const octets = octetsOf(fixture);
    const telegrams = annotate(octets, { keys: {}, definitions, language: "de" });
    assertCovered(telegrams, octets.length, fixture.id);
    const ciphered = telegrams.filter(({ parts }) =>
      parts.some(({ fields }) => fields.some(({ key }) => key === "ciphertext")),
    );
    for (const { fault } of ciphered) assert.equal(fault?.code, "key-missing", fixture.id);
  }
});

test("noise, cuts and damage are explained as what they are, and nothing throws", () => {
  let seed = 7;
  const random = (): number => {
    seed = (seed * 48271) % 2147483647;
    return seed;
  };
  for (const fixture of fixtures.slice(0, 40)) {
    const whole = octetsOf(fixture);
    for (let times = 0; times < 8; times++) {
      const damaged = whole.slice(0, 1 + (random() % whole.length));
      const at = random() % damaged.length;
      damaged[at] = (damaged[at] as number) ^ (1 << (random() % 8));
      const octets = concatOctets([Uint8Array.from({ length: random() % 9 }, () => random() & 255), damaged]);
      assertCovered(
        annotate(octets, { keys: keysOf(fixture), definitions, language: "en" }),
        octets.length,
        fixture.id,
      );
    }
  }
});

test("a telegram in parts shows its parts, the whole and what was inside", () => {
  const fixture = loadFixture("noe-kaifa-ma309-official");
  const [telegram, ...others] = annotate(octetsOf(fixture), { keys: keysOf(fixture), definitions, language: "en" });
  assert.equal(others.length, 0);
  assert.equal(telegram?.fault, undefined);
  assert.deepEqual(
    telegram?.parts.map(({ title }) => title),
    ["On the line (M-Bus)", "Application unit, put together from 2 parts", "Deciphered"],
  );
  const deciphered = telegram?.parts[2]?.fields ?? [];
  const register = deciphered.find(({ value }) => value === "12937 Wh");
  assert.match(register?.name ?? "", /^1-0:1\.8\.0 /);
  assert.equal(register?.changes, true);
  const name = deciphered.find(({ key, value }) => key === "logicalName" && value === "1-0:1.8.0");
  assert.equal(name?.changes, false);
  assert.equal(name?.clause, "DLMS UA Blue Book, OBIS");
  assert.ok(deciphered.some(({ key, value }) => key === "text" && value !== undefined && /^\d{12}$/.test(value)));
});

test("plain in a pipe, coloured on a terminal, and as data", () => {
  const fixture = loadFixture("wien-am550-a");
  const telegrams = annotate(octetsOf(fixture), { keys: keysOf(fixture), definitions, language: "de" });
  const plain = printExplanation(telegrams, { language: "de", colour: false });
  const coloured = printExplanation(telegrams, { language: "de", colour: true });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
  const colours = /\x1b\[\d+m/g;
  assert.doesNotMatch(plain, colours);
  assert.equal(coloured.replace(colours, ""), plain);
  assert.match(plain, /Aufrufzähler = \d+/);
  const [object] = telegrams.map(explanationObject) as { parts: { hex: string }[] }[];
  assert.equal(object?.parts[0]?.hex, fixture.hex.toUpperCase().slice(0, object?.parts[0]?.hex.length));
});
