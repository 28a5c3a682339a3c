import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { toHex } from "../../src/octets.ts";
import { createSimulatedMeter, testAuthenticationKey, testKey } from "../../src/tools/simulate/simulate.ts";
import { until } from "../support-line/parts.ts";

/** How a program ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The bundled program as a process of its own. */
export interface Program {
  readonly pid: number;
  /** Everything it has written to standard output and standard error. */
  output(): string;
  /** Lines of its log that contain the text. */
  lines(text: string): string[];
  /** Readings it has printed, as `console` prints them. */
  readings(): Record<string, unknown>[];
  readonly ended: Promise<Ending>;
  signal(name: NodeJS.Signals): void;
  /** Memory it holds, MiB. */
  resident(): number;
  /** Waits until it has written the text so many times. */
  says(text: string, times?: number): Promise<void>;
  /** Waits for more readings than there are now. */
  reads(more?: number): Promise<void>;
}

export interface ProgramOptions {
  readonly options: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Put in front of `node`. */
  readonly wrapper?: readonly string[];
}

export const keys = { key: toHex(testKey), authentication_key: toHex(testAuthenticationKey) };
/** Waiting for anything is given up after so long. */
const limitMs = 60_000;
const bundle = process.env.PROGRAM_UNDER_TEST ?? "dist/smartmeter.mjs";

/** A folder for a test, and programs that end with it. */
export function createWorkshop() {
  const folder = mkdtempSync(join(tmpdir(), "reliability-"));
  const children: ChildProcess[] = [];

  return {
    folder,
    data: join(folder, "data"),
    run({ options, env = {}, wrapper = [] }: ProgramOptions): Program {
      const file = join(folder, "smartmeter.yaml");
      const usual = {
        data: join(folder, "data"),
        web: { enabled: false },
        language: "en",
        console: { enabled: true, format: "json" },
      };
      writeFileSync(file, stringify({ ...usual, ...options }));
      const [command = "", ...args] = [...wrapper, process.execPath, bundle, "run", "--config", file];
      const child = spawn(command, args, {
        stdio: ["ignore", "pipe", "pipe"],
        env: { PATH: process.env.PATH, TZ: "Europe/Vienna", ...env },
      });
      children.push(child);
      // Apart, so that neither breaks off a line of the other.
      const written = { stdout: "", stderr: "" };
      const output = (): string => written.stderr + written.stdout;
      child.stdout.on("data", (text: Buffer) => {
        written.stdout += text.toString();
      });
      child.stderr.on("data", (text: Buffer) => {
        written.stderr += text.toString();
      });
      const ended = new Promise<Ending>((resolve) => child.once("close", (code, signal) => resolve({ code, signal })));
      /** Whole lines only: the last one may still be on its way. */
      const all = (): string[] => Object.values(written).flatMap((text) => text.split("\n").slice(0, -1));
      const readings = () =>
        all()
          .slice(0, -1) // the last line may still be growing
          .filter((line) => line.startsWith("{"))
          .map((line) => JSON.parse(line));
      return {
        pid: child.pid as number,
        output,
        lines: (text) => all().filter((line) => line.includes(text)),
        readings,
        ended,
        signal: (name) => void child.kill(name),
        resident: () => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]) / 1024,
        says: (text, times = 1) =>
          until(
            `"${text}" ${times} times in\n${output()}`,
            () => all().filter((line) => line.includes(text)).length >= times,
            limitMs,
          ),
        reads(more = 1) {
          const wanted = readings().length + more;
          return until(`${more} more readings`, () => readings().length >= wanted, limitMs);
        },
      };
    },
    clear() {
      for (const child of children) child.kill("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type Workshop = ReturnType<typeof createWorkshop>;

/** Telegrams of a meter whose clock is that of this machine, handed to `send` every so often; returns how to stop it. */
export function startMeter(meter: string, send: (octets: Uint8Array) => void, everyMs = 300, seed = 1): () => void {
  const simulated = createSimulatedMeter({
    meter,
    startMs: Date.now(),
    seed,
    counter: Math.floor(Date.now() / 100) % 1e9,
  });
  const timer = setInterval(() => send(simulated.next(Date.now()).octets), everyMs).unref();
  return () => clearInterval(timer);
}
