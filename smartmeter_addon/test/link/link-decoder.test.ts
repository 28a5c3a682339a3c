import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { llc } from "../../src/link/hdlc.ts";
import type { LinkEvent, Proof } from "../../src/link/link.ts";
import { LinkDecoder } from "../../src/link/link-decoder.ts";
import { concatOctets, parseHex, toHex } from "../../src/octets.ts";
import { hdlcFrame, hdlcTelegram, mbusLongFrame, mbusTelegram } from "../../src/tools/encode/encode-link.ts";

const addresses = { destination: Uint8Array.of(0xce, 0xff), source: Uint8Array.of(0x03) };
const nothingProven = () => "none" as const;

/** Events as comparable text; skipped octets of one place added up. */
function feed(parts: readonly Uint8Array[], prove: () => Proof = nothingProven): string[] {
  const decoder = new LinkDecoder(prove);
  const events: LinkEvent[] = parts.flatMap((part) => {
    // The octets of an APDU are valid until the next call.
    return decoder.push(part).map((event) => (event.kind === "apdu" ? { ...event, apdu: event.apdu.slice() } : event));
  });
  events.push(...decoder.end());
  const told = events.filter((event) => event.kind !== "gap");
  return told.map((event) =>
    event.kind === "apdu"
      ? `${event.framing} ${toHex(event.apdu)}`
      : event.kind === "fault"
        ? `${event.fault.code} ${event.fault.octets}`
        : event.kind === "reply"
          ? `reply ${toHex(event.octets)}`
          : event.kind,
  );
}

const apdu = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => (index * 7 + 0xdb) & 255);
const hex = (text: string): Uint8Array => parseHex(text) as Uint8Array;

