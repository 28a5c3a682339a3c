import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { answerRead, createFrameReader, encodeAnswer } from "../../../src/sink/sunspec/modbus.ts";
import { frame, readPdu } from "./modbus-client.ts";

const registers = new Uint8Array(2 * 197).map((_, at) => at & 0xff);
const answer = (pdu: readonly number[]): number[] => [...answerRead(Uint8Array.from(pdu), registers, 40_000)];

describe("a read of registers", () => {
  it("gives them, the first and the last as well", () => {
    assert.deepEqual(answer(readPdu(40_000, 2)), [3, 4, 0, 1, 2, 3]);
    assert.deepEqual(answer(readPdu(40_196, 1, 4)), [4, 2, 392 & 0xff, 393 & 0xff]);
    assert.equal(answer(readPdu(40_000, 125)).length, 2 + 250);
  });

  it("gets exception 2 where a register is none of ours", () => {
    for (const [address, count] of [
      [0, 1],
      [39_999, 2],
      [40_196, 2],
      [40_197, 1],
      [65_535, 125],
    ] as const)
      assert.deepEqual(answer(readPdu(address, count)), [0x83, 2], `${address}`);
  });

  it("gets exception 3 where it asks for none, too many, or not properly", () => {
    assert.deepEqual(answer(readPdu(40_000, 0)), [0x83, 3]);
    assert.deepEqual(answer(readPdu(40_000, 126)), [0x83, 3]);
    assert.deepEqual(answer([3, 0x9c]), [0x83, 3]);
    assert.deepEqual(answer([...readPdu(40_000, 1), 0]), [0x83, 3]);
  });
});

describe("a connection's octets", () => {
  it("give the same requests however they are cut", () => {
    const pdus = fc.array(fc.uint8Array({ minLength: 1, maxLength: 253 }), { maxLength: 6 });
    fc.assert(
      fc.property(pdus, fc.array(fc.nat(300), { maxLength: 20 }), (sent, cuts) => {
        const whole = Buffer.concat(sent.map((pdu, at) => frame([...pdu], at, 1000 + at)));
        const read = createFrameReader();
        const got = [];
        let at = 0;
        for (const cut of [...cuts, whole.length]) {
          const { requests, broken } = read(whole.subarray(at, at + cut));
          assert.equal(broken, false);
          got.push(...requests.map((request) => ({ ...request, pdu: [...request.pdu] })));
          at = Math.min(whole.length, at + cut);
        }
        const expected = sent.map((pdu, index) => ({ transaction: 1000 + index, unit: index, pdu: [...pdu] }));
        assert.deepEqual(got, expected);
      }),
    );
  });

  it("are broken by a foreign protocol and by lengths that no frame has", () => {
    const broken = (octets: Uint8Array): boolean => createFrameReader()(octets).broken;
    assert.ok(broken(frame(readPdu(40_000, 2), 1, 7, 1)));
    assert.ok(broken(Buffer.from("GET / HTTP/1.1\r\n")));
    for (const length of [0, 1, 255, 65_535]) {
      const odd = frame(readPdu(40_000, 2));
      odd.writeUInt16BE(length, 4);
      assert.ok(broken(odd), `${length}`);
    }
  });

  it("never make it throw or keep more than one frame", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 600 }), { maxLength: 10 }), (parts) => {
        const read = createFrameReader();
        for (const part of parts) if (read(part).broken) return;
      }),
    );
  });
});

it("an answer carries the request's transaction and unit", () => {
  const request = { transaction: 0xabcd, unit: 9, pdu: Uint8Array.of(3) };
  assert.equal(Buffer.from(encodeAnswer(request, Uint8Array.of(0x83, 11))).toString("hex"), "abcd0000000309830b");
});
