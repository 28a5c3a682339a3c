import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { idisName } from "../../src/envelope/identity.ts";
import { concatOctets, parseHex } from "../../src/octets.ts";
import { parseDefinition, parseDefinitionText } from "../../src/telegram/definition.ts";
import { loadDefinitions } from "../../src/telegram/definitions.ts";
import type { MeterEvent } from "../../src/telegram/reading.ts";
import { axdr, dataNotification, hdlcTelegram, sealApdu } from "../../src/tools/encode/encode.ts";
import { createSimulatedMeter, testKey } from "../../src/tools/simulate/simulate.ts";
import { collectEvents, createTestDecoder, faultCodesOf, numbersOf, readingsOf } from "../support/feed.ts";

const addresses = { destination: Uint8Array.of(0xcf), source: Uint8Array.of(0x03) };
const title = parseHex("4C475A6700000001") as Uint8Array;
const wrongKey = new Uint8Array(16).fill(9);

function telegrams(
  meter: string,
  count: number,
  keys: { key?: Uint8Array; authenticationKey?: Uint8Array } = {},
): Uint8Array[] {
  const simulated = createSimulatedMeter({ meter, startMs: Date.UTC(2026, 5, 1, 8), ...keys });
  return Array.from({ length: count }, () => simulated.next().octets);
}

describe("the header of an M-Bus frame", () => {
  /** The telegram with an octet of its one frame replaced, and the sum made right again. */
  function readdressed(telegram: Uint8Array, at: number, octet: number): Uint8Array {
    const changed = telegram.slice();
    const sumAt = changed.length - 2;
    changed[sumAt] = (changed[sumAt] as number) + octet - (changed[at] as number);
    changed[at] = octet;
    return changed;
  }

  // C, A, STSAP and DTSAP: no other check of a telegram of one segment covers them.
  for (const at of [4, 5, 7, 8])
    it(`belongs to the meter: octet ${at} changed once costs that telegram, for good it costs none`, () => {
      const [one, two, three, four] = telegrams("noe-kaifa-ma110", 4) as [
        Uint8Array,
        Uint8Array,
        Uint8Array,
        Uint8Array,
      ];
      const other = (one[at] as number) ^ 0x82;
      const once = collectEvents(createTestDecoder(), [one, readdressed(two, at, other), three, four]);
      assert.equal(readingsOf(once).length, 3);
      const forGood = [three, four].map((telegram) => readdressed(telegram, at, other));
      const moved = collectEvents(createTestDecoder(), [one, two, ...forGood]);
      assert.equal(readingsOf(moved).length, 4);
      assert.deepEqual(faultCodesOf(moved), ["structure-changed"]);
    });
});

