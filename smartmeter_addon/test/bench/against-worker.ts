// One revision's core in a process of its own: answers how long a round of telegrams takes; see `against.ts`.
import { pathToFileURL } from "node:url";
import type * as decoderModule from "../../src/decoder.ts";
import type * as definitionsModule from "../../src/telegram/definitions.ts";
import { createStream, type Stream } from "./streams.ts";
import { secondsOf } from "./throughput.ts";

export type Question =
  | { readonly kind: "prepare"; readonly meter: string; readonly count: number }
  | { readonly kind: "round" }
  | { readonly kind: "memory"; readonly meter: string };

/** Seconds of processor time of a round, kB of a decoder; undefined where it went wrong. */
export interface Answer {
  readonly value: number | undefined;
  readonly error?: string;
}

type Core = typeof decoderModule & typeof definitionsModule;

const core: Core = await import(pathToFileURL(process.argv[2] as string).href);
const definitions = core.loadDefinitions();
/** So many telegrams are the compiler's. */
const compiled = 12_000;
const weighed = 200;
let stream: Stream;

process.on("message", (question: Question) => process.send?.(answerTo(question)));

function answerTo(question: Question): Answer {
  try {
    return { value: measured(question) };
  } catch (error) {
    return { value: undefined, error: String(error) };
  }
}

function measured(question: Question): number {
  if (question.kind === "round") return secondsOf(() => decode(stream));
  if (question.kind === "memory") return decoderKb(question.meter);
  stream = createStream(question.meter, question.count);
  for (let telegrams = 0; telegrams < compiled; telegrams += question.count) decode(stream);
  return 0;
}

/** A decoder that has read every telegram. */
function decode({ name, keys, telegrams }: Stream): unknown {
  const decoder = core.createMeterDecoder({ keys, definitions });
  let readings = 0;
  for (const octets of telegrams) for (const event of decoder.push(octets)) if (event.kind === "reading") readings++;
  if (readings !== telegrams.length) throw new Error(`${name}: ${readings} readings of ${telegrams.length} telegrams`);
  return decoder;
}

/** Heap and buffers one decoder keeps once it has read some telegrams. */
function decoderKb(meter: string): number {
  const few = createStream(meter, 10);
  decode(few);
  const before = heap();
  const kept = Array.from({ length: weighed }, () => decode(few));
  const after = heap();
  return kept.length === 0 ? 0 : Math.round((after - before) / weighed / 100) / 10;
}

function heap(): number {
  for (let round = 0; round < 3; round++) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
