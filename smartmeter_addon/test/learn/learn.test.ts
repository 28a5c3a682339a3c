import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatObis, parseObis } from "../../src/cosem/obis.ts";
import { createListener, type Draft, draftOf, printDraft } from "../../src/learn/draft.ts";
import { type Definition, type Element, parseDefinitionText } from "../../src/telegram/definition.ts";
import { loadDefinitions } from "../../src/telegram/definitions.ts";
import { dataNotification } from "../../src/tools/encode/encode-apdu.ts";
import { axdr } from "../../src/tools/encode/encode-axdr.ts";
import { createSimulatedMeter, type SimulatedTelegram, simulatedMeterIds } from "../../src/tools/simulate/simulate.ts";
import { createRandom, createTestDecoder } from "../support/feed.ts";
import { confirm } from "./confirm.ts";

const definitions = loadDefinitions();
/** Simulated meters whose lists have no names, with the definitions that read them. */
const meters = simulatedMeterIds.flatMap((meter) => {
  const { layout } = createSimulatedMeter({ meter, startMs: 0 }).describe();
  const definition = definitions.find((one) => one.name === layout && one.layout === "positional");
  return definition === undefined ? [] : [{ meter, definition }];
});
const dayMs = 86_400_000;

/** What the listener hears of a meter nobody has described. */
function listenTo(telegrams: readonly SimulatedTelegram[]): readonly Uint8Array[] {
  const decoder = createTestDecoder({
    definitions: definitions.filter(({ layout }) => layout !== "positional"),
    plaintext: true,
  });
  const listener = createListener();
  for (const { octets } of telegrams) for (const event of decoder.push(octets)) listener.take(event);
  for (const event of decoder.end()) listener.take(event);
  return listener.texts();
}

interface Span {
  readonly meter: string;
  readonly startMs: number;
  readonly intervalMs: number;
  readonly count: number;
  readonly seed: number;
}

const simulate = ({ count, ...options }: Span): SimulatedTelegram[] => {
  const simulated = createSimulatedMeter(options);
  return Array.from({ length: count }, () => simulated.next());
};

/** The elements of the draft as they are, or once the display has confirmed what is open. */
async function elementsOf({ yaml }: Draft, isConfirmed = true): Promise<readonly Element[]> {
  const loaded = await parseDefinitionText(isConfirmed ? confirm(yaml) : yaml);
  assert.ok("definition" in loaded, JSON.stringify(loaded));
  return loaded.definition.elements;
}

const claimOf = ({ obis, unit, scaler = 0, role }: Element): string =>
  role === undefined ? `${formatObis(obis as number)} ${unit} ${scaler}` : role;
const isClaimed = ({ obis, role }: Element): boolean => obis !== undefined || role !== undefined;

/** Everything certain, and everything the display confirms, is what the definition says; gives what was learned. */
async function checkLearned(draft: Draft, definition: Definition, telegrams: readonly SimulatedTelegram[]) {
  const learned = await elementsOf(draft);
  // What is optional stands behind all numbers and comes or is left out as a whole, or lies before a text at the end.
  const wanted = definition.elements.filter(
    ({ optional }) => optional !== true || learned.length === definition.elements.length,
  );
  assert.equal(learned.length, wanted.length);
  const claims = learned.flatMap((element, at) => {
    if (!isClaimed(element)) return [];
    assert.equal(claimOf(element), claimOf(wanted[at] as Element), draft.yaml);
    return [claimOf(element)];
  });
  if ((await elementsOf(draft, false)).some(({ obis }) => obis !== undefined)) {
    assert.equal(draft.read.length, telegrams.length);
    for (const [at, { values }] of draft.read.entries())
      for (const { obis, value } of values) assert.equal(value, telegrams[at]?.values[formatObis(obis)]);
  }
  return claims;
}

describe("a list nobody has described", () => {
  assert.ok(meters.length >= 6);
  for (const { meter, definition } of meters) {
    const learn = async (span: Omit<Span, "meter">) => {
      const telegrams = simulate({ meter, ...span });
      const draft = await draftOf(listenTo(telegrams), "en");
      assert.ok(draft !== undefined);
      return checkLearned(draft, definition, telegrams);
    };

    it(`${meter}: whatever is learned is what its definition says`, async () => {
      const seed = Math.floor(Math.random() * 1_000_000);
      const random = createRandom(seed);
      const runs = Number(process.env.LEARN_RUNS ?? 2);
      for (let run = 0; run < runs; run++) {
        const startMs = Date.UTC(2026, 0, 1) + Math.floor(random() * 365) * dayMs + Math.floor(random() * dayMs);
        const intervalMs = 1000 * ([1, 2, 5, 10, 15][Math.floor(random() * 5)] as number);
        const count = Math.floor(((4 + 80 * random()) * 60_000) / intervalMs);
        const span = { startMs, intervalMs, count: Math.min(count, 600), seed: Math.floor(random() * 1_000_000) };
        await learn(span).catch((error: Error) => {
          error.message = `seed ${seed}, ${JSON.stringify(span)}: ${error.message}`;
          throw error;
        });
      }
    });

    it(`${meter}: a morning in July tells import from export`, async () => {
      for (const seed of [1, 2]) {
        const claims = await learn({ startMs: Date.UTC(2026, 6, 1, 2, 30), intervalMs: 5000, count: 1800, seed });
        const numbers = definition.elements.filter(({ obis }) =>
          /^1-0:([12]\.[78]|[357]2\.7)\.0$/.test(obis === undefined ? "" : formatObis(obis)),
        );
        for (const element of numbers) assert.ok(claims.includes(claimOf(element)), `${claimOf(element)} in ${claims}`);
      }
    });

    it(`${meter}: one telegram tells nothing but a clock`, async () => {
      const claims = await learn({ startMs: Date.UTC(2026, 6, 1, 12), intervalMs: 1000, count: 1, seed: 1 });
      assert.deepEqual(
        claims.filter((claim) => !["clock", "date", "time"].includes(claim)),
        [],
      );
    });
  }
});

