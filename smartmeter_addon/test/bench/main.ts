import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { toHex } from "../../src/octets.ts";
import { loadDefinitions } from "../../src/telegram/definitions.ts";
import { createSimulatedMeter, testKey } from "../../src/tools/simulate/simulate.ts";
import { comparisonTable, openComparison } from "./against.ts";
import { type Live, measureLive } from "./live.ts";
import { coldStart } from "./process.ts";
import { measureSoak, soakTable } from "./soak.ts";
import { streamNames } from "./streams.ts";
import { growthKb, type Result, table } from "./table.ts";
import { measureThroughput, type Throughput } from "./throughput.ts";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    node: { type: "string", default: process.execPath },
    node24: { type: "boolean", default: false },
    meters: { type: "string" },
    streams: { type: "string" },
    throughput: { type: "boolean", default: false },
    against: { type: "string" },
    soak: { type: "boolean", default: false },
    telegrams: { type: "string", default: "3600" },
    pause: { type: "string", default: "1" },
  },
});
const { quick, node } = values;
const note = (text: string): void => void process.stderr.write(`${text}\n`);

/** Every stream, or those asked for; none where only live meters are. */
function measureAll(): Throughput[] {
  const definitions = loadDefinitions();
  const effort = quick ? { count: 500, rounds: 5, compiled: 3000 } : { count: 4000, rounds: 15, compiled: 8000 };
  const names = values.streams?.split(",") ?? (values.meters === undefined ? streamNames : []);
  return names.map((name, index) => {
    note(`throughput: ${name}`);
    // What all layouts have in common is compiled with the first ones.
    return measureThroughput(name, definitions, index < 2 ? { ...effort, compiled: 12_000 } : effort);
  });
}

/** The Node of the image: the npm package `node`, kept in the user's cache. */
function node24(): string {
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "smartmeter-bench");
  const binary = join(folder, "node_modules/.bin/node");
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    spawnSync("npm", ["install", "--no-save", "--silent", "--prefix", folder, "node@24"], { stdio: "inherit" });
  }
  return binary;
}

