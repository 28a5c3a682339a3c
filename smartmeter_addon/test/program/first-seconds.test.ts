/**
 * The program starts while a meter is in the middle of a telegram, at every place of it: nothing is a fault before the first
 * whole telegram has had its chance. Real pseudo-terminals, every simulated meter.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { dsmrText } from "../../src/tools/encode/encode.ts";
import { createSimulatedMeter, simulatedMeterIds } from "../../src/tools/simulate/simulate.ts";
import { viennaTime } from "../../src/tools/simulate/simulate-clock.ts";
import { attendLine } from "../support-line/attended-line.ts";
import { createGarblingOpener } from "../support-line/garbling-opener.ts";
import { openLine, type SerialLine, until, withoutProgram } from "../support-line/parts.ts";

const intervalMs = 900;
const phases = 16;
/** Said of a meter whose layout no telegram has confirmed, from its first one on and for good. */
const lasting = new Set(["layout-unconfirmed"]);

/** A telegram comes in as many pieces, as a slow line hands it over. */
const pieces = 6;

async function sendSlowly(line: SerialLine, octets: Uint8Array): Promise<void> {
  const size = Math.ceil(octets.length / pieces);
  for (let at = 0; at < octets.length; at += size) {
    line.send(octets.subarray(at, at + size));
    await sleep(30);
  }
}

interface Sender {
  next(): Uint8Array;
}

interface Start {
  readonly sender: Sender;
  readonly settings: string;
  readonly phase: number;
  /** The settings are not known. */
  readonly searches: boolean;
}

/** From `phase` (0 to 1) of a telegram on: faults that have begun until the readings were there. */
async function startWithin({ sender, settings, phase, searches }: Start): Promise<string[]> {
  const line = await openLine();
  const first = sender.next();
  const opener = createGarblingOpener({ settings });
  const given = searches ? { opener: opener.open } : { serial: settings };
  const attended = attendLine({ port: line.path, ...given });
  let isOver = false;
  try {
    await until("the port", () => attended.log.some(({ kind }) => kind === "opened"));
    const sending = (async () => {
      await sendSlowly(line, first.subarray(Math.floor(phase * first.length)));
      while (!isOver) {
        await sleep(intervalMs - 30 * pieces);
        await sendSlowly(line, sender.next());
      }
    })();
    await until(
      "readings",
      () => attended.readings.length >= 2 || attended.codes().some((code) => !lasting.has(code)),
      90_000,
    );
    isOver = true;
    await sending;
    return attended.codes().filter((code) => !lasting.has(code));
  } finally {
    isOver = true;
    await attended.close();
    await line.remove();
  }
}

/** Lines of a text of now whose register goes on. */
function linesOf(count: number): string[] {
  const { year, month, day, hour, minute, second, daylightSaving } = viennaTime(Date.now());
  const clock = [year % 100, month, day, hour, minute, second].map((part) => String(part).padStart(2, "0")).join("");
  const register = (6695 + count / 1000).toFixed(3);
  return [`0-0:1.0.0(${clock}${daylightSaving ? "S" : "W"})`, `1-0:1.8.0(00${register}*kWh)`, "1-0:1.7.0(00.233*kW)"];
}

describe("a program that starts in the middle of a telegram", {
  skip: withoutProgram("socat"),
  concurrency: 4,
}, () => {
  const all = Array.from({ length: phases }, (_, at) => (at + Math.random()) / phases);

  async function check(make: () => Sender, settings: string): Promise<void> {
    const start = (phase: number, searches: boolean) => startWithin({ sender: make(), settings, phase, searches });
    const codes = await Promise.all(all.map((phase) => start(phase, false)));
    for (const [at, seen] of codes.entries()) assert.deepEqual(seen, [], `at ${all[at]}`);
    const some = all.filter((_, at) => at % 5 === 0);
    assert.deepEqual((await Promise.all(some.map((phase) => start(phase, true)))).flat(), [], "while searching");
  }

  for (const meter of simulatedMeterIds)
    it(`says nothing of ${meter} that is over a moment later`, { timeout: 300_000 }, async () => {
      const { settings } = createSimulatedMeter({ meter, startMs: Date.now() }).describe();
      await check(() => {
        const simulated = createSimulatedMeter({ meter, startMs: Date.now() });
        return { next: () => simulated.next(Date.now()).octets };
      }, settings);
    });

  it("says nothing of P1 in clear text, and calls none of it foreign", { timeout: 300_000 }, async () => {
    await check(() => {
      let count = 0;
      return { next: () => dsmrText("EST5\\253000000_A", linesOf(++count)) };
    }, "115200 8N1");
  });
});
