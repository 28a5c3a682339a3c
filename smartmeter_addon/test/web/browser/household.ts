import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSimulatedMeter } from "../../../src/tools/simulate/simulate.ts";
import { createSteadyHousehold } from "../../support/steady-household.ts";
import { type Ingress, openIngress } from "./ingress.ts";

export const key = "000102030405060708090A0B0C0D0E0F";

/** The program as built, a simulated meter on a TCP port, and ingress before its page. */
export interface Household {
  readonly ingress: Ingress;
  /** Where the program itself serves the page. */
  readonly pagePort: number;
  readonly configurationFile: string;
  /** Of the program. */
  readonly processId: number;
  /** The data folder. */
  readonly folder: string;
  /** Ends the program in order and starts it again. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface HouseholdWish {
  /** A simulated one by its name, or the port at which the test's own speaks. */
  readonly meter: string | number;
  /** Seconds between two telegrams. */
  readonly interval: number;
  readonly key: string | undefined;
  /** Stands before the page. */
  readonly password?: string;
  /** The program believes to be in the app, and ingress speaks from this address. */
  readonly supervisor?: string;
  /** Further lines of the configuration. */
  readonly more?: readonly string[];
  /** Writes what is to stand in the data folder before the start. */
  prepare?(folder: string): void;
}

export async function openHousehold({
  meter,
  interval,
  key: configured,
  password,
  supervisor,
  more = [],
  prepare,
}: HouseholdWish): Promise<Household> {
  const folder = mkdtempSync(join(tmpdir(), "smartmeter-page-"));
  const meterPort = typeof meter === "number" ? meter : await freePort();
  const pagePort = await freePort();
  const configurationFile = join(folder, "smartmeter.yaml");
  const lines = ["meters:", "  - name: Main meter", `    port: tcp://127.0.0.1:${meterPort}`];
  if (configured !== undefined) lines.push(`    key: ${configured}`);
  lines.push("web:", `  port: ${pagePort}`);
  if (password !== undefined) lines.push(`  password: ${password}`);
  writeFileSync(configurationFile, [...lines, ...more, `data: ${folder}`, ""].join("\n"));
  prepare?.(folder);
  const children: ChildProcess[] = [];
  const closeMeter = typeof meter === "string" ? await openMeter(meter, interval, meterPort) : undefined;
  async function start(args: string[], ready: RegExp, more: Record<string, string> = {}): Promise<void> {
    const child = run(args, more);
    children.push(child);
    await said(child, ready);
  }
  async function end(): Promise<void> {
    await Promise.all(children.map(stop));
    closeMeter?.();
    rmSync(folder, { recursive: true, force: true });
  }
  try {
    const token = supervisor === undefined ? {} : { SUPERVISOR_TOKEN: "a token for a test" };
    const startProgram = (): Promise<void> => start(["run", "--config", configurationFile], /listening on/, token);
    await startProgram();
    const ingress = await openIngress(pagePort, supervisor);
    const close = async (): Promise<void> => {
      await ingress.close();
      await end();
    };
    const processId = children.at(-1)?.pid ?? 0;
    const restart = async (): Promise<void> => {
      await stop(children.pop() as ChildProcess);
      await startProgram();
    };
    return { ingress, pagePort, configurationFile, processId, folder, restart, close };
  } catch (error) {
    await end();
    throw error;
  }
}

/** A simulated meter at a port; gives what ends it. */
async function openMeter(name: string, interval: number, port: number): Promise<() => void> {
  const startMs = Date.now();
  const intervalMs = interval * 1000;
  const meter = createSimulatedMeter({ meter: name, startMs, intervalMs, household: createSteadyHousehold(startMs) });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const sending = setInterval(() => {
    const { octets } = meter.next(Date.now());
    for (const socket of sockets) socket.write(octets);
  }, intervalMs);
  return () => {
    clearInterval(sending);
    server.close();
    for (const socket of sockets) socket.destroy();
  };
}

function run(args: string[], more: Record<string, string> = {}): ChildProcess {
  // In the time zone the meters' clocks are set to; the log in English.
  const env = { ...process.env, TZ: "Europe/Vienna", SMARTMETER_LANGUAGE: "en", ...more };
  return spawn(process.execPath, ["dist/smartmeter.mjs", ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
}

/** Resolves when the process has said so, on either output. */
function said(child: ChildProcess, pattern: RegExp): Promise<void> {
  let text = "";
  return new Promise((resolve, reject) => {
    const hear = (part: Buffer): void => {
      text += part.toString();
      if (pattern.test(text)) resolve();
    };
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    child.once("exit", (code) => reject(new Error(`ended with ${code}: ${text}`)));
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await gone;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
