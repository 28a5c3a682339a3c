import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { Aedes } from "aedes";
import { toHex } from "../../src/octets.ts";
import { createSimulatedMeter, testKey } from "../../src/tools/simulate.ts";
import { median } from "./throughput.ts";

const program = "dist/smartmeter.mjs";

/** Milliseconds from the start of the process to its end, median of `rounds`. */
export function coldStart(node: string, args: readonly string[], input: string, rounds: number): number {
  const times = Array.from({ length: rounds }, () => {
    const before = performance.now();
    const { status, stderr } = spawnSync(node, [program, ...args], { input, encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    return performance.now() - before;
  });
  return median(times);
}

export interface Live {
  readonly meters: number;
  readonly listeningMs: number;
  readonly latencyMs: { readonly p50: number; readonly p99: number };
  readonly rssMb: number;
  /** Memory no file stands behind: what the program really takes. */
  readonly anonymousMb: number;
  /** Part of one core. */
  readonly load: number;
}

/**
 * The program as shipped with `meters` simulated meters over TCP and an embedded broker: latency from the last octet
 * written to the state at a subscriber, memory, load.
 */
export async function measureLive(node: string, meters: number, intervalMs: number, telegrams: number): Promise<Live> {
  const broker = await Aedes.createBroker();
  const brokerServer = createServer(broker.handle);
  const port = await listen(brokerServer);
  const sentAt = new Map<string, number>();
  const latencies: number[] = [];
  const lines = Array.from({ length: meters }, (_, index) => openMeter(index, intervalMs, sentAt));
  const ports = await Promise.all(lines.map(({ server }) => listen(server)));
  broker.on("publish", ({ topic }, client) => {
    const id = /^smartmeter\/([^/]+)\/state$/.exec(topic)?.[1];
    const at = id === undefined ? undefined : sentAt.get(id);
    if (client === null || at === undefined) return;
    latencies.push(performance.now() - at);
    sentAt.delete(id as string);
  });
  const entries = ports.map((meterPort, index) => [
    [`SMARTMETER_METERS_${index}_PORT`, `tcp://127.0.0.1:${meterPort}`],
    [`SMARTMETER_METERS_${index}_KEY`, toHex(testKey)],
    [`SMARTMETER_METERS_${index}_ID`, `meter-${index}`],
  ]);
  const env = {
    ...process.env,
    ...Object.fromEntries(entries.flat()),
    SMARTMETER_MQTT_HOST: "127.0.0.1",
    SMARTMETER_MQTT_PORT: String(port),
  };
  const started = performance.now();
  const child = spawn(node, [program, "run"], { env, stdio: ["ignore", "pipe", "inherit"] });
  try {
    const listeningMs = await firstLine(child, started);
    await until(() => latencies.length >= meters, 60_000);
    latencies.length = 0;
    const before = cpuSeconds(child);
    const since = performance.now();
    await until(() => latencies.length >= telegrams, 120_000);
    const load = (cpuSeconds(child) - before) / ((performance.now() - since) / 1000);
    const sorted = latencies.sort((a, b) => a - b);
    const at = (share: number): number =>
      Math.round((sorted[Math.floor(share * (sorted.length - 1))] as number) * 100) / 100;
    return {
      meters,
      listeningMs,
      latencyMs: { p50: at(0.5), p99: at(0.99) },
      ...memory(child),
      load: Math.round(load * 1000) / 1000,
    };
  } finally {
    child.kill("SIGTERM");
    for (const line of lines) line.close();
    brokerServer.close();
    broker.close();
  }
}

function openMeter(index: number, intervalMs: number, sentAt: Map<string, number>) {
  const simulated = createSimulatedMeter({
    meter: "noe-kaifa-ma309",
    startMs: Date.now(),
    intervalMs: 5000,
    seed: index + 1,
  });
  let timer: NodeJS.Timeout | undefined;
  const server = createServer((socket) => {
    socket.setNoDelay(true).on("error", () => {});
    // Spread over the interval, as a thousand households are.
    timer = setTimeout(function send() {
      sentAt.set(`meter-${index}`, performance.now());
      socket.write(simulated.next().octets);
      timer = setTimeout(send, intervalMs);
    }, Math.random() * intervalMs);
    socket.on("close", () => clearTimeout(timer));
  });
  return {
    server,
    close(): void {
      clearTimeout(timer);
      server.close();
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}

function firstLine(child: ChildProcess, started: number): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the program ended with ${code}`)));
    child.stdout?.on("data", (text: Buffer) => {
      if (/listening|hört/.test(text.toString())) resolve(Math.round(performance.now() - started));
    });
  });
}

async function until(isSo: () => boolean, limitMs: number): Promise<void> {
  const end = performance.now() + limitMs;
  while (!isSo()) {
    if (performance.now() > end) throw new Error("nothing came in time");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function memory(child: ChildProcess): { rssMb: number; anonymousMb: number } {
  const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
  const megabytes = (name: string): number =>
    Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 102.4) / 10;
  return { rssMb: megabytes("VmRSS"), anonymousMb: megabytes("RssAnon") };
}

function cpuSeconds(child: ChildProcess): number {
  const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
