import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { decodeDsmr, dsmrChecks } from "../../src/cosem/dsmr.ts";
import { decodeCiphered, decodeNotification } from "../../src/dlms/apdu.ts";
import { type Data, decodeData } from "../../src/dlms/axdr.ts";
import { BlockTransfer } from "../../src/dlms/block-transfer.ts";
import { Decipherer } from "../../src/dlms/security.ts";
import { LinkDecoder } from "../../src/link/link-decoder.ts";
import { concatOctets, toHex } from "../../src/octets.ts";
import * as encode from "../../src/tools/encode/encode.ts";
import { testAuthenticationKey, testKey } from "../../src/tools/simulate/simulate.ts";
import { loadFixture } from "../support/fixtures.ts";

const { axdr } = encode;
const octets = (minLength: number, maxLength: number) => fc.uint8Array({ minLength, maxLength });
const title = octets(8, 8);

/** A value, its encoding, and what a decoder has to find: leaves as numbers and hexadecimal strings. */
type Leaf = number | string | readonly Leaf[];
const { value } = fc.letrec<{ value: readonly [Uint8Array, Leaf] }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.integer({ min: 0, max: 0xffffffff }).map((n) => [axdr.uint32(n), n] as const),
    fc.integer({ min: 0, max: 0xffff }).map((n) => [axdr.uint16(n), n] as const),
    fc.integer({ min: -0x8000, max: 0x7fff }).map((n) => [axdr.int16(n), n] as const),
    fc.integer({ min: -0x80, max: 0x7f }).map((n) => [axdr.int8(n), n] as const),
    fc.integer({ min: 0, max: 0xff }).map((n) => [axdr.enumerated(n), n] as const),
    octets(0, 300).map((text) => [axdr.octetString(text), toHex(text)] as const),
    fc
      .array(tie("value"), { maxLength: 6 })
      .map((items) => [axdr.structure(items.map(([item]) => item)), items.map(([, leaf]) => leaf)] as const),
  ),
}));

function leavesOf(whole: Uint8Array, data: Data): Leaf {
  if (data.tag === 0x02) return data.items.map((item) => leavesOf(whole, item));
  if (data.tag === 0x09) return toHex(whole, data.content, data.end);
  return data.value as number;
}

function apdusOf(stream: Uint8Array): string[] {
  const link = new LinkDecoder(() => "none");
  const events = [...link.push(stream), ...link.end()];
  return events.map((event) => (event.kind === "apdu" ? toHex(event.apdu) : event.kind));
}

describe("encode", () => {
  it("writes values the decoder reads back", () => {
    fc.assert(
      fc.property(value, ([encoded, leaf]) => {
        const data = decodeData(encoded, 0);
        assert.equal(data.end, encoded.length);
        assert.deepEqual(leavesOf(encoded, data), leaf);
      }),
    );
  });

  it("seals APDUs the decoder opens, with and without tag", () => {
    const control = fc.constantFrom(0x20, 0x21, 0x30);
    const counter = fc.integer({ min: 0, max: 0xffffffff });
    fc.assert(
      fc.property(title, control, counter, octets(0, 600), (systemTitle, securityControl, invocationCounter, body) => {
        const keys = { key: testKey, authenticationKey: testAuthenticationKey };
        const text = encode.dataNotification(invocationCounter, undefined, body);
        const apdu = encode.sealApdu(text, { ...keys, systemTitle, invocationCounter, securityControl });
        const ciphered = decodeCiphered(apdu);
        const opened = new Decipherer({ encryption: testKey, authentication: testAuthenticationKey });
        const { text: found, tagVerified } = opened.decipher(apdu, ciphered);
        assert.equal(toHex(found), toHex(text));
        assert.equal(tagVerified, securityControl === 0x30 ? true : undefined);
        assert.equal(ciphered.invocationCounter, invocationCounter);
        assert.equal(decodeNotification(found).body, text.length - body.length);
      }),
    );
  });

  it("frames APDUs the link decoder gives back, whatever their length", () => {
    const addresses = { destination: Uint8Array.of(0xce, 0xff), source: Uint8Array.of(0x03) };
    fc.assert(
      fc.property(octets(1, 1500), fc.integer({ min: 20, max: 300 }), (body, segment) => {
        // A first octet that is no LLC header, so that the decoder has no reason to take it for one.
        const apdu = concatOctets([Uint8Array.of(0xdb), body]);
        const framed = [
          encode.mbusTelegram(apdu),
          encode.mbusTelegram(apdu, 252),
          encode.hdlcTelegram(apdu, addresses),
          encode.hdlcTelegram(apdu, addresses, segment),
        ];
        for (const stream of framed) assert.deepEqual(apdusOf(stream), [toHex(apdu)]);
      }),
      { numRuns: 50 },
    );
  });

  it("splits APDUs into blocks that go together again", () => {
    fc.assert(
      fc.property(octets(1, 1000), fc.integer({ min: 1, max: 130 }), (apdu, length) => {
        const transfer = new BlockTransfer();
        const wholes = encode.splitBlocks(apdu, length, length + 3).map((block) => transfer.take(block).apdu);
        assert.equal(toHex(wholes.pop() as Uint8Array), toHex(apdu));
        assert.ok(wholes.every((whole) => whole === undefined));
      }),
    );
  });

  it("writes DSMR texts whose check is right", () => {
    const text = encode.dsmrText("EST5\\253717584_A", ["0-0:1.0.0(210929114730S)", "1-0:1.7.0(000000544*W)"]);
    assert.ok(dsmrChecks(text));
    assert.equal(decodeDsmr(text).lines.at(-1)?.text, "000000544*W");
  });

  it("makes the published AMIS example octet by octet", () => {
    const { hex, key } = loadFixture("netzooe-amis-official");
    const time = { year: 2014, month: 7, day: 1, hour: 8, minute: 12, second: 31, weekday: 2, week: 27 };
    const { expected } = loadFixture("netzooe-amis-official");
    const names = ["1.8.0", "2.8.0", "3.8.1", "4.8.1", "1.7.0", "2.7.0", "3.7.0", "4.7.0", "1.128.0"];
    const registers = names.map((name) => expected?.[`1-0:${name}`]?.value as number);
    const records = encode.amisRecords({ ...time, daylightSaving: true }, registers);
    const octetsOfKey = Uint8Array.from(Buffer.from(key as string, "hex"));
    assert.equal(toHex(encode.amisTelegram(records, octetsOfKey, 13, false)), hex);
  });
});
