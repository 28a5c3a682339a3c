import assert from "node:assert/strict";
import { test } from "node:test";
import { createFault } from "../../src/fault.ts";
import type { LogEntry } from "../../src/status/status.ts";
import { start, watch } from "./watched-line.ts";

test("starting, waiting, ok", () => {
  const line = watch();
  assert.equal(line.status().code, "starting");
  line.open();
  assert.equal(line.status().code, "waiting");
  assert.equal(line.status().source, "port 2400 8E1");
  line.readings(3);
  const { code, problem, available, intervalMs, linkQuality, counts, fault } = line.status();
  assert.deepEqual(
    { code, problem, available, intervalMs, linkQuality, telegrams: counts.telegrams, fault },
    { code: "ok", problem: false, available: true, intervalMs: 5000, linkQuality: 1, telegrams: 3, fault: undefined },
  );
  assert.equal(line.entries("first-reading").length, 1);
  assert.deepEqual(line.entries("rhythm"), [], "two intervals tell nothing");
  line.readings(4);
  assert.deepEqual(line.entries("rhythm"), [{ kind: "rhythm", intervalMs: 5000 }]);
  assert.deepEqual(line.faults(), []);
});

test("a port fault stands until the port opens, and is logged once", () => {
  for (const code of ["port-missing", "port-busy", "port-denied", "port-lost", "host-unreachable"] as const) {
    const line = watch();
    for (let times = 0; times < 5; times++) {
      line.sourceFault(code);
      line.pass(60);
    }
    assert.equal(line.status().code, code);
    assert.equal(line.status().problem, true);
    assert.equal(line.status().sinceMs, start);
    line.open();
    line.readings(2);
    assert.equal(line.status().code, "ok");
    assert.deepEqual(line.faults(), [`+${code}`, `-${code}`]);
  }
});

test("an open line on which nothing comes is silent, and only that", () => {
  const line = watch();
  line.open();
  line.pass(64);
  assert.equal(line.status().code, "waiting");
  line.pass(120);
  assert.equal(line.status().code, "line-silent");
  line.readings(2);
  assert.deepEqual(line.faults(), ["+line-silent", "-line-silent"]);
});

test("octets without a frame say so, whatever the verdict of the source does not say first", () => {
  const line = watch();
  line.open();
  for (let second = 0; second < 40; second++) {
    line.octets(10);
    line.pass(1);
  }
  assert.equal(line.status().code, "no-frame");
  line.reading();
  assert.deepEqual(line.faults(), ["+no-frame", "-no-frame"]);

  const searched = watch();
  searched.open();
  searched.octets(300);
  searched.sourceFault("parity-suspect");
  for (let second = 0; second < 60; second++) {
    searched.octets(10);
    searched.pass(1);
  }
  assert.equal(searched.status().code, "parity-suspect");
  searched.reading();
  assert.deepEqual(searched.faults(), ["+parity-suspect", "-parity-suspect"]);
});

test("a foreign protocol is named as such and nothing else", () => {
  const line = watch();
  line.open();
  const sml = Uint8Array.from([0x1b, 0x1b, 0x1b, 0x1b, 1, 1, 1, 1, ...new Array(200).fill(0x76)]);
  for (let times = 0; times < 60; times++) {
    // Cut in the middle of the pattern.
    line.octets(sml.subarray(0, 6));
    line.octets(sml.subarray(6));
    line.pass(1);
  }
  assert.equal(line.status().code, "foreign-sml");
  assert.deepEqual(line.faults(), ["+foreign-sml"]);
});

test("what a line looks like is withdrawn when it turns out to be another protocol", () => {
  const line = watch();
  line.open();
  line.octets(300);
  line.sourceFault("speed-suspect");
  line.octets(Uint8Array.from([0x1b, 0x1b, 0x1b, 0x1b, 1, 1, 1, 1]));
  line.sourceFault("no-frame");
  line.pass(60);
  assert.equal(line.status().code, "foreign-sml");
  assert.deepEqual(line.faults(), ["+speed-suspect", "-speed-suspect", "+foreign-sml"]);
});

test("settings are told once while a silent line is searched again and again", () => {
  const line = watch();
  const search = (): void => {
    for (const [index, settings] of ["9600 8E1", "2400 8E1", "9600 8E1"].entries())
      line.probe({ kind: "probing", settings, step: index + 1, steps: 2 });
  };
  line.open();
  search();
  search();
  assert.equal(line.entries("probing").length, 2);
  line.open();
  search();
  assert.equal(line.entries("probing").length, 4);
});