describe("authentication", () => {
  const tagged = telegrams("burgenland-e450", 4);
  const forged = telegrams("burgenland-e450", 5, { authenticationKey: wrongKey }).slice(4);

  it("verifies tags, and rejects what does not once one has", () => {
    const events = collectEvents(createTestDecoder(), [...tagged, ...forged]);
    assert.deepEqual(
      readingsOf(events).map(({ authenticated }) => authenticated),
      [true, true, true, true],
    );
    assert.deepEqual(faultCodesOf(events), ["tag-bad"]);
  });

  it("remembers over a restart that tags verify", () => {
    const before = createTestDecoder();
    collectEvents(before, tagged);
    const events = collectEvents(createTestDecoder({ state: before.state() }), forged);
    assert.deepEqual(faultCodesOf(events), ["tag-bad"]);
    assert.deepEqual(readingsOf(events), []);
  });

  it("demanded, refuses what carries no tag, and calls no seal broken that never was there", () => {
    for (const kind of ["noe-kaifa-ma309", "netzooe-amis"]) {
      const events = collectEvents(createTestDecoder({ requireAuthentication: true }), telegrams(kind, 3));
      assert.deepEqual([...new Set(faultCodesOf(events))], ["not-authenticated"], kind);
      assert.deepEqual(readingsOf(events), []);
    }
  });

  it("reads on with an authentication key that never fitted, and says so once", () => {
    const keys = { key: testKey, authenticationKey: wrongKey };
    const events = collectEvents(createTestDecoder({ keys }), tagged);
    assert.deepEqual(
      readingsOf(events).map(({ authenticated }) => authenticated),
      [false, false, false, false],
    );
    assert.deepEqual(faultCodesOf(events), ["authentication-key-wrong"]);
  });

  it("says once that the key for the tags is missing", () => {
    const events = collectEvents(createTestDecoder({ keys: { key: testKey } }), tagged);
    assert.equal(readingsOf(events).length, 4);
    assert.deepEqual(faultCodesOf(events), ["authentication-key-missing"]);
  });

  it("rejects what is not authenticated where that is demanded", () => {
    for (const keys of [{ key: testKey }, { key: testKey, authenticationKey: wrongKey }])
      assert.deepEqual(readingsOf(collectEvents(createTestDecoder({ keys, requireAuthentication: true }), tagged)), []);
    assert.equal(readingsOf(collectEvents(createTestDecoder({ requireAuthentication: true }), tagged)).length, 4);
    assert.deepEqual(
      readingsOf(collectEvents(createTestDecoder({ requireAuthentication: true }), telegrams("noe-kaifa-ma309", 3))),
      [],
    );
  });
});

describe("keys", () => {
  const telegram = telegrams("noe-kaifa-ma309", 3);
  const codes = (keys: Parameters<typeof createTestDecoder>[0]): [number, string[]] => {
    const events = collectEvents(createTestDecoder(keys), telegram);
    return [readingsOf(events).length, [...new Set(faultCodesOf(events))]];
  };

  it("tells a missing key from a wrong one, and names the sender", () => {
    assert.deepEqual(codes({ keys: {} }), [0, ["key-missing"]]);
    assert.deepEqual(codes({ keys: { key: wrongKey } }), [0, ["key-wrong"]]);
    const [event] = collectEvents(createTestDecoder({ keys: { key: wrongKey } }), telegram);
    assert.match(event?.kind === "fault" ? event.fault.message : "", /system title 4B464D6750000001/);
  });

  it("takes the key before the last change without a word, swapped keys with one", () => {
    assert.deepEqual(codes({ keys: { key: wrongKey, previousKey: testKey } }), [3, []]);
    assert.deepEqual(codes({ keys: { key: wrongKey, authenticationKey: testKey } }), [3, ["keys-swapped"]]);
  });

  it("never gives a reading with a wrong key, whatever the telegram", () => {
    for (const meter of ["wien-am550", "netzooe-amis", "steiermark-t210dr", "klagenfurt-e450"]) {
      const events = collectEvents(createTestDecoder({ keys: { key: wrongKey } }), telegrams(meter, 3));
      assert.deepEqual(readingsOf(events), [], meter);
      assert.deepEqual([...new Set(faultCodesOf(events))], ["key-wrong"], meter);
    }
  });
});

