import assert from "node:assert/strict";
import { test } from "node:test";
import { createMeterDecoder, type MeterKeys } from "../src/decoder.ts";
import type { FaultCode } from "../src/fault.ts";
import { concatOctets } from "../src/octets.ts";
import { createStatusTracker, type LogEntry } from "../src/status/status.ts";
import { loadDefinitions } from "../src/telegram/definitions.ts";
import { axdr, dataNotification, hdlcTelegram, sealApdu } from "../src/tools/encode/encode.ts";
import { createSimulatedMeter, testAuthenticationKey, testKey } from "../src/tools/simulate/simulate.ts";

const definitions = loadDefinitions();
const startMs = Date.UTC(2026, 0, 15, 11, 0, 0);
const otherKey = Uint8Array.from({ length: 16 }, (_, index) => 0xa0 ^ index);

type Simulated = Parameters<typeof createSimulatedMeter>[0];

/** A line with a real decoder and tracker behind it, on a clock of its own. */
function openLine(keys: MeterKeys, timeZone?: string) {
  const decoder = createMeterDecoder({ keys, definitions });
  const tracker = createStatusTracker({ startedAtMs: startMs, timeZone });
  const entries: LogEntry[] = [];
  let now = startMs;
  entries.push(...tracker.source({ kind: "opened", description: "port", settings: undefined }, now));
  const self = {
    pass(seconds: number) {
      for (let index = 0; index < seconds; index++) {
        now += 1000;
        entries.push(...tracker.tick(now));
      }
    },
    octets(octets: Uint8Array) {
      for (const event of [...decoder.push(octets), ...decoder.idle()]) entries.push(...tracker.meter(event, now));
      entries.push(...tracker.link(decoder.statistics(), now));
      entries.push(...tracker.source({ kind: "octets", octets }, now));
    },
    /** Telegrams of a simulated meter at its own pace. */
    telegrams(
      meter: ReturnType<typeof createSimulatedMeter>,
      count: number,
      change: (octets: Uint8Array, index: number) => Uint8Array = (octets) => octets,
    ) {
      const seconds = meter.describe().intervalMs / 1000;
      for (let index = 0; index < count; index++) {
        self.pass(seconds);
        self.octets(change(meter.next().octets, index));
      }
    },
    begun: () => entries.flatMap((entry) => (entry.kind === "begins" ? [entry.fault.code] : [])),
    status: () => tracker.status(),
  };
  return self;
}

const simulate = (meter: string, more: Partial<Simulated> = {}) => createSimulatedMeter({ meter, startMs, ...more });
const wien = "wien-e450";
const noe = "noe-kaifa-ma309";
const tagged = "burgenland-e450";

/** Each diagnosis gives its code and no other. */
function diagnose(name: string, code: FaultCode, provoke: () => ReturnType<typeof openLine>): void {
  test(name, () => {
    const line = provoke();
    assert.deepEqual(line.begun(), [code]);
    assert.equal(line.status().code, code);
  });
}

diagnose("the meter is exchanged and the key stays", "meter-changed", () => {
  const line = openLine({ key: testKey });
  line.telegrams(simulate(noe), 10);
  line.telegrams(simulate(noe, { seed: 77, startMs: startMs + 50_000 }), 10);
  return line;
});

diagnose("a layout that only a description confirms", "layout-unconfirmed", () => {
  const line = openLine({ key: testKey, authenticationKey: testAuthenticationKey });
  line.telegrams(simulate("burgenland-kaifa"), 5);
  return line;
});

test("a healthy line of every family has nothing to report", () => {
  for (const meter of [wien, noe, tagged, "kaernten-am550", "steiermark-t210dr", "steiermark-e450"]) {
    const line = openLine({ key: testKey, authenticationKey: testAuthenticationKey }, "Europe/Vienna");
    line.telegrams(simulate(meter), 40);
    assert.deepEqual(line.begun(), [], meter);
    assert.equal(line.status().code, "ok", meter);
    assert.equal(line.status().counts.telegrams, 40, meter);
  }
});

diagnose("ciphered, and no key", "key-missing", () => {
  const line = openLine({});
  line.telegrams(simulate(noe), 10);
  return line;
});

diagnose("a wrong key", "key-wrong", () => {
  const line = openLine({ key: otherKey });
  line.telegrams(simulate(noe), 10);
  return line;
});

diagnose("a wrong key and a right authentication key", "key-wrong", () => {
  const line = openLine({ key: otherKey, authenticationKey: testAuthenticationKey });
  line.telegrams(simulate(tagged), 10);
  return line;
});

diagnose("both keys in each other's place", "keys-swapped", () => {
  const line = openLine({ key: testAuthenticationKey, authenticationKey: testKey });
  line.telegrams(simulate(tagged), 10);
  return line;
});

diagnose("no authentication key", "authentication-key-missing", () => {
  const line = openLine({ key: testKey });
  line.telegrams(simulate(tagged), 10);
  return line;
});

diagnose("a wrong authentication key", "authentication-key-wrong", () => {
  const line = openLine({ key: testKey, authenticationKey: otherKey });
  line.telegrams(simulate(tagged), 10);
  return line;
});

