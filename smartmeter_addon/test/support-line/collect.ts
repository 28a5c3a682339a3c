import type { Fault } from "../../src/fault.ts";
import { concatOctets } from "../../src/octets.ts";
import type { Source, SourceEvent } from "../../src/source/source.ts";
import { until } from "./parts.ts";
import type { LineReader } from "./simulated-line.ts";

/** A consumer of a source that keeps everything. */
export interface Collected {
  readonly events: readonly SourceEvent[];
  octets(): Uint8Array;
  codes(): string[];
  /** Waits for an event of this kind behind the `from` first ones. */
  event<K extends SourceEvent["kind"]>(kind: K, from?: number): Promise<Extract<SourceEvent, { kind: K }>>;
  fault(code: string, from?: number): Promise<Fault>;
  /** Resolves when the source has ended. */
  readonly ended: Promise<void>;
}

/** `reader`: gives evidence and answers, as the program does. */
export function collect(source: Source, reader?: LineReader): Collected {
  const events: SourceEvent[] = [];

  async function run(): Promise<void> {
    for await (const event of source) {
      events.push(event);
      if (reader === undefined) continue;
      const heard = event.kind === "octets" ? reader.push(event.octets) : event.kind === "silence" && reader.idle();
      if (!heard) continue;
      source.evidence(heard.evidence);
      if (heard.reply) source.write(Uint8Array.of(0xe5));
    }
  }

  return {
    events,
    octets: () => concatOctets(events.flatMap((event) => (event.kind === "octets" ? [event.octets] : []))),
    codes: () => events.flatMap((event) => (event.kind === "fault" ? [event.fault.code] : [])),
    async event(kind, from = 0) {
      const found = (): SourceEvent | undefined => events.slice(from).find((event) => event.kind === kind);
      await until(`event ${kind}`, () => found() !== undefined);
      return found() as Extract<SourceEvent, { kind: typeof kind }>;
    },
    async fault(code, from = 0) {
      const found = (): Fault | undefined =>
        events
          .slice(from)
          .flatMap((event) => (event.kind === "fault" && event.fault.code === code ? [event.fault] : []))[0];
      await until(`fault ${code}`, () => found() !== undefined);
      return found() as Fault;
    },
    ended: run(),
  };
}
