import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";

/** The program as shipped, with a data folder of its own. */
export interface Program {
  start(options: Readonly<Record<string, unknown>>): Promise<void>;
  /** As the Supervisor stops it, or as another signal does. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** As a power cut stops it. */
  kill(): Promise<void>;
  /** Takes everything away that it has learnt. */
  forget(): void;
  /** Everything it has logged. */
  log(): string;
  /** Its data folder, where state survives a restart. */
  readonly data: string;
  close(): Promise<void>;
}

export function createProgram(): Program {
  const folder = mkdtempSync(join(tmpdir(), "smartmeter-"));
  const data = join(folder, "data");
  const forget = (): void => {
    rmSync(data, { recursive: true, force: true });
    mkdirSync(data);
  };
  forget();
  let child: ChildProcess | undefined;
  let log = "";

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (child === undefined) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
    child = undefined;
  }

  return {
    data,
    async start(options) {
      const file = join(folder, "smartmeter.yaml");
      writeFileSync(file, stringify({ data, ...options }));
      const command = [process.execPath, "dist/smartmeter.mjs", "run", "--config", file];
      // It ends with this process, however this process ends.
      const started = spawn("setpriv", ["--pdeathsig", "KILL", ...command], {
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, TZ: "Europe/Vienna" },
      });
      child = started;
      const listen = (text: Buffer): void => {
        log += text.toString();
      };
      started.stdout.on("data", listen);
      started.stderr.on("data", listen);
      started.once("exit", (code, signal) => {
        if (signal === null && code !== 0) log += `ended with ${code}\n`;
        if (child === started) child = undefined;
      });
      await once(started, "spawn");
    },
    stop: (signal = "SIGTERM") => end(signal),
    kill: () => end("SIGKILL"),
    forget,
    log: () => log,
    async close() {
      await end("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