diagnose("the operator gives a new key", "key-rotated", () => {
  const line = openLine({ key: testKey });
  line.telegrams(simulate(noe), 10);
  line.telegrams(simulate(noe, { key: otherKey, startMs: startMs + 50_000, counter: 5000 }), 10);
  return line;
});

test("old and new key together: the change is nothing to report", () => {
  const line = openLine({ key: otherKey, previousKey: testKey });
  line.telegrams(simulate(noe), 10);
  line.telegrams(simulate(noe, { key: otherKey, startMs: startMs + 50_000, counter: 0x1000 + 10 }), 10);
  assert.deepEqual(line.begun(), []);
  assert.equal(line.status().code, "ok");
});

diagnose("the neighbour's meter", "key-other-meter", () => {
  const line = openLine({ key: testKey });
  line.telegrams(simulate(noe), 10);
  line.telegrams(simulate(noe, { key: otherKey, seed: 77, startMs: startMs + 50_000 }), 10);
  return line;
});

diagnose("tags that stop to verify", "tag-bad", () => {
  const line = openLine({ key: testKey, authenticationKey: testAuthenticationKey });
  line.telegrams(simulate(tagged), 10);
  line.telegrams(
    simulate(tagged, { authenticationKey: otherKey, startMs: startMs + 50_000, counter: 0x1000 + 10 }),
    10,
  );
  return line;
});

diagnose("a list nobody knows", "layout-unknown", () => {
  const line = openLine({ key: testKey });
  const body = axdr.structure([axdr.uint16(1), axdr.int8(2), axdr.uint16(3)]);
  for (let counter = 1; counter <= 10; counter++) {
    const plain = dataNotification(counter, undefined, body);
    const apdu = sealApdu(plain, {
      key: testKey,
      authenticationKey: testAuthenticationKey,
      systemTitle: Uint8Array.from([0x4c, 0x47, 0x5a, 0x67, 0, 0, 0, 1]),
      invocationCounter: counter,
      securityControl: 0x20,
    });
    line.pass(5);
    line.octets(hdlcTelegram(apdu, { destination: Uint8Array.of(0xcf), source: Uint8Array.of(0x03) }));
  }
  return line;
});

diagnose("every third telegram damaged", "frame-damaged", () => {
  const line = openLine({ key: testKey });
  line.telegrams(simulate(noe), 30, (octets, index) => {
    if (index % 3 !== 2) return octets;
    const damaged = octets.slice();
    damaged[100] = (damaged[100] as number) ^ 0x10;
    return damaged;
  });
  return line;
});

diagnose("every telegram twice", "duplicate", () => {
  const line = openLine({ key: testKey });
  line.telegrams(simulate(noe), 10, (octets) => concatOctets([octets, octets]));
  return line;
});

diagnose("a counter that starts anew", "counter-backwards", () => {
  const line = openLine({ key: testKey });
  const meter = simulate(noe, { counter: 5000 });
  line.telegrams(meter, 10);
  const again = simulate(noe, { counter: 100 });
  for (let index = 0; index < 10; index++) again.next();
  line.telegrams(again, 5);
  return line;
});

diagnose("a third of the telegrams lost", "telegrams-lost", () => {
  const line = openLine({ key: testKey });
  const meter = simulate(noe);
  for (let index = 0; index < 60; index++) {
    line.pass(5);
    const { octets } = meter.next();
    if (index % 3 !== 0) line.octets(octets);
  }
  return line;
});

diagnose("the meter's clock is an hour off", "clock-off", () => {
  const line = openLine({ key: testKey }, "Europe/Vienna");
  line.telegrams(simulate(wien, { startMs: startMs - 3_600_000 }), 10);
  return line;
});

diagnose("nothing comes", "line-silent", () => {
  const line = openLine({ key: testKey });
  line.pass(120);
  return line;
});

diagnose("noise", "no-frame", () => {
  const line = openLine({ key: testKey });
  let seed = 5;
  for (let index = 0; index < 60; index++) {
    line.pass(1);
    line.octets(
      Uint8Array.from({ length: 40 }, () => {
        seed = (seed * 48271) % 2147483647;
        return seed >> 8;
      }),
    );
  }
  return line;
});

for (const [name, code, octets] of [
  ["a German meter", "foreign-sml", Buffer.from("1b1b1b1b01010101760700110123456762", "hex")],
  [
    "the old text protocol",
    "foreign-iec62056-21",
    Buffer.from("/SMS5TD3511\r\n\x021.8.0(001234*kWh)\r\n2.8.0(0*kWh)\r\n!\r\n"),
  ],
  [
    "P1 text with a wrong check",
    "foreign-dsmr",
    Buffer.from("/ISk5\\2MT382\r\n\r\n0-0:96.1.1(4B38)\r\n1-0:1.8.1(123456.789*kWh)\r\n!1F2E\r\n"),
  ],
  ["a radio receiver", "foreign-wmbus", Buffer.from("T1;1;1;2026-01-01 00:00:00;97;148;12345678;0x1E44AE4C\n")],
] as const satisfies readonly (readonly [string, FaultCode, Uint8Array])[]) {
  diagnose(name, code, () => {
    const line = openLine({ key: testKey });
    for (let index = 0; index < 30; index++) {
      line.pass(2);
      line.octets(octets);
    }
    return line;
  });
}
