import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createVoltageLog, type TenMinutes, type VoltageLog } from "../derive/voltage-log.ts";
import type { VoltageLogOptions } from "../options/outputs.ts";
import { append, fileName, sweep } from "./day-files.ts";
import { startDelivery } from "./delivery.ts";
import { guarded } from "./guard.ts";
import type { OutputContext } from "./influxdb.ts";
import { zonedInstant } from "./local-time.ts";
import { openQueue } from "./queue.ts";
import type { Sink } from "./sink.ts";
import { rounded } from "./state-values.ts";

const header = "from,phase,min,mean,max,samples,within";

/** Writes ten minutes of every phase as a line: `2026-08-09_<meter>_voltage.csv`, to show the grid operator. */
export function createVoltageLogSink(options: VoltageLogOptions, context: OutputContext): Sink {
  const logs = new Map<string, VoltageLog>();
  let swept = "";
  const delivery = startDelivery({
    name: "voltage_log",
    queue: openQueue({ folder: undefined, name: "voltage_log", limit: 100_000 }),
    batch: 500,
    collectMs: 1000,
    log: context.log,
    async send(entries) {
      await mkdir(options.folder, { recursive: true });
      for (const entry of entries) {
        const { meter, line } = JSON.parse(entry) as { meter: string; line: string };
        const day = line.slice(0, 10);
        const path = join(options.folder, `${day}_${fileName(meter)}_voltage.csv`);
        await append(path, `${line}\n`, `${header}\n`);
        if (options.keep > 0 && day > swept) {
          swept = day;
          await sweep(options.folder, day, options.keep);
        }
      }
    },
  });

  const write = (meter: string, { phase, fromMs, min, mean, max, samples, within }: TenMinutes): void => {
    const from = zonedInstant(fromMs, context.timeZone);
    const line = [from, phase, min, rounded(mean, 2), max, samples, within ? 1 : 0].join(",");
    delivery.push(JSON.stringify({ meter, line }));
  };

  return {
    name: "voltage_log",
    accept: guarded("voltage_log", context.log, (event) => {
      if (event.kind !== "reading") return;
      const { meterId: meter, values } = event.reading;
      const voltages = values.flatMap(({ quantity, value }) => {
        const phase = /^voltage_(l[123])$/.exec(quantity?.key ?? "")?.[1];
        return phase === undefined ? [] : [[phase, value] as const];
      });
      if (voltages.length === 0) return;
      const log = logs.get(meter) ?? createVoltageLog(options.nominal, options.tolerance);
      logs.set(meter, log);
      for (const ended of log.push(event.receivedAtMs, new Map(voltages))) write(meter, ended);
    }),
    health: () => delivery.health(),
    async close() {
      for (const [meter, log] of logs) for (const ended of log.flush()) write(meter, ended);
      await delivery.close();
    },
  };
}
