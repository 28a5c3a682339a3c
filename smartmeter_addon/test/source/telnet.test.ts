import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { concatOctets } from "../../src/octets.ts";
import { beginsWithTelnet, createTelnet } from "../../src/source/telnet.ts";

const octets = fc.uint8Array({ maxLength: 200 });
/** Commands a server may put anywhere between two octets. */
const command = fc.oneof(
  fc.tuple(fc.constant(0xff), fc.integer({ min: 0xfb, max: 0xfe }), fc.integer({ min: 0, max: 254 })),
  fc.tuple(fc.constant(0xff), fc.integer({ min: 0xf1, max: 0xf9 })),
  fc
    .uint8Array({ maxLength: 20 })
    .map((inside) => [
      0xff,
      0xfa,
      44,
      ...[...inside].flatMap((octet) => (octet === 0xff ? [255, 255] : [octet])),
      0xff,
      0xf0,
    ]),
);

function cut(stream: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const size of sizes) {
    parts.push(stream.subarray(at, at + size));
    at += size;
  }
  return [...parts, stream.subarray(at)];
}

describe("telnet", () => {
  it("leaves exactly the meter's octets, however it is cut and whatever the server says in between", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(octets, command)), octets, fc.array(fc.nat(9)), (mixed, last, sizes) => {
        const telnet = createTelnet([0, 3, 44], { send() {} });
        const line = concatOctets([
          ...mixed.flatMap(([meter, said]) => [telnet.escape(meter), Uint8Array.from(said)]),
          telnet.escape(last),
        ]);
        const taken = cut(line, sizes).map((part) => telnet.take(part).slice());
        assert.deepEqual(concatOctets(taken), concatOctets([...mixed.map(([meter]) => meter), last]));
      }),
    );
  });

  it("agrees to what leaves octets alone, refuses the rest, and never answers an answer", () => {
    const said: string[] = [];
    const telnet = createTelnet([0, 3], { send: (sent) => said.push(Buffer.from(sent).toString("hex")) });
    telnet.take(Uint8Array.of(0xff, 0xfb, 0, 0xff, 0xfd, 0, 0xff, 0xfb, 1, 0xff, 0xfd, 1, 0xff, 0xfd, 24));
    assert.deepEqual(said, ["fffd00", "fffb00", "fffe01", "fffc01", "fffc18"]);
    telnet.take(Uint8Array.of(0xff, 0xfb, 0, 0xff, 0xfd, 0, 0xff, 0xfe, 1, 0xff, 0xfc, 1));
    assert.equal(said.length, 5);
  });

  it("hands two servers that answer each other to rest", () => {
    const queue: { to: "a" | "b"; sent: Uint8Array }[] = [];
    const a = createTelnet([0, 3, 44], { send: (sent) => queue.push({ to: "b", sent }) });
    const b = createTelnet([0], { send: (sent) => queue.push({ to: "a", sent }) });
    for (const option of [0, 3, 44]) {
      a.offer(option);
      b.ask(option);
    }
    for (let turn = 0; turn < 1000; turn++) {
      const next = queue.shift();
      if (next === undefined) return;
      (next.to === "a" ? a : b).take(next.sent);
    }
    assert.fail("they go on for ever");
  });

  it("is recognised by its first octets, and nothing a meter sends is", () => {
    assert.equal(beginsWithTelnet(Uint8Array.of(0xff, 0xfb, 1)), "yes");
    assert.equal(beginsWithTelnet(Uint8Array.of(0xff, 0xfd, 44, 0x68)), "yes");
    assert.equal(beginsWithTelnet(Uint8Array.of(0xff, 0xfd)), "open");
    for (const first of [
      [0x68, 0xfa],
      [0x7e, 0xa0],
      [0xdb],
      [0x10, 0x40],
      [0xff, 0xff, 0xff],
      [0xff, 0x00],
      [0xff, 0xfb, 0x99],
    ])
      assert.equal(beginsWithTelnet(Uint8Array.from(first)), "no");
  });
});