test("damaged frames are told with their rate, without their consequences, until they are rare", () => {
  const line = watch();
  line.open();
  line.readings(12);
  line.fault("frame-damaged", false);
  line.readings(5);
  assert.equal(line.status().code, "ok", "one damaged telegram is no diagnosis");
  for (let times = 0; times < 4; times++) {
    line.pass(5);
    line.fault("frame-damaged", false);
    line.fault("segment-order");
    line.fault("octets-skipped", false);
  }
  assert.equal(line.status().code, "frame-damaged");
  assert.equal(line.status().problem, true);
  assert.equal(line.status().fault?.share?.of, 20);
  line.readings(20);
  assert.equal(line.status().code, "ok");
  assert.deepEqual(line.faults(), ["+frame-damaged", "-frame-damaged"]);
});

test("what a telegram cannot be read for stands until one is read", () => {
  for (const code of ["key-missing", "key-form", "key-wrong", "key-other-meter", "layout-unknown"] as const) {
    const line = watch();
    line.open();
    for (let times = 0; times < 10; times++) {
      line.pass(5);
      line.fault(code);
    }
    assert.equal(line.status().code, code);
    assert.equal(line.status().available, false);
    line.readings(1);
    assert.equal(line.status().code, "ok");
    assert.deepEqual(line.faults(), [`+${code}`, `-${code}`]);
  }
});

test("a key that worked and does not any more was changed; one damaged telegram proves nothing", () => {
  const line = watch();
  line.open();
  line.readings(5);
  line.fault("key-wrong");
  line.readings(5);
  assert.deepEqual(line.faults(), []);
  for (let times = 0; times < 5; times++) {
    line.pass(5);
    line.fault("key-wrong");
  }
  assert.equal(line.status().code, "key-rotated");
  line.readings(1);
  assert.deepEqual(line.faults(), ["+key-rotated", "-key-rotated"]);

  const restarted = watch({ workedBefore: true });
  restarted.open();
  for (let times = 0; times < 3; times++) restarted.fault("key-wrong");
  assert.deepEqual(restarted.faults(), ["+key-rotated"]);
});

test("an authentication key that is missing or wrong stands until a tag verifies", () => {
  for (const [code, problem] of [
    ["authentication-key-missing", false],
    ["authentication-key-wrong", true],
  ] as const) {
    const line = watch();
    line.open();
    line.fault(code);
    line.readings(5);
    assert.deepEqual([line.status().code, line.status().problem], [code, problem]);
    line.readings(1, { authenticated: true });
    assert.equal(line.status().code, "ok");
    assert.deepEqual(line.faults(), [`+${code}`, `-${code}`]);
  }
});

test("notices are no problems and fade after ten minutes", () => {
  for (const code of [
    "duplicate",
    "counter-backwards",
    "key-repaired",
    "meter-changed",
    "clock-set",
    "structure-changed",
    "framing-changed",
    "layout-unconfirmed",
  ] as const) {
    const line = watch();
    line.open();
    line.readings(2);
    line.fault(code);
    assert.deepEqual([line.status().code, line.status().problem], [code, false]);
    line.readings(125);
    assert.equal(line.status().code, "ok");
    assert.deepEqual(line.faults(), [`+${code}`, `-${code}`]);
  }
});

test("one line an hour with what happened in it", () => {
  const line = watch();
  line.open();
  line.readings(720);
  line.readings(720);
  const hours = line.entries("hourly") as Extract<LogEntry, { kind: "hourly" }>[];
  assert.equal(hours.length, 2);
  assert.deepEqual(
    hours.map(({ counts, linkQuality }) => [counts.telegrams, linkQuality]),
    [
      [719, 1],
      [720, 1],
    ],
  );
});

test("a fault from elsewhere stands until it is told to be over", () => {
  const line = watch();
  line.open();
  line.readings(2);
  line.tracker.fault(createFault("state-unwritable", "no space left"), line.now());
  assert.equal(line.status().code, "state-unwritable");
  line.readings(5);
  assert.equal(line.status().code, "state-unwritable");
  line.tracker.over("state-unwritable", line.now());
  assert.equal(line.status().code, "ok");
});

test("silence after a telegram is silence, in whichever order the line is told of it", () => {
  const line = watch();
  line.open();
  for (let index = 0; index < 4; index++) {
    line.pass(5);
    line.reading();
    // The octets of the telegram, told after its frame.
    line.tracker.source({ kind: "octets", octets: new Uint8Array(300) }, line.now());
  }
  line.pass(300);
  assert.deepEqual(line.faults(), ["+line-silent"]);
});
