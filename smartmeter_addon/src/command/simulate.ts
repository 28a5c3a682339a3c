/** `smartmeter simulate`: a virtual meter. */
import type { Language } from "../language/language.ts";
import { acknowledgement } from "../link/mbus.ts";
import { commandSays } from "../texts/command-lines.ts";
import { usages } from "../texts/usages.ts";
import { createSimulatedMeter, simulatedMeterIds } from "../tools/simulate/simulate.ts";
import { createAmisMeter } from "../tools/simulate/simulate-amis.ts";
import { languageFrom, withUsage } from "./inputs.ts";
import { type MeterLine, openSerialLine, openStdoutLine, openTcpLine } from "./simulate-line.ts";
import { parseSimulateArguments, type SimulateWish } from "./simulate-options.ts";

/** A virtual meter on a TCP port, a serial port or standard output. Exit 0: done, 1: the line failed, 2: wrong use. */
export function simulateCommand(args: string[]): Promise<number> {
  return withUsage(usages.simulate, args, async () => {
    const wish = parseSimulateArguments(args);
    if (wish !== "list") return simulate(wish, languageFrom(args));
    process.stdout.write(list());
    return 0;
  });
}

async function simulate(wish: SimulateWish, language: Language): Promise<number> {
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const transmitter = createTransmitter(wish, stopping.signal);
  try {
    const line = await open(wish, language, transmitter.hear);
    stopping.signal.addEventListener("abort", () => void line.close());
    let gone = false;
    void line.gone.then(() => {
      gone = !stopping.signal.aborted;
      stop();
    });
    await transmitter.run(line);
    if (gone && wish.target !== "stdout") throw new Error(commandSays(language, "lineClosed"));
    await line.close();
    return 0;
  } catch (error) {
    process.stderr.write(`${(error as Error).message.replace(/^Error: /, "")}\n`);
    return 1;
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

function list(): string {
  const meters = simulatedMeterIds.map((meter) => createSimulatedMeter({ meter, startMs: 0 }).describe());
  const rows = meters.map(({ id, settings, intervalMs, product, operator }) => [
    id.padEnd(24),
    settings.padEnd(12),
    `${intervalMs / 1000} s`.padEnd(6),
    `${product}, ${operator}\n`,
  ]);
  return rows.flat().join("");
}

async function open(wish: SimulateWish, language: Language, hear: (octets: Uint8Array) => void): Promise<MeterLine> {
  const { target, meter } = wish;
  if (target === "stdout") return openStdoutLine();
  if ("tcp" in target) {
    const line = await openTcpLine(target.tcp, hear);
    process.stderr.write(`${commandSays(language, "listens", { meter, port: line.port })}\n`);
    return line;
  }
  const { baudRate, parity, settings } = createSimulatedMeter({ meter, startMs: 0 }).describe();
  const line = await openSerialLine(target.serial, baudRate, parity, hear);
  process.stderr.write(`${commandSays(language, "sends", { meter, port: target.serial, settings })}\n`);
  return line;
}

/** What sends next, when, and what the reader said: one shape for meters that only push and for AMIS. */
interface Speaker {
  readonly intervalMs: number;
  send(atMs: number | undefined): { readonly octets: Uint8Array; readonly telegram: boolean };
  /** True when it wants to speak at once. */
  hear(octets: Uint8Array): boolean;
}

function createSpeaker(wish: SimulateWish): Speaker {
  const options = { ...wish, startMs: Date.now() };
  const meter = createSimulatedMeter(options);
  const { needsReplies, intervalMs } = meter.describe();
  if (!needsReplies)
    return {
      intervalMs,
      send: (atMs) => ({ octets: meter.next(atMs).octets, telegram: true }),
      hear: () => false,
    };
  const amis = createAmisMeter(options);
  return {
    get intervalMs() {
      return amis.intervalMs;
    },
    send(atMs) {
      const { kind, octets } = amis.send(atMs);
      // Nobody can answer into a pipe: it is written as if somebody had.
      if (wish.target === "stdout") amis.receive(Uint8Array.of(acknowledgement));
      return { octets, telegram: kind === "telegram" };
    },
    hear: (octets) => amis.receive(octets),
  };
}

function createTransmitter(wish: SimulateWish, stopped: AbortSignal) {
  const speaker = createSpeaker(wish);
  let wake = (): void => {};
  stopped.addEventListener("abort", () => wake());

  function sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  return {
    hear(octets: Uint8Array): void {
      if (speaker.hear(octets)) wake();
    },
    async run(line: MeterLine): Promise<void> {
      let dueMs = Date.now();
      for (let sent = 0; sent < wish.count && !stopped.aborted; ) {
        await line.listening();
        if (stopped.aborted) return;
        const { octets, telegram } = speaker.send(wish.live ? Date.now() : undefined);
        await line.write(octets);
        if (telegram) sent++;
        const nowMs = Date.now();
        dueMs = Math.max(Math.min(dueMs, nowMs) + speaker.intervalMs, nowMs);
        if (wish.live && sent < wish.count && !stopped.aborted) await sleep(dueMs - Date.now());
      }
    },
  };
}
