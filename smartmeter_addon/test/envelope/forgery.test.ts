// Long: script/test --changed leaves it to the whole run.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { DecoderState, MeterDecoderOptions } from "../../src/decoder.ts";
import { formatMeterTime, type MeterEvent, type Reading } from "../../src/telegram/reading.ts";
import { dsmrText, hdlcTelegram, mbusTelegram } from "../../src/tools/encode/encode.ts";
import { createHousehold } from "../../src/tools/simulate/household.ts";
import {
  createSimulatedMeter,
  type SimulatedMeterOptions,
  simulatedMeterIds,
  testAuthenticationKey,
  testKey,
} from "../../src/tools/simulate/simulate.ts";
import { viennaTime } from "../../src/tools/simulate/simulate-clock.ts";
import { amisTelegramOf } from "../../src/tools/simulate/simulate-telegrams.ts";
import { createTestDecoder, faultCodesOf, readingsOf } from "../support/feed.ts";

// Whoever reaches the line of a meter and has no key: what can be heard there can be sent there again, and clear text
// can be written. No such telegram may become a reading, and none may cost one of the meter's own.

const startMs = Date.UTC(2026, 5, 1, 8);
const addresses = { destination: Uint8Array.of(0xce, 0xff), source: Uint8Array.of(0x03) };
const keys = { key: testKey, authenticationKey: testAuthenticationKey };
type Options = Partial<MeterDecoderOptions>;

function telegrams(meter: string, count: number, options: Partial<SimulatedMeterOptions> = {}): Uint8Array[] {
  const simulated = createSimulatedMeter({ meter, startMs, ...options });
  return Array.from({ length: count }, () => simulated.next().octets);
}

/** What a decoder says to each of the pieces, and in which state they leave it, as it comes back from the disk. */
function feed(pieces: readonly Uint8Array[], options: Options = {}): [MeterEvent[], DecoderState] {
  const decoder = createTestDecoder(options);
  const events = pieces.flatMap((octets) => [...decoder.push(octets), ...decoder.idle()]);
  return [events, JSON.parse(JSON.stringify(decoder.state())) as DecoderState];
}

const countOf = (events: readonly MeterEvent[], code: string): number =>
  faultCodesOf(events).filter((found) => found === code).length;

/** The deciphered texts of telegrams. */
function textsOf(pieces: readonly Uint8Array[]): Uint8Array[] {
  const [events] = feed(pieces, { unchecked: true, plaintext: true });
  return events.flatMap((event) => (event.kind === "plaintext" ? [event.octets] : []));
}

/** A text in every frame that can carry it in clear. */
function framed(text: Uint8Array): Uint8Array[] {
  return [mbusTelegram(text), hdlcTelegram(text, addresses), text];
}

const dsmr = dsmrText("EST5\\253717584_A", [
  "1-3:0.2.8(50)",
  "0-0:1.0.0(260601101000S)",
  "0-0:96.1.0(181200000001)",
  "1-0:1.8.0(000000001*Wh)",
  "1-0:1.7.0(000000100*W)",
]);

