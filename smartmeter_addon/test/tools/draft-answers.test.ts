import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { formatObis } from "../../src/cosem/obis.ts";
import { concatOctets } from "../../src/octets.ts";
import { loadDefinitions } from "../../src/telegram/definitions.ts";
import { questionsOf, withAnswers } from "../../src/tools/draft/draft-answers.ts";
import { learnDraft, readWith } from "../../src/tools/draft/heard-draft.ts";
import { createSimulatedMeter, simulatedMeterIds, testKey } from "../../src/tools/simulate/simulate.ts";

const definitions = loadDefinitions();
/** Simulated meters whose lists have no names, with the definitions that read them. */
const meters = simulatedMeterIds.flatMap((meter) => {
  const { layout } = createSimulatedMeter({ meter, startMs: 0 }).describe();
  const definition = definitions.find((one) => one.name === layout && one.layout === "positional");
  return definition === undefined ? [] : [{ meter, definition }];
});
const known = { keys: { key: testKey }, definitions: definitions.filter(({ layout }) => layout !== "positional") };

describe("a draft whose questions are answered", () => {
  assert.ok(meters.length >= 6);
  for (const { meter, definition } of meters)
    for (const count of [1, 200])
      test(`${meter}, ${count} telegrams: reads what the meter's own definition reads`, async () => {
        const seed = Math.floor(Math.random() * 1_000_000);
        const simulated = createSimulatedMeter({ meter, seed, startMs: Date.UTC(2026, 6, 1, 9), intervalMs: 5000 });
        const telegrams = Array.from({ length: count }, () => simulated.next());
        const learned = await learnDraft(concatOctets(telegrams.map(({ octets }) => octets)), known, "de");
        assert.ok(learned !== undefined);
        const { draft, texts } = learned;
        const { numbers } = draft;
        const questions = questionsOf(draft.yaml);
        assert.ok(questions.every(({ element, isNumber }) => isNumber === (numbers[element - 1] !== undefined)));
        // Optional elements of the definition stand behind all that is asked for, or this meter sends them.
        const answers = questions.flatMap(({ element }) => {
          const { obis, scaler = 0 } = definition.elements[element - 1] ?? {};
          return obis === undefined ? [] : [{ element, obis: formatObis(obis), scaler }];
        });
        const read = await readWith(withAnswers(draft.yaml, answers), texts);
        assert.equal(read.length, count, `seed ${seed}`);
        for (const [at, { values }] of read.entries())
          for (const { obis, value } of values)
            assert.equal(value, telegrams[at]?.values[formatObis(obis)], `seed ${seed}: ${formatObis(obis)}`);
        const names = new Set(read.flatMap(({ values }) => values.map(({ obis }) => formatObis(obis))));
        const isNumber = (answer: (typeof answers)[number]): boolean =>
          questions.some((question) => question.element === answer.element && question.isNumber);
        for (const answer of answers.filter(isNumber)) assert.ok(names.has(answer.obis), answer.obis);
      });
});

describe("a draft of a list that names its values", () => {
  const named = simulatedMeterIds.filter((meter) => /^(steiermark|klagenfurt)-e450$/.test(meter));
  assert.ok(named.length >= 2);
  for (const meter of named)
    test(`${meter}: reads what the meter says once its decimals are answered`, async () => {
      const seed = Math.floor(Math.random() * 1_000_000);
      const simulated = createSimulatedMeter({ meter, seed, startMs: Date.UTC(2026, 6, 1, 9), intervalMs: 5000 });
      const telegrams = Array.from({ length: 100 }, () => simulated.next());
      const octets = concatOctets(telegrams.map((telegram) => telegram.octets));
      const learned = await learnDraft(octets, { ...known, definitions: [] }, "de");
      assert.ok(learned !== undefined);
      const { draft, texts } = learned;
      const last = telegrams.at(-1)?.values ?? {};
      const questions = questionsOf(draft.yaml);
      assert.ok(questions.length > 0 && questions.every(({ isNamed }) => isNamed), draft.yaml);
      const answers = questions.flatMap(({ element, likely: [code = ""] }) => {
        const ratio = Number(last[code]) / (draft.numbers[element - 1] ?? 0);
        return ratio > 0 && Number.isFinite(ratio)
          ? [{ element, obis: code, scaler: Math.round(Math.log10(ratio)) }]
          : [];
      });
      const read = await readWith(withAnswers(draft.yaml, answers), texts);
      assert.equal(read.length, telegrams.length, `seed ${seed}`);
      const values = new Map(read.at(-1)?.values.map(({ obis, value }) => [formatObis(obis), value]));
      for (const { obis } of answers) assert.equal(values.get(obis), last[obis], `seed ${seed}: ${obis}`);
    });
});

