import assert from "node:assert/strict";
import { test } from "node:test";
import { faultCodes } from "../../src/faults/fault-table.ts";
import { languages } from "../../src/language/language.ts";
import { faultHelp, statusTitle } from "../../src/texts/help.ts";

const limits = { title: 60, seen: 150, means: 150, next: 170 } as const;

/** Words that need an explanation the help has no room for, or that blame the reader. */
const forbidden = {
  en: /\b(APDU|A-XDR|AXDR|COSEM|HDLC|OBIS|GCM|FCS|CRC|GUEK|payload|packet|octets?|invocation|user error|invalid|illegal|obviously|simply|just|failed to)\b/i,
  de: /\b(APDU|A-XDR|AXDR|COSEM|HDLC|OBIS|GCM|FCS|CRC|GUEK|Payload|Paket|Oktett?e?|Sie|Ihr|Ihre|Ihnen|ungültig|unzulässig|einfach nur|natürlich)\b/,
};

test("every fault is explained in both languages, in short whole sentences", () => {
  for (const language of languages) {
    const titles = new Set<string>();
    for (const code of faultCodes) {
      const help = faultHelp(code, language);
      const where = `${language} ${code}`;
      assert.ok(help, where);
      assert.ok(!titles.has(help.title), `${where}: title used twice`);
      titles.add(help.title);
      assert.match(help.title, /^[A-ZÄÖÜ][^.!?]*[^.!?\s]$/, `${where}: title`);
      for (const part of ["title", "seen", "means", "next"] as const) {
        const text = help[part];
        assert.ok(text.length <= limits[part], `${where}: ${part} has ${text.length} characters`);
        assert.doesNotMatch(text, forbidden[language], `${where}: ${part}`);
        assert.doesNotMatch(text, /\s{2}|\s[.,;:!?]|^\s|\s$/, `${where}: ${part} has stray spaces`);
        if (part !== "title") assert.match(text, /^[A-ZÄÖÜ].*[.!?]$/, `${where}: ${part} is no sentence`);
      }
    }
  }
});

test("the two languages are two languages", () => {
  for (const code of faultCodes) {
    const [en, de] = [faultHelp(code, "en"), faultHelp(code, "de")];
    for (const part of ["title", "seen", "means", "next"] as const)
      assert.notEqual(en[part], de[part], `${code} ${part}`);
  }
});

test("everything the status can be has a title", () => {
  for (const language of languages) {
    for (const code of ["starting", "waiting", "ok", ...faultCodes] as const) {
      assert.ok(statusTitle(code, language).length > 1);
    }
  }
});