describe("link decoder", () => {
  it("gives the same events however the octets are cut", () => {
    const plain = fc.integer({ min: 1, max: 900 }).map(apdu);
    const frame = fc.integer({ min: 1, max: 100 }).map((length) => mbusTelegram(apdu(length)));
    const telegram = fc
      .tuple(fc.oneof(plain, frame, fc.constant(hdlcTelegram(apdu(40), addresses, 200))), fc.nat(2))
      .map(([octets, kind]) => {
        if (kind === 0) return mbusTelegram(octets);
        return kind === 1 ? mbusTelegram(octets, 252) : hdlcTelegram(octets, addresses, 200);
      });
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      telegram,
      // What broke off, so that the next one begins where its header still expects octets.
      fc.tuple(telegram, fc.nat()).map(([octets, end]) => octets.subarray(0, end % octets.length)),
      fc.tuple(telegram, fc.nat(), fc.nat(255)).map(([octets, at, octet]) => octets.with(at % octets.length, octet)),
      fc.constantFrom("1040F03016", "1040014116", "E5", "68", "7E", "7EA0", "68FAFA68", "DB08").map(hex),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 30 }), (pieces, at) => {
        const stream = concatOctets(pieces);
        const cuts = [...new Set(at.map((position) => position % (stream.length + 1)))].sort((a, b) => a - b);
        const parts = [0, ...cuts].map((from, index) => stream.subarray(from, cuts[index] ?? stream.length));
        assert.deepEqual(feed(parts), feed([stream]));
        assert.deepEqual(feed(Array.from(stream, (octet) => Uint8Array.of(octet))), feed([stream]));
      }),
      { numRuns: 400 },
    );
  });

  it("accounts for every octet: delivered in a frame, or skipped", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 6000 }), (noise) => {
        const decoder = new LinkDecoder(nothingProven);
        const events = [...decoder.push(noise), ...decoder.end()];
        const skipped = events.reduce((sum, event) => sum + (event.kind === "fault" ? event.fault.octets : 0), 0);
        if (decoder.statistics().proven === 0) assert.equal(skipped, noise.length);
        assert.equal(decoder.statistics().octets, noise.length);
      }),
    );
  });

  it("takes two HDLC frames that share a flag", () => {
    const frame = hdlcFrame(addresses, Uint8Array.of(0xe6, 0xe7, 0, 1, 2, 3));
    assert.deepEqual(feed([concatOctets([frame, frame.subarray(1)])]), ["hdlc 010203", "hdlc 010203"]);
    assert.deepEqual(feed([concatOctets([frame, frame])]), ["hdlc 010203", "hdlc 010203"]);
  });

  it("takes a frame whose L overflowed, and still the short one behind it", () => {
    const long = mbusTelegram(apdu(260), 252);
    assert.deepEqual([...long.subarray(0, 4)], [0x68, 0x01, 0x01, 0x68]);
    assert.deepEqual(feed([long, long]), [`mbus ${toHex(apdu(260))}`, `mbus ${toHex(apdu(260))}`]);
  });

  it("never joins segments over a gap, nor from senders that differ", () => {
    const [first, second] = splitFrames(mbusTelegram(apdu(300)));
    assert.deepEqual(feed([first, new Uint8Array(11), second]), [
      "octets-skipped 11",
      "segment-order 0",
      "segment-order 0",
    ]);
    const other = mbusLongFrame(Uint8Array.of(0x53, 0xff, 0x11, 0x01, 0x68, 1, 2, 3));
    assert.deepEqual(feed([first, other]), ["segment-order 0"]);
    assert.deepEqual(feed([second]), ["segment-order 0"]);
  });

  it("joins segments over a spark no frame can be lost in", () => {
    const [first, second] = splitFrames(mbusTelegram(apdu(300)));
    assert.deepEqual(feed([first, new Uint8Array(10), second]), ["octets-skipped 10", `mbus ${toHex(apdu(300))}`]);
  });

  it("resynchronises inside a frame that lost octets", () => {
    const good = mbusTelegram(apdu(200));
    const broken = concatOctets([good.subarray(0, 50), good.subarray(60)]);
    assert.deepEqual(
      feed([broken, good]).filter((text) => text.startsWith("mbus")),
      [`mbus ${toHex(apdu(200))}`],
    );
  });

  it("finds whole frames inside one that broke off, in the silence behind them", () => {
    for (const [broken, whole] of [
      [mbusTelegram(apdu(240)), mbusTelegram(apdu(40))],
      [hdlcTelegram(apdu(240), addresses, 250), hdlcTelegram(apdu(40), addresses, 250)],
    ] as const)
      for (const after of ["idle", "end"] as const) {
        const decoder = new LinkDecoder(nothingProven);
        decoder.push(whole);
        decoder.push(broken.subarray(0, 60));
        const events = [...decoder.push(whole), ...decoder[after]()];
        assert.ok(
          events.some(({ kind }) => kind === "apdu"),
          `${toHex(whole, 0, 4)}, ${after}`,
        );
      }
  });

  it("acknowledges AMIS and nobody else", () => {
    assert.deepEqual(feed([hex("1040F03016")]), ["reply E5"]);
    assert.deepEqual(feed([hex("1040014116")]), []);
    assert.deepEqual(feed([hex("1040F03116")]), ["octets-skipped 5"]);
    // A reflecting head sends the acknowledgement back.
    assert.deepEqual(feed([hex("1040F03016E5"), hex("1040F03016")]), ["reply E5", "reply E5"]);
    const mbus = mbusTelegram(apdu(20));
    assert.deepEqual(feed([mbus, hex("1040F03016")]), [`mbus ${toHex(apdu(20))}`]);
  });

  it("takes E6 E7 00 in front of a ciphered APDU for a part of it, wherever that is cut", () => {
    const ciphered = concatOctets([hex("DB08"), apdu(8), hex("11"), apdu(17)]);
    const stream = concatOctets([llc, ciphered, llc, ciphered]);
    for (const proof of ["checked", "exact"] as const)
      for (let cut = 0; cut < stream.length; cut++) {
        const events = feed([stream.subarray(0, cut), stream.subarray(cut)], () => proof);
        assert.deepEqual(events, [`p1 ${toHex(ciphered)}`, `p1 ${toHex(ciphered)}`], `${proof}, cut at ${cut}`);
      }
    // In front of nothing it is what it was: octets that belong to no frame.
    assert.deepEqual(feed([llc]), ["octets-skipped 3"]);
  });

  it("believes a ciphered APDU without a tag only where the same meter's next one follows", () => {
    const ciphered = concatOctets([hex("DB08"), apdu(8), hex("11"), apdu(17)]);
    const other = concatOctets([hex("DB0901"), apdu(60)]);
    for (const between of [hex("E6E700"), hex("E6E701"), hex("E6E7")]) {
      const events = feed([ciphered, between, other], () => "exact");
      assert.deepEqual(events, [`octets-skipped ${ciphered.length + between.length + other.length}`]);
    }
    const before = feed([ciphered, hex("E7E600"), ciphered], () => "exact");
    assert.deepEqual(before, [`octets-skipped ${ciphered.length + 3}`, `p1 ${toHex(ciphered)}`]);
  });

  it("keeps its buffer small however long the noise", () => {
    const decoder = new LinkDecoder(nothingProven);
    const noise = Uint8Array.from({ length: 65536 }, (_, index) => (index * index * 31 + (index >>> 3)) & 255);
    let events = 0;
    for (let round = 0; round < 32; round++) events += decoder.push(noise).length;
    // One portion of skipped octets a report: a report for every octet would drown everything else.
    assert.ok(events <= (32 * 65536) / 4096 + 32, String(events));
    assert.ok(decoder.statistics().skippedOctets >= 32 * 65536 - 8192);
  });
});

/** The M-Bus frames of a telegram. */
function splitFrames(telegram: Uint8Array): [Uint8Array, Uint8Array] {
  const end = (telegram[1] as number) + 6;
  return [telegram.subarray(0, end), telegram.subarray(end)];
}
