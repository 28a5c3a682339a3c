import assert from "node:assert/strict";
import { test } from "node:test";
import { createFault, type FaultCode } from "../../src/fault.ts";
import type { LinkStatistics } from "../../src/link/link.ts";
import type { SourceEvent } from "../../src/source/source.ts";
import { createStatusTracker, type LogEntry, type StatusTracker } from "../../src/status/status.ts";
import type { Reading } from "../../src/telegram/reading.ts";

const start = Date.UTC(2026, 0, 15, 11, 0, 0);

function reading(changes: Partial<Reading> = {}): Reading {
  return {
    meterId: "4c475a6700000001",
    systemTitle: "4C475A6700000001",
    meterNumber: undefined,
    deviceName: undefined,
    manufacturer: "LGZ",
    meterTime: undefined,
    invocationCounter: undefined,
    authenticated: false,
    layout: "wien",
    operator: undefined,
    product: undefined,
    framing: "hdlc",
    values: [],
    texts: [],
    ...changes,
  };
}

/** A line with a clock of its own, and everything it would have written into the log. */
function watch(options: { workedBefore?: boolean; timeZone?: string } = {}) {
  const tracker: StatusTracker = createStatusTracker({ startedAtMs: start, timeZone: undefined, ...options });
  const log: LogEntry[] = [];
  let now = start;
  let proven = 0;
  let counter = 100;
  let taken = 0;
  const statistics = (): LinkStatistics => ({ octets: taken, skippedOctets: 0, proven, damaged: 0, framing: "hdlc" });
  const self = {
    tracker,
    now: () => now,
    status: () => tracker.status(),
    /** `+code` when it begins, `-code` when it ends. */
    faults: () =>
      log.flatMap((entry) =>
        entry.kind === "begins" ? [`+${entry.fault.code}`] : entry.kind === "ends" ? [`-${entry.fault.code}`] : [],
      ),
    entries: (kind: LogEntry["kind"]) => log.filter((entry) => entry.kind === kind),
    pass(seconds: number) {
      for (let past = 0; past < seconds; past++) {
        now += 1000;
        log.push(...tracker.tick(now));
      }
    },
    open: () => void log.push(...tracker.source({ kind: "opened", description: "port", settings: "2400 8E1" }, now)),
    probe: (event: Extract<SourceEvent, { kind: "probing" }>) => void log.push(...tracker.source(event, now)),
    octets(heard: Uint8Array | number) {
      const octets = typeof heard === "number" ? new Uint8Array(heard) : heard;
      taken += octets.length;
      log.push(...tracker.source({ kind: "octets", octets }, now), ...tracker.link(statistics(), now));
    },
    frame() {
      self.octets(100);
      proven++;
      log.push(...tracker.link(statistics(), now));
    },
    reading(changes: Partial<Reading> = {}) {
      self.frame();
      log.push(...tracker.meter({ kind: "reading", reading: reading(changes) }, now));
    },
    /** A telegram every five seconds. */
    readings(count: number, changes: Partial<Reading> = {}) {
      for (let index = 0; index < count; index++) {
        self.pass(5);
        self.reading({ invocationCounter: counter++, ...changes });
      }
    },
    lose(count: number) {
      counter += count;
    },
    fault(code: FaultCode, withFrame = true) {
      if (withFrame) self.frame();
      else self.octets(100);
      log.push(...tracker.meter({ kind: "fault", fault: createFault(code, `seen ${code}`) }, now));
    },
    sourceFault: (code: FaultCode) =>
      void log.push(...tracker.source({ kind: "fault", fault: createFault(code, `seen ${code}`) }, now)),
  };
  return self;
}

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

