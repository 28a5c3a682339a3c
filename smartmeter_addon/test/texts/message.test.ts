import assert from "node:assert/strict";
import { test } from "node:test";
import { createFault } from "../../src/fault.ts";
import { chooseLanguage } from "../../src/language/language.ts";
import { formatNumber, formatSpan } from "../../src/language/message.ts";
import { faultBegins, faultEnds, logLines, message } from "../../src/texts/log-lines.ts";

const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string).sort();

test("a sentence has the same parameters in both languages", () => {
  for (const [key, text] of Object.entries(logLines.en)) {
    assert.deepEqual(holes(logLines.de[key as keyof typeof logLines.en]), holes(text), key);
  }
});

test("parameters are filled in as they are", () => {
  assert.equal(
    message("en", "probing", { meter: "House", settings: "2400 8E1", step: 1, steps: 6 }),
    "House: trying 2400 8E1 (1 of 6)",
  );
  assert.equal(
    message("de", "opened", { meter: "$& {port}", port: "$1" }),
    "$& {port}: lauscht an $1",
    "a parameter is no template",
  );
  assert.equal(message("de", "stopping"), "Das Programm wird beendet");
});

test("a fault begins with what was seen and what to do, and ends with its span", () => {
  const fault = createFault("key-missing", "telegrams of 4C475A6700000001 are ciphered and no key is given");
  const begins = faultBegins("de", "Haus", fault);
  assert.match(begins, /^Haus: Der Schlüssel fehlt \[key-missing\]\. Es kommen .*Kundenportal.*$/);
  assert.equal(faultEnds("en", "House", fault, "3 min"), "House: over after 3 min: The key is missing [key-missing]");
});

test("numbers and spans are written as people write them", () => {
  assert.equal(formatNumber("de", 1234.5, 1), "1234,5");
  assert.equal(formatNumber("en", 1234.5, 1), "1234.5");
  assert.equal(formatSpan(4600), "5 s");
  assert.equal(formatSpan(180_000), "3 min");
  assert.equal(formatSpan(10_800_000), "3 h");
});

test("the language follows the wish, then the time zone, then the locale", () => {
  assert.equal(chooseLanguage({ wish: "de", timeZone: "Europe/London", locale: "en_US" }), "de");
  assert.equal(chooseLanguage({ wish: "en", timeZone: "Europe/Vienna" }), "en");
  assert.equal(chooseLanguage({ wish: "auto", timeZone: "Europe/Vienna" }), "de");
  assert.equal(chooseLanguage({ wish: "auto", timeZone: "Europe/London", locale: "de_AT" }), "en");
  assert.equal(chooseLanguage({ locale: "de_AT.UTF-8" }), "de");
  assert.equal(chooseLanguage({ locale: "den_XX" }), "en");
  assert.equal(chooseLanguage({}), "en");
});
