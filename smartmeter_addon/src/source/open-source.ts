// Provisional: only tcp://, until the serial source is here ("source" replaces this file; the signature is what program.ts calls).
import { connect } from "node:net";
import type { Source, SourceEvent } from "./source.ts";

export interface SourceOptions {
  readonly port: string | undefined;
  readonly device: string | undefined;
  readonly serial: string | undefined;
  readonly remembered: string | undefined;
}

export function openSource({ port = "" }: SourceOptions): Source {
  const { hostname, port: number } = new URL(port);
  const socket = connect(Number(number), hostname);
  async function* events(): AsyncGenerator<SourceEvent> {
    yield { kind: "opened", description: port, settings: undefined };
    try {
      for await (const octets of socket) yield { kind: "octets", octets };
    } catch {
      // gone
    }
  }
  return {
    [Symbol.asyncIterator]: events,
    write: (octets) => void socket.write(octets),
    evidence() {},
    close: async () => void socket.destroy(),
  };
}