describe("clear text", () => {
  const own = telegrams("noe-kaifa-ma309", 6);
  const [one, two, three] = own as [Uint8Array, Uint8Array, Uint8Array];
  const forged = [...textsOf(telegrams("noe-kaifa-ma309", 4, { startMs: startMs + 60_000 })).flatMap(framed), dsmr];

  /** Under the number of a meter that was never heard. */
  const foreign = textsOf(telegrams("noe-kaifa-ma309", 4, { meterNumber: "181200000777" })).flatMap(framed);

  it("is refused on a line on which the key has opened telegrams", () => {
    for (const given of [keys, { key: testKey }]) {
      const [events] = feed([one, two, ...forged, ...foreign, three], { keys: given });
      assert.equal(readingsOf(events).length, 3);
      assert.ok(countOf(events, "not-ciphered") >= 9);
    }
  });

  it("is refused after a restart as well", () => {
    const [, state] = feed([one, two]);
    for (const pieces of [forged, foreign]) assert.deepEqual(readingsOf(feed(pieces, { state })[0]), []);
  });

  it("is refused after a restart with the state of an older program", () => {
    const [, { last, tagVerified }] = feed([one, two]);
    const state = { last, tagVerified };
    for (const pieces of [forged, foreign]) {
      const [events] = feed(pieces, { state });
      assert.deepEqual(readingsOf(events), []);
      assert.ok(countOf(events, "not-ciphered") > 0);
    }
  });

  it("is always refused where authentication is demanded", () => {
    for (const given of [keys, {}]) {
      const [events] = feed(forged, { keys: given, requireAuthentication: true });
      assert.deepEqual(readingsOf(events), []);
      assert.ok(countOf(events, "not-ciphered") > 0);
    }
  });

  it("is always refused where a tag has verified", () => {
    const state: DecoderState = { last: undefined, tagVerified: true };
    const [events] = feed(forged, { state });
    assert.deepEqual(readingsOf(events), []);
    assert.ok(countOf(events, "not-ciphered") > 0);
  });

  it("never claims an id that ciphered telegrams have used, also without a key", () => {
    const [, state] = feed(own);
    const [events] = feed(forged, { state, keys: {} });
    assert.deepEqual(readingsOf(events), []);
    assert.ok(countOf(events, "not-ciphered") > 0);
    const fixed = feed(own, { id: "house" })[1];
    assert.deepEqual(readingsOf(feed(forged, { state: fixed, keys: {}, id: "house" })[0]), []);
  });

  it("never claims the id of an AMIS meter, which its telegrams do not tell", () => {
    const [, state] = feed(telegrams("netzooe-amis", 4));
    const wien = textsOf(telegrams("wien-am550", 4)).flatMap(framed);
    assert.deepEqual(readingsOf(feed(wien, { state, keys: {} })[0]), []);
  });

  it("goes on being read where there is no key, or one that has opened nothing", () => {
    for (const given of [keys, {}]) {
      for (const frame of [0, 1]) {
        const plain = textsOf(own).map((text) => framed(text)[frame] as Uint8Array);
        const [events, state] = feed(plain, { keys: given });
        assert.equal(readingsOf(events).length, 6);
        const later = textsOf(telegrams("noe-kaifa-ma309", 9).slice(6)).map(
          (text) => framed(text)[frame] as Uint8Array,
        );
        assert.equal(readingsOf(feed(later, { keys: given, state })[0]).length, 3);
      }
    }
  });

  it("passes under no other security control than those of the meters", () => {
    // Bit 4 of the octet announces a tag, bit 5 a cipher, bits 6 and 7 a broadcast key and compression.
    const at = one.indexOf(0xdb) + 12;
    for (const control of [0x00, 0x10, 0x40, 0x60, 0x80, 0xa0, 0x22, 0x2f]) {
      const changed = [one, two, three].map((telegram) => {
        const octets = telegram.slice();
        octets[at] = control;
        // The sum of the first segment.
        octets[254] = (octets[254] as number) + control - (telegram[at] as number);
        return octets;
      });
      assert.deepEqual(readingsOf(feed(changed)[0]), [], control.toString(16));
    }
  });
});

describe("a block of old telegrams", () => {
  for (const meter of simulatedMeterIds) {
    it(`of ${meter} is no news, however long, also after a restart`, () => {
      const all = telegrams(meter, 240);
      const old = all.slice(0, 80);
      const [before, state] = feed(all.slice(0, 200));
      assert.equal(readingsOf(before).length, 200);
      const [after] = feed([...old, ...all.slice(200)], { state });
      assert.equal(readingsOf(after).length, 40);
      assert.equal(countOf(after, "replayed"), 80);
      const [events] = feed([...all.slice(0, 200), ...old, ...all.slice(200)]);
      assert.equal(readingsOf(events).length, 240);
    });
  }

  it("of AMIS is no news under another address, which changes the clock without the key", () => {
    const all = telegrams("netzooe-amis", 240);
    // Octets of the address that flip weekday, hour, day and year of the clock.
    for (const [at, flip] of [
      [13, 0x20],
      [13, 0x08],
      [14, 0x10],
      [14, 0x40],
    ] as const) {
      const old = all.slice(0, 80).map((telegram) => {
        const octets = telegram.slice();
        octets[at] = (octets[at] as number) ^ flip;
        const sumAt = octets.length - 2;
        octets[sumAt] = (octets[sumAt] as number) + (octets[at] as number) - (telegram[at] as number);
        return octets;
      });
      const [before, state] = feed(all.slice(0, 200));
      const [after] = feed([...old, ...all.slice(200)], { state });
      assert.equal(readingsOf(before).length + readingsOf(after).length, 240);
    }
  });

  it("is none after a restart with the state of an older program", () => {
    const all = telegrams("burgenland-e450", 200);
    const [, { last, tagVerified }] = feed(all);
    const [events] = feed(all.slice(0, 100), { state: { last, tagVerified } });
    assert.deepEqual(readingsOf(events), []);
  });

  it("of the time before the counter began anew stays old", () => {
    const old = telegrams("burgenland-e450", 300);
    const anew = telegrams("burgenland-e450", 300, { counter: 1, startMs: startMs + 3_600_000 });
    const [events, state] = feed([...old, ...anew.slice(0, 100), ...old, ...anew.slice(100, 200)]);
    assert.equal(readingsOf(events).length, 500);
    assert.equal(countOf(events, "replayed"), 236 + 64 - countOf(events, "duplicate"));
    assert.equal(readingsOf(feed([...old, ...anew.slice(200)], { state })[0]).length, 100);
  });

  it("of the hour that comes twice in autumn stays old, where the meter's clock tells no offset", () => {
    // From half past two over three, when it is two again, to a quarter to three.
    const all = telegrams("kaernten-am550", 4500, { startMs: Date.UTC(2026, 9, 25, 0, 30) });
    const [events] = feed([...all, ...all.slice(1000, 1700)]);
    assert.ok(readingsOf(events).length >= all.length - 1);
    assert.equal(countOf(events, "replayed"), 700);
  });
});

