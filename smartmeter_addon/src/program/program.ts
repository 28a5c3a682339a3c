/** Puts the program together: sources, decoders, outputs, page. */
import { join } from "node:path";
import { createDerivation } from "../derive/derivation.ts";
import type { Log } from "../log.ts";
import { tariffOf } from "../options/tariff.ts";
import { guarded } from "../sink/guarded.ts";
import type { MeterHandle, Sink, SinkEvent } from "../sink/sink.ts";
import { loadDefinitions } from "../telegram/definitions.ts";
import { recallEnergy } from "./energy-memory.ts";
import { createLogBook } from "./log-book.ts";
import { createMeterLog } from "./meter-log.ts";
import { keysOf, openMeter } from "./open-meter.ts";
import { openOutputs } from "./open-outputs.ts";
import { createFaultListener, createOutputWatch } from "./output-watch.ts";
import { ownDefinitions } from "./own-definitions.ts";
import { createPriceClock } from "./price-clock.ts";
import type { ProgramOptions } from "./program-options.ts";
import { createServing } from "./serving.ts";
import { createStateSaver } from "./state-saver.ts";

export type { ProgramOptions } from "./program-options.ts";

/** The running program. */
export interface Program {
  /** Resolves when every input has ended: recordings do, ports and connections never. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

const tickMs = 1000;

/** Starts everything: sources, decoders, status, outputs, page. */
export async function startProgram(asked: ProgramOptions): Promise<Program> {
  const log = createLogBook(asked.log);
  const given = { ...asked, log };
  const { options, inApp, language } = given;
  const data = options.data ?? (inApp ? "/data" : undefined);
  const ownFolder = options.definitions ?? (data === undefined ? undefined : join(data, "meters"));
  const definitions = [...(await ownDefinitions(ownFolder, log, language)), ...loadDefinitions()];
  const entries = options.meters === undefined || options.meters.length === 0 ? [{}] : options.meters;
  const derivation = createDerivation(options);
  const own = entries.map((entry, index): MeterHandle => ({ index, name: entry.name, fixedId: entry.id }));
  const handles = [...own, ...derivation.handles];
  const saver = createStateSaver();
  const energy = await recallEnergy(given, data, saver);
  const outputs = await openOutputs({ ...given, data, saver, meters: handles, lines: entries.length });
  // A page that is off is not even loaded.
  const page = options.web?.enabled === false ? undefined : await import("./web.ts");
  const web = await page?.openProgramWeb({
    ...given,
    data,
    saver,
    lines: log.lines,
    meters: handles,
    definitions,
    ownFolder,
    keysOf: (meter) => keysOf(entries[meter] ?? {}).keys,
    metrics: outputs.sinks.find(({ metrics }) => metrics !== undefined)?.metrics,
    health: outputs.health,
  });
  const sinks: readonly Sink[] = web === undefined ? outputs.sinks : [...outputs.sinks, web];
  const accept = acceptAll(sinks, log);
  const emit = (event: SinkEvent): void => {
    for (const derived of derivation.derive(event))
      for (const complete of derived.kind === "reading" && energy !== undefined ? energy.accept(derived) : [derived])
        accept(complete);
  };
  const meterLog = createMeterLog({ language, log, meters: entries.length });
  const octets = outputs.sinks.filter((sink) => sink.octets !== undefined);
  const feed = web?.feed;
  const shared = { data, definitions, saver, meterLog, serving: createServing(), octets, emit, feed };
  const meters = entries.map((entry, index) => openMeter(entry, own[index] as MeterHandle, given, shared));
  const watchOutputs = createOutputWatch((output) => createFaultListener(output, { language, log, feed }));
  const priceNow = createPriceClock(options.tariff && tariffOf(options.tariff), given.timeZone);
  const ticking = setInterval(() => {
    const price = priceNow(Date.now());
    if (price !== undefined) accept(price);
    for (const { line } of meters) line.tick();
    watchOutputs(outputs.health());
    saver.tick();
    meterLog.tick();
  }, tickMs);

  return {
    ended: Promise.all(meters.map(({ line }) => line.ended)).then(() => {}),
    async close() {
      clearInterval(ticking);
      saver.close();
      await Promise.allSettled([...meters, ...sinks].map((part) => part.close()));
    },
  };
}

/** Hands an event to every output; a bug in one must not keep the others waiting. */
function acceptAll(sinks: readonly Sink[], log: Log): (event: SinkEvent) => void {
  const accepting = sinks.map((sink) => guarded(sink.name, log, (event) => sink.accept(event)));
  return (event) => {
    for (const accept of accepting) accept(event);
  };
}
