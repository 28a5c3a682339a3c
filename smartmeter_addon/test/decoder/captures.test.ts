import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { formatObis } from "../../src/cosem/obis.ts";
import { createMeterDecoder } from "../../src/decoder.ts";
import { parseHex } from "../../src/octets.ts";
import { loadDefinitions } from "../../src/telegram/definitions.ts";
import type { MeterEvent, Reading } from "../../src/telegram/reading.ts";

interface Capture {
  readonly id: string;
  readonly framing: string;
  readonly kind: string;
  readonly key: string | null;
  readonly authenticationKey: string | null;
  readonly hex: string;
  readonly expected: Record<string, { value?: unknown }> | null;
  readonly readings: number | null;
  readonly tags: readonly string[];
  readonly verified: boolean;
}

const folders = ["test/fixtures", "../../shared/captures"].filter((folder) => existsSync(folder));
const captures = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name): [string, Capture] => [`${folder}/${name}`, JSON.parse(readFileSync(join(folder, name), "utf8"))]),
);
const definitions = loadDefinitions();
const linked = new Set(["mbus-dlms", "hdlc", "hdlc-gbt", "raw-apdu", "amis-mbus", "plain-apdu", "ascii", "dsmr"]);
const octetsOf = (capture: Capture): Uint8Array => parseHex(capture.hex) as Uint8Array;

/** Whether its frames or its text carry a check of their own, so that it is found behind anything. */
const isChecked = ({ framing, tags }: Capture): boolean =>
  framing !== "plain-apdu" && framing !== "ascii" && !tags.includes("no-crc");

function decode(capture: Capture, parts: readonly Uint8Array[]): MeterEvent[] {
  const key = capture.key === null ? undefined : parseHex(capture.key);
  const authenticationKey = capture.authenticationKey === null ? undefined : parseHex(capture.authenticationKey);
  const decoder = createMeterDecoder({ keys: { key, authenticationKey }, definitions });
  return [...parts.flatMap((part) => decoder.push(part)), ...decoder.end()];
}

const readings = (events: readonly MeterEvent[]): Reading[] =>
  events.flatMap((event) => (event.kind === "reading" || event.kind === "unproven" ? [event.reading] : []));
const codes = (events: readonly MeterEvent[]): string[] =>
  events.flatMap((event) => (event.kind === "fault" ? [event.fault.code] : []));

/** Octets of noise that no framing can take for a start. */
function noise(length: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state >>> 16;
  });
}

function cuts(octets: Uint8Array, seed: number): Uint8Array[] {
  const parts: Uint8Array[] = [];
  const sizes = noise(octets.length, seed);
  for (let at = 0, index = 0; at < octets.length; index++) {
    const end = at + 1 + ((sizes[index] as number) % 40);
    parts.push(octets.subarray(at, end));
    at = end;
  }
  return parts;
}

function assertExpected(capture: Capture, reading: Reading | undefined): void {
  assert.ok(reading, "no reading");
  const values = new Map(reading.values.map((entry) => [formatObis(entry.obis), entry.value]));
  for (const [name, { value }] of Object.entries(capture.expected ?? {}))
    if (typeof value === "number") assert.equal(values.get(name), value, name);
}

for (const [file, capture] of captures) {
  if (!linked.has(capture.framing)) continue;
  const octets = octetsOf(capture);
  const negative = capture.tags.includes("negative");
  const tampered = capture.tags.includes("tampered");
  const plain = capture.kind === "plain";
  describe(file, () => {
    if (negative) {
      it("gives no reading", () => assert.deepEqual(readings(decode(capture, [octets])), []));
    } else if (tampered) {
      it("gives a fault and no reading", () => {
        const events = decode(capture, [octets]);
        assert.deepEqual(readings(events), []);
        assert.deepEqual(codes(events), ["clocks-disagree"]);
      });
    } else if (capture.verified && (capture.key !== null || plain)) {
      const behindNoise = [noise(97, 3), octets];
      const ways: [string, readonly Uint8Array[]][] = [
        ["whole", [octets]],
        ["octet by octet", [...octets].map((octet) => Uint8Array.of(octet))],
        ["in random cuts", cuts(octets, octets.length)],
        ...(!isChecked(capture) ? [] : [["behind noise", behindNoise] as [string, Uint8Array[]]]),
      ];
      for (const [way, parts] of ways) {
        it(`gives the expected values ${way}`, () => {
          const found = readings(decode(capture, parts));
          assert.equal(found.length, capture.readings ?? 1);
          assertExpected(capture, found[0]);
        });
      }
      if (isChecked(capture) && (capture.readings ?? 1) === 1)
        it("is a duplicate when it follows itself", () => {
          const events = decode(capture, [octets, octets]);
          assert.equal(readings(events).length, 1);
          assert.ok(codes(events).includes("duplicate"));
        });
    }
    if (capture.kind === "encrypted" && !negative)
      it("says that the key is missing", () => {
        const events = decode({ ...capture, key: null, authenticationKey: null }, [octets]);
        const missing = events.flatMap((event) =>
          event.kind === "fault" && event.fault.code === "key-missing" ? [event.fault] : [],
        );
        assert.equal(missing.length, capture.readings ?? 1);
        assert.match(missing[0]?.message ?? "", capture.framing === "amis-mbus" ? /SAM/ : /system title [0-9A-F]{16}/);
        assert.deepEqual(readings(events), []);
      });
  });
}
