import { createMeterDecoder } from "../../src/decoder.ts";
import type { Definitions } from "../../src/telegram/definition.ts";
import { createBound } from "./bound.ts";
import { createStream } from "./streams.ts";

export interface Throughput {
  readonly meter: string;
  /** Telegrams a second from link octets to named, checked values. */
  readonly perSecond: number;
  /** The same machine's bound, see `createBound`. */
  readonly boundPerSecond: number;
  /** Part of the bound, the median of the rounds' own ratios. */
  readonly ofBound: number;
  /** Microseconds of processor time a telegram. */
  readonly cpuUs: number;
}

/** How much is measured of each layout. */
export interface Effort {
  /** Telegrams in a round. */
  readonly count: number;
  readonly rounds: number;
  /** So many telegrams before are the compiler's. */
  readonly compiled: number;
}

/** Rounds of decoder and bound in turn, so that a busy machine slows both alike. */
export function measureThroughput(
  meter: string,
  definitions: Definitions,
  { count, rounds, compiled }: Effort,
): Throughput {
  const stream = createStream(meter, count);
  const boundOf = createBound(stream);
  const own: number[] = [];
  const bound: number[] = [];
  const warming = Math.ceil(compiled / count);
  for (let round = 0; round < rounds + warming; round++) {
    const seconds = secondsOf(() => {
      const decoder = createMeterDecoder({ keys: stream.keys, definitions });
      let readings = 0;
      for (const octets of stream.telegrams)
        for (const event of decoder.push(octets)) if (event.kind === "reading") readings++;
      if (readings !== count) throw new Error(`${meter}: ${readings} readings of ${count} telegrams`);
    });
    const boundSeconds = secondsOf(boundOf);
    if (round < warming) continue;
    own.push(seconds);
    bound.push(boundSeconds);
  }
  const seconds = median(own);
  return {
    meter,
    perSecond: Math.round(count / seconds),
    boundPerSecond: Math.round(count / median(bound)),
    ofBound: Math.round(median(own.map((of, round) => (bound[round] as number) / of)) * 100) / 100,
    cpuUs: Math.round((seconds / count) * 1e7) / 10,
  };
}

/** Processor time: other programs on the machine do not count, threads of the collector do. */
export function secondsOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}
