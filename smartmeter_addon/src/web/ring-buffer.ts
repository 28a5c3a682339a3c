/** The last octets of a line with the times they came, for the inspector. */
export interface RingBuffer {
  add(octets: Uint8Array, atMs: number): void;
  octets(): Uint8Array;
  /** When the octet at this position of {@link RingBuffer.octets} came. */
  timeOf(position: number): number;
  /** The same of the octets held now, whatever comes later. */
  times(): (position: number) => number;
}

/** `size` in octets. Its memory is taken with the first octet, so a meter that never speaks needs none. */
export function createRingBuffer(size: number): RingBuffer {
  let ring: Uint8Array | undefined;
  /** Octets that ever came; the last of them stands before `total % size`. */
  let total = 0;
  /** Where each piece that still has octets in the ring ended, counted like `total`. */
  const pieces: { readonly end: number; readonly atMs: number }[] = [];

  const held = (): number => Math.min(total, size);

  function times(): (position: number) => number {
    const begin = total - held();
    const known = [...pieces];
    return (position) => (known.find(({ end }) => begin + position < end) ?? known.at(-1))?.atMs ?? 0;
  }

  return {
    add(octets, atMs) {
      ring ??= new Uint8Array(size);
      const last = octets.subarray(-size);
      const at = (total + octets.length - last.length) % size;
      const first = last.subarray(0, size - at);
      ring.set(first, at);
      ring.set(last.subarray(first.length), 0);
      total += octets.length;
      pieces.push({ end: total, atMs });
      while ((pieces[0] as (typeof pieces)[number]).end <= total - size) pieces.shift();
    },
    octets() {
      const whole = new Uint8Array(held());
      if (ring === undefined) return whole;
      const at = (total - held()) % size;
      const older = ring.subarray(at, at + held());
      whole.set(older);
      whole.set(ring.subarray(0, held() - older.length), older.length);
      return whole;
    },
    timeOf: (position) => times()(position),
    times,
  };
}
