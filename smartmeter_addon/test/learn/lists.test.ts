import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatObis, parseObis } from "../../src/cosem/obis.ts";
import { type Draft, draftOf, printDraft, readWith } from "../../src/learn/draft.ts";
import { type Element, parseDefinitionText } from "../../src/telegram/definition.ts";
import { TelegramReader } from "../../src/telegram/telegram.ts";
import { questionsOf, withAnswers } from "../../src/tools/draft/draft-answers.ts";
import { dataNotification } from "../../src/tools/encode/encode-apdu.ts";
import { axdr } from "../../src/tools/encode/encode-axdr.ts";
import { createHousehold, type Snapshot } from "../../src/tools/simulate/household.ts";
import { cosemDateTime } from "../../src/tools/simulate/simulate-clock.ts";
import { createRandom } from "../support/feed.ts";
import { confirm } from "./confirm.ts";

/** A list of a meter nobody has described. Reactive energy and power have the scalers of active ones. */
interface Style {
  readonly named: boolean;
  readonly phases: 1 | 3;
  readonly currents: boolean;
  readonly reactive: boolean;
  /** One power with a sign. */
  readonly net: boolean;
  readonly scalers: { readonly Wh: number; readonly W: number; readonly A: number; readonly V: number };
  /** The amount of the power once more, ten times as fine. */
  readonly finer: boolean;
  /** One value in so many is null; 0: none. */
  readonly nulls: number;
  readonly floats: boolean;
}

const plain: Style = {
  ...{ named: false, phases: 3, currents: true, reactive: false, net: false, finer: false, nulls: 0, floats: false },
  scalers: { Wh: 0, W: 0, A: -2, V: -1 },
};

interface Span {
  readonly seed: number;
  readonly startMs: number;
  readonly count: number;
  readonly stepMs: number;
  /** What a battery takes from the power both ways, in W. */
  readonly battery: number;
}

interface Moment {
  readonly snapshot: Snapshot;
  readonly power: readonly number[];
  readonly registers: readonly number[];
}

/** A household whose battery flattens what flows from and to the grid, with the registers of its meter. */
function* momentsOf({ seed, startMs, count, stepMs, battery }: Span, phases: 1 | 3): Generator<Moment> {
  const household = createHousehold(seed, startMs, phases);
  const first = household.advance(startMs).energy.map(({ total }) => total);
  const counted = [0, 0, 0, 0];
  for (let index = 0; index < count; index++) {
    const { power, ...rest } = household.advance(startMs + index * stepMs);
    const [imported, exported, ...reactive] = power;
    const open = imported - exported;
    const taken = Math.round(Math.max(-battery, Math.min(battery, open)) / phases) * phases;
    const watts = rest.phases.map((phase) => ({ ...phase, watts: phase.watts - taken / phases }));
    const left = [Math.max(open - taken, 0), Math.max(taken - open, 0), ...reactive];
    const hours = index === 0 ? 0 : stepMs / 3_600_000;
    for (const [at, amount] of left.entries()) counted[at] = (counted[at] as number) + amount * hours;
    const registers = counted.map((energy, at) => (first[at] as number) + energy);
    yield { snapshot: { power, ...rest, phases: watts }, power: left, registers };
  }
}

interface Field {
  readonly obis: string;
  readonly unit: string;
  readonly scaler: number;
  readonly raw: number;
}

