import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { formatObis } from "../../src/cosem/obis.ts";
import { createMeterDecoder, type DecoderState } from "../../src/decoder.ts";
import { concatOctets } from "../../src/octets.ts";
import { createMqttPublisher } from "../../src/sink/mqtt/mqtt-publisher.ts";
import { createTopics } from "../../src/sink/mqtt/mqtt-topics.ts";
import { createStatusTracker, type LogEntry } from "../../src/status/status.ts";
import type { Definitions } from "../../src/telegram/definition.ts";
import type { MeterEvent, Reading } from "../../src/telegram/reading.ts";
import {
  createSimulatedMeter,
  type SimulatedTelegram,
  testAuthenticationKey,
  testKey,
} from "../../src/tools/simulate/simulate.ts";
import { createRandom } from "./random.ts";

export interface SoakOptions {
  readonly meter: string;
  readonly telegrams: number;
  readonly seed: number;
  readonly definitions: Definitions;
  /** One telegram in so many meets a fault. */
  readonly every?: number;
}

export interface SoakReport {
  readonly telegrams: number;
  /** Faults by kind. */
  readonly faults: Readonly<Record<string, number>>;
  readonly readings: number;
  /** Readings that no telegram of this meter said. */
  readonly wrong: string[];
  /** Telegrams that nothing happened to and that gave no reading. */
  readonly lost: string[];
  /** Registers on the broker that fell, or rose by more than the household can draw. */
  readonly jumps: string[];
  /** Faults in the log that began or ended twice in a row, silences without their end. */
  readonly log: string[];
  readonly entries: number;
  /** Growth of the heap between the first tenth and the end, octets. */
  readonly growth: number;
}

type Fault =
  | "bits"
  | "loss"
  | "gain"
  | "cut"
  | "swallowed"
  | "twice"
  | "noise"
  | "storm"
  | "another meter"
  | "silence"
  | "restart"
  | "host clock";
const kinds: readonly Fault[] = [
  "bits",
  "loss",
  "gain",
  "cut",
  "swallowed",
  "twice",
  "noise",
  "storm",
  "another meter",
  "silence",
  "restart",
  "host clock",
];

