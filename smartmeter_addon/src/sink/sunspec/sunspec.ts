/**
 * Meters as SunSpec devices over Modbus TCP, one unit id each, for inverters and energy managers. They steer by what they
 * read, so a value is served while its meter speaks and not a moment longer: then every read is refused.
 */
import type { MeterHandle, ReadingEvent } from "../../derive/events.ts";
import { formatSpan } from "../../language/message.ts";
import type { Reading } from "../../telegram/reading.ts";
import { message } from "../../texts/log-lines.ts";
import { guarded } from "../guarded.ts";
import type { OutputContext } from "../output.ts";
import type { Sink, SinkHealth } from "../sink.ts";
import { createClients } from "./clients.ts";
import { answerRead, encodeException, exceptions, isRead, type ModbusRequest } from "./modbus.ts";
import { openModbusServer } from "./modbus-server.ts";
import { pointsOf } from "./points.ts";
import { createRegisters, firstRegister } from "./registers.ts";
import { createAdmission, type SunspecOptions } from "./sunspec-options.ts";

export interface SunspecSink extends Sink {
  /** Port it listens on; undefined while it does not. */
  readonly port: number | undefined;
  /** Resolves when it is known whether the port can be had. */
  readonly settled: Promise<void>;
  health(): SinkHealth;
}

export type SunspecContext = Pick<OutputContext, "log" | "language" | "version" | "meters">;

/** One meter behind its unit id. */
interface Unit {
  readonly unit: number;
  registers: Uint8Array | undefined;
  /** When the current reading arrived, by the clock that nobody sets. */
  atMs: number;
  /** Its status says that it speaks no longer. */
  gone: boolean;
  /** Between two of its telegrams, as far as it is known. */
  intervalMs: number | undefined;
  /** What the log was told last. */
  toldSilent: boolean;
}

/** What a regulator needs: inverters ask every second and change their power within a few. */
const regulatorMs = 10_000;
const hourMs = 3_600_000;
const minuteMs = 60_000;
/** Addresses whose refusal the log has told. */
const mostRefused = 100;
/** Unit ids by which a client means the device itself (Modbus Messaging on TCP/IP, clause 4.4.2.2). */
const itself: ReadonlySet<number> = new Set([0, 255]);

