import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createMeterDecoder } from "../../src/decoder.ts";
import { silentLog } from "../../src/log.ts";
import { concatOctets } from "../../src/octets.ts";
import { type MeterLineOptions, runMeterLine } from "../../src/program/meter-line.ts";
import { guarded } from "../../src/sink/guarded.ts";
import type { MeterStatus } from "../../src/sink/sink.ts";
import type { SourceEvent } from "../../src/source/source.ts";
import { createStatusTracker, type LogEntry } from "../../src/status/status.ts";
import type { Definition } from "../../src/telegram/definition.ts";
import { loadDefinitions } from "../../src/telegram/definitions.ts";
import { createSimulatedMeter, testAuthenticationKey, testKey } from "../../src/tools/simulate/simulate.ts";

const keys = { key: testKey, authenticationKey: testAuthenticationKey };
const startMs = Date.UTC(2026, 5, 1, 10);

/** A line whose clocks are set by the test; every telegram takes five seconds, and two arrive at once. */
function playLine(
  count: number,
  over: Partial<MeterLineOptions> = {},
  clock = { wallMs: startMs, steadyMs: 0 },
  silences: Record<number, () => void> = {},
) {
  const meter = createSimulatedMeter({ meter: "noe-kaifa-ma309", startMs });
  const read: number[] = [];
  const errors: unknown[] = [];
  const entries: LogEntry[] = [];
  const statuses: MeterStatus[] = [];
  let line: ReturnType<typeof runMeterLine> | undefined;
  async function* events(): AsyncGenerator<SourceEvent> {
    yield { kind: "opened", description: "line", settings: undefined };
    for (let index = 0; index < count; index += 2) {
      silences[index]?.();
      line?.tick();
      const telegrams = Array.from({ length: Math.min(2, count - index) }, () => meter.next().octets);
      yield { kind: "octets", octets: concatOctets(telegrams) };
      clock.wallMs += 5000 * telegrams.length;
      clock.steadyMs += 5000 * telegrams.length;
    }
    yield { kind: "end" };
  }
  line = runMeterLine({
    meter: { index: 0, name: undefined },
    source: { [Symbol.asyncIterator]: events, write() {}, evidence() {}, close: async () => {} },
    decoder: createMeterDecoder({ keys, definitions: loadDefinitions() }),
    tracker: createStatusTracker({ startedAtMs: startMs, timeZone: "Europe/Vienna" }),
    keyProblem: undefined,
    nowMs: () => clock.wallMs,
    steadyMs: () => clock.steadyMs,
    onReading: (reading) => read.push(reading.invocationCounter as number),
    onStatus: (status) => statuses.push(status),
    onLog: (entry) => entries.push(entry),
    onError: (error) => errors.push(error),
    ...over,
  });
  return line.ended.then(() => ({ read, errors, entries, statuses }));
}

describe("a bug", () => {
  const first = 0x1000;
  it("in an output costs that output one event, and no other output anything", async () => {
    const got: number[] = [];
    let told = 0;
    const broken = guarded("broken", { ...silentLog, error: () => told++ }, () => {
      throw new Error("a bug");
    });
    const outputs = [broken, guarded("whole", silentLog, () => void got.push(1))];
    const { errors } = await playLine(5, {
      onReading: (reading, receivedAtMs) => {
        for (const accept of outputs)
          accept({ kind: "reading", meter: { index: 0, name: undefined }, reading, receivedAtMs });
      },
    });
    assert.deepEqual([got.length, told, errors.length], [5, 1, 0]);
  });

  it("behind the decoder costs the telegram it happens with", async () => {
    const read: number[] = [];
    const { errors } = await playLine(6, {
      onReading(reading) {
        if (reading.invocationCounter === first + 2) throw new Error("a bug");
        read.push(reading.invocationCounter as number);
      },
    });
    assert.deepEqual([read, errors.length], [[0, 1, 3, 4, 5].map((step) => first + step), 1]);
  });

  it("in what the page is told costs no reading", async () => {
    const bug = (): never => {
      throw new Error("a bug");
    };
    const { read, errors } = await playLine(5, { onSource: bug, onDecoded: bug, onStatistics: bug, onStatus: bug });
    assert.equal(read.length, 5);
    assert.ok(errors.length > 0);
  });

  it("in decoding costs one telegram and is reported as what it is", () => {
    let calls = 0;
    // A definition whose name breaks down once, in the middle of the second telegram.
    const definitions = loadDefinitions().map((definition) =>
      Object.defineProperty({ ...definition }, "layout", {
        enumerable: true,
        get() {
          if (++calls === 3) throw new TypeError("a bug");
          return definition.layout;
        },
      }),
    ) as Definition[];
    const decoder = createMeterDecoder({ keys, definitions });
    const meter = createSimulatedMeter({ meter: "noe-kaifa-ma309", startMs });
    const events = Array.from({ length: 6 }, () => decoder.push(meter.next().octets)).flat();
    assert.equal(events.filter((event) => event.kind === "fault" && event.fault.code === "internal-error").length, 1);
    assert.equal(events.filter(({ kind }) => kind === "reading").length, 5);
  });
});

describe("the host's clock set while the program runs", () => {
  for (const hours of [-3, 3]) {
    it(`by ${hours} hours makes no meter silent and no fault but that the clocks differ`, async () => {
      const clock = { wallMs: startMs, steadyMs: 0 };
      const jump = {
        6() {
          clock.wallMs += hours * 3_600_000;
        },
      };
      const { read, entries, statuses, errors } = await playLine(12, {}, clock, jump);
      assert.deepEqual([read.length, errors.length], [12, 0]);
      assert.deepEqual(
        entries.filter(({ kind }) => kind === "silent" || kind === "speaking"),
        [],
      );
      const codes = entries.flatMap((entry) => (entry.kind === "begins" ? [entry.fault.code] : []));
      assert.deepEqual(codes, ["clock-off"]);
      const last = statuses.at(-1) as MeterStatus;
      assert.ok(last.available);
      assert.ok(Math.abs((last.lastReadingAtMs as number) - clock.wallMs) < 60_000, "last seen by the new clock");
    });
  }
});