setFlagsFromString("--expose_gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Octets of living objects. */
export function heap(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** A meter's life in simulated time: decoder, status and what a broker is told, with faults of every kind by chance. */
export function soak({ meter, telegrams, seed, definitions, every = 25 }: SoakOptions): SoakReport {
  const next = createRandom(seed);
  const startMs = Date.UTC(2026, 4, 30, 3);
  const simulated = createSimulatedMeter({ meter, startMs });
  const other = createSimulatedMeter({ meter, startMs, seed: 77 });
  const { intervalMs } = simulated.describe();
  const handle = { index: 0, name: undefined };
  const keys = { key: testKey, authenticationKey: testAuthenticationKey };
  let decoder = createMeterDecoder({ keys, definitions, fallbackId: "amis-1" });
  const tracker = createStatusTracker({ startedAtMs: startMs, timeZone: undefined });
  const publisher = createMqttPublisher({
    topics: createTopics("smartmeter", "homeassistant", "bridge-0000beef"),
    meters: [handle],
    language: "en",
    timeZone: "Europe/Vienna",
    intervalS: 0,
    deadbandW: undefined,
    entityIds: undefined,
    version: "0",
    discovery: true,
    flat: false,
    store: undefined,
    startedAtMs: startMs,
    describe: () => "",
    health: () => [],
  });
  const counts: Record<string, number> = {};
  const wrong: string[] = [];
  const lost: string[] = [];
  const jumps: string[] = [];
  const log: string[] = [];
  const standing = new Set<string>();
  /** Telegrams on their way: what they say, and whether something happened to them or to what came before. */
  let open: { readonly telegram: SimulatedTelegram; readonly number: number; readonly touched: string | undefined }[] =
    [];
  const registers: Record<string, number> = {};
  let registersAtMs = startMs;
  let silent = false;
  let readings = 0;
  let entries = 0;
  let atMs = startMs;
  let grownFrom = 0;

  function logged(found: readonly LogEntry[]): void {
    for (const entry of found) {
      entries++;
      if (entry.kind === "begins") {
        if (standing.has(entry.fault.code)) log.push(`${entry.fault.code} begins twice`);
        standing.add(entry.fault.code);
      } else if (entry.kind === "ends" && !standing.delete(entry.fault.code))
        log.push(`${entry.fault.code} ends twice`);
      else if (entry.kind === "silent" || entry.kind === "speaking") {
        if ((entry.kind === "silent") === silent) log.push(`${entry.kind} twice`);
        silent = entry.kind === "silent";
      }
    }
  }

  /** What the broker is told of a reading; registers are those of Home Assistant's energy statistics. */
  function published(reading: Reading): void {
    const { messages } = publisher.accept({ kind: "reading", meter: handle, reading, receivedAtMs: atMs }, atMs);
    const saidAtMs = reading.receivedAtMs as number;
    for (const { topic, payload } of messages) {
      if (!topic.endsWith("/state") || topic.includes("bridge")) continue;
      const state = JSON.parse(payload) as Record<string, number | null>;
      for (const [key, value] of Object.entries(state)) {
        if (!/energy_(im|ex)port/.test(key) || typeof value !== "number") continue;
        const rise = value - (registers[key] ?? value);
        // A telegram that damage before it held up arrives with the next one.
        const most = ((saidAtMs - registersAtMs + intervalMs) / 3_600_000) * 45 + 0.01;
        if (rise < 0 || rise > most) jumps.push(`${key} from ${registers[key]} to ${value}`);
        registers[key] = value;
      }
      registersAtMs = saidAtMs;
    }
  }

  function judge(reading: Reading): void {
    readings++;
    const values = Object.fromEntries(reading.values.map(({ obis, value }) => [formatObis(obis), value]));
    // Two in a row may say the same; a damaged one says nothing.
    const at = open.findLastIndex(({ telegram }) =>
      Object.entries(telegram.values).every(([name, value]) => Math.abs((values[name] ?? NaN) - value) < 1e-9),
    );
    if (at < 0) wrong.push(JSON.stringify(values));
    else open = open.filter((_, index) => index !== at);
    published(reading);
  }

  function take(events: readonly MeterEvent[]): void {
    for (const event of events) {
      if (event.kind === "reading") judge(event.reading);
      logged(tracker.meter(event, atMs));
    }
    logged(tracker.link(decoder.statistics(), atMs));
  }

  function hear(octets: Uint8Array): void {
    logged(tracker.source({ kind: "octets", octets }, atMs));
    for (let at = 0; at < octets.length; ) {
      const end = at + 1 + next(300);
      take(decoder.push(octets.subarray(at, end), atMs));
      at = end;
    }
  }

  const noise = (length: number): Uint8Array => Uint8Array.from({ length }, () => next(256));

  function strike(kind: Fault, octets: Uint8Array): Uint8Array[] {
    const at = next(octets.length);
    const copy = octets.slice();
    switch (kind) {
      case "bits":
        for (let bits = 1 + next(3); bits > 0; bits--) {
          const place = next(copy.length);
          copy[place] = (copy[place] as number) ^ (1 << next(8));
        }
        return [copy];
      case "loss":
        return [concatOctets([octets.subarray(0, at), octets.subarray(at + 1 + next(20))])];
      case "gain":
        return [concatOctets([octets.subarray(0, at), noise(1 + next(20)), octets.subarray(at)])];
      case "cut":
        return [next(2) === 0 ? octets.subarray(0, at) : octets.subarray(at)];
      case "swallowed":
        return [];
      case "twice":
        return [octets, octets];
      case "noise":
        return [noise(1 + next(60)), octets];
      case "storm":
        return [noise(20_000), octets];
      case "another meter":
        return [octets, other.next(atMs).octets];
      case "silence":
        atMs += 600_000;
        logged(tracker.tick(atMs));
        return [octets];
      case "restart": {
        // What waits for its confirmation does not survive.
        open = open.map((entry) => ({ ...entry, touched: entry.touched ?? "restart" }));
        const state = JSON.parse(JSON.stringify(decoder.state())) as DecoderState;
        decoder = createMeterDecoder({ keys, definitions, state, fallbackId: "amis-1" });
        return [octets];
      }
      default:
        // The core takes the host's time along and compares it with nothing.
        take(decoder.push(octets.subarray(0, at), atMs - 86_400_000));
        return [octets.subarray(at)];
    }
  }

  logged(tracker.source({ kind: "opened", description: "line", settings: undefined }, atMs));
  const strikes: { readonly kind: Fault; readonly number: number }[] = [];
  for (let number = 0; number < telegrams; number++) {
    const kind = number > 10 && next(every) === 0 ? (kinds[next(kinds.length)] as Fault) : undefined;
    const telegram = simulated.next(kind === "silence" ? atMs + 600_000 : atMs);
    const pieces = kind === undefined ? [telegram.octets] : strike(kind, telegram.octets);
    if (kind !== undefined) {
      counts[kind] = (counts[kind] ?? 0) + 1;
      // A telegram that has to be confirmed and meets a second fault before it is: nobody can know it.
      const last = strikes.at(-1);
      if (last !== undefined && number - last.number <= 2)
        open = open.map((entry) =>
          entry.number >= last.number ? { ...entry, touched: entry.touched ?? kind } : entry,
        );
    }
    const damaged = kind !== undefined && ["bits", "loss", "gain", "cut", "swallowed"].includes(kind);
    open.push({ telegram, number, touched: damaged ? kind : undefined });
    for (const piece of pieces) hear(piece);
    if (next(3) === 0) take(decoder.idle());
    logged(tracker.tick(atMs));
    // A held one is decided by the next; what is older never comes.
    const [gone] = open;
    if (gone !== undefined && gone.number < number - 3) {
      open = open.slice(1);
      if (gone.touched === undefined) lost.push(`${gone.number} near ${JSON.stringify(strikes.slice(-4))}`);
    }
    if (kind !== undefined) strikes.push({ kind, number });
    if (number === Math.floor(telegrams / 10)) grownFrom = heap();
    atMs += intervalMs;
  }
  const growth = heap() - grownFrom;
  return { telegrams, faults: counts, readings, wrong, lost, jumps, log, entries, growth };
}