const draft = [
  "# Draft",
  "name: my-meter",
  "title: My meter",
  "layout: positional",
  "elements:",
  "  - { type: octets(12), role: clock }",
  '  # Element 2: import (obis: "1-0:1.8.0") or export ("1-0:2.8.0")?',
  "  - { type: u32 }",
  '  # Element 3 is a text. (obis: "0-0:96.1.0")',
  "  - { type: octets(8) }",
  "",
].join("\n");

test("a draft's questions are the comments above its elements, with the codes they name", () => {
  assert.deepEqual(
    questionsOf(draft).map(({ element, isNumber, likely }) => [element, isNumber, likely]),
    [
      [2, true, ["1-0:1.8.0", "1-0:2.8.0"]],
      [3, false, ["0-0:96.1.0"]],
    ],
  );
});

test("an answer takes its question's place; what is none changes nothing", () => {
  const answered = withAnswers(draft, [
    { element: 2, obis: "1-0:13.7.0", scaler: -3 },
    { element: 3, obis: "0-0:96.1.0", scaler: 0 },
  ]);
  assert.match(answered, /clock \}\n {2}- \{ type: u32, obis: "1-0:13\.7\.0", unit: "1", scaler: -3 \}\n/);
  assert.match(answered, /\n {2}- \{ type: octets\(8\), obis: "0-0:96\.1\.0" \}\n/);
  for (const wrong of [
    { element: 1, obis: "1-0:1.8.0", scaler: 0 },
    { element: 9, obis: "1-0:1.8.0", scaler: 0 },
    { element: 2, obis: "1-0:1.8.0", scaler: 0.5 },
    { element: 2, obis: "1-0:1.8.0", scaler: 10 },
    { element: 2, obis: "no code", scaler: 0 },
    { element: 2, obis: '1-0:1.8.0" }\nname: other #', scaler: 0 },
    { element: 3, obis: "1-0:1.8.0", scaler: 0 },
  ])
    assert.equal(withAnswers(draft, [wrong]), draft, JSON.stringify(wrong));
});

test("what the draft itself suggests is taken with its unit, though the catalogue has no such quantity", () => {
  const net = draft.replace(
    'import (obis: "1-0:1.8.0") or export ("1-0:2.8.0")?',
    '1.2 kW? (obis: "1-0:16.7.0", unit: W, scaler: -1)',
  );
  const [question] = questionsOf(net);
  assert.deepEqual([question?.likely, question?.unit, question?.scaler], [["1-0:16.7.0"], "W", -1]);
  const answered = withAnswers(net, [{ element: 2, obis: "1-0:16.7.0", scaler: -1 }]);
  assert.match(answered, /\n {2}- \{ type: u32, obis: "1-0:16\.7\.0", unit: W, scaler: -1 \}\n/);
  assert.equal(withAnswers(draft, [{ element: 2, obis: "1-0:16.7.0", scaler: 0 }]), draft);
});

test("of a list with names the answer is a scaler, under the name the meter sends", () => {
  const named = [
    ...["name: my-meter", "title: My meter", "layout: obis", "objects:"],
    '  - { obis: "1-0:32.7.0", unit: V, scaler: -1 }',
    '  # 1-1:1.8.0, now 5000: does the display show 5 kWh? (obis: "1-1:1.8.0", unit: Wh)',
    '  - { obis: "1-1:1.8.0" }',
    "",
  ].join("\n");
  assert.deepEqual(
    questionsOf(named).map(({ element, isNumber, likely }) => [element, isNumber, likely]),
    [[2, true, ["1-0:1.8.0"]]],
  );
  const answered = withAnswers(named, [{ element: 2, obis: "1-0:1.8.0", scaler: 1 }]);
  assert.match(answered, /\n {2}- \{ obis: "1-1:1\.8\.0", unit: Wh, scaler: 1 \}\n/);
  assert.equal(withAnswers(named, [{ element: 2, obis: "1-0:2.8.0", scaler: 1 }]), named);
});
