import assert from "node:assert/strict";
import { test } from "node:test";
import { obis } from "../../src/cosem/obis.ts";
import { createFault } from "../../src/fault.ts";
import { describeEntry } from "../../src/status/log-sentences.ts";
import type { LogEntry } from "../../src/status/status.ts";
import { quantityOf } from "../../src/telegram/quantity.ts";
import type { Reading } from "../../src/telegram/reading.ts";

const energy = obis(1, 0, 1, 8, 0);
const power = obis(1, 0, 1, 7, 0);
const reading: Reading = {
  meterId: "LGZ1030000000001",
  systemTitle: "4C475A6700000001",
  meterNumber: undefined,
  deviceName: undefined,
  manufacturer: "LGZ",
  meterTime: undefined,
  invocationCounter: 1,
  authenticated: false,
  layout: "wien",
  operator: "Wiener Netze",
  product: "Landis+Gyr E450",
  framing: "hdlc",
  values: [
    { obis: energy, value: 12937, unit: "Wh", step: 1, quantity: quantityOf(energy) },
    { obis: power, value: 233, unit: "W", step: 1, quantity: quantityOf(power) },
  ],
  texts: [],
};
const counts = {
  telegrams: 720,
  faults: 0,
  held: 0,
  leftOut: 0,
  duplicates: 0,
  lost: 0,
  octets: 0,
  skippedOctets: 0,
};

const lines = (language: "en" | "de", entry: LogEntry): string[] =>
  describeEntry(language, "Haus", entry).map(({ level, text }) => `${level} ${text}`);

test("what happened becomes lines a person can read", () => {
  assert.deepEqual(lines("de", { kind: "first-reading", reading }), [
    "info Haus: erstes Telegramm von Zähler LGZ1030000000001 (hdlc, Aufbau wien)",
    "info Haus: das sieht nach Landis+Gyr E450 bei Wiener Netze aus",
    `info Haus: ${quantityOf(power)?.de} 233 W, ${quantityOf(energy)?.de} 12,937 kWh`,
  ]);
  assert.deepEqual(lines("en", { kind: "opened", description: "/dev/serial/by-id/usb-x", settings: "2400 8E1" }), [
    "info Haus: listening on /dev/serial/by-id/usb-x with 2400 8E1",
  ]);
  assert.deepEqual(lines("en", { kind: "opened", description: "tcp://10.0.0.5:4000", settings: undefined }), [
    "info Haus: listening on tcp://10.0.0.5:4000",
  ]);
  assert.deepEqual(lines("en", { kind: "silent", spanMs: 60_000 }), [
    "warning Haus: no telegram for 60 s; its values are now unavailable",
  ]);
  assert.deepEqual(lines("de", { kind: "rhythm", intervalMs: 5010 }), ["info Haus: der Zähler sendet alle 5 s"]);
});

test("the line of the hour says what is worth saying", () => {
  const hour = (changes: Partial<typeof counts>, linkQuality: number | undefined): string =>
    lines("en", { kind: "hourly", counts: { ...counts, ...changes }, linkQuality })[0] ?? "";
  assert.equal(hour({}, 1), "info Haus: 720 telegrams in the last hour, link quality 100 %");
  assert.equal(hour({}, 0.99999), "info Haus: 720 telegrams in the last hour, link quality 99.9 %");
  assert.equal(hour({}, undefined), "info Haus: 720 telegrams in the last hour");
  assert.equal(hour({ telegrams: 0 }, undefined), "info Haus: no telegram in the last hour");
  assert.match(hour({ faults: 80, skippedOctets: 12 }, undefined), /link quality 90\.0 %, 80 faults, 12 bytes skipped/);
});

test("a problem warns, a notice informs", () => {
  const level = (code: "key-wrong" | "duplicate"): string | undefined =>
    describeEntry("en", "Haus", { kind: "begins", fault: createFault(code, "seen") })[0]?.level;
  assert.equal(level("key-wrong"), "warning");
  assert.equal(level("duplicate"), "info");
  assert.deepEqual(lines("de", { kind: "ends", fault: createFault("key-wrong", "seen"), spanMs: 180_000 }), [
    "info Haus: vorbei nach 3 min: Der Schlüssel passt nicht [key-wrong]",
  ]);
});
