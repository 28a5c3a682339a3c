import type { LinkEvent } from "../../src/link/link.ts";
import { LinkDecoder } from "../../src/link/link-decoder.ts";
import type { LineReader, LineResult } from "./simulated-line.ts";

/** The real link layer; every APDU that ends where the input pauses stands for itself, as with the right key. */
export function createLinkReader(): LineReader {
  const decoder = new LinkDecoder(() => "exact");
  let proven = 0;
  let damaged = 0;

  function result(events: readonly LinkEvent[]): LineResult {
    const now = decoder.statistics();
    const evidence = { proven: now.proven - proven, damaged: now.damaged - damaged, framing: now.framing };
    proven = now.proven;
    damaged = now.damaged;
    const has = (kind: LinkEvent["kind"]): boolean => events.some((event) => event.kind === kind);
    return { evidence, reply: has("reply"), telegram: has("apdu") };
  }

  return {
    push: (octets) => result(decoder.push(octets)),
    idle: () => result(decoder.idle()),
  };
}