describe("a meter whose counter begins anew is read on", () => {
  /** The registers of one household go on whatever the counter does. */
  const restarted = (meter: string, shiftMs: number, counter: number): [Uint8Array[], Uint8Array[]] => [
    telegrams(meter, 100, { counter: 5000 }),
    telegrams(meter, 100, { counter, startMs: startMs + shiftMs }),
  ];

  for (const meter of simulatedMeterIds)
    it(`${meter}, with a clock that goes on`, () => {
      const [before, after] = restarted(meter, 3_600_000, 1);
      const [first, state] = feed(before);
      const [events] = feed(after, { state });
      assert.equal(readingsOf(first).length + readingsOf(events).length, 200);
      assert.equal(countOf(events, "replayed"), 0);
    });

  it("with a clock at its factory date, until that is set", () => {
    const [before, after] = restarted("burgenland-e450", 3_600_000, 200);
    const factory = telegrams("burgenland-e450", 100, { counter: 1, startMs: Date.UTC(2010, 0, 1) });
    const [events] = feed([...before, ...factory, ...after]);
    assert.equal(readingsOf(events).length, 300);
    // What was heard before the restart is still old.
    const [again] = feed([...before, ...factory, ...before, ...after, ...before, ...factory]);
    assert.equal(readingsOf(again).length, 300);
  });
});

describe("a clock that is set back by minutes while the counter goes on", () => {
  for (const meter of simulatedMeterIds.filter((id) => id !== "netzooe-amis"))
    it(`costs ${meter} nothing that is called a replay`, () => {
      const before = telegrams(meter, 200, { counter: 5000 });
      const { intervalMs } = createSimulatedMeter({ meter, startMs }).describe();
      const after = telegrams(meter, 200, { startMs: startMs + 200 * intervalMs - 90_000, counter: 5200 });
      const [events] = feed([...before, ...after]);
      assert.equal(countOf(events, "replayed"), 0, meter);
    });

  /** Of a meter without counter, whose clock goes back by so many seconds after the two hundredth; `still`: no register moves. */
  function withoutCounter(backS: number, still: boolean): Uint8Array[] {
    const household = createHousehold(1, startMs, 3);
    const seal = { key: testKey, systemTitle: new Uint8Array(8), securityControl: 0x20 };
    const { energy } = household.advance(startMs);
    return Array.from({ length: 400 }, (_, index) => {
      const atMs = startMs + 1000 * index;
      const time = viennaTime(index < 200 ? atMs : atMs - 1000 * backS);
      const snapshot = { ...household.advance(atMs), time };
      // The power tells which one it is.
      const said = still ? { ...snapshot, energy, power: [900 + index, 0, 0, 0] as const } : snapshot;
      return amisTelegramOf(said, { ...seal, invocationCounter: index }).octets;
    });
  }

  it("costs a meter without counter what it sends until a register has risen", () => {
    const [events] = feed(withoutCounter(90, false));
    assert.ok(countOf(events, "replayed") < 30, `${countOf(events, "replayed")} telegrams`);
    assert.ok(readingsOf(events).length > 370);
  });

  const numberOf = ({ values }: Reading): number =>
    (values.find(({ quantity }) => quantity?.key === "power_import")?.value ?? 0) - 900;

  it("costs a meter without counter one telegram at the most where it goes back by less than a minute", () => {
    for (const backS of [1, 2, 3, 20, 40, 60]) {
      const [events] = feed(withoutCounter(backS, true));
      assert.equal(countOf(events, "replayed"), 0, `${backS} s`);
      assert.ok(readingsOf(events).length >= 399, `${backS} s: ${readingsOf(events).length}`);
    }
  });

  it("lets nobody play again what a meter without counter has told, nor what was lost, but for the last minutes", () => {
    const index = fc.nat(399);
    const check = (
      backS: number,
      at: number,
      lost: readonly number[],
      played: readonly number[],
      restarts: boolean,
    ): void => {
      const all = withoutCounter(backS, true);
      const clockOf = (number: number): number => (number < 200 ? number : number - backS);
      const heard = all.slice(0, at).filter((_, number) => !lost.includes(number));
      const [before, state] = feed(heard);
      // What is older pushes all that follows out of the memory for duplicates.
      const pieces = [...all.slice(0, 70), ...played.flatMap((number) => all.slice(0, at)[number] ?? [])];
      const after = restarts ? feed(pieces, { state })[0] : feed([...heard, ...pieces])[0].slice(before.length);
      // The last one says what holds: two may be of the same second.
      const last = readingsOf(before).at(-1);
      for (const number of readingsOf(after).map(numberOf)) {
        if (last !== undefined && number === numberOf(last)) continue;
        const what = `${number} after ${at}, set back by ${backS} s`;
        // A restart forgets what was told, and takes nothing for new that lies behind the last one.
        if (restarts) assert.ok(clockOf(number) >= clockOf(last === undefined ? 0 : numberOf(last)), what);
        else assert.ok(lost.includes(number) && number > at - 60 - backS - 2, what);
      }
    };
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 90 }),
        fc.integer({ min: 190, max: 320 }),
        fc.array(index, { maxLength: 150 }),
        fc.array(index, { maxLength: 60 }),
        fc.boolean(),
        check,
      ),
      { numRuns: 60 },
    );
  });
});

