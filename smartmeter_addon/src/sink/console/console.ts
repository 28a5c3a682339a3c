/** Readings on standard output. */
import { constants, fstatSync, openSync, write } from "node:fs";
import { startDelivery } from "../delivery.ts";
import { guarded } from "../guarded.ts";
import type { SinkContext } from "../output.ts";
import { openQueue } from "../queue.ts";
import { readingRecord } from "../reading-record.ts";
import type { Sink, SinkEvent } from "../sink.ts";
import { recordValues } from "../state-values.ts";
import { createThrottle } from "../throttle.ts";
import type { ConsoleOptions } from "./console-options.ts";

/**
 * Writes readings to standard output. A pipe that nobody reads fills a bounded queue and never holds up the program;
 * `process.stdout` would.
 */
export function createConsoleSink(options: ConsoleOptions, context: SinkContext, descriptor = standardOutput): Sink {
  const throttle = createThrottle(options.interval * 1000);
  const delivery = startDelivery({
    name: "console",
    queue: openQueue({ folder: undefined, name: "console", limit: 10_000 }),
    batch: 100,
    collectMs: 0,
    log: context.log,
    language: context.language,
    send: (entries, signal) =>
      writeAll(descriptor(), Buffer.from(entries.map((entry) => `${entry}\n`).join("")), signal),
  });
  return {
    name: "console",
    accept: guarded("console", context.log, (event) => {
      if (event.kind !== "reading" || !throttle.due(event.meter.index, event.receivedAtMs)) return;
      const record = readingRecord(event, context.timeZone);
      delivery.push(
        options.format === "json" ? JSON.stringify(record) : humanLine(event, record.time, context.language ?? "en"),
      );
    }),
    health: () => delivery.health(),
    close: () => delivery.close(),
  };
}

/**
 * `2026-08-09 12:00:05  Main meter  Power 230 W, Energy import 1234.567 kWh, …`: what Home Assistant shows by default.
 */
function humanLine(event: Extract<SinkEvent, { kind: "reading" }>, time: string, language: "de" | "en"): string {
  const shown = recordValues(event.reading).filter(({ quantity }) => quantity?.enabled ?? false);
  const values = shown.map(({ value, quantity }) => {
    const unit = quantity?.displayUnit === undefined ? "" : ` ${quantity.displayUnit}`;
    const number = value.toFixed(quantity?.decimals ?? 0);
    return `${quantity?.[language]} ${language === "de" ? number.replace(".", ",") : number}${unit}`;
  });
  const name = event.meter.name ?? event.reading.meterId;
  const text = `${time.slice(0, 10)} ${time.slice(11, 19)}  ${name}  ${values.join(", ")}`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal would obey what a meter or a name sends
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ");
}

/** Writes all octets, however many attempts it takes; if the descriptor takes none just now, it tries again. */
async function writeAll(descriptor: number, octets: Uint8Array, signal: AbortSignal): Promise<void> {
  for (let at = 0; at < octets.length; ) {
    signal.throwIfAborted();
    at += await new Promise<number>((resolve, reject) => {
      write(descriptor, octets, at, octets.length - at, null, (error, written) => {
        if (error === null) resolve(written);
        else if (error.code === "EAGAIN") setTimeout(() => resolve(0), 50);
        else reject(error);
      });
    });
  }
}

let opened: number | undefined;

/** Standard output. A pipe is opened once more, so that neither a write nor the end of the process waits for it. */
function standardOutput(): number {
  if (opened === undefined) {
    opened = 1;
    try {
      if (fstatSync(1).isFIFO()) opened = openSync("/proc/self/fd/1", constants.O_WRONLY | constants.O_NONBLOCK);
    } catch {
      // Not Linux, or no output at all: the descriptor is used as it is.
    }
  }
  return opened;
}
