import { createServer } from "node:net";
import { Aedes } from "aedes";
import { connectAsync } from "mqtt";
import { toHex } from "../../src/octets.ts";
import { testKey } from "../../src/tools/simulate/simulate.ts";
import { type Line, listen, openMeter } from "./meters.ts";
import { startProgram, until } from "./process.ts";

export interface Live {
  readonly line: Line;
  readonly meters: number;
  readonly intervalMs: number;
  readonly telegrams: number;
  readonly listeningMs: number;
  /** From the last octet written to the state at a subscriber; undefined where too few were measured to tell. */
  readonly latencyMs: { readonly p50: number; readonly p99: number } | undefined;
  readonly rssMb: number;
  /** Memory no file stands behind: what the program really takes. */
  readonly anonymousMb: number;
  /** Heap and buffers after a collection; undefined for one meter. */
  readonly liveHeapMb: number | undefined;
  /** Part of one core. */
  readonly load: number;
  /** Processor time a telegram in everything, from the line to the broker. */
  readonly cpuMs: number;
}

export interface LiveOptions {
  readonly node: string;
  readonly line: Line;
  readonly meters: number;
  readonly intervalMs: number;
  /** So many telegrams are measured, all of them sent after every meter has settled. */
  readonly telegrams: number;
  /** A browser that has the page open. */
  readonly page?: boolean;
}

/** The program as shipped with simulated meters, an embedded broker and a subscriber of its own. */
export async function measureLive({ node, line, meters, intervalMs, telegrams, page }: LiveOptions): Promise<Live> {
  const broker = await Aedes.createBroker();
  const brokerServer = createServer(broker.handle);
  const brokerPort = await listen(brokerServer);
  const subscriber = await connectAsync(`mqtt://127.0.0.1:${brokerPort}`);
  const sentAt = new Map<string, number>();
  const heard = new Map<string, number>();
  const latencies: number[] = [];
  /** Telegrams sent before this waited while the lines were opened, or are the compiler's. */
  let since = Number.POSITIVE_INFINITY;
  subscriber.on("message", (topic) => {
    const id = topic.split("/")[1] as string;
    const at = sentAt.get(id);
    if (at === undefined) return;
    heard.set(id, (heard.get(id) ?? 0) + 1);
    sentAt.delete(id);
    if (at >= since) latencies.push(performance.now() - at);
  });
  await subscriber.subscribeAsync("smartmeter/+/state");
  const lines = await Promise.all(
    Array.from({ length: meters }, (_, index) =>
      openMeter(line, index + 1, intervalMs, (atMs) => sentAt.set(`meter-${index}`, atMs)),
    ),
  );
  const entries = lines.flatMap(({ port }, index) => [
    [`SMARTMETER_METERS_${index}_PORT`, port],
    [`SMARTMETER_METERS_${index}_KEY`, toHex(testKey)],
    [`SMARTMETER_METERS_${index}_ID`, `meter-${index}`],
  ]);
  const pagePort = await freePort();
  const environment = {
    ...Object.fromEntries(entries),
    SMARTMETER_MQTT_HOST: "127.0.0.1",
    SMARTMETER_MQTT_PORT: String(brokerPort),
    SMARTMETER_WEB_PORT: String(pagePort),
  };
  const program = await startProgram(node, environment, meters > 1);
  const browser = new AbortController();
  try {
    if (page === true) await openPage(pagePort, browser.signal);
    const isWarm = (): boolean => [...heard.values()].filter((count) => count >= warming(meters)).length >= meters;
    await until(isWarm, 180_000);
    const before = program.cpuSeconds();
    since = performance.now();
    await until(() => latencies.length >= telegrams, 300_000);
    const cpu = program.cpuSeconds() - before;
    const load = round(cpu / ((performance.now() - since) / 1000), 3);
    const sorted = [...latencies].sort((a, b) => a - b);
    const at = (share: number): number => round(sorted[Math.floor(share * (sorted.length - 1))] as number, 2);
    return {
      line,
      meters,
      intervalMs,
      telegrams,
      listeningMs: program.listeningMs,
      latencyMs: sorted.length < fewest ? undefined : { p50: at(0.5), p99: at(0.99) },
      ...program.memory(),
      liveHeapMb: await program.liveHeapMb(),
      load,
      cpuMs: round((cpu * 1000) / sorted.length, 2),
    };
  } finally {
    browser.abort();
    await program.stop();
    for (const { close } of lines) close();
    await subscriber.endAsync(true);
    brokerServer.close();
    broker.close();
  }
}

/** Telegrams below which a median is a single telegram's chance. */
const fewest = 5;

/**
 * Telegrams of each meter before the first that counts: with several meters all are told to Home Assistant first, and
 * again when their rhythm is known.
 */
function warming(meters: number): number {
  return meters > 1 ? 6 : 1;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The page, all it loads, and its stream of events, which stays open. */
export async function openPage(port: number, signal: AbortSignal): Promise<void> {
  const base = `http://127.0.0.1:${port}/`;
  const html = await (await fetch(base, { signal })).text();
  const loaded = [...html.matchAll(/(?:src|href)="([^"#:]+)"/g)].map(([, name = ""]) => name);
  for (const name of loaded) await (await fetch(new URL(name, base), { signal })).arrayBuffer();
  fetch(new URL("api/events", base), { signal })
    .then(async ({ body }) => {
      for await (const _ of body ?? []);
    })
    .catch(() => {});
}

function round(value: number, decimals: number): number {
  return Math.round(value * 10 ** decimals) / 10 ** decimals;
}
