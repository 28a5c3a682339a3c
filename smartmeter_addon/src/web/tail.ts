/** The last octets of a line with the times they came, for the inspector. */
export interface Tail {
  add(octets: Uint8Array, atMs: number): void;
  octets(): Uint8Array;
  /** When the octet at this position of {@link Tail.octets} came. */
  timeOf(position: number): number;
}

export function createTail(size: number): Tail {
  const chunks: { octets: Uint8Array; readonly atMs: number }[] = [];
  let held = 0;
  return {
    add(octets, atMs) {
      chunks.push({ octets: octets.slice(-size), atMs });
      held += Math.min(octets.length, size);
      while (held > size) {
        const first = chunks[0] as (typeof chunks)[number];
        const given = Math.min(held - size, first.octets.length);
        first.octets = first.octets.slice(given);
        if (first.octets.length === 0) chunks.shift();
        held -= given;
      }
    },
    octets() {
      const whole = new Uint8Array(held);
      let at = 0;
      for (const chunk of chunks) {
        whole.set(chunk.octets, at);
        at += chunk.octets.length;
      }
      return whole;
    },
    timeOf(position) {
      let end = 0;
      for (const chunk of chunks) {
        end += chunk.octets.length;
        if (position < end) return chunk.atMs;
      }
      return chunks.at(-1)?.atMs ?? 0;
    },
  };
}
