/** `script/bench --soak`: an hour of one meter a second, played as fast as it goes, with the page's board fed. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createMeterDecoder } from "../../src/decoder.ts";
import { createStatusTracker } from "../../src/status/status.ts";
import type { Definitions } from "../../src/telegram/definition.ts";
import { createSimulatedMeter, testKey } from "../../src/tools/simulate/simulate.ts";
import { createMeterBoard } from "../../src/web/meter-board.ts";

export interface SoakRow {
  readonly minute: number;
  /** Of living objects, KiB, after two collections. */
  readonly heapKb: number;
}

setFlagsFromString("--expose_gc");
const collectGarbage = runInNewContext("gc") as () => void;

function heapKb(): number {
  collectGarbage();
  collectGarbage();
  return Math.round(process.memoryUsage().heapUsed / 1024);
}

/** Memory after collection every ten minutes of so many. */
export function soakBoard(definitions: Definitions, minutes: number): SoakRow[] {
  const startMs = Date.UTC(2026, 5, 1, 10);
  const simulated = createSimulatedMeter({ meter: "noe-kaifa-ma309", startMs, intervalMs: 1000 });
  const decoder = createMeterDecoder({ keys: { key: testKey }, definitions });
  const tracker = createStatusTracker({ startedAtMs: startMs, timeZone: "Europe/Vienna" });
  const meter = { index: 0, name: undefined };
  const board = createMeterBoard(meter, () => 0);
  const rows: SoakRow[] = [];
  for (let second = 0; second <= minutes * 60; second++) {
    const atMs = startMs + second * 1000;
    const { octets } = simulated.next(atMs);
    tracker.source({ kind: "octets", octets }, atMs);
    board.source({ kind: "octets", octets }, atMs);
    for (const event of decoder.push(octets, atMs)) {
      if (event.kind === "reading") board.reading(event.reading, atMs);
      board.decoded(event, atMs);
      tracker.meter(event, atMs);
    }
    board.statistics(decoder.statistics());
    tracker.link(decoder.statistics(), atMs);
    tracker.tick(atMs);
    board.status(tracker.status());
    board.tick(atMs);
    board.view();
    if (second % 600 === 0) rows.push({ minute: second / 60, heapKb: heapKb() });
  }
  return rows;
}
