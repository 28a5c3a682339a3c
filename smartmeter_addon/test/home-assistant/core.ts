import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../support/mosquitto.ts";
import { until } from "./until.ts";

const script = join("..", "script", "home-assistant");

/** A real Home Assistant Core with a folder of its own, on a port of its own. */
export interface Core {
  readonly url: string;
  readonly version: string;
  start(): Promise<void>;
  /** As the Supervisor stops it: it writes down what it knows. */
  stop(): Promise<void>;
  /** As a power cut stops it. */
  kill(): Promise<void>;
  /** What its log says at warning and above, since the first start. */
  complaints(): string[];
  remove(): Promise<void>;
}

const configuration = (port: number): string => `
homeassistant:
  name: Home
  country: AT
  currency: EUR
  time_zone: Europe/Vienna
  unit_system: metric
http:
  server_host: 127.0.0.1
  server_port: ${port}
api:
config:
frontend:
recorder:
  commit_interval: 1
history:
energy:
automation: !include automations.yaml
logger:
  default: warning
`;

export async function createCore(): Promise<Core> {
  const version = execFileSync(script, ["install"], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).trim();
  const folder = mkdtempSync(join(tmpdir(), "home-assistant-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  writeFileSync(join(folder, "configuration.yaml"), configuration(port));
  writeFileSync(join(folder, "automations.yaml"), "[]\n");
  cpSync(join("..", "blueprints"), join(folder, "blueprints"), { recursive: true });
  let child: ChildProcess | undefined;
  let log = "";

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (child === undefined) return;
    const ended = once(child, "exit");
    child.kill(signal);
    const limit = setTimeout(() => child?.kill("SIGKILL"), 60_000);
    await ended;
    clearTimeout(limit);
  }

  return {
    url,
    version,
    async start() {
      // It ends with this process, however this process ends.
      const started = spawn("setpriv", ["--pdeathsig", "KILL", script, "run", folder], {
        stdio: ["ignore", "pipe", "pipe"],
      });
      child = started;
      const listen = (text: Buffer): void => {
        log += text.toString();
      };
      started.stdout.on("data", listen);
      started.stderr.on("data", listen);
      started.once("exit", () => {
        if (child === started) child = undefined;
      });
      await until("Core answers", 120_000, async () => {
        if (child === undefined) throw new Error(`Core ended:\n${log}`);
        return (await fetch(`${url}/manifest.json`).catch(() => undefined))?.ok;
      });
    },
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
    complaints: () =>
      log.split(/^(?=\d{4}-\d\d-\d\d )/m).filter((entry) => /^\S+ \S+ (WARNING|ERROR|CRITICAL)/.test(entry)),
    async remove() {
      await end("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