/** What one telegram of that style says, in the order of its list. */
function fieldsOf({ snapshot, power, registers }: Moment, style: Style): Field[] {
  const { scalers, reactive, net, floats } = style;
  const count = reactive ? 4 : 2;
  const field = (obis: string, unit: string, scaler: number, value: number, round = Math.round): Field => {
    const raw = value / 10 ** scaler;
    return { obis, unit, scaler, raw: floats ? Math.fround(raw) : round(raw) };
  };
  const energies = registers
    .slice(0, count)
    .map((value, at) =>
      field(`1-0:${at + 1}.8.0`, at < 2 ? "Wh" : "varh", scalers.Wh, value, (raw) => Math.floor(raw + 1e-6)),
    );
  const powers = power
    .slice(0, count)
    .map((value, at) => field(`1-0:${at + 1}.7.0`, at < 2 ? "W" : "var", scalers.W, value));
  const [imported = 0, exported = 0] = power;
  const one = field("1-0:16.7.0", "W", scalers.W, imported - exported);
  const volts = snapshot.phases.map(({ voltage }, at) => field(`1-0:${32 + 20 * at}.7.0`, "V", scalers.V, voltage));
  const amperes = snapshot.phases.map(({ voltage, watts, vars }, at) =>
    field(`1-0:${31 + 20 * at}.7.0`, "A", scalers.A, Math.hypot(watts, vars) / voltage),
  );
  const finer = field("1-0:15.7.0", "W", scalers.W - 1, imported + exported);
  const wires = style.currents ? [...volts, ...amperes] : volts;
  return [...energies, ...(net ? [one, ...powers.slice(2)] : powers), ...wires, ...(style.finer ? [finer] : [])];
}

function encode({ unit, raw, obis }: Field, { floats, named }: Style): Uint8Array {
  const octets = new Uint8Array(5);
  const view = new DataView(octets.buffer);
  if (floats) {
    octets[0] = 0x17;
    view.setFloat32(1, raw);
    return octets;
  }
  // With names the type may change from one telegram to the next.
  if (named && raw >= 0 && raw < 256) return axdr.uint16(raw);
  if (obis !== "1-0:16.7.0") return unit === "V" || unit === "A" ? axdr.uint16(raw) : axdr.uint32(raw);
  octets[0] = 0x05;
  view.setInt32(1, raw);
  return octets;
}

interface Recording {
  readonly texts: readonly Uint8Array[];
  /** Undefined where the telegram has null. */
  readonly fields: readonly (readonly (Field | undefined)[])[];
  readonly order: readonly Field[];
}

function record(style: Style, span: Span): Recording {
  const random = createRandom(span.seed + 1);
  const telegrams = Array.from(momentsOf(span, style.phases), (moment, index) => {
    const order = fieldsOf(moment, style);
    const fields = order.map((field) => (style.nulls > 0 && random() * style.nulls < 1 ? undefined : field));
    const items = order.flatMap((field, at) => [
      ...(style.named ? [axdr.obis(parseObis(field.obis) as number)] : []),
      fields[at] === undefined ? axdr.nothing() : encode(field, style),
    ]);
    const clock = axdr.octetString(cosemDateTime(moment.snapshot.time, { deviation: false, hundredths: 0, status: 0 }));
    return { text: dataNotification(index, undefined, axdr.structure([clock, ...items])), fields, order };
  });
  return {
    texts: telegrams.map(({ text }) => text),
    fields: telegrams.map(({ fields }) => fields),
    order: telegrams[0]?.order as Field[],
  };
}

/** Codes that are certain, and those the display confirms. */
interface Learned {
  readonly certain: readonly string[];
  readonly confirmed: readonly string[];
}

/** The draft as its user completes it: one look at the display moves all open scalers by the same power of ten. */
function answer(yaml: string, order: readonly Field[], named: boolean): { yaml: string; confirmed: string[] } {
  const confirmed: string[] = [];
  const shifts = new Set<number>();
  const answered = confirm(yaml, (said) => {
    const code = /obis: "([^"]+)"/.exec(said)?.[1] as string;
    const scaler = Number(/, scaler: (-?\d+)$/.exec(said)?.[1] ?? 0);
    const truth = order.find(({ obis }) => obis === code);
    assert.ok(truth !== undefined, `${code}\n${yaml}`);
    const shift = truth.scaler - scaler;
    confirmed.push(code);
    shifts.add(shift);
    return `${said.replace(/, scaler: -?\d+$/, "")}, scaler: ${scaler + shift}`;
  });
  assert.ok(shifts.size <= 1, `one answer does not settle all: ${[...shifts]}\n${yaml}`);
  assert.equal(shifts.size === 1, yaml.includes("hang together"), yaml);
  assert.equal(shifts.size === 1, /does the display show|if the display shows/.test(yaml), yaml);
  if (!named) checkPlaces(answered, order);
  return { yaml: answered, confirmed };
}

