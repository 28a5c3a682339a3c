/** The voltages of every ten minutes, as a line. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createVoltageLog, liesWithin, merged, type TenMinutes, type VoltageLog } from "../../derive/voltage-log.ts";
import type { Reading } from "../../telegram/reading.ts";
import { append, fileName, linesOf, replace } from "../day-files.ts";
import { startDelivery } from "../delivery.ts";
import { guarded } from "../guarded.ts";
import { zonedInstant } from "../local-time.ts";
import type { SinkContext } from "../output.ts";
import { openQueue } from "../queue.ts";
import { createRetention } from "../retention.ts";
import type { Sink, SinkEvent } from "../sink.ts";
import { rounded } from "../state-values.ts";
import type { VoltageLogOptions } from "./voltage-log-options.ts";

const header = "from,phase,min,mean,max,samples,seconds,within,left_out";

/** The same ten minutes of all phases of a meter. */
interface Entry {
  /** The local day they began on. */
  readonly day: string;
  readonly meter: string;
  readonly phases: readonly TenMinutes[];
}

/**
 * Writes every ten minutes of a phase as a line of `2026-08-09_<meter>_voltage.csv`, to show the grid operator. What
 * was heard of them before a restart is already in the file: one line is made of both.
 */
export function createVoltageLogSink(options: VoltageLogOptions, context: SinkContext): Sink {
  const { folder, nominal, tolerance, keep } = options;
  const logs = new Map<string, VoltageLog>();
  const files = /^(\d{4}-\d{2}-\d{2})_[A-Za-z0-9_-]+_voltage\.csv$/;
  const retention = createRetention({ output: "voltage_log", folder, keep, files }, context);

  const lineOf = (part: TenMinutes): string => {
    const { fromMs, phase, min, mean, max, samples, coveredMs, leftOut } = part;
    const within = liesWithin(part, nominal, tolerance);
    const from = zonedInstant(fromMs, context.timeZone);
    const seconds = Math.floor(coveredMs / 1000);
    const judged = within === undefined ? "" : +within;
    return [from, phase, min, rounded(mean, 2), max, samples, seconds, judged, leftOut].join();
  };

  const writeEntry = async ({ day, meter, phases }: Entry): Promise<void> => {
    const path = join(folder, `${day}_${fileName(meter)}_voltage.csv`);
    const there = await linesOf(path);
    const parts = new Map(there.map((line) => [placeOf(line), line]));
    const fresh: string[] = [];
    for (const part of phases) {
      const place = placeOf(lineOf(part));
      const before = parts.get(place);
      if (before === undefined) fresh.push(lineOf(part));
      else parts.set(place, lineOf(merged(partOf(before), part)));
    }
    // The file almost never has anything of these ten minutes.
    if (fresh.length === phases.length) await append(path, `${fresh.join("\n")}\n`, `${header}\n`);
    else await replace(path, `${[...parts.values(), ...fresh].join("\n")}\n`);
  };

  const delivery = startDelivery({
    name: "voltage_log",
    queue: openQueue({ folder: undefined, name: "voltage_log", limit: 10_000 }),
    // One entry is one write to one file, so a failed one can be repeated without being added twice.
    batch: 1,
    collectMs: 0,
    log: context.log,
    language: context.language,
    async send(entries) {
      await mkdir(folder, { recursive: true });
      for (const text of entries) {
        const entry = JSON.parse(text) as Entry;
        await writeEntry(entry);
        await retention.sweep();
      }
    },
  });
  const write = (meter: string, phases: readonly TenMinutes[]): void => {
    if (phases[0] === undefined) return;
    const day = zonedInstant(phases[0].fromMs, context.timeZone).slice(0, 10);
    delivery.push(JSON.stringify({ day, meter, phases } satisfies Entry));
  };

  return {
    name: "voltage_log",
    accept: guarded("voltage_log", context.log, (event) => {
      if (event.kind === "status" || event.kind === "window" || event.kind === "price") return;
      if (event.kind === "reading") retention.hear(event);
      const voltages = voltagesOf(event);
      if (voltages.size === 0) return;
      const meter = event.reading.meterId;
      const log = logs.get(meter) ?? createVoltageLog();
      logs.set(meter, log);
      const { receivedAtMs } = event;
      if (event.kind === "left-out") write(meter, log.leaveOut(receivedAtMs, voltages.keys()));
      else
        write(meter, event.kind === "reading" ? log.push(receivedAtMs, voltages) : log.recall(receivedAtMs, voltages));
    }),
    health: () => delivery.health(),
    async close() {
      for (const [meter, log] of logs) write(meter, log.flush());
      await delivery.close();
    },
  };
}

function voltagesOf({ reading }: Extract<SinkEvent, { reading: Reading }>): Map<string, number> {
  const voltages = new Map<string, number>();
  for (const { quantity, value } of reading.values) {
    const phase = /^voltage_(l[123])$/.exec(quantity?.key ?? "")?.[1];
    if (phase !== undefined) voltages.set(phase, value);
  }
  return voltages;
}

/** What tells the lines of a file apart: beginning and phase. */
const placeOf = (line: string): string => line.split(",", 2).join();

/** A line of the file as the numbers it was made from. */
function partOf(line: string): TenMinutes {
  const [from = "", phase = "", ...numbers] = line.split(",");
  // Older versions wrote nothing about what was left out.
  const [min = 0, mean = 0, max = 0, samples = 0, seconds = 0, , leftOut = 0] = numbers.map(Number);
  return { fromMs: Date.parse(from), phase, min, mean, max, samples, coveredMs: seconds * 1000, leftOut };
}
