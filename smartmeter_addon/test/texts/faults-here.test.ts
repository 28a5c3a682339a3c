/** What users read of a fault: in their language alone, with the facts, and without a finger pointing elsewhere. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createFault, describeFault, reasonOf, type Seen } from "../../src/fault.ts";
import { faultCodes, faultRows } from "../../src/faults/fault-table.ts";
import { parseKeyEntry } from "../../src/key/key-entry.ts";
import { languages } from "../../src/language/language.ts";
import { faultHere, sayFault } from "../../src/texts/help.ts";
import { collectEvents, createTestDecoder } from "../support/feed.ts";
import { keysOf, loadFixtures, octetsOf } from "../support/fixtures.ts";

/** Words that no German sentence has. */
const english =
  /\b(the|and|is|are|were|of|not|cannot|does|do|this|that|with|which|there|has|have|no|by|to|on|it|its|came|come|be|telegrams|broker at|octets?|key|refused|failed|reason)\b/i;
const german = /\b(der|die|das|und|ist|nicht|kein|keine|mit|ein|eine|wird|nur|oder|auf|von|dem|den)\b/i;
const elsewhere =
  /\b(the message (says|names|gives)|with the message|the log (says|lists)|die meldung|im protokoll steht)\b/i;

/** Sentences for those who look into a telegram, with facts that belong to no language. */
function* details() {
  for (const code of faultCodes)
    for (const [is, { en }] of Object.entries(faultRows[code].details ?? {})) {
      const names = en.match(/(?<=\{)\w+(?=\})/g) ?? [];
      yield { code, is, seen: { ...Object.fromEntries(names.map((name) => [name, "§"])), is } as Seen };
    }
}

/** Every sentence of every row, with facts that belong to no language. */
function* sentences() {
  for (const code of faultCodes) {
    const row: (typeof faultRows)[typeof code] = faultRows[code];
    for (const is of [undefined, ...Object.keys(row.here ?? {})]) {
      const names = is === undefined ? [] : (row.here?.[is]?.en.match(/(?<=\{)\w+(?=\})/g) ?? []);
      const facts = Object.fromEntries(names.map((name) => [name, "§"]));
      yield { code, row, is, seen: is === undefined ? undefined : ({ ...facts, is } as Seen) };
    }
  }
}

test("every sentence of a fault is in one language, and sends nobody elsewhere", () => {
  for (const { code, is, seen } of sentences()) {
    const [de, en] = [sayFault({ code, seen }, "de"), sayFault({ code, seen }, "en")].map((text) =>
      text.replace(
        /\[[a-z0-9-]+\]|'[^']*'|„[^“]*“|openssl [^)]*|\w+:\/\/|\/\?port_name=\w+|\b(?:api|encryption|serial_proxy):/g,
        "",
      ),
    ) as [string, string];
    assert.doesNotMatch(de, english, `${code} ${is}`);
    assert.doesNotMatch(en, german, `${code} ${is}`);
    assert.doesNotMatch(`${de} ${en}`, elsewhere, `${code} ${is}`);
    assert.doesNotMatch(`${de} ${en}`, /[{}]/, `${code} ${is}: a fact has no place`);
  }
});

test("both languages have the same facts, unless a name exists in one of them only", () => {
  const facts = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
  for (const { code, row, is } of sentences()) {
    const sentence = is === undefined ? undefined : row.here?.[is];
    if (sentence === undefined || (code === "option-invalid" && is === "radio")) continue;
    assert.deepEqual(facts(sentence.de), facts(sentence.en), `${code} ${is}`);
  }
});

test("what happened is told whole: a sentence, or what the user can see of it", () => {
  for (const language of languages)
    for (const { code, seen, is } of sentences())
      if (code !== "key-form")
        assert.match(faultHere({ code, seen }, language), /^[A-ZÄÖÜ§].*[.!?§]$/, `${code} ${is}`);
});

test("a system's error is told in words, and one nobody knows by its code, never by the library's English", () => {
  const codes = ["ECONNREFUSED", "ENOSPC", "CERT_HAS_EXPIRED", "ERR_SSL_WRONG_VERSION_NUMBER", "EXYZ", undefined];
  for (const code of codes) {
    const reason = reasonOf(
      Object.assign(new Error("error:0A000086:SSL routines::certificate verify failed"), { code }),
    );
    for (const language of languages) assert.doesNotMatch(reason[language], /routines|error:/);
    assert.doesNotMatch(reason.de, english);
  }
  const several = new AggregateError([Object.assign(new Error(""), { code: "ECONNREFUSED" })]);
  assert.equal(reasonOf(several).de, "dort lauscht niemand");
});

test("what was wrong with a key is said in the language of the reader", () => {
  const { problem } = parseKeyEntry({ key: "0123" });
  assert.ok(problem);
  assert.match(faultHere(problem, "de"), /^key: Der Schlüssel hat 4/);
  assert.match(faultHere(problem, "en"), /^key: The key has 4/);
});

test("who looks into a telegram reads places and numbers, in one language", () => {
  for (const { code, is, seen } of details()) {
    const fault = { code, seen, layer: faultRows[code].layer, message: "§", octets: 0 };
    const german = describeFault(fault, "de").replace(/„[^“]*“/g, "");
    assert.doesNotMatch(german, english, `${code} ${is}`);
    assert.doesNotMatch(german, /[{}]/, `${code} ${is}: a fact has no place`);
    assert.doesNotMatch(faultRows[code].details?.[is]?.en ?? "", /\b(der|die|das|und|ist|nicht|ein)\b/);
    assert.deepEqual(faultRows[code].here?.[is], undefined, `${code} ${is} has two sentences`);
  }
  const fault = createFault("data-invalid", { is: "cut-off", octet: 17 });
  assert.equal(describeFault(fault, "de"), "Der Wert bei Byte 17 ist abgeschnitten.");
  assert.equal(describeFault(fault, "en"), "The value at byte 17 is cut off.");
});

test("what decode and explain say in German of damaged recordings holds no English", () => {
  const said = new Set<string>();
  for (const fixture of loadFixtures()) {
    const octets = octetsOf(fixture);
    const damages = [0.05, 0.1, 0.5, 0.9].map((part) => octets.with(Math.floor(part * octets.length), 0xbb));
    for (const damaged of [octets, octets.subarray(0, -5), octets.subarray(7), ...damages])
      for (const event of collectEvents(createTestDecoder({ keys: keysOf(fixture) }), [damaged]))
        if (event.kind === "fault") said.add(describeFault(event.fault, "de"));
  }
  assert.ok(said.size > 5, [...said].join("\n"));
  for (const sentence of said) assert.doesNotMatch(sentence.replace(/„[^“]*“/g, ""), english);
});

test("places and numbers for those who look into a telegram do not reach users", () => {
  const fault = createFault("data-invalid", { is: "cut-off", octet: 17 });
  assert.equal(faultHere(fault, "de"), faultRows["data-invalid"].seen.de);
  assert.match(faultHere({ ...fault, share: { count: 3, of: 20 } }, "de"), /Das betraf 3 der letzten 20 Telegramme\.$/);
});