/** The same table from another Node. */
function measureOnNode24(): readonly Throughput[] {
  const binary = node24();
  const args = [process.argv[1] as string, "--throughput", "--json", ...(quick ? ["--quick"] : [])];
  if (values.streams !== undefined) args.push("--streams", values.streams);
  const { stdout, status } = spawnSync(binary, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  if (status !== 0) throw new Error(`${binary} ended with ${status}`);
  return JSON.parse(stdout);
}

async function measureLines(): Promise<Live[]> {
  if (values.meters !== undefined) {
    const several: Live[] = [];
    for (const meters of values.meters.split(",").map(Number)) {
      note(`live: ${meters} meter(s) at 5 s`);
      const telegrams = meters * (quick ? 2 : 6);
      several.push(await measureLive({ node, line: "tcp", meters, intervalMs: 5000, telegrams }));
    }
    return several;
  }
  const live: Live[] = [];
  note("idle: one meter at 5 s on a pseudo-terminal, MQTT, page");
  const idle = { node, line: "pty", meters: 1, intervalMs: 5000, telegrams: quick ? 1 : 6, page: true } as const;
  live.push(await measureLive(idle));
  for (const line of ["tcp", "pty"] as const) {
    note(`latency: ${line}`);
    const telegrams = quick ? 100 : 600;
    live.push(await measureLive({ node, line, meters: 1, intervalMs: quick ? 30 : 50, telegrams }));
  }
  for (const meters of quick ? [] : [10, 100, 1000]) {
    note(`live: ${meters} meters at 5 s`);
    live.push(await measureLive({ node, line: "tcp", meters, intervalMs: 5000, telegrams: meters * 6 }));
  }
  return live;
}

/** What the program takes in the image, beside base and Node, MB. */
function packedMb(): number {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    spawnSync(process.execPath, ["pack.mjs", folder], { stdio: "inherit" });
    const octets = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .map((name) => statSync(join(folder, name)))
      .reduce((sum, entry) => sum + (entry.isFile() ? entry.size : 0), 0);
    return Math.round(octets / 1e4) / 100;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** This revision and another one in turn, on this Node and, where it is asked for, on that of the image. */
async function compareWith(revision: string): Promise<string> {
  const names = values.streams?.split(",") ?? streamNames;
  const effort = quick ? { count: 500, rounds: 31 } : { count: 2000, rounds: 61 };
  const compared = [];
  for (const binary of values.node24 ? [node, node24()] : [node]) {
    const { compare, footprint } = openComparison(revision, binary);
    const rows = [];
    for (const name of names) {
      note(`against ${revision}: ${name}`);
      rows.push(await compare(name, effort));
    }
    const version = spawnSync(binary, ["-p", "process.versions.node"], { encoding: "utf8" }).stdout.trim();
    compared.push({ node: version, rows, footprint: await footprint(decode, telegram, quick ? 5 : 15) });
  }
  return values.json ? `${JSON.stringify(compared)}\n` : comparisonTable(revision, compared);
}

const telegram = toHex(createSimulatedMeter({ meter: "noe-kaifa-ma309", startMs: Date.UTC(2026, 5, 1) }).next().octets);
const decode = ["decode", "--json", "--key", toHex(testKey), "-"];
if (values.against !== undefined) {
  process.stdout.write(await compareWith(values.against));
  process.exit(0);
}
if (values.soak) {
  const options = { node, intervalMs: Number(values.pause) * 1000, telegrams: Number(values.telegrams) };
  const weighed = await measureSoak(options);
  process.stdout.write(values.json ? `${JSON.stringify(weighed)}\n` : soakTable(weighed));
  process.exit(0);
}
const throughput = measureAll();
if (values.throughput) {
  process.stdout.write(`${JSON.stringify(throughput)}\n`);
  process.exit(0);
}
const throughput24 = values.node24 ? measureOnNode24() : [];
note("cold start");
const rounds = quick ? 5 : 15;
const result: Result = {
  node: process.versions.node,
  throughput,
  throughput24,
  coldStartMs: coldStart(node, decode, telegram, rounds),
  bareNodeMs: coldStart(node, [], "", rounds, ["-e", "0"]),
  packedMb: packedMb(),
  live: await measureLines(),
};

if (values.json) {
  const by = <T>(rows: readonly Throughput[], of: (row: Throughput) => T): Record<string, T> =>
    Object.fromEntries(rows.map((row) => [row.meter, of(row)]));
  const [idle, tcp, pty] = result.live;
  const object = {
    node: result.node,
    telegramsPerSecond: by(throughput, ({ perSecond }) => perSecond),
    boundPerSecond: by(throughput, ({ boundPerSecond }) => boundPerSecond),
    ofBound: by(throughput, ({ ofBound }) => ofBound),
    cpuUsPerTelegram: by(throughput, ({ cpuUs }) => cpuUs),
    ...(throughput24.length > 0 && { telegramsPerSecondNode24: by(throughput24, ({ perSecond }) => perSecond) }),
    coldStartMs: result.coldStartMs,
    bareNodeMs: result.bareNodeMs,
    listeningMs: tcp?.listeningMs ?? idle?.listeningMs,
    rssMb: idle?.rssMb,
    anonymousMb: idle?.anonymousMb,
    latencyMs: tcp?.latencyMs ?? idle?.latencyMs,
    latencyPtyMs: pty?.latencyMs,
    packedMb: result.packedMb,
    growthKbPerMeter: growthKb(result.live)?.anonymous,
    liveGrowthKbPerMeter: growthKb(result.live)?.live,
    live: result.live,
  };
  process.stdout.write(`${JSON.stringify(object)}\n`);
} else process.stdout.write(table(result));
process.exit(0);
