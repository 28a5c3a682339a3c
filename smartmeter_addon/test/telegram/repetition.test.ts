import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { isDsmr } from "../../src/cosem/dsmr.ts";
import { createMeterDecoder, type MeterKeys } from "../../src/decoder.ts";
import { decodeNotification } from "../../src/dlms/apdu.ts";
import { decodeData } from "../../src/dlms/axdr.ts";
import { ProtocolError } from "../../src/fault.ts";
import { loadDefinitions } from "../../src/telegram/definitions.ts";
import { createRepetition, freeInNotification } from "../../src/telegram/repetition.ts";
import { readAmis, readDsmr, readTelegram, type Sender, type Telegram } from "../../src/telegram/telegram.ts";
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

function readAnew(text: Uint8Array, sender: Sender): Telegram {
  if (sender.framing === "amis") return readAmis(text, definitions, sender);
  if (isDsmr(text)) return readDsmr(text, definitions, sender);
  const { body } = decodeNotification(text);
  const data = decodeData(text, body);
  if (data.end !== text.length) throw new ProtocolError("data-invalid", "octets follow the last value");
  return readTelegram(text, data, definitions, sender);
}

/** A memory that has read this text, or nothing where none comes of it. */
function memoryOf(text: Uint8Array, sender: Sender): ReturnType<typeof createRepetition> | undefined {
  try {
    const repetition = createRepetition();
    const telegram = readAnew(text, sender);
    const isOther = sender.framing === "amis" || isDsmr(text);
    const free = isOther ? [] : freeInNotification(decodeNotification(text));
    repetition.learn(text, sender, telegram, free);
    return repetition;
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

const recorded = loadFixtures().flatMap((fixture) => recordingOf(fixture.id, [octetsOf(fixture)], keysOf(fixture)));
const simulated = simulatedMeterIds.flatMap((meter) => {
  const simulator = createSimulatedMeter({ meter, startMs: Date.UTC(2026, 5, 1, 8) });
  const pieces = Array.from({ length: 3 }, () => simulator.next().octets);
  return recordingOf(meter, pieces, { key: testKey, authenticationKey: testAuthenticationKey });
});
const all = [...recorded, ...simulated].flatMap(({ name, texts, sender }) =>
  texts.flatMap((text, index) => {
    const repetition = memoryOf(text, sender);
    return repetition === undefined ? [] : [{ name: `${name} ${index}`, text, sender, repetition }];
  }),
);

describe("texts that repeat an earlier one", () => {
  for (const { name, text, sender, repetition } of all)
    it(`reads ${name} with any octets changed as if for the first time`, () => {
      const change = fc.tuple(
        fc.nat(text.length - 1),
        fc.oneof(fc.nat(255), fc.integer({ min: 0x30, max: 0x39 }), fc.constant(0x0a)),
      );
      fc.assert(
        fc.property(fc.array(change, { maxLength: 4 }), (changes) => {
          const changed = text.slice();
          for (const [at, octet] of changes) changed[at] = octet;
          const again = repetition.read(changed, sender);
          if (again !== undefined) assert.deepEqual(again, readAnew(changed, sender));
        }),
        { numRuns: 300 },
      );
    });

  for (const { name, texts, sender } of simulated)
    it(`knows the next telegram of ${name} again`, () => {
      const [first, ...others] = texts as [Uint8Array, ...Uint8Array[]];
      const repetition = memoryOf(first, sender) as ReturnType<typeof createRepetition>;
      assert.equal(others.length, 2);
      for (const text of others) assert.deepEqual(repetition.read(text, sender), readAnew(text, sender));
    });

  it("does not take another line for the check behind a text", () => {
    const { text, sender, repetition } = all.find(
      ({ text }) => isDsmr(text) && text.includes(0x21),
    ) as (typeof all)[number];
    const changed = text.slice();
    changed[text.lastIndexOf(0x21) + 2] = 0x0a;
    assert.equal(repetition.read(changed, sender), undefined);
    assert.throws(() => readAnew(changed, sender), ProtocolError);
  });

  it("knows nothing of a text from another maker's meter or another line", () => {
    const { text, sender, repetition } = all[0] as (typeof all)[number];
    assert.notEqual(repetition.read(text, sender), undefined);
    assert.equal(repetition.read(text, { ...sender, manufacturer: "XXX" }), undefined);
    assert.equal(repetition.read(text, { ...sender, framing: "none" }), undefined);
  });
});
