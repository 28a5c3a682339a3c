// Long: script/test --changed leaves it to the whole run.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { LinkDecoder } from "../../src/link/link-decoder.ts";
import { concatOctets, equalOctets, parseHex } from "../../src/octets.ts";
import { amisRecords, amisTelegram } from "../../src/tools/encode/encode-amis.ts";
import { sealApdu } from "../../src/tools/encode/encode-apdu.ts";
import { hdlcTelegram, mbusTelegram } from "../../src/tools/encode/encode-link.ts";
import { createSimulatedMeter, simulatedMeterIds } from "../../src/tools/simulate/simulate.ts";
import { viennaTime } from "../../src/tools/simulate/simulate-clock.ts";
import { pushMeters } from "../../src/tools/simulate/simulate-meters.ts";
import { testAuthenticationKey, testKey } from "../../src/tools/test-keys.ts";

/** A telegram every five seconds. */
const telegramsADay = 17_280;
const startMs = Date.UTC(2026, 5, 1, 8);
const plaintext = new Uint8Array(240);

/** Telegrams of the meter, one behind the other; what is in them does not matter, how it is ciphered and framed does. */
function telegramsOf(meter: string): (counter: number) => Uint8Array {
  const { systemTitle } = createSimulatedMeter({ meter, startMs }).describe();
  const push = pushMeters.find(({ id }) => id === meter);
  if (systemTitle === undefined) return amisTelegramOf;
  const seal = {
    key: testKey,
    authenticationKey: testAuthenticationKey,
    systemTitle: parseHex(systemTitle) as Uint8Array,
    securityControl: push?.securityControl ?? 0x30,
  };
  const frame = push?.frame ?? ((apdu: Uint8Array) => apdu);
  return (invocationCounter) => frame(sealApdu(plaintext, { ...seal, invocationCounter }));
}

function amisTelegramOf(counter: number): Uint8Array {
  const records = amisRecords(viennaTime(startMs), [counter, 0, 0, 0, 0, 0, 0, 0, 0]);
  return amisTelegram(records, testKey, counter & 255, counter % 2 === 0);
}

/** A decoder that believes an APDU without frame if it begins as the meter's do. */
function createDecoderFor(telegram: Uint8Array) {
  const header = telegram.slice(0, 10);
  return new LinkDecoder((apdu) => (equalOctets(apdu.subarray(0, 10), header) ? "checked" : "none"));
}

describe("damage", () => {
  // Ciphertext brings octets that look like the beginning of a frame, several times a day.
  for (const meter of simulatedMeterIds)
    it(`${meter}: none in a day on a perfect line`, () => {
      const next = telegramsOf(meter);
      const decoder = createDecoderFor(next(1));
      for (let counter = 1; counter <= telegramsADay; counter++) decoder.push(next(counter));
      decoder.end();
      const { damaged, skippedOctets, proven } = decoder.statistics();
      assert.deepEqual({ damaged, skippedOctets }, { damaged: 0, skippedOctets: 0 });
      assert.ok(proven >= telegramsADay);
    });

  const addresses = { destination: Uint8Array.of(0xce, 0xff), source: Uint8Array.of(0x03) };
  const framings = {
    "M-Bus": (apdu: Uint8Array) => mbusTelegram(apdu),
    HDLC: (apdu: Uint8Array) => hdlcTelegram(apdu, addresses),
  };

  for (const [name, frame] of Object.entries(framings))
    it(`${name}: a frame with a wrong check is one, whatever its ciphertext looks like and however it is cut`, () => {
      const looks = fc.constantFrom("68FAFA68", "68202068", "2F414243355C", "2F4142433568", "7EA0237E", "DB08");
      const apdus = fc.array(looks, { minLength: 1, maxLength: 25 }).map((parts) => parseHex(parts.join("")));
      fc.assert(
        fc.property(apdus, fc.nat(), fc.integer({ min: 1, max: 255 }), fc.nat(), (apdu, place, bits, cut) => {
          const good = frame(apdu as Uint8Array);
          const bad = good.slice();
          // Behind the header, before the check.
          const at = 20 + (place % Math.max(1, good.length - 23));
          fc.pre(at < good.length - 3);
          bad[at] = (bad[at] as number) ^ bits;
          const line = concatOctets([good, bad, good, good, bad, bad, good]);
          const decoder = new LinkDecoder(() => "none");
          const middle = cut % line.length;
          decoder.push(line.subarray(0, middle));
          decoder.push(line.subarray(middle));
          decoder.end();
          const { damaged, proven } = decoder.statistics();
          // An eight-bit sum fits by accident now and then.
          fc.pre(proven === 4);
          assert.equal(damaged, 3);
        }),
      );
    });

  it("a frame whose end did not come is one once another has begun", () => {
    const good = mbusTelegram(plaintext);
    const decoder = new LinkDecoder(() => "none");
    decoder.push(concatOctets([good, good.subarray(0, 100), good]));
    assert.equal(decoder.statistics().damaged, 1);
  });
});