it("two meters that share a line and a key are told apart, and neither is a replay of the other", () => {
  const one = telegrams("burgenland-e450", 60, { counter: 9000 });
  const two = telegrams("burgenland-e450", 60, { seed: 2, counter: 50, startMs: startMs - 3_600_000 });
  const [events] = feed(one.flatMap((octets, index) => [octets, two[index] as Uint8Array]));
  assert.equal(countOf(events, "replayed"), 0);
  const [again] = feed([...one, ...two, ...one.slice(0, 30), ...two.slice(0, 30)]);
  assert.equal(countOf(again, "replayed") + countOf(again, "duplicate"), 60);
});

describe("an attacker without the key", () => {
  type Deed = readonly [
    kind: "own" | "replay" | "clear" | "splice" | "restart",
    from: number,
    length: number,
    way: number,
  ];
  const deed: fc.Arbitrary<Deed> = fc.tuple(
    fc.constantFrom("own", "own", "replay", "clear", "splice", "restart"),
    fc.nat(1000),
    fc.integer({ min: 1, max: 40 }),
    fc.nat(1000),
  );

  for (const meter of simulatedMeterIds)
    it(`brings nothing in as ${meter}, and costs it nothing`, () => {
      const own = telegrams(meter, 200);
      const clear = textsOf(telegrams(meter, 20, { startMs: startMs + 7_200_000 })).flatMap(framed);
      fc.assert(
        fc.property(fc.array(deed, { minLength: 1, maxLength: 12 }), (deeds) => attack(own, clear, deeds)),
        { numRuns: 12 },
      );
    });

  function attack(own: readonly Uint8Array[], clear: readonly Uint8Array[], deeds: readonly Deed[]): void {
    let decoder = createTestDecoder();
    const events: MeterEvent[] = [];
    let sent = 0;
    const send = (octets: Uint8Array): void => void events.push(...decoder.push(octets), ...decoder.idle());
    const sendOwn = (count: number): void => {
      for (let index = 0; index < count && sent < own.length; index++) send(own[sent++] as Uint8Array);
    };
    sendOwn(3);
    for (const [kind, from, length, way] of deeds) {
      if (kind === "own") sendOwn(length);
      else if (kind === "restart") {
        const state = JSON.parse(JSON.stringify(decoder.state())) as DecoderState;
        decoder = createTestDecoder({ state });
      } else if (kind === "replay") {
        const first = from % sent;
        for (const octets of own.slice(first, Math.min(sent, first + length))) send(octets);
      } else if (kind === "clear") {
        // Three in a row, all in the same frame.
        for (const ahead of [0, 3, 6]) send(clear[(way + ahead) % clear.length] as Uint8Array);
      } else {
        const head = own[from % sent] as Uint8Array;
        const tail = own[way % sent] as Uint8Array;
        const cut = (from * 7 + way) % head.length;
        send(Uint8Array.of(...head.subarray(0, cut), ...tail.subarray(cut)));
      }
      // A splice may have left the link waiting for the rest of a frame; the meter goes on.
      sendOwn(2);
    }
    const times = readingsOf(events).map(({ meterTime }) => meterTime && formatMeterTime(meterTime));
    assert.deepEqual(times, [...times].sort(), "a reading went back in time");
    assert.equal(new Set(times).size, times.length, "a reading came twice");
    // Half a frame may swallow what follows it; everything else costs the meter nothing.
    if (deeds.every(([kind]) => kind !== "splice")) assert.equal(times.length, sent);
  }
});
