import assert from "node:assert/strict";
import { test } from "node:test";
import { createFault } from "../../src/fault.ts";
import { createMeterLog, type MeterLog } from "../../src/program/meter-log.ts";
import type { LogEntry } from "../../src/status/status.ts";
import { reading } from "../sink/readings.ts";

interface Written {
  readonly log: MeterLog;
  /** What users see since the last time, with its level. */
  seen(): string[];
  minute(): void;
}

function write(meters: number, language: "de" | "en" = "en"): Written {
  let lines: string[] = [];
  const add = (level: string) => (text: string) => void lines.push(`${level} ${text}`);
  const log = createMeterLog({
    language,
    meters,
    log: { error: add("error"), warning: add("warning"), info: add("info"), debug() {} },
  });
  return {
    log,
    seen() {
      const now = lines;
      lines = [];
      return now;
    },
    minute() {
      for (let second = 0; second < 60; second++) log.tick();
    },
  };
}

const fault = createFault("host-unreachable", "refused");
const first: LogEntry = { kind: "first-reading", reading: reading({ power_import: 1 }) };
const hourly = (telegrams: number, lost = 0): LogEntry => ({
  kind: "hourly",
  counts: { telegrams, lost, faults: 1, held: 0, leftOut: 0, duplicates: 0, octets: 0, skippedOctets: 0 },
  linkQuality: 1,
});

test("ten meters have their own lines", () => {
  const { log, seen } = write(10);
  for (let n = 0; n < 10; n++) log.entry(`flat ${n}`, { kind: "opened", description: "port", settings: undefined });
  assert.equal(seen().length, 10);
});

test("a thousand meters that begin to speak are a number that grows", () => {
  const { log, seen, minute } = write(1000);
  for (let n = 0; n < 700; n++) {
    log.entry(`flat ${n}`, { kind: "opened", description: "port", settings: undefined });
    log.entry(`flat ${n}`, first);
    log.entry(`flat ${n}`, { kind: "rhythm", intervalMs: 5000 });
  }
  assert.equal(seen().length, 5);
  minute();
  assert.deepEqual(seen(), ["info 700 of 1000 meters heard so far", "info 695 more meters within a minute: listening"]);
  for (let n = 700; n < 1000; n++) log.entry(`flat ${n}`, first);
  minute();
  minute();
  assert.deepEqual(seen(), ["info 1000 of 1000 meters heard so far"]);
});

test("of a thousand meters with the same trouble five tell it in full, the others are counted; each kind by itself", () => {
  const { log, seen, minute } = write(1000);
  for (let n = 0; n < 1000; n++) log.entry(`flat ${n}`, { kind: "begins", fault });
  log.entry("flat 7", { kind: "begins", fault: createFault("key-wrong", "no key fits") });
  const lines = seen();
  assert.equal(lines.length, 6);
  assert.match(
    lines[0] ?? "",
    /^warning flat 0: .*\[host-unreachable\]\. Your network reader cannot be reached\. Check/,
  );
  assert.match(lines[5] ?? "", /^warning flat 7: .*\[key-wrong\]/);
  minute();
  const [further, ...more] = seen();
  assert.match(further ?? "", /^info 995 more meters within a minute: .*\[host-unreachable\]$/);
  assert.deepEqual(more, []);
  for (let n = 0; n < 1000; n++) log.entry(`flat ${n}`, { kind: "ends", fault, spanMs: 5000 });
  minute();
  assert.match(seen().at(-1) ?? "", /995 more meters within a minute: over: .*\[host-unreachable\]$/);
});

test("the hour of all is one line, and another names those without a telegram", () => {
  const { log, seen } = write(1000, "de");
  for (let n = 0; n < 993; n++) log.entry(`Wohnung ${n}`, hourly(720, n === 0 ? 720 : 0));
  log.tick();
  for (let n = 993; n < 1000; n++) log.entry(`Wohnung ${n}`, hourly(0));
  log.tick();
  assert.deepEqual(seen(), []);
  log.tick();
  assert.deepEqual(seen(), [
    "info 1000 Zähler: 714\u00a0960 Telegramme in der letzten Stunde, Verbindungsqualität 99,8 %, 1000 Fehler",
    "warning 7 Zähler ohne Telegramm in der letzten Stunde: Wohnung 993, Wohnung 994, Wohnung 995, Wohnung 996, Wohnung 997, …",
  ]);
  log.tick();
  assert.deepEqual(seen(), []);
});
