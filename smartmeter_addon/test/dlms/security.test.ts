import assert from "node:assert/strict";
import { createCipheriv } from "node:crypto";
import { describe, it } from "node:test";
import fc from "fast-check";
import { decodeCiphered } from "../../src/dlms/apdu.ts";
import { Decipherer } from "../../src/dlms/security.ts";
import { ProtocolError } from "../../src/fault.ts";
import { parseHex, toHex } from "../../src/octets.ts";
import { sealApdu } from "../../src/tools/encode/encode-apdu.ts";
import { keysOf, loadFixture, octetsOf } from "../support/fixtures.ts";

const octets = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

describe("security", () => {
  it("deciphers without tag as AES-CTR does", () => {
    fc.assert(
      fc.property(
        octets(16),
        octets(8),
        fc.nat(0xffffffff),
        fc.uint8Array({ minLength: 1, maxLength: 600 }),
        (key, title, counter, text) => {
          const apdu = sealApdu(text, { key, systemTitle: title, invocationCounter: counter, securityControl: 0x20 });
          const ciphered = decodeCiphered(apdu);
          const initial = Buffer.concat([
            title,
            apdu.subarray(ciphered.textAt - 4, ciphered.textAt),
            Uint8Array.of(0, 0, 0, 2),
          ]);
          const ctr = createCipheriv("aes-128-ctr", key, initial).update(apdu.subarray(ciphered.textAt));
          const deciphered = new Decipherer({ encryption: key, authentication: undefined }).decipher(apdu, ciphered);
          assert.equal(toHex(deciphered.text), toHex(ctr));
          assert.equal(toHex(deciphered.text), toHex(text));
        },
      ),
    );
  });

  it("deciphers telegrams in a row as AES-CTR does, whatever their counters and lengths are", () => {
    const steps = fc.array(
      fc.record({
        step: fc.oneof(
          { weight: 5, arbitrary: fc.constant(1) },
          { weight: 1, arbitrary: fc.integer({ min: -3, max: 300 }) },
        ),
        title: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.nat(255) }),
        text: fc.uint8Array({ maxLength: 80 }),
      }),
      { maxLength: 30 },
    );
    const starts = fc.constantFrom(0, 0xfe, 0xfffe, 0xfffffd, 0xfffffffc);
    fc.assert(
      fc.property(octets(16), starts, steps, (key, start, telegrams) => {
        const decipherer = new Decipherer({ encryption: key, authentication: undefined });
        let counter = start;
        for (const { step, title, text } of telegrams) {
          counter = (counter + step) >>> 0;
          const systemTitle = new Uint8Array(8).fill(title);
          const apdu = sealApdu(text, { key, systemTitle, invocationCounter: counter, securityControl: 0x20 });
          assert.equal(toHex(decipherer.decipher(apdu, decodeCiphered(apdu)).text), toHex(text));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("verifies a tag, and notices every flipped bit under it", () => {
    fc.assert(
      fc.property(
        octets(16),
        octets(16),
        octets(8),
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.nat(),
        (key, gak, title, text, flip) => {
          const seal = { key, authenticationKey: gak, systemTitle: title, invocationCounter: 7, securityControl: 0x30 };
          const apdu = sealApdu(text, seal);
          const ciphered = decodeCiphered(apdu);
          const decipherer = new Decipherer({ encryption: key, authentication: gak });
          assert.equal(decipherer.decipher(apdu, ciphered).tagVerified, true);
          const bit = flip % ((apdu.length - ciphered.textAt) * 8);
          const at = ciphered.textAt + (bit >>> 3);
          apdu[at] = (apdu[at] as number) ^ (1 << (bit & 7));
          assert.equal(decipherer.decipher(apdu, ciphered).tagVerified, false);
        },
      ),
    );
  });

  it("verifies telegrams of any length with one decipherer, whatever came before", () => {
    const key = parseHex("000102030405060708090A0B0C0D0E0F") as Uint8Array;
    const gak = parseHex("D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF") as Uint8Array;
    const decipherer = new Decipherer({ encryption: key, authentication: gak });
    fc.assert(
      fc.property(octets(8), fc.nat(0xffffffff), fc.uint8Array({ maxLength: 600 }), (title, counter, text) => {
        const seal = {
          key,
          authenticationKey: gak,
          systemTitle: title,
          invocationCounter: counter,
          securityControl: 0x30,
        };
        const apdu = sealApdu(text, seal);
        const { text: deciphered, tagVerified } = decipherer.decipher(apdu, decodeCiphered(apdu));
        assert.equal(toHex(deciphered), toHex(text));
        assert.equal(tagVerified, true);
      }),
      { numRuns: 300 },
    );
  });

  for (const id of ["greenbook-get-request", "greenbook-glo-initiate-request"])
    it(`gives the plaintext of the Green Book: ${id}`, () => {
      const fixture = loadFixture(id);
      const { key, authenticationKey } = keysOf(fixture);
      assert.ok(key !== undefined);
      const title = parseHex("4D4D4D0000BC614E") as Uint8Array;
      const text = octetsOf(fixture);
      const apdu = Uint8Array.of(0xdb, 8, ...title, text.length + 5, 0x30, 0x01, 0x23, 0x45, 0x67, ...text);
      const decipherer = new Decipherer({ encryption: key, authentication: authenticationKey });
      const deciphered = decipherer.decipher(apdu, decodeCiphered(apdu));
      assert.equal(toHex(deciphered.text), String(fixture.expected?.plaintext));
      assert.equal(deciphered.tagVerified, true);
    });

  it("refuses lengths that are not exactly those of the octets", () => {
    const apdu = sealApdu(new Uint8Array(40), {
      key: new Uint8Array(16),
      systemTitle: new Uint8Array(8),
      invocationCounter: 1,
      securityControl: 0x20,
    });
    for (const wrong of [apdu.subarray(0, apdu.length - 1), Uint8Array.of(...apdu, 0)])
      assert.throws(
        () => decodeCiphered(wrong),
        (error) => error instanceof ProtocolError && error.code === "apdu-length",
      );
  });
});
