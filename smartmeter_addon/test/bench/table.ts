import type { Live } from "./live.ts";
import type { Throughput } from "./throughput.ts";

/** All that one run of `script/bench` measured. */
export interface Result {
  readonly node: string;
  readonly throughput: readonly Throughput[];
  /** The same on Node 24, where it was asked for. */
  readonly throughput24: readonly Throughput[];
  /** `decode` of one telegram, from the start of the process to its end. */
  readonly coldStartMs: number;
  /** A process of Node that does nothing. */
  readonly bareNodeMs: number;
  readonly packedMb: number;
  readonly live: readonly Live[];
}

/** What one meter more takes, kB: from the fewest meters behind TCP at 5 s to the most. */
export interface Growth {
  /** Numbers of meters between which it was measured: the two largest. */
  readonly from: number;
  readonly to: number;
  /** Of anonymous memory, with the garbage that waits to be collected. */
  readonly anonymous: number;
  /** Of heap and buffers in use. */
  readonly live: number;
}

/** Undefined where fewer than two numbers of meters were measured. */
export function growthKb(live: readonly Live[]): Growth | undefined {
  const paced = live
    .filter(({ line, intervalMs, meters }) => line === "tcp" && intervalMs === 5000 && meters > 1)
    .sort((a, b) => a.meters - b.meters);
  // The first meters bring code with them that all others share.
  const [first, last] = paced.slice(-2);
  if (first === undefined || last === undefined || first.meters === last.meters) return undefined;
  const each = (of: (entry: Live) => number): number =>
    Math.round(((of(last) - of(first)) * 1024) / (last.meters - first.meters));
  const between = { from: first.meters, to: last.meters };
  return {
    ...between,
    anonymous: each(({ anonymousMb }) => anonymousMb),
    live: each(({ liveHeapMb = 0 }) => liveHeapMb),
  };
}

/** The result as Markdown. */
export function table(result: Result): string {
  const { node, throughput, throughput24, coldStartMs, bareNodeMs, packedMb, live } = result;
  const with24 = throughput24.length > 0;
  const telegrams = throughput.map(({ meter, perSecond, boundPerSecond, ofBound, cpuUs }) => {
    const other = throughput24.find((row) => row.meter === meter);
    const columns = [meter, perSecond, boundPerSecond, percent(ofBound), cpuUs];
    return row(with24 ? [...columns, other?.perSecond ?? "", percent(other?.ofBound ?? 0)] : columns);
  });
  const head = ["meter", "telegrams/s", "bound/s", "of the bound", "µs a telegram"];
  const lines = live.map((entry) =>
    row([
      `${entry.meters} (${entry.line}, ${entry.intervalMs / 1000} s)`,
      entry.listeningMs,
      entry.latencyMs?.p50 ?? "",
      entry.latencyMs?.p99 ?? "",
      entry.rssMb,
      entry.anonymousMb,
      entry.liveHeapMb ?? "",
      entry.load,
      entry.cpuMs,
    ]),
  );
  const liveHead = [
    "meters",
    "listening, ms",
    "p50, ms",
    "p99, ms",
    "RSS, MB",
    "anonymous, MB",
    "live, MB",
    "cores",
    "ms a telegram",
  ];
  const growth = growthKb(live);
  return [
    `Node ${node}; processor time, medians of alternating rounds.`,
    "",
    ...(telegrams.length > 0
      ? [...header(with24 ? [...head, "on Node 24", "of its bound"] : head), ...telegrams, ""]
      : []),
    `Cold start to the first decoded telegram ${coldStartMs} ms; Node alone takes ${bareNodeMs} ms of it.`,
    `The program takes ${packedMb} MB of the image, beside base and Node.`,
    "",
    ...header(liveHead),
    ...lines,
    ...(growth === undefined
      ? []
      : [
          "",
          `From ${growth.from} to ${growth.to} meters each takes ${growth.anonymous} kB of anonymous memory, ${growth.live} kB of it live.`,
        ]),
    "",
  ].join("\n");
}

function header(names: readonly string[]): string[] {
  return [row(names), row(names.map((_, index) => (index === 0 ? "---" : "---:")))];
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(" | ")} |`;
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}