describe("layouts", () => {
  const energy = axdr.uint32(1234);
  const clock = parseHex("07EA0601010A0000FF800000") as Uint8Array;
  const seal = (body: Uint8Array, counter = 1): Uint8Array => {
    const text = dataNotification(counter, clock, body);
    const apdu = sealApdu(text, {
      key: testKey,
      systemTitle: title,
      invocationCounter: counter,
      securityControl: 0x20,
    });
    return hdlcTelegram(apdu, addresses);
  };
  const decode = (body: Uint8Array, definitions = loadDefinitions()): MeterEvent[] =>
    collectEvents(createTestDecoder({ definitions }), [seal(body)]);

  it("names the types of a layout nobody knows", () => {
    const [event] = decode(axdr.structure([energy, energy, energy]));
    assert.equal(event?.kind, "fault");
    assert.equal(event.fault.code, "layout-unknown");
    assert.match(event.fault.message, /\{u32 x 3\}/);
  });

  it("reads it with a user's own file", async () => {
    const parsed = await parseDefinitionText(`
name: own
title: My meter
layout: positional
elements:
  - { type: u32, obis: "1-0:1.8.0", unit: Wh }
  - { type: u32, obis: "1-0:2.8.0", unit: Wh, scaler: 1 }
  - { type: u32, obis: "1-0:199.7.0", unit: W }
objects:
  - { obis: "1-0:199.7.0", key: heat_pump, en: Heat pump, de: Wärmepumpe, unit: W }
`);
    assert.ok("definition" in parsed, JSON.stringify(parsed));
    const [reading] = readingsOf(decode(axdr.structure([energy, energy, energy]), [parsed.definition]));
    assert.ok(reading !== undefined);
    assert.deepEqual(numbersOf(reading), { "1-0:1.8.0": 1234, "1-0:2.8.0": 12340, "1-0:199.7.0": 1234 });
    assert.equal(reading.values[2]?.quantity?.key, "heat_pump");
    assert.equal(reading.layout, "own");
  });

  it("carries objects nobody has named, with their unit", () => {
    const name = axdr.octetString(parseHex("0100C70700FF") as Uint8Array);
    const known = axdr.octetString(parseHex("0100010800FF") as Uint8Array);
    const body = axdr.structure([
      axdr.structure([known, energy, axdr.scalerUnit(0, 30)]),
      axdr.structure([name, energy, axdr.scalerUnit(-3, 28)]),
    ]);
    const [reading] = readingsOf(decode(body));
    assert.deepEqual(
      reading?.values.map(({ value, unit, quantity }) => [value, unit, quantity?.key]),
      [
        [1234, "Wh", "energy_import"],
        [1.234, "VA", undefined],
      ],
    );
  });

  it("refuses a known object in a wrong unit, and octets behind the last value", () => {
    const known = axdr.octetString(parseHex("0100010800FF") as Uint8Array);
    const inVolts = axdr.structure([axdr.structure([known, energy, axdr.scalerUnit(0, 35)])]);
    assert.deepEqual(faultCodesOf(decode(inVolts)), ["value-invalid"]);
    assert.deepEqual(faultCodesOf(decode(concatOctets([axdr.structure([energy, energy]), Uint8Array.of(0)]))), [
      "data-invalid",
    ]);
  });

  it("says of an unconfirmed layout that nobody has seen it", () => {
    const events = collectEvents(createTestDecoder(), telegrams("burgenland-kaifa", 3));
    assert.equal(readingsOf(events).length, 3);
    assert.deepEqual(faultCodesOf(events), ["layout-unconfirmed"]);
  });

  it("explains what is wrong with a definition", () => {
    const wrong = parseDefinition({ name: "x", title: "", layout: "positional", elements: [{ type: "u31" }] });
    assert.ok("problems" in wrong);
    assert.ok(
      wrong.problems.some((problem) => problem.includes("elements.0.type")),
      String(wrong.problems),
    );
  });
});

describe("identity", () => {
  it("gives IDIS meters their printed name, others their system title", () => {
    assert.equal(idisName(parseHex("534D536770BC614E") as Uint8Array), "SMS1030712345678");
    assert.equal(idisName(parseHex("4C475A6722D687AE") as Uint8Array), "LGZ1030247613870");
    assert.equal(idisName(parseHex("4B464D1020029802") as Uint8Array), undefined);
  });

  it("keeps the id of an AMIS meter that tells none, and one the user fixed", () => {
    const amis = telegrams("netzooe-amis", 2, { key: testKey });
    const [first] = readingsOf(collectEvents(createTestDecoder({ fallbackId: "amis-1" }), amis));
    assert.equal(first?.meterId, "amis-1");
    assert.equal(first?.manufacturer, "SAM");
    const [fixed] = readingsOf(collectEvents(createTestDecoder({ id: "cellar" }), telegrams("wien-am550", 2)));
    assert.equal(fixed?.meterId, "cellar");
  });
});
