/** Real ESPHome nodes, built for this machine by `script/esphome`. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, openSync } from "node:fs";
import { type SerialLine, until } from "../support-line/parts.ts";

const script = "../script/esphome";
export const nodePorts = { "one-head": 16053, "two-heads": 16054, "no-head": 16055 } as const;
export type NodeName = keyof typeof nodePorts;

const fileOf = (name: NodeName): string => `test/readers/${name}.yaml`;

/** About a minute each for the first time; a node that cannot be built is a failure. */
export function buildNodes(...names: NodeName[]): void {
  for (const name of names) {
    const { status } = spawnSync(script, ["build", fileOf(name)], { stdio: ["ignore", "ignore", "inherit"] });
    if (status !== 0) throw new Error(`${script} build ${fileOf(name)} ended with ${status}`);
  }
}

/** Throws when ESPHome does not take the file. */
export function checkFile(file: string): void {
  const { status, stderr } = spawnSync(script, ["check", file], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
}

export interface EsphomeNode {
  readonly port: string;
  log(): string;
  /** What a port was set to last, as `2400 8E1`. */
  settings(instance?: number): string;
  /** As a power cut stops it. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** A node whose ports are these lines. */
export async function startNode(name: NodeName, ...lines: SerialLine[]): Promise<EsphomeNode> {
  let child: ChildProcess | undefined;
  let log = "";

  async function start(): Promise<void> {
    const began = log.length;
    const ends = lines.map(({ path }) => openSync(path, constants.O_RDWR | constants.O_NOCTTY));
    const started = spawn("setpriv", ["--pdeathsig", "KILL", script, "run", fileOf(name)], {
      stdio: [ends[0] ?? "ignore", "pipe", ends[1] ?? "ignore"],
    });
    for (const end of ends) closeSync(end);
    child = started;
    started.stdout?.on("data", (text: Buffer) => {
      log += text.toString();
    });
    await until("the node", () => /Max connections/.test(log.slice(began)) || started.exitCode !== null);
    if (started.exitCode !== null) throw new Error(`the node ended with ${started.exitCode}: ${log}`);
  }

  await start();
  return {
    port: `esphome://127.0.0.1:${nodePorts[name]}`,
    log: () => log,
    settings(instance = 0) {
      const lines = [
        ...log.matchAll(/Configuring serial proxy \[(\d)\]: baud=(\d+), \S+ parity=(\d), stop=(\d), data=(\d)/g),
      ];
      const last = lines.filter(([, number]) => Number(number) === instance).at(-1);
      return last === undefined ? "9600 8N1" : `${last[2]} ${last[5]}${"NEO"[Number(last[3])]}${last[4]}`;
    },
    async kill() {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
    start,
  };
}

/** The encrypted API in front of a node, with this key; see `noise_door.py`. */
export async function openNoiseDoor(port: number, node: NodeName, key: string) {
  const args = ["python", "test/readers/noise_door.py", `${port}`, `${nodePorts[node]}`, key];
  const child = spawn("setpriv", ["--pdeathsig", "KILL", script, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout?.on("data", (text: Buffer) => {
    said += text.toString();
  });
  await until("the door", () => said.includes("listening") || child.exitCode !== null);
  if (child.exitCode !== null) throw new Error(`the door ended with ${child.exitCode}`);
  return {
    port: `esphome://127.0.0.1:${port}`,
    said: () => said,
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}