/** Whatever has a code in a list without names has that of its place. */
function checkPlaces(yaml: string, order: readonly Field[]): void {
  const elements = yaml.split("\n").filter((line) => line.startsWith("  - { type:"));
  for (const [at, line] of elements.entries()) {
    const code = /obis: "([^"]+)"/.exec(line)?.[1];
    if (code !== undefined) assert.equal(code, order[at - 1]?.obis, yaml);
  }
}

const nameOf = ({ obis }: Pick<Element, "obis">): string => (obis === undefined ? "" : formatObis(obis));

/** Everything certain is true, everything confirmed as well after one answer, and the file reads the telegrams. */
async function learn(style: Style, span: Span): Promise<Learned> {
  const { texts, fields, order } = record(style, span);
  const draft = (await draftOf(texts, "en")) as Draft;
  const loaded = await parseDefinitionText(draft.yaml);
  assert.ok("definition" in loaded, JSON.stringify(loaded));
  const { elements, objects } = loaded.definition;
  const said = style.named ? [...objects.values()] : elements;
  const certain = said.flatMap((element, at) => {
    if (element.unit === undefined) return [];
    const code = nameOf(element);
    const truth = style.named ? order.find(({ obis }) => obis === code) : order[at - 1];
    assert.deepEqual([code, element.unit, element.scaler ?? 0], [truth?.obis, truth?.unit, truth?.scaler], draft.yaml);
    return [code];
  });
  const { yaml, confirmed } = answer(draft.yaml, order, style.named);
  assert.equal(draft.confirmable, confirmed.length);
  await checkValues(yaml, [...certain, ...confirmed], texts, fields);
  return { certain, confirmed };
}

async function checkValues(yaml: string, codes: string[], texts: Recording["texts"], fields: Recording["fields"]) {
  const loaded = await parseDefinitionText(yaml);
  assert.ok("definition" in loaded, `${JSON.stringify(loaded)}\n${yaml}`);
  const reader = new TelegramReader([loaded.definition]);
  for (const [at, text] of texts.entries()) {
    const wanted = (fields[at] as Field[]).filter((field) => field !== undefined && codes.includes(field.obis));
    if (wanted.length === 0) continue;
    const [telegram] = [...reader.read("notification", text, { framing: "apdu", manufacturer: undefined })];
    assert.deepEqual(
      telegram?.values.map(({ obis, unit }) => `${formatObis(obis)} ${unit}`),
      wanted.map(({ obis, unit }) => `${obis} ${unit}`),
    );
    for (const [index, { raw, scaler }] of wanted.entries()) {
      const value = telegram?.values[index]?.value as number;
      assert.ok(Math.abs(value - raw * 10 ** scaler) <= 1e-9 * Math.abs(value), `${value}, ${raw}e${scaler}`);
    }
  }
}

const hour = 3_600_000;
/** From midnight into the day: import first, then export, and reactive power of either sign. */
const morning: Span = { seed: 1, startMs: Date.UTC(2026, 6, 1, 0), count: 2000, stepMs: 15_000, battery: 0 };
const night: Span = { seed: 2, startMs: Date.UTC(2026, 0, 10, 17), count: 720, stepMs: 10_000, battery: 0 };
const [volts, amperes] = [
  ["1-0:32.7.0", "1-0:52.7.0", "1-0:72.7.0"],
  ["1-0:31.7.0", "1-0:51.7.0", "1-0:71.7.0"],
] as const;
const active = ["1-0:1.8.0", "1-0:2.8.0", "1-0:1.7.0", "1-0:2.7.0"];
const reactive = ["1-0:3.8.0", "1-0:4.8.0", "1-0:3.7.0", "1-0:4.7.0"];
const scales: Style["scalers"][] = [
  { Wh: 0, W: 0, A: -2, V: -1 },
  { Wh: 1, W: 0, A: -1, V: -1 },
  { Wh: 0, W: 0, A: -3, V: 0 },
  { Wh: 0, W: 1, A: -2, V: -2 },
  { Wh: 2, W: 1, A: -3, V: -1 },
  { Wh: -1, W: -1, A: -3, V: -1 },
];

