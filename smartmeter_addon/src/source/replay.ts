/** A recording as a source. */
import { createReadStream } from "node:fs";
import { createFault, type Fault, reasonOf } from "../fault.ts";
import { createInputDecoder } from "../paste/input-decoder.ts";
import type { OctetCheck } from "../paste/paste.ts";
import type { Source, SourceEvent } from "./source.ts";

/** Without a check the likelier of two forms of a text counts. */
const unchecked: OctetCheck = () => ({ proven: 0, loose: 0 });

/** A recording, raw or as text, read as fast as it is fetched; `path` undefined: standard input. */
export function createReplaySource(path: string | undefined, check: OctetCheck = unchecked): Source {
  const stream = path === undefined ? process.stdin : createReadStream(path);
  const description = path ?? "standard input";

  async function* events(): AsyncGenerator<SourceEvent> {
    const decoder = createInputDecoder(check, "left");
    try {
      yield { kind: "opened", description, settings: undefined };
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        const octets = decoder.push(chunk);
        if (octets.length > 0) yield { kind: "octets", octets };
      }
      const rest = decoder.end();
      if (rest.length > 0) yield { kind: "octets", octets: rest };
    } catch (error) {
      if (stream.destroyed && (error as NodeJS.ErrnoException).code === "ERR_STREAM_PREMATURE_CLOSE") return;
      yield { kind: "fault", fault: faultOf(description, error as NodeJS.ErrnoException) };
    }
    yield { kind: "end" };
  }

  return {
    [Symbol.asyncIterator]: events,
    write: () => undefined,
    evidence: () => undefined,
    async close() {
      stream.destroy();
    },
  };
}

function faultOf(path: string, error: NodeJS.ErrnoException): Fault {
  if (error.code === "ENOENT") return createFault("port-missing", { is: "alone", path });
  if (error.code === "EACCES" || error.code === "EPERM") return createFault("port-denied", { is: "path", path });
  return createFault("port-failed", { is: "path", path, reason: reasonOf(error) });
}
