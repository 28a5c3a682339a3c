/** Opens one entry of the options: its keys and memory, its source, and the line that runs on them. */
import { createMeterDecoder, type MeterDecoder } from "../decoder.ts";
import { createFault, type Fault, type FaultCode } from "../fault.ts";
import { type ParsedKeyEntry, parseKeyEntry } from "../key/key-entry.ts";
import { toHex } from "../octets.ts";
import type { MeterOptions } from "../options/options.ts";
import type { MeterHandle, Sink, SinkEvent } from "../sink/sink.ts";
import { isRecording, openSource } from "../source/open-source.ts";
import type { SourceEvent } from "../source/source.ts";
import { createStatusTracker } from "../status/status.ts";
import type { Definitions } from "../telegram/definition.ts";
import type { MeterEvent, Reading } from "../telegram/reading.ts";
import { message } from "../texts/log-lines.ts";
import { createOctetCheck } from "../tools/recording/octet-check.ts";
import type { WebFeed } from "../web/feed.ts";
import { type MeterLine, runMeterLine } from "./meter-line.ts";
import type { MeterLog } from "./meter-log.ts";
import { type MeterMemory, recallMeter } from "./meter-memory.ts";
import type { ProgramOptions } from "./program-options.ts";
import type { Serving } from "./serving.ts";
import type { Save, StateSaver } from "./state-saver.ts";
import { openStore } from "./state-store.ts";

/** What all meters of the program share. */
export interface SharedByMeters {
  /** The data folder; undefined: nothing is kept. */
  readonly data: string | undefined;
  readonly definitions: Definitions;
  readonly meterLog: MeterLog;
  readonly saver: StateSaver;
  readonly serving: Serving;
  /** The outputs that take octets as well. */
  readonly octets: readonly Sink[];
  readonly emit: (event: SinkEvent) => void;
  readonly feed: WebFeed | undefined;
}

/** An entry whose line runs until it is closed. */
export interface OpenMeter {
  readonly line: MeterLine;
  close(): Promise<void>;
}

export function openMeter(
  entry: MeterOptions,
  meter: MeterHandle,
  { language, timeZone, log, showPlaintext }: ProgramOptions,
  { data, definitions, meterLog, saver, serving, octets, emit, feed }: SharedByMeters,
): OpenMeter {
  const label = entry.name ?? (language === "de" ? `Zähler ${meter.index + 1}` : `meter ${meter.index + 1}`);
  const { keys, problem, repaired } = keysOf(entry);
  const reports = createReports();
  if (repaired !== undefined) reports.fault(repaired);
  const store = openStore({
    folder: data,
    name: `meter-${entry.id ?? meter.index + 1}`,
    onFault: (fault) => (fault === undefined ? reports.over("state-unwritable") : reports.fault(fault)),
  });
  const memory = recallMeter(store, keys);
  // A recording that is played a second time is no replay attack, and its clock is not now's.
  const isPlayed = isRecording(entry);
  const decoder = createMeterDecoder({
    keys,
    definitions,
    state: isPlayed ? undefined : memory.decoder,
    id: entry.id,
    fallbackId: memory.id,
    requireAuthentication: entry.require_authentication,
    acceptUnchecked: entry.accept_unchecked,
    plaintext: showPlaintext,
  });
  const { port, device, serial, reader_key } = entry;
  const check = createOctetCheck({ keys: {}, definitions: [] });
  const remembered = memory.settings;
  const source = openSource({ port, device, serial, readerKey: reader_key?.reveal(), remembered, check });
  const learnt = keepLearning(memory, decoder, saver);
  const own = createOwnService(serving, meter.index, reports);

  function onReading(reading: Reading, receivedAtMs: number): void {
    if (!own.hears(reading.meterId)) return;
    emit({ kind: "reading", meter, reading, receivedAtMs });
    learnt.keyWorks();
  }

  function onDecoded(event: MeterEvent): void {
    if (event.kind === "plaintext")
      log.info(message(language, "plaintext", { meter: label, octets: toHex(event.octets) }));
    if (own.isServing() && (event.kind === "left-out" || event.kind === "proven")) {
      const receivedAtMs = event.reading.receivedAtMs ?? Date.now();
      emit({ kind: event.kind, meter, reading: event.reading, receivedAtMs });
    }
    feed?.decoded(meter, event);
  }

  function onSource(event: SourceEvent): void {
    feed?.source(meter, event);
    if (event.kind === "octets") for (const sink of octets) sink.octets?.(meter.index, event.octets);
    if (event.kind === "settled") learnt.settings(event.settings);
  }

  const line = runMeterLine({
    meter,
    source,
    decoder,
    keyProblem: problem,
    nowMs: Date.now,
    tracker: createStatusTracker({
      startedAtMs: Date.now(),
      timeZone: isPlayed ? undefined : timeZone,
      workedBefore: memory.worked,
    }),
    onReading,
    onStatus: (status, atMs) => emit({ kind: "status", meter, status, atMs }),
    onLog: (logged) => meterLog.entry(label, logged),
    onDecoded,
    onStatistics: (statistics) => feed?.statistics(meter, statistics),
    onSource,
    onError: (error) => log.error(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  });
  reports.begin(line);
  return { line, close: () => source.close() };
}

/** The keys of an entry as octets. */
export function keysOf({ key, authentication_key, previous_key }: MeterOptions): ParsedKeyEntry {
  return parseKeyEntry({
    key: key?.reveal(),
    authentication_key: authentication_key?.reveal(),
    previous_key: previous_key?.reveal(),
  });
}

/** Tells a line of its faults; those that come before there is one wait for it. */
function createReports() {
  let line: MeterLine | undefined;
  const early: Fault[] = [];
  return {
    fault(fault: Fault): void {
      if (line === undefined) early.push(fault);
      else line.fault(fault);
    },
    over: (code: FaultCode): void => line?.over(code),
    begin(opened: MeterLine): void {
      line = opened;
      for (const fault of early) line.fault(fault);
    },
  };
}

/** Keeps what is learnt of an entry for the next start. */
function keepLearning(memory: MeterMemory, decoder: MeterDecoder, saver: StateSaver) {
  let { settings, worked } = memory;
  const save: Save = (how) => memory.save({ settings, worked, decoder: decoder.state() }, how);
  saver.add(save);
  return {
    keyWorks(): void {
      if (worked) return;
      worked = true;
      saver.soon(save);
    },
    settings(found: string): void {
      settings = found;
      saver.soon(save);
    },
  };
}

/** Whether an entry serves the meter it hears; that another one does is reported. */
function createOwnService(serving: Serving, index: number, reports: Pick<MeterLine, "fault" | "over">) {
  let servedBy: number | undefined;
  return {
    isServing: (): boolean => servedBy === undefined,
    /** A telegram of the meter came; true where this entry serves it. */
    hears(meterId: string): boolean {
      const before = servedBy;
      servedBy = serving.servedBy(meterId, index, performance.now());
      if (servedBy === undefined && before !== undefined) reports.over("meter-twice");
      if (servedBy !== undefined && servedBy !== before)
        reports.fault(createFault("meter-twice", { is: "served", entry: servedBy + 1, meter: meterId }));
      return servedBy === undefined;
    },
  };
}
