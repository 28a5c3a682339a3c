import { type ChildProcess, fork, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Answer, Question } from "./against-worker.ts";
import { startCpuSeconds } from "./process.ts";
import { median } from "./throughput.ts";

/**
 * `script/bench --against REV`: this revision and another one in turn, so that what else the machine does slows both
 * alike. Each revision runs in a process of its own that decodes one layout only, as in a house with one meter.
 */

/** One revision, bundled: its core alone, and the program it ships. */
interface Build {
  readonly core: string;
  readonly program: string;
}

/** One layout, measured with both revisions. */
export interface Compared {
  readonly meter: string;
  /** Telegrams a second, of processor time. */
  readonly perSecond: number;
  readonly otherPerSecond: number;
  /** How many times as fast this revision is: the median of the rounds' own ratios. */
  readonly ratio: number;
}

/** What both revisions take beside time for telegrams; this one first. */
export interface Footprint {
  /** Processor time of `decode` with one telegram, from the start of its process to its end, ms. */
  readonly startMs: readonly [own: number, other: number];
  /** Heap and buffers of a decoder that has read telegrams of Netz NÖ, kB. */
  readonly decoderKb: readonly [own: number, other: number];
  /** The program as shipped, kB. */
  readonly programKb: readonly [own: number, other: number];
}

const decoders = ["src/decoder.ts", "src/meter/decoder.ts"];
const definitions = ["src/telegram/definitions.ts", "src/meter/definitions.ts"];

/** Bundles the checkout at `root`. Throws where it holds no decoder, or cannot be bundled. */
function build(root: string): Build {
  const [decoder, loader] = [decoders, definitions].map((paths) => paths.find((path) => existsSync(join(root, path))));
  if (decoder === undefined || loader === undefined) throw new Error(`${root} holds no decoder`);
  const folder = join(root, ".build/bench-core");
  mkdirSync(folder, { recursive: true });
  const entry = join(folder, "core.ts");
  const names = [`createMeterDecoder } from "../../${decoder}`, `loadDefinitions } from "../../${loader}`];
  writeFileSync(entry, names.map((name) => `export { ${name}";\n`).join(""));
  run(process.execPath, ["bundle.mjs", `--entry=${entry}`, `--out=${folder}`], root);
  run(process.execPath, ["bundle.mjs"], root);
  return { core: join(folder, "core.mjs"), program: join(root, "dist/smartmeter.mjs") };
}

/** The other revision, taken out of the repository beside what is built here. */
function buildRevision(revision: string): Build {
  const folder = resolve(".build/against");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  run("sh", ["-c", 'git archive "$0" . | tar -x -C "$1"', revision, folder], ".");
  // Not as one symbolic link: the bundler knows what libraries leave out by the path.
  run("cp", ["-al", resolve("node_modules"), join(folder, "node_modules")], ".");
  return build(folder);
}

function run(command: string, args: readonly string[], cwd: string): void {
  const { status, error } = spawnSync(command, args, { cwd, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) throw new Error(`${command} ${args[0]} ended with ${error ?? status}`);
}

/** Both revisions, ready to be measured. Throws where the revision is unknown or cannot be built. */
export function openComparison(revision: string, node: string) {
  const own = build(resolve("."));
  const other = buildRevision(revision);
  return {
    /** One layout; `quick` is enough to see a fifth of difference. */
    async compare(meter: string, effort: { readonly count: number; readonly rounds: number }): Promise<Compared> {
      const workers = [own, other].map(({ core }) => openWorker(node, core));
      try {
        for (const worker of workers) await ask(worker, { kind: "prepare", meter, count: effort.count });
        const seconds: [number[], number[]] = [[], []];
        for (let round = 0; round < effort.rounds; round++)
          // The first of two may find the machine otherwise than the second.
          for (const which of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const))
            seconds[which].push(await ask(workers[which] as ChildProcess, { kind: "round" }));
        const [mine, theirs] = seconds;
        const ratio = median(mine.map((of, round) => (theirs[round] as number) / of));
        const [perSecond, otherPerSecond] = seconds.map((of) => Math.round(effort.count / median(of)));
        return { meter, perSecond: perSecond as number, otherPerSecond: otherPerSecond as number, ratio };
      } finally {
        for (const worker of workers) worker.kill();
      }
    },
    async footprint(command: readonly string[], input: string, rounds: number): Promise<Footprint> {
      const starts: [number[], number[]] = [[], []];
      for (let round = 0; round < rounds; round++)
        for (const [index, { program }] of [own, other].entries())
          starts[index as 0 | 1].push(1000 * startCpuSeconds(node, [program, ...command], input));
      const decoderKb: number[] = [];
      for (const { core } of [own, other]) {
        const worker = openWorker(node, core);
        decoderKb.push(await ask(worker, { kind: "memory", meter: "noe-kaifa-ma309" }));
        worker.kill();
      }
      const sizes = [own, other].map(({ program }) => Math.round(statSync(program).size / 1000));
      return {
        startMs: [Math.round(median(starts[0])), Math.round(median(starts[1]))],
        decoderKb: decoderKb as [number, number],
        programKb: sizes as [number, number],
      };
    },
  };
}

function openWorker(node: string, core: string): ChildProcess {
  const worker = join(import.meta.dirname, "against-worker.mjs");
  return fork(worker, [core], { execPath: node, execArgv: ["--expose-gc"] });
}

async function ask(worker: ChildProcess, question: Question): Promise<number> {
  worker.send(question);
  const over = new AbortController();
  const { signal } = over;
  const gone = once(worker, "exit", { signal }).then(() => [{ value: undefined, error: "the worker ended" }]);
  // Given up with the answer.
  gone.catch(() => {});
  const [answer] = (await Promise.race([once(worker, "message", { signal }), gone])) as [Answer];
  over.abort();
  if (answer.value === undefined) throw new Error(answer.error);
  return answer.value;
}

/** The comparison as Markdown. */
export function comparisonTable(
  revision: string,
  compared: readonly { readonly node: string; readonly rows: readonly Compared[]; readonly footprint: Footprint }[],
): string {
  const lines: string[] = [];
  for (const { node, rows, footprint } of compared) {
    lines.push(`Node ${node}, against ${revision}; processor time, medians of alternating rounds.`, "");
    lines.push(`| meter | telegrams/s | ${revision} | times as fast |`, "| --- | ---: | ---: | ---: |");
    for (const { meter, perSecond, otherPerSecond, ratio } of rows)
      lines.push(`| ${meter} | ${perSecond} | ${otherPerSecond} | ${ratio.toFixed(2)} |`);
    const { startMs, decoderKb, programKb } = footprint;
    lines.push("", `| | this | ${revision} |`, "| --- | ---: | ---: |");
    lines.push(`| start of \`decode\`, ms of processor time | ${startMs.join(" | ")} |`);
    lines.push(`| memory of a decoder, kB | ${decoderKb.join(" | ")} |`);
    lines.push(`| program, kB | ${programKb.join(" | ")} |`, "");
  }
  return lines.join("\n");
}