/** Telegrams of a list with the clock of the header only. */
function lists(count: number, bodyOf: (index: number) => Uint8Array[]): Uint8Array[] {
  return Array.from({ length: count }, (_, index) => {
    const clock = Uint8Array.of(7, 234, 7, 1, 3, 12, Math.floor(index / 60), index % 60, 0, 0x80, 0, 0);
    return dataNotification(index, clock, axdr.structure(bodyOf(index)));
  });
}

describe("what is no meter", () => {
  it("random integers are nothing for certain", async () => {
    for (let run = 0; run < Number(process.env.LEARN_RUNS ?? 20); run++) {
      const random = createRandom(Math.floor(Math.random() * 1_000_000));
      const types = Array.from({ length: 3 + Math.floor(random() * 12) }, () => (random() < 0.5 ? "uint16" : "uint32"));
      const texts = lists(60, () => types.map((type) => axdr[type](Math.floor(random() * 65_536))));
      const draft = await draftOf(texts, "de");
      assert.ok(draft !== undefined);
      assert.deepEqual((await elementsOf(draft)).filter(isClaimed), [], draft.yaml);
      assert.equal(draft.certain, 0);
    }
  });

  it("three loads of 2.3 kW that hardly move may be voltages, and are not said to be", async () => {
    const texts = lists(60, (index) => [0, 1, 2].map((phase) => axdr.uint32(2300 + ((7 * index + 3 * phase) % 11))));
    const draft = (await draftOf(texts, "en")) as Draft;
    assert.deepEqual((await elementsOf(draft)).filter(isClaimed), [], draft.yaml);
    assert.match(draft.yaml, /If the display shows 230\.\d V: obis: "1-0:32\.7\.0", unit: V, scaler: -1\./);
  });

  it("texts that are no list give no draft", async () => {
    assert.equal(await draftOf([], "en"), undefined);
    assert.equal(await draftOf([Uint8Array.of(1, 2, 3), Uint8Array.of()], "en"), undefined);
    const scaled = lists(3, () => [
      axdr.obis(parseObis("1-0:1.8.0") as number),
      axdr.uint32(3),
      axdr.scalerUnit(0, 30),
    ]);
    assert.equal(await draftOf(scaled, "en"), undefined);
  });

  /** Seconds in which 1 Wh flows each, 3600 W: up to 200 one way, then the other. */
  const before = (index: number): number => Math.min(index, 200);
  const behind = (index: number): number => Math.max(index - 200, 0);
  const [there, back] = [(index: number) => (index <= 200 ? 3600 : 0), (index: number) => (index > 200 ? 3600 : 0)];
  const claimed = async (numbersAt: (index: number) => number[]): Promise<(string | undefined)[]> => {
    const draft = await draftOf(
      lists(400, (index) => numbersAt(index).map((number) => axdr.uint32(number))),
      "en",
    );
    return (await elementsOf(draft as Draft)).map(({ obis }) => (obis === undefined ? undefined : formatObis(obis)));
  };

  it("import and export are known once both were seen", async () =>
    assert.deepEqual(await claimed((at) => [900 + before(at), 70 + behind(at), there(at), back(at)]), [
      "1-0:1.8.0",
      "1-0:2.8.0",
      "1-0:1.7.0",
      "1-0:2.7.0",
    ]));

  it("what rises evenly is not said to count what stands still", async () => {
    const texts = lists(100, (index) => [axdr.uint32(900 + index), axdr.uint32(3600 + (index % 2))]);
    assert.doesNotMatch(((await draftOf(texts, "en")) as Draft).yaml, /counts what/);
  });

  it("a tariff beside its total, or reactive energy that goes both ways, is not taken for them", async () => {
    const none = (count: number) => Array.from({ length: count }, () => undefined);
    const tariffs = (at: number) => [900 + before(at), 80 + before(at), 70 + behind(at), there(at), back(at)];
    assert.deepEqual(await claimed(tariffs), none(5));
    const { yaml } = (await draftOf(
      lists(400, (index) => tariffs(index).map((number) => axdr.uint32(number))),
      "en",
    )) as Draft;
    // Two registers count the first power, so neither is said to; one counts the second.
    assert.equal(yaml.match(/counts what element/g)?.length, 1, yaml);
    const reactive = (at: number) => [900 + 2 * at, 5, 70 + before(at), 80 + behind(at), 7200, 0, there(at), back(at)];
    assert.deepEqual(await claimed(reactive), none(8));
  });
});

it("a draft says what it is, in both languages, and where its questions are", async () => {
  const texts = listenTo(
    simulate({ meter: "wien-am550", startMs: Date.UTC(2026, 0, 1, 20), intervalMs: 5000, count: 120, seed: 3 }),
  );
  for (const language of ["en", "de"] as const) {
    const draft = await draftOf(texts, language);
    const said = printDraft(draft as Draft, language);
    assert.match(said, /role: clock/);
    assert.match(said, /^ {2}# Element 2, .*1-0:1\.8\.0.*\n {2}- \{ type: u32 \}$/m);
    assert.match(said, language === "de" ? /Entwurf aus 120 Telegrammen/ : /Draft from 120 telegrams/);
  }
});
