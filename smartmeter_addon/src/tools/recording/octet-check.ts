/** How well octets stand for themselves as a recording: what decides between two readings of a text. */
import { createMeterDecoder, type MeterKeys } from "../../decoder.ts";
import type { OctetCheck } from "../../paste/paste.ts";
import type { Definitions } from "../../telegram/definition.ts";

/** Shorter frames have a check of eight bits over two octets: noise brings them. */
const shortest = 16;

/** The check of a recording: octets in frames the link decoder has proven, and in none. */
export function createOctetCheck(options: { readonly keys: MeterKeys; readonly definitions: Definitions }): OctetCheck {
  return (octets) => {
    const decoder = createMeterDecoder({ ...options, unchecked: true, telling: "cuts" });
    let proven = 0;
    let framed = 0;
    for (const event of [...decoder.push(octets), ...decoder.end()]) {
      if (event.kind !== "cut" || event.cut.kind !== "frame" || event.cut.frame.verdict !== "proven") continue;
      const { at, end } = event.cut.frame;
      framed += end - at;
      if (end - at >= shortest) proven += end - at;
    }
    return { proven, loose: Math.max(0, octets.length - framed) };
  };
}
