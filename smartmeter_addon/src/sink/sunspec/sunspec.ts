/**
 * Meters as SunSpec devices over Modbus TCP, one unit id each, for inverters and energy managers. They steer by what
 * they read, so a value is served while its meter speaks and not a moment longer: after that every read is refused.
 */
import { hostAndPort } from "../../http/own-name.ts";
import { formatSpan } from "../../language/message.ts";
import { message } from "../../texts/log-lines.ts";
import { guarded } from "../guarded.ts";
import type { OutputContext } from "../output.ts";
import type { Sink, SinkHealth } from "../sink.ts";
import { createClientLog } from "./client-log.ts";
import { createClients } from "./clients.ts";
import { answerRead, encodeException, exceptions, isRead, type ModbusRequest } from "./modbus.ts";
import { openModbusServer } from "./modbus-server.ts";
import { firstRegister } from "./registers.ts";
import { createAdmission, type SunspecOptions } from "./sunspec-options.ts";
import { createUnits } from "./units.ts";

/** The output, with what tests and `health` ask. */
export interface SunspecSink extends Sink {
  /** Port it listens on; undefined while it does not. */
  readonly port: number | undefined;
  /** Resolves once it is known whether the port is free. */
  readonly settled: Promise<void>;
  health(): SinkHealth;
}

/** What the output uses of the program. */
export type SunspecContext = Pick<OutputContext, "log" | "language" | "version" | "meters">;

/** What a regulator needs: inverters ask every second and change their power within a few. */
const regulatorMs = 10_000;

/** Listens at once, and tries again for as long as the port is taken; `health` tells. */
export function openSunspec(options: SunspecOptions, { log, language, version }: SunspecContext): SunspecSink {
  const units = createUnits(options, version);
  const clients = createClients();
  const clientLog = createClientLog(clients, log, language);
  let delivered = 0;

  const answer = ({ unit, pdu }: ModbusRequest, address: string, nowMs: number) => {
    clientLog.asked(address, unit, nowMs);
    if (!isRead(pdu)) return { pdu: encodeException(pdu, exceptions.illegalFunction), silent: false };
    const registers = units.registers(unit, nowMs);
    if (registers === undefined) return { pdu: encodeException(pdu, exceptions.targetSilent), silent: true };
    const answered = answerRead(pdu, registers, firstRegister);
    if (answered[0] === pdu[0]) delivered++;
    return { pdu: answered, silent: false };
  };

  const server = openModbusServer({
    host: options.host,
    port: options.port,
    mayRead: createAdmission(options.clients),
    answer,
    onListening: (port) => log.info(message(language, "sunspecAt", { address: hostAndPort(options.host, port) })),
    onRefused: clientLog.refused,
  });

  /** Tells once that a meter is no longer served, and once that it is again. */
  const tellChanges = (nowMs: number): void => {
    for (const { unit, silent } of units.changes(nowMs))
      log.info(message(language, silent ? "sunspecSilent" : "sunspecSpeaks", { unit }));
  };

  const ticking = setInterval(() => {
    const nowMs = performance.now();
    server.tick(nowMs, units.areAllSilent(nowMs));
    tellChanges(nowMs);
    clientLog.tick(nowMs);
  }, 1000);
  ticking.unref();

  return {
    name: "sunspec",
    get port() {
      return server.port;
    },
    settled: server.settled,
    accept: guarded("sunspec", log, (event) => {
      // Only what is proven and current: nobody may regulate by readings that were left out or come late.
      if (event.kind === "reading") {
        const nowMs = performance.now();
        units.reading(event, nowMs);
        tellChanges(nowMs);
      } else if (event.kind === "status") units.status(event);
    }),
    health() {
      const nowMs = performance.now();
      const listening = { ...server.health(), delivered, clients: clients.list(nowMs) };
      if (listening.state !== "ok") return listening;
      const standing = { ...listening, state: units.areAllSilent(nowMs) ? "idle" : "ok" } as const;
      const slow = units.slowerThan(regulatorMs);
      return slow === undefined ? standing : { ...standing, code: "regulator-slow", message: slowly(slow, options) };
    },
    close() {
      clearInterval(ticking);
      return server.close();
    },
  };
}

function slowly({ unit, intervalMs }: { unit: number; intervalMs: number }, { stale }: SunspecOptions): string {
  const spans = { interval: formatSpan(intervalMs), stale: formatSpan(stale * 1000) };
  return `unit ${unit}: the meter speaks every ${spans.interval}, reads are refused after ${spans.stale}`;
}