describe("a list nobody has described, of any style", () => {
  const sorted = (codes: readonly string[]): string[] => [...codes].sort();
  const expect = async (style: Partial<Style>, span: Span, wanted: Learned): Promise<void> => {
    const learned = await learn({ ...plain, ...style }, span);
    assert.deepEqual(sorted(learned.certain), sorted(wanted.certain));
    assert.deepEqual(sorted(learned.confirmed), sorted(wanted.confirmed));
  };

  for (const named of [true, false])
    for (const scalers of scales)
      it(`${named ? "with" : "without"} names, scalers ${JSON.stringify(scalers)}`, () =>
        expect({ named, scalers }, morning, { certain: volts, confirmed: [...active, ...amperes] }));

  for (const named of [true, false]) {
    it(`one phase, ${named ? "with" : "without"} names`, () =>
      expect({ named, phases: 1 }, morning, { certain: ["1-0:32.7.0"], confirmed: [...active, "1-0:31.7.0"] }));

    it(`reactive energy, ${named ? "with" : "without"} names`, () =>
      expect({ named, reactive: true }, morning, {
        certain: volts,
        confirmed: [...active, ...reactive, ...amperes],
      }));

    it(`one power with a sign, ${named ? "with" : "without"} names`, () =>
      expect({ named, net: true }, morning, {
        certain: volts,
        confirmed: ["1-0:1.8.0", "1-0:2.8.0", "1-0:16.7.0", ...amperes],
      }));

    it(`null now and then, ${named ? "with" : "without"} names`, () =>
      expect({ named, nulls: 40 }, morning, { certain: volts, confirmed: [...active, ...amperes] }));
  }

  it("currents that follow a power of another scaler are left open", () =>
    expect({ finer: true }, morning, { certain: volts, confirmed: active }));

  it("floats in base units, and in thousands", async () => {
    const confirmed = [...active, ...amperes];
    const floats = { named: true, floats: true };
    await expect({ ...floats, scalers: { Wh: 0, W: 0, A: 0, V: 0 } }, morning, { certain: volts, confirmed });
    await expect({ ...floats, scalers: { Wh: 3, W: 3, A: 0, V: 0 } }, morning, { certain: volts, confirmed });
  });

  it("at night one direction is known by its power, and a single phase by its product", async () => {
    const style = { ...plain, phases: 1, scalers: { Wh: 1, W: 0, A: -3, V: -1 } } as const;
    await expect(style, night, { certain: ["1-0:32.7.0"], confirmed: ["1-0:31.7.0"] });
  });

  it("whatever is learned of a random list is true", async () => {
    const seed = Math.floor(Math.random() * 1_000_000);
    const random = createRandom(seed);
    const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value;
    const found = { certain: 0, confirmed: 0 };
    for (let run = 0; run < Number(process.env.LEARN_RUNS ?? 12); run++) {
      const named = random() < 0.5;
      const style: Style = {
        ...{ named, phases: pick([1, 3]), currents: random() < 0.7, reactive: random() < 0.5, net: random() < 0.4 },
        finer: random() < 0.3,
        ...{ nulls: pick([0, 0, 3, 50]), floats: named && random() < 0.3 },
        scalers: { Wh: pick([-1, 0, 1, 2, 3]), W: pick([-1, 0, 1]), A: pick([-3, -2, -1]), V: pick([0, -1, -2]) },
      };
      const startMs = Date.UTC(2026, 0, 1) + Math.floor(random() * 365 * 24 * hour);
      const [count, stepMs] = [pick([1, 5, 12, 60, 400, 1000]), 1000 * pick([1, 5, 10, 15])];
      const span = { seed: Math.floor(random() * 1e6), startMs, count, stepMs, battery: pick([0, 0, 300, 5000]) };
      const learned = await learn(style, span).catch((error: Error) => {
        error.message = `seed ${seed}, ${JSON.stringify({ style, span })}: ${error.message}`;
        throw error;
      });
      if (count < 10) assert.deepEqual(learned.certain, []);
      found.certain += learned.certain.length;
      found.confirmed += learned.confirmed.length;
    }
    assert.ok(found.certain > 0 && found.confirmed > 0, `seed ${seed}`);
  });

  it("floats without names are said to be what no file can describe yet", async () => {
    const { texts } = record({ ...plain, floats: true }, { ...night, count: 30 });
    const draft = (await draftOf(texts, "en")) as Draft;
    assert.equal(draft.certain + draft.confirmable + draft.elements, 0);
    assert.match(printDraft(draft, "en"), /^\n# The list has no names, and element 2 is a floating-point number/);
  });

  it("of one telegram with names everything is a question that the display answers", async () => {
    const { texts, order } = record({ ...plain, named: true }, { ...night, count: 1 });
    const { certain, yaml } = (await draftOf(texts, "en")) as Draft;
    assert.equal(certain, 0);
    const of = (code: string): number => order.find(({ obis }) => obis === code)?.raw as number;
    assert.ok(
      yaml.includes(`does the display show ${of("1-0:1.8.0") / 1000} kWh? (obis: "1-0:1.8.0", unit: Wh)`),
      yaml,
    );
    assert.ok(yaml.includes(`If the display shows ${of("1-0:32.7.0") / 10} V, write unit: V, scaler: -1 behind`), yaml);
    const answers = questionsOf(yaml).map(({ element, likely: [code = ""] }) => {
      const { obis, scaler } = order.find((field) => field.obis === code) as Field;
      return { element, obis, scaler };
    });
    const [telegram] = await readWith(withAnswers(yaml, answers), texts);
    assert.deepEqual(
      telegram?.values.map(({ obis, value }) => `${formatObis(obis)} ${value}`),
      order.map(({ obis, raw, scaler }) => `${obis} ${raw / 10 ** -scaler}`),
    );
    assert.match(yaml, /# 1-0:2\.7\.0 is 0: .*\n {2}- \{ obis: "1-0:2\.7\.0" \}/);
  });

  it("what the meter calls its list is asked for, unless it is empty", async () => {
    const { order } = record({ ...plain, named: true }, { ...night, count: 1 });
    for (const title of ['Liste: "eins" #2', ""]) {
      const name = Uint8Array.of(0x0a, title.length, ...Buffer.from(title));
      const items = order.flatMap(({ obis, raw }) => [axdr.obis(parseObis(obis) as number), axdr.uint32(raw)]);
      const { yaml } = (await draftOf(
        [dataNotification(1, undefined, axdr.structure([name, ...items]))],
        "en",
      )) as Draft;
      const loaded = await parseDefinitionText(yaml);
      assert.ok("definition" in loaded, JSON.stringify(loaded));
      assert.equal(loaded.definition.when.list ?? "", title);
    }
  });

  it("the longest list a meter sends often enough is described, not the commonest", async () => {
    const { texts } = record(plain, { ...night, count: 120 });
    const short = record({ ...plain, currents: false }, { ...night, count: 400 });
    const draft = (await draftOf([...short.texts, ...texts], "en")) as Draft;
    assert.deepEqual([draft.telegrams, draft.elements], [120, 11]);
  });

  it("random numbers behind names are nothing for certain", async () => {
    for (let run = 0; run < Number(process.env.LEARN_RUNS ?? 20); run++) {
      const random = createRandom(Math.floor(Math.random() * 1_000_000));
      const names = ["1-0:1.8.0", "1-0:1.7.0", ...volts, ...amperes, "1-0:14.7.0"].map((name) =>
        axdr.obis(parseObis(name) as number),
      );
      const texts = Array.from({ length: 40 }, (_, index) => {
        const items = names.flatMap((name) => [name, axdr.uint16(Math.floor(random() * 65_536))]);
        return dataNotification(index, undefined, axdr.structure(items));
      });
      const { certain, yaml } = (await draftOf(texts, "en")) as Draft;
      assert.equal(certain, 0, yaml);
    }
  });
});
