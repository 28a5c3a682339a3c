/** Puts the program together: sources, decoders, outputs, page. */
import { join } from "node:path";
import { createMeterDecoder } from "../decoder.ts";
import { createDerivation } from "../derive/derivation.ts";
import { createFault, type Fault } from "../fault.ts";
import { type ParsedKeyEntry, parseKeyEntry } from "../key/key-entry.ts";
import { toHex } from "../octets.ts";
import type { MeterOptions } from "../options/options.ts";
import { tariffOf } from "../options/tariff.ts";
import { guarded } from "../sink/guarded.ts";
import type { MeterHandle, Sink, SinkEvent } from "../sink/sink.ts";
import { isRecording, openSource } from "../source/open-source.ts";
import { createStatusTracker } from "../status/status.ts";
import type { Definitions } from "../telegram/definition.ts";
import { loadDefinitions } from "../telegram/definitions.ts";
import type { Reading } from "../telegram/reading.ts";
import { message } from "../texts/log-lines.ts";
import { createOctetCheck } from "../tools/recording/octet-check.ts";
import type { WebFeed } from "../web/feed.ts";
import { recallEnergy } from "./energy-memory.ts";
import { createLogBook } from "./log-book.ts";
import { type MeterLine, runMeterLine } from "./meter-line.ts";
import { createMeterLog, type MeterLog } from "./meter-log.ts";
import { recallMeter } from "./meter-memory.ts";
import { openOutputs } from "./open-outputs.ts";
import { createFaultListener, createOutputWatch } from "./output-watch.ts";
import { ownDefinitions } from "./own-definitions.ts";
import { createPriceClock } from "./price-clock.ts";
import type { ProgramOptions } from "./program-options.ts";
import { createServing, type Serving } from "./serving.ts";
import { createStateSaver, type Save, type StateSaver } from "./state-saver.ts";
import { openStore } from "./state-store.ts";

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
  const { options, inApp } = given;
  const data = options.data ?? (inApp ? "/data" : undefined);
  const ownFolder = options.definitions ?? (data === undefined ? undefined : join(data, "meters"));
  const definitions = [...(await ownDefinitions(ownFolder, log, given.language)), ...loadDefinitions()];
  const entries = options.meters === undefined || options.meters.length === 0 ? [{}] : options.meters;
  const derivation = createDerivation(options);
  const own = entries.map((entry, index): MeterHandle => ({ index, name: entry.name, fixedId: entry.id }));
  const handles = [...own, ...derivation.handles];
  const saver = createStateSaver();
  const energy = await recallEnergy({ ...given, data, saver });
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
  // A bug in one output must not keep the others waiting.
  const accepting = sinks.map((sink) => guarded(sink.name, log, (event) => sink.accept(event)));
  const emit = (event: SinkEvent): void => {
    for (const derived of derivation.derive(event))
      for (const complete of derived.kind === "reading" && energy !== undefined ? energy.accept(derived) : [derived])
        for (const accept of accepting) accept(complete);
  };
  const meterLog = createMeterLog({ language: given.language, log, meters: entries.length });
  const octets = outputs.sinks.filter((sink) => sink.octets !== undefined);
  const serving = createServing();
  const shared = { ...given, data, definitions, emit, octets, saver, meterLog, serving, feed: web?.feed };
  const meters = entries.map((entry, index) => openMeter({ ...shared, entry, meter: own[index] as MeterHandle }));
  const watchOutputs = createOutputWatch((output) => createFaultListener(output, { ...given, feed: web?.feed }));
  const priceNow = createPriceClock(options.tariff && tariffOf(options.tariff), given.timeZone);
  const ticking = setInterval(() => {
    const price = priceNow(Date.now());
    if (price !== undefined) for (const accept of accepting) accept(price);
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

interface MeterContext extends ProgramOptions {
  readonly data: string | undefined;
  readonly definitions: Definitions;
  readonly entry: MeterOptions;
  readonly meter: MeterHandle;
  readonly emit: (event: SinkEvent) => void;
  /** The outputs that take octets as well. */
  readonly octets: readonly Sink[];
  readonly saver: StateSaver;
  readonly meterLog: MeterLog;
  readonly serving: Serving;
  readonly feed: WebFeed | undefined;
}

interface OpenMeter {
  readonly line: MeterLine;
  close(): Promise<void>;
}

function openMeter(context: MeterContext): OpenMeter {
  const { entry, meter, language, log, emit, feed, timeZone } = context;
  const label = entry.name ?? (language === "de" ? `Zähler ${meter.index + 1}` : `meter ${meter.index + 1}`);
  /** The entry that serves this entry's meter instead. */
  let servedBy: number | undefined;
  const { keys, problem, repaired } = keysOf(entry);
  /** What is wrong before there is a line on which to report it. */
  const early: Fault[] = repaired === undefined ? [] : [repaired];
  let line: MeterLine | undefined;
  const store = openStore({
    folder: context.data,
    name: `meter-${entry.id ?? meter.index + 1}`,
    onFault(fault) {
      if (fault === undefined) line?.over("state-unwritable");
      else if (line === undefined) early.push(fault);
      else line.fault(fault);
    },
  });
  const memory = recallMeter(store, keys);
  let { settings, worked } = memory;
  const decoder = createMeterDecoder({
    keys,
    definitions: context.definitions,
    // A recording that is played a second time is no replay attack.
    state: isRecording(entry) ? undefined : memory.decoder,
    id: entry.id,
    fallbackId: memory.id,
    requireAuthentication: entry.require_authentication,
    acceptUnchecked: entry.accept_unchecked,
    plaintext: context.showPlaintext,
  });
  const { port, device, serial, reader_key } = entry;
  const check = createOctetCheck({ keys: {}, definitions: [] });
  const source = openSource({ port, device, serial, readerKey: reader_key?.reveal(), remembered: settings, check });
  const save: Save = (how) => memory.save({ settings, worked, decoder: decoder.state() }, how);
  context.saver.add(save);
  line = runMeterLine({
    meter,
    source,
    decoder,
    keyProblem: problem,
    nowMs: Date.now,
    tracker: createStatusTracker({
      startedAtMs: Date.now(),
      timeZone: isRecording(entry) ? undefined : timeZone,
      workedBefore: worked,
    }),
    onReading(reading: Reading, receivedAtMs: number) {
      const before = servedBy;
      servedBy = context.serving.servedBy(reading.meterId, meter.index, performance.now());
      if (servedBy !== before) {
        if (servedBy === undefined) line?.over("meter-twice");
        else line?.fault(createFault("meter-twice", { is: "served", entry: servedBy + 1, meter: reading.meterId }));
      }
      if (servedBy !== undefined) return;
      emit({ kind: "reading", meter, reading, receivedAtMs });
      if (worked) return;
      worked = true;
      context.saver.soon(save);
    },
    onStatus: (status, atMs) => emit({ kind: "status", meter, status, atMs }),
    onLog: (logged) => context.meterLog.entry(label, logged),
    onDecoded(event) {
      if (event.kind === "plaintext")
        log.info(message(language, "plaintext", { meter: label, octets: toHex(event.octets) }));
      if (servedBy === undefined && (event.kind === "left-out" || event.kind === "proven")) {
        const receivedAtMs = event.reading.receivedAtMs ?? Date.now();
        emit({ kind: event.kind, meter, reading: event.reading, receivedAtMs });
      }
      feed?.decoded(meter, event);
    },
    onStatistics: (statistics) => feed?.statistics(meter, statistics),
    onSource(event) {
      feed?.source(meter, event);
      if (event.kind === "octets") for (const sink of context.octets) sink.octets?.(meter.index, event.octets);
      if (event.kind !== "settled") return;
      settings = event.settings;
      context.saver.soon(save);
    },
    onError: (error) => log.error(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  });
  for (const fault of early) line.fault(fault);
  return { line, close: () => source.close() };
}

function keysOf({ key, authentication_key, previous_key }: MeterOptions): ParsedKeyEntry {
  const texts = {
    key: key?.reveal(),
    authentication_key: authentication_key?.reveal(),
    previous_key: previous_key?.reveal(),
  };
  return parseKeyEntry(texts);
}