test("a meter that falls silent waits since then, not since it was heard first", () => {
  const line = watch();
  line.open();
  line.readings(7);
  const heard = line.now();
  assert.deepEqual([line.status().code, line.status().sinceMs], ["ok", start + 5000]);
  // Octets keep coming, so that the line itself is no fault.
  for (let minute = 0; minute < 2 && line.status().available; minute++) {
    line.pass(60);
    line.frame();
  }
  assert.equal(line.status().code, "waiting");
  assert.equal(line.status().sinceMs, heard + 60_000);
  line.readings(1);
  assert.deepEqual([line.status().code, line.status().sinceMs], ["ok", line.now()]);
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

test("lost telegrams are a problem only where they are many", () => {
  const line = watch();
  line.open();
  line.readings(30);
  line.lose(1);
  line.readings(10);
  assert.equal(line.status().code, "ok");
  assert.equal(line.status().counts.lost, 1);
  for (let times = 0; times < 10; times++) {
    line.lose(2);
    line.readings(2);
  }
  assert.equal(line.status().code, "telegrams-lost");
  assert.ok((line.status().linkQuality ?? 1) < 0.9);
  line.readings(200);
  assert.equal(line.status().code, "ok");
  assert.deepEqual(line.faults(), ["+telegrams-lost", "-telegrams-lost"]);
});

test("an outage and a counter that starts anew are no losses", () => {
  const line = watch();
  line.open();
  line.readings(30);
  line.pass(3600);
  line.lose(720);
  line.readings(30);
  line.lose(-500);
  line.readings(2);
  line.lose(1_000_000);
  line.readings(2);
  assert.equal(line.status().linkQuality, 1);
});

test("of the port holds what was seen last, not what it was before", () => {
  const line = watch();
  for (const code of ["host-unreachable", "reader-taken", "host-unreachable"] as const) {
    line.sourceFault(code);
    assert.equal(line.status().code, code);
  }
  line.open();
  assert.deepEqual(
    line.faults(),
    ["host-unreachable", "reader-taken", "host-unreachable"].flatMap((code) => [`+${code}`, `-${code}`]),
  );
});

test("what a meter sent while the port was away the line did not lose", () => {
  const line = watch();
  line.open();
  line.readings(30);
  for (let times = 0; times < 10; times++) {
    line.sourceFault("reader-disconnected");
    line.pass(14);
    line.lose(3);
    line.open();
    line.readings(3);
  }
  assert.equal(line.status().code, "ok");
  assert.equal(line.status().linkQuality, 1);
  line.sourceFault("port-unsteady");
  for (let times = 0; times < 20; times++) {
    line.lose(3);
    line.readings(1);
  }
  assert.equal(line.status().code, "port-unsteady");
});

test("clocks that differ by more than five minutes, by the meter's offset or the time zone", () => {
  const wall = (atMs: number, offsetMinutes: number | undefined) => {
    const local = new Date(atMs + 3_600_000);
    return {
      year: local.getUTCFullYear(),
      month: local.getUTCMonth() + 1,
      day: local.getUTCDate(),
      hour: local.getUTCHours(),
      minute: local.getUTCMinutes(),
      second: local.getUTCSeconds(),
      offsetMinutes,
      daylightSaving: false,
      status: 0,
    };
  };
  for (const offsetMinutes of [60, undefined]) {
    const line = watch({ timeZone: "Europe/Vienna" });
    line.open();
    const run = (count: number, aheadMs: number) => {
      for (let index = 0; index < count; index++) {
        line.pass(5);
        line.reading({ meterTime: wall(line.now() + aheadMs, offsetMinutes) });
      }
    };
    run(5, 0);
    run(1, 900_000);
    run(5, 200_000);
    assert.equal(line.status().code, "ok", "one telegram proves nothing");
    run(3, -420_000);
    assert.equal(line.status().code, "clock-off");
    assert.match(line.status().fault?.message ?? "", /7 min behind/);
    run(1, 0);
    assert.deepEqual(line.faults(), ["+clock-off", "-clock-off"]);
  }
});

test("values are old after twelve intervals of the meter's own rhythm, and never before a minute", () => {
  for (const [seconds, limit] of [
    [1, 60],
    [5, 60],
    [15, 180],
  ] as const) {
    const line = watch();
    line.open();
    for (let index = 0; index < 10; index++) {
      line.pass(seconds);
      line.reading();
    }
    line.pass(limit - 1);
    assert.equal(line.status().available, true, `${seconds} s`);
    line.pass(1);
    assert.equal(line.status().available, false, `${seconds} s`);
    assert.equal(line.entries("silent").length, 1);
    line.pass(400);
    assert.equal(line.status().code, "line-silent");
    line.reading();
    assert.equal(line.status().available, true);
    assert.equal(line.status().code, "ok");
    assert.deepEqual(line.entries("speaking").length, 1);
  }
});

test("telegrams that were held back and come together do not count as a rhythm", () => {
  const line = watch();
  line.open();
  for (let index = 0; index < 6; index++) {
    line.pass(5);
    line.reading();
    line.tracker.meter({ kind: "reading", reading: reading() }, line.now() + 3);
  }
  assert.equal(line.status().intervalMs, 4997);
});

test("a host clock that is set back does not make old values new", () => {
  const line = watch();
  line.open();
  line.readings(10);
  const past = line.now() - 7_200_000;
  line.tracker.tick(past);
  line.tracker.tick(past + 61_000);
  assert.equal(line.status().available, false);
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
