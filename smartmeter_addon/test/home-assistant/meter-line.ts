import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createSimulatedMeter,
  type SimulatedMeterOptions,
  type SimulatedTelegram,
} from "../../src/tools/simulate/simulate.ts";
import { createAmisMeter } from "../../src/tools/simulate/simulate-amis.ts";
import { until } from "./until.ts";

/** A cable with a pseudo-terminal at the program's end and this process as the meter at the other. */
export interface MeterLine {
  /** What the program opens. */
  readonly port: string;
  /** Hangs a meter on the line, in place of the one before; it sends at once and then once an interval. */
  attach(meter: LineMeterOptions): AttachedMeter;
  close(): Promise<void>;
}

export type LineMeterOptions = Omit<SimulatedMeterOptions, "startMs"> & {
  /** It has been counting since then; its telegrams of that time, one a step, went nowhere. */
  readonly past?: { readonly fromMs: number; readonly stepMs: number };
};

export interface AttachedMeter {
  /** What it would have sent before, with when; the oldest first. */
  readonly past: readonly (readonly [atMs: number, telegram: SimulatedTelegram])[];
  /** What was sent and should be shown; the newest last. */
  readonly telegrams: readonly SimulatedTelegram[];
  /** The meter falls silent: its cable is out. */
  detach(): void;
  /** The cable is in again. */
  reattach(): void;
}

export async function openMeterLine(): Promise<MeterLine> {
  const folder = mkdtempSync(join(tmpdir(), "meter-line-"));
  const port = join(folder, "ttyMeter");
  const child = spawn("socat", ["-", `pty,raw,echo=0,link=${port}`], { stdio: ["pipe", "pipe", "ignore"] });
  await once(child, "spawn");
  await until("the pseudo-terminal is there", 10_000, () => existsSync(port));
  const heard = new Set<(octets: Uint8Array) => void>();
  child.stdout.on("data", (octets: Uint8Array) => {
    for (const listener of heard) listener(octets);
  });
  let current: AttachedMeter | undefined;

  return {
    port,
    attach({ past, ...options }) {
      current?.detach();
      const telegrams: SimulatedTelegram[] = [];
      const meter = createSpeaker({ ...options, startMs: past?.fromMs ?? Date.now() });
      const before: [number, SimulatedTelegram][] = [];
      for (let atMs = past?.fromMs ?? Date.now(); past !== undefined && atMs < Date.now(); atMs += past.stepMs) {
        const { telegram } = meter.send(atMs);
        if (telegram !== undefined) before.push([atMs, telegram]);
      }
      let timer: NodeJS.Timeout | undefined;
      const speak = (): void => {
        clearTimeout(timer);
        const { octets, telegram } = meter.send(Date.now());
        child.stdin.write(octets);
        if (telegram !== undefined) telegrams.push(telegram);
        timer = setTimeout(speak, meter.intervalMs());
      };
      const listen = (octets: Uint8Array): void => {
        if (meter.hear(octets)) speak();
      };
      const reattach = (): void => {
        heard.add(listen);
        speak();
      };
      reattach();
      current = {
        past: before,
        telegrams,
        detach() {
          clearTimeout(timer);
          heard.delete(listen);
        },
        reattach,
      };
      return current;
    },
    async close() {
      current?.detach();
      child.kill("SIGTERM");
      await once(child, "exit");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Speaker {
  send(atMs: number): { readonly octets: Uint8Array; readonly telegram: SimulatedTelegram | undefined };
  intervalMs(): number;
  /** True when it wants to speak at once. */
  hear(octets: Uint8Array): boolean;
}

function createSpeaker(options: SimulatedMeterOptions): Speaker {
  const meter = createSimulatedMeter(options);
  const { needsReplies, intervalMs } = meter.describe();
  if (needsReplies) {
    const amis = createAmisMeter({ ...options, searchIntervalMs: intervalMs });
    return {
      send(atMs) {
        const sending = amis.send(atMs);
        return { octets: sending.octets, telegram: sending.kind === "telegram" ? sending : undefined };
      },
      intervalMs: () => amis.intervalMs,
      hear: (octets) => amis.receive(octets),
    };
  }
  return {
    send(atMs) {
      const telegram = meter.next(atMs);
      return { octets: telegram.octets, telegram };
    },
    intervalMs: () => intervalMs,
    hear: () => false,
  };
}
