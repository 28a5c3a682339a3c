import assert from "node:assert/strict";
import { test } from "node:test";
import { protocolDe, protocolEn } from "../../src/documents/protocol-prose.ts";
import { doctorLines } from "../../src/texts/doctor-lines.ts";
import { factsOf } from "../../src/tools/explain/explain-facts.ts";
import { explainPhrases } from "../../src/tools/explain/phrases.ts";
import { explainDe } from "../../src/tools/explain/words-de.ts";
import { explainEn, type FieldKey } from "../../src/tools/explain/words-en.ts";

const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string).sort();

test("every field of a telegram has a name in both languages, the same parameters, and a layer", () => {
  for (const key of Object.keys(explainEn) as FieldKey[]) {
    for (const part of [0, 1] as const) assert.deepEqual(holes(explainDe[key][part]), holes(explainEn[key][part]), key);
    assert.ok(explainEn[key][0].length > 1 && explainDe[key][0].length > 1, key);
    assert.ok(factsOf(key), `${key} has no layer`);
  }
});

test("sentences and phrases take the same parameters in both languages", () => {
  for (const table of [doctorLines, explainPhrases] as const) {
    for (const [key, text] of Object.entries(table.en)) {
      assert.deepEqual(holes((table.de as Record<string, string>)[key] ?? "missing"), holes(text), key);
    }
  }
});

test("the protocol document has the same chapters in both languages", () => {
  const shape = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.length;
    return typeof value === "object" && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]))
      : typeof value;
  };
  assert.deepEqual(shape(protocolDe), shape(protocolEn));
});
