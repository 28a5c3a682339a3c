import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "./throughput.ts";

const program = "dist/smartmeter.mjs";
/** As app and service start it. */
const flags = ["--max-semi-space-size=1", "--optimize-for-size"];
/** Run inside the program: collects its garbage on a signal and says what is left. */
const heapListener = `import { writeFileSync } from "node:fs";
process.on("SIGUSR2", () => {
  gc();
  gc();
  const { heapUsed, external } = process.memoryUsage();
  writeFileSync(process.env.BENCH_HEAP, String(heapUsed + external));
});`;
const heapFlags = ["--expose-gc", "--import", `data:text/javascript,${encodeURIComponent(heapListener)}`];

/** Milliseconds from the start of the process to its end, median of `rounds`. */
export function coldStart(
  node: string,
  args: readonly string[],
  input: string,
  rounds: number,
  before: readonly string[] = [program],
): number {
  const times = Array.from({ length: rounds }, () => {
    const since = performance.now();
    const { status, stderr } = spawnSync(node, [...before, ...args], { input, encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    return performance.now() - since;
  });
  return Math.round(median(times));
}

/** Processor time of a process from its start to its end, its threads included, s. */
export function startCpuSeconds(node: string, args: readonly string[], input: string): number {
  const told = `process.on("exit", () => { const { user, system } = process.cpuUsage(); process.stderr.write(String(user + system)); })`;
  const listener = ["--import", `data:text/javascript,${encodeURIComponent(told)}`];
  const { status, stderr } = spawnSync(node, [...listener, ...args], { input, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return Number(/\d+$/.exec(stderr)?.[0]) / 1e6;
}

export interface RunningProgram {
  /** From the start of the process to the line that says it listens to a meter, ms. */
  readonly listeningMs: number;
  memory(): { rssMb: number; anonymousMb: number };
  /** What is in use on the heap and in buffers once the garbage is collected, MB; undefined unless asked for. */
  liveHeapMb(): Promise<number | undefined>;
  cpuSeconds(): number;
  stop(): Promise<void>;
}

/** `smartmeter run` as it is shipped, with a data folder of its own; `heap` makes it listen for the signal as well. */
export async function startProgram(node: string, options: NodeJS.ProcessEnv, heap = false): Promise<RunningProgram> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const heapFile = join(folder, "heap");
  const started = performance.now();
  const child = spawn(node, [...flags, ...(heap ? heapFlags : []), program, "run"], {
    env: { ...process.env, LANG: "C", SMARTMETER_DATA: folder, BENCH_HEAP: heapFile, ...options },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const listeningMs = await listening(child, started);
  return {
    listeningMs,
    memory: () => memoryOf(child),
    async liveHeapMb() {
      if (!heap) return undefined;
      rmSync(heapFile, { force: true });
      child.kill("SIGUSR2");
      await until(() => existsSync(heapFile) && readFileSync(heapFile, "utf8") !== "", 30_000);
      return Math.round(Number(readFileSync(heapFile, "utf8")) / 10_485.76) / 100;
    },
    cpuSeconds: () => cpuSecondsOf(child),
    async stop() {
      child.kill("SIGTERM");
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function listening(child: ChildProcess, started: number): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the program ended with ${code}`)));
    child.stdout?.on("data", (text: Buffer) => {
      if (text.includes("listening")) resolve(Math.round(performance.now() - started));
    });
  });
}

function memoryOf(child: ChildProcess): { rssMb: number; anonymousMb: number } {
  const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
  const megabytes = (name: string): number =>
    Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 102.4) / 10;
  return { rssMb: megabytes("VmRSS"), anonymousMb: megabytes("RssAnon") };
}

/** Ticks of 10 ms, in user and system. */
function cpuSecondsOf(child: ChildProcess): number {
  const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Waits for a condition, for at most so long. */
export async function until(isSo: () => boolean, limitMs: number): Promise<void> {
  const end = performance.now() + limitMs;
  while (!isSo()) {
    if (performance.now() > end) throw new Error("nothing came in time");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
