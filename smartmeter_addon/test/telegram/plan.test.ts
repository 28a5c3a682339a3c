// Long: script/test --changed leaves it to the whole run.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { isDsmr } from "../../src/cosem/dsmr.ts";
import { createMeterDecoder, type MeterKeys } from "../../src/decoder.ts";
import type { Content } from "../../src/envelope/envelope.ts";
import { ProtocolError } from "../../src/fault.ts";
import { compile } from "../../src/telegram/compile.ts";
import { loadDefinitions } from "../../src/telegram/definitions.ts";
import { KnownPlans } from "../../src/telegram/known-plans.ts";
import { PlanReader } from "../../src/telegram/plan.ts";
import { type Sender, type Telegram, TelegramReader } from "../../src/telegram/telegram.ts";
import {
  createSimulatedMeter,
  simulatedMeterIds,
  testAuthenticationKey,
  testKey,
} from "../../src/tools/simulate/simulate.ts";
import { keysOf, loadFixtures, octetsOf } from "../support/fixtures.ts";

const definitions = loadDefinitions();

/** The deciphered texts of one meter's octets, and whose they are. */
interface Recording {
  readonly name: string;
  readonly texts: readonly Uint8Array[];
  readonly sender: Sender;
}

function recordingOf(name: string, pieces: readonly Uint8Array[], keys: MeterKeys): Recording[] {
  const decoder = createMeterDecoder({ keys, definitions, unchecked: true, plaintext: true });
  const events = [...pieces.flatMap((octets) => decoder.push(octets)), ...decoder.end()];
  const texts = events.flatMap((event) => (event.kind === "plaintext" ? [event.octets] : []));
  const sender = events.find((event) => event.kind === "reading")?.reading;
  return sender === undefined ? [] : [{ name, texts, sender }];
}

function contentOf(text: Uint8Array, { framing }: Sender): Content {
  if (framing === "amis") return "amis";
  return isDsmr(text) ? "dsmr" : "notification";
}

/** What a reader says of a text: its telegrams, and why there are no more. */
function said(
  reader: TelegramReader,
  content: Content,
  text: Uint8Array,
  sender: Sender,
): { telegrams: Telegram[]; refused: string } {
  const telegrams: Telegram[] = [];
  try {
    for (const telegram of reader.read(content, text, sender)) telegrams.push(telegram);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return { telegrams, refused: `${error.code}: ${error.message}` };
  }
  return { telegrams, refused: "" };
}

const recorded = loadFixtures().flatMap((fixture) => recordingOf(fixture.id, [octetsOf(fixture)], keysOf(fixture)));
const simulated = simulatedMeterIds.flatMap((meter) => {
  const simulator = createSimulatedMeter({ meter, startMs: Date.UTC(2026, 5, 1, 8) });
  const pieces = Array.from({ length: 3 }, () => simulator.next().octets);
  return recordingOf(meter, pieces, { key: testKey, authenticationKey: testAuthenticationKey });
});
const all = [...recorded, ...simulated].flatMap(({ name, texts, sender }) =>
  texts.flatMap((text, index) => {
    const content = contentOf(text, sender);
    const reader = new TelegramReader(definitions);
    return said(reader, content, text, sender).telegrams.length === 0
      ? []
      : [{ name: `${name} ${index}`, content, text, sender, reader }];
  }),
);

/** A DSMR text of these lines, its check left as it is: nobody verifies it here. */
function dsmrOf(...lines: readonly string[]): Uint8Array {
  return new TextEncoder().encode(`/EST5\\253717584_A\r\n\r\n${lines.join("\r\n")}\r\n!0000\r\n`);
}

describe("a plan", () => {
  for (const { name, content, text, sender, reader } of all)
    it(`says of ${name} with any octets changed what a fresh one says`, () => {
      const change = fc.tuple(
        fc.nat(text.length - 1),
        fc.oneof(fc.nat(255), fc.integer({ min: 0x2d, max: 0x39 }), fc.constant(0x0a)),
      );
      fc.assert(
        fc.property(fc.array(change, { maxLength: 4 }), (changes) => {
          const changed = text.slice();
          for (const [at, octet] of changes) changed[at] = octet;
          const fresh = said(new TelegramReader(definitions), content, changed, sender);
          assert.deepEqual(said(reader, content, changed, sender), fresh);
        }),
        { numRuns: 300 },
      );
    });

  for (const { name, texts, sender } of simulated)
    it(`is made once for all telegrams of ${name}`, () => {
      const [first, ...others] = texts as [Uint8Array, ...Uint8Array[]];
      const plans = new KnownPlans();
      const plan = compile(contentOf(first, sender), first, definitions, sender);
      const ready = new PlanReader(plan);
      plans.add(ready, first, sender);
      assert.equal(others.length, 2);
      for (const text of others) {
        assert.equal(plans.find(text, sender), ready);
        assert.deepEqual(compile(contentOf(text, sender), text, definitions, sender).numbers, plan.numbers);
      }
    });

  it("reads numbers in digits with sign and point as they stand, and no plan takes other characters for digits", () => {
    const sender: Sender = { framing: "p1", manufacturer: "EST" };
    const number = fc.tuple(fc.constantFrom("", "-"), fc.nat(999_999), fc.integer({ min: 0, max: 6 }));
    const reader = new TelegramReader(definitions);
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 6 }), fc.nat(2), (numbers, kilo) => {
        const lines = numbers.map(([sign, value, decimals], index) => {
          const digits = String(value).padStart(decimals + 1, "0");
          const whole = digits.slice(0, digits.length - decimals);
          const fraction = decimals === 0 ? "" : `.${digits.slice(-decimals)}`;
          return { name: `1-0:${index + 91}.7.0`, text: `${sign}${whole}${fraction}`, value };
        });
        const unit = kilo === 0 ? "kW" : "W";
        const text = dsmrOf(...lines.map(({ name, text: written }) => `${name}(${written}*${unit})`));
        const { telegrams, refused } = said(reader, "dsmr", text, sender);
        assert.equal(refused, "");
        const values = telegrams[0]?.values.map(({ value }) => value.toFixed(6));
        const expected = lines.map(({ text: written }) => (Number(written) * (kilo === 0 ? 1000 : 1) + 0).toFixed(6));
        assert.deepEqual(values, expected);
      }),
      { numRuns: 500 },
    );
  });

  it("does not take another line for the check behind a text", () => {
    const { text, content, sender, reader } = all.find(
      ({ text }) => isDsmr(text) && text.includes(0x21),
    ) as (typeof all)[number];
    const changed = text.slice();
    changed[text.lastIndexOf(0x21) + 2] = 0x0a;
    assert.match(said(reader, content, changed, sender).refused, /^data-invalid/);
  });

  it("belongs to one maker and one kind of line", () => {
    const { text, content, sender } = all[0] as (typeof all)[number];
    const plans = new KnownPlans();
    const plan = compile(content, text, definitions, sender);
    const ready = new PlanReader(plan);
    plans.add(ready, text, sender);
    assert.equal(plans.find(text, sender), ready);
    assert.equal(plans.find(text, { ...sender, manufacturer: "XXX" }), undefined);
    assert.equal(plans.find(text, { ...sender, framing: "none" }), undefined);
  });
});
