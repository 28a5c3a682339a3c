import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { closeSync, constants, existsSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A reason to skip where the program is missing; on CI it has to be there. */
export function withoutProgram(name: string): string | false {
  const found = spawnSync("sh", ["-c", `command -v ${name}`]).status === 0;
  if (found) return false;
  if (process.env.CI === "true") throw new Error(`${name} is not installed: apt-get install ${name}`);
  return `${name} is not installed`;
}

/** Waits for a condition with a generous limit. */
export async function until(what: string, holds: () => boolean, limitMs = 30_000): Promise<void> {
  for (const endMs = Date.now() + limitMs; !holds(); ) {
    if (Date.now() > endMs) throw new Error(`waited in vain: ${what}`);
    await sleep(20);
  }
}

/** A serial line of two ends: a pseudo-terminal for the program, pipes for the meter. */
export interface SerialLine {
  readonly path: string;
  /** Octets that came from the program. */
  readonly received: () => Buffer;
  send(octets: Uint8Array): void;
  /** Octets sent that the line has not taken yet. */
  waiting(): number;
  /** What the program set the port to, bits a second. */
  speed(): number;
  /** Pulls it out; it can be plugged in again. */
  unplug(): Promise<void>;
  plug(): Promise<void>;
  remove(): Promise<void>;
}

export async function openLine(): Promise<SerialLine> {
  const folder = mkdtempSync(join(tmpdir(), "line-"));
  const path = join(folder, "meter");
  let received = Buffer.alloc(0);
  let socat: ChildProcess | undefined;
  let holder: number | undefined;

  async function plug(): Promise<void> {
    socat = spawn("socat", ["-", `pty,raw,echo=0,link=${path}`], { stdio: ["pipe", "pipe", "inherit"] });
    socat.stdin?.on("error", () => undefined);
    socat.stdout?.on("data", (octets: Buffer) => {
      received = Buffer.concat([received, octets]);
    });
    await until("the pseudo-terminal", () => existsSync(path));
    // socat ends when nobody has the terminal open any more; a real port would not.
    holder = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  }

  async function unplug(): Promise<void> {
    if (socat === undefined) return;
    const ended = new Promise((resolve) => socat?.once("exit", resolve));
    socat.kill();
    await ended;
    socat = undefined;
    if (holder !== undefined) closeSync(holder);
    rmSync(path, { force: true });
  }

  await plug();
  return {
    path,
    received: () => received,
    send: (octets) => socat?.stdin?.write(octets),
    waiting: () => socat?.stdin?.writableLength ?? 0,
    speed: () => Number(spawnSync("stty", ["-F", path, "speed"]).stdout.toString()),
    unplug,
    plug,
    async remove() {
      await unplug();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