export function openSunspec(options: SunspecOptions, context: SunspecContext): SunspecSink {
  const { log, language } = context;
  const staleMs = options.stale * 1000;
  const units = new Map<number, Unit>();
  const clients = createClients();
  const refused = new Set<string>();
  let delivered = 0;
  let tellRatesAtMs: number | undefined;

  const isSilent = ({ registers, atMs, gone }: Unit, nowMs: number): boolean =>
    registers === undefined || gone || nowMs - atMs > staleMs;

  const answer = ({ unit: id, pdu }: ModbusRequest, address: string, nowMs: number) => {
    if (clients.asked(address, id, nowMs)) {
      log.info(message(language, "sunspecClient", { address, unit: id }));
      tellRatesAtMs = Math.min(tellRatesAtMs ?? Number.POSITIVE_INFINITY, nowMs + minuteMs);
    }
    if (!isRead(pdu)) return { pdu: encodeException(pdu, exceptions.illegalFunction), silent: false };
    const unit = units.get(itself.has(id) ? options.unit : id);
    if (unit?.registers === undefined || isSilent(unit, nowMs))
      return { pdu: encodeException(pdu, exceptions.targetSilent), silent: true };
    const answered = answerRead(pdu, unit.registers, firstRegister);
    if (answered[0] === pdu[0]) delivered++;
    return { pdu: answered, silent: false };
  };

  const server = openModbusServer({
    host: options.host,
    port: options.port,
    mayRead: createAdmission(options.clients),
    answer,
    onListening: (port) => log.info(message(language, "sunspecAt", { address: `${options.host}:${port}` })),
    onRefused(address) {
      if (refused.has(address) || refused.size >= mostRefused) return;
      refused.add(address);
      log.warning(message(language, "sunspecRefused", { address }));
    },
  });

  const unitOf = (meter: MeterHandle, meterId: string | undefined): Unit | undefined => {
    const id = unitId(options, meter, meterId);
    if (id === undefined) return undefined;
    const known = units.get(id);
    if (known !== undefined) return known;
    const unit = { unit: id, registers: undefined, atMs: 0, gone: false, intervalMs: undefined, toldSilent: false };
    units.set(id, unit);
    return unit;
  };

  /** Tells once that a meter is no longer served, and once that it is again. */
  const tellSilence = (nowMs: number): void => {
    for (const unit of units.values()) {
      const silent = isSilent(unit, nowMs);
      if (unit.registers === undefined || silent === unit.toldSilent) continue;
      unit.toldSilent = silent;
      log.info(message(language, silent ? "sunspecSilent" : "sunspecSpeaks", { unit: unit.unit }));
    }
  };

  const acceptReading = ({ meter, reading, receivedAtMs }: ReadingEvent): void => {
    const unit = unitOf(meter, reading.meterId);
    if (unit === undefined) return;
    const nowMs = performance.now();
    // A reading may have been held back. Where the host's clock was set meanwhile, it counts as older, never as newer.
    const heldMs = Math.max(0, Date.now() - receivedAtMs);
    unit.registers = registersOf(reading, unit.unit, options, context.version);
    unit.atMs = Number.isFinite(heldMs) ? nowMs - heldMs : Number.NEGATIVE_INFINITY;
    unit.gone = false;
    tellSilence(nowMs);
  };

  const tellRates = (nowMs: number): void => {
    if (tellRatesAtMs === undefined || nowMs < tellRatesAtMs) return;
    const list = clients.list(nowMs);
    tellRatesAtMs = list.length === 0 ? undefined : nowMs + hourMs;
    const rates = list.map(({ address, perMinute }) => `${address} ${perMinute}/min`).join(", ");
    if (list.length > 0) log.info(message(language, "sunspecRates", { rates }));
  };

  const ticking = setInterval(() => {
    const nowMs = performance.now();
    server.tick(
      nowMs,
      [...units.values()].every((unit) => isSilent(unit, nowMs)),
    );
    tellSilence(nowMs);
    tellRates(nowMs);
  }, 1000);
  ticking.unref();

  return {
    name: "sunspec",
    get port() {
      return server.port;
    },
    settled: server.settled,
    accept: guarded("sunspec", log, (event) => {
      // Only what is proven, and only what is now: readings that were left out or come late are nobody's to steer by.
      if (event.kind === "reading") acceptReading(event);
      if (event.kind !== "status") return;
      const unit = [...units.values()].find(({ unit: id }) => id === unitId(options, event.meter, undefined));
      if (unit === undefined) return;
      unit.gone = !event.status.available;
      unit.intervalMs = event.status.intervalMs;
    }),
    health() {
      const nowMs = performance.now();
      const listening = { ...server.health(), delivered, clients: clients.list(nowMs) };
      if (listening.state !== "ok") return listening;
      const all = [...units.values()];
      const standing = { ...listening, state: all.every((unit) => isSilent(unit, nowMs)) ? "idle" : "ok" } as const;
      const slow = all.find(({ intervalMs = 0 }) => intervalMs > regulatorMs);
      if (slow?.intervalMs === undefined) return standing;
      const spans = { interval: formatSpan(slow.intervalMs), stale: formatSpan(staleMs) };
      const slowly = `unit ${slow.unit}: the meter speaks every ${spans.interval}, reads are refused after ${spans.stale}`;
      return { ...standing, code: "regulator-slow", message: slowly };
    },
    close() {
      clearInterval(ticking);
      return server.close();
    },
  };
}

/** The unit id of a meter; undefined where it is not served. */
function unitId({ unit, meter: only }: SunspecOptions, meter: MeterHandle, meterId: string | undefined) {
  if (only !== undefined) return only === String(meter.index) || only === meterId ? unit : undefined;
  const id = unit + meter.index;
  return id <= 247 ? id : undefined;
}

function registersOf(reading: Reading, unit: number, options: SunspecOptions, version: string): Uint8Array {
  const { manufacturer, model, phases } = options;
  const isNumber = model === "203" || model === "213";
  const nameplate = {
    manufacturer: manufacturer ?? reading.manufacturer ?? "Smart Meter",
    model: (isNumber ? undefined : model) ?? reading.product ?? "Smart Meter",
    version,
    serialNumber: reading.meterNumber ?? reading.meterId,
    unit,
  };
  return createRegisters(model === "203" ? 203 : 213, nameplate, pointsOf(reading, phases));
}
