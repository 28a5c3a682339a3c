/** What a UART is set to. */
export interface Frame {
  readonly speed: number;
  readonly dataBits: 7 | 8;
  readonly parity: "none" | "even" | "odd";
  readonly stopBits: 1 | 2;
}

/** What receivers do differently; all kinds are sold. */
export interface Receiver {
  /**
   * After a missing stop bit: `level` takes the low level as the next start bit (16550 and its descendants), `edge`
   * waits for the next falling edge (most USB adapters).
   */
  readonly resync: "level" | "edge";
  /** Octets with a wrong parity or stop bit: Linux passes them on; some drivers drop them or put a zero in their place. */
  readonly flawed: "pass" | "drop" | "zero";
}

/** The line as a function of time: levels that last from `atMs` on; before the first one it is idle. */
export interface Signal {
  readonly idle: 0 | 1;
  readonly changes: readonly { readonly atMs: number; readonly level: 0 | 1 }[];
  readonly endMs: number;
}

export interface TimedOctet {
  readonly octet: number;
  readonly atMs: number;
}

export function parseFrame(text: string): Frame {
  const match = /^(\d+) ([78])([NEO])([12])$/.exec(text);
  if (match === null) throw new Error(`"${text}" is no setting of a UART`);
  const parity = match[3] === "N" ? "none" : match[3] === "E" ? "even" : "odd";
  return { speed: Number(match[1]), dataBits: match[2] === "7" ? 7 : 8, parity, stopBits: match[4] === "2" ? 2 : 1 };
}

/** Octets as the levels a UART sends them in, back to back. `inverted`: through a transistor too many or too few. */
export function send(octets: Uint8Array, frame: Frame, startMs: number, inverted = false): Signal {
  const bitMs = 1000 / frame.speed;
  const high = inverted ? 0 : 1;
  const changes: { atMs: number; level: 0 | 1 }[] = [];
  let atMs = startMs;
  let now: 0 | 1 = high;
  const put = (bit: number, bits = 1): void => {
    const level = bit === 1 ? high : high === 1 ? 0 : 1;
    if (level !== now) changes.push({ atMs, level });
    now = level;
    atMs += bits * bitMs;
  };
  for (const octet of octets) {
    put(0);
    for (let bit = 0; bit < frame.dataBits; bit++) put((octet >> bit) & 1);
    if (frame.parity !== "none") put(parityBit(octet, frame));
    put(1, frame.stopBits);
  }
  return { idle: high, changes, endMs: atMs };
}

/** What a UART with `frame` makes of the signal, listening from `fromMs` on. */
export function receive(
  signal: Signal,
  frame: Frame,
  receiver: Receiver,
  fromMs = Number.NEGATIVE_INFINITY,
): TimedOctet[] {
  const bitMs = 1000 / frame.speed;
  const line = createLine(signal);
  const octets: TimedOctet[] = [];
  let startMs = line.falling(fromMs);
  while (startMs !== undefined) {
    const beginMs = startMs;
    const bit = (index: number): number => line.level(beginMs + (index + 0.5) * bitMs);
    if (bit(0) === 1) {
      startMs = line.falling(beginMs + 0.5 * bitMs); // a glitch, too short for a start bit
      continue;
    }
    let octet = 0;
    for (let index = 0; index < frame.dataBits; index++) octet |= bit(1 + index) << index;
    let stop = 1 + frame.dataBits;
    let right = true;
    let low = octet === 0;
    if (frame.parity !== "none") {
      const parity = bit(stop++);
      right = parity === parityBit(octet, frame);
      low = low && parity === 0;
    }
    const stopped = bit(stop) === 1;
    const atMs = beginMs + (stop + 0.5) * bitMs;
    if (right && stopped) octets.push({ octet, atMs });
    else if (receiver.flawed !== "drop") octets.push({ octet: receiver.flawed === "zero" ? 0 : octet, atMs });
    const isBreak = !stopped && low; // no UART starts again before the line has been high
    startMs = !stopped && receiver.resync === "level" && !isBreak ? beginMs + stop * bitMs : line.falling(atMs);
  }
  return octets;
}

function parityBit(octet: number, frame: Frame): number {
  let ones = frame.parity === "odd" ? 1 : 0;
  for (let bit = 0; bit < frame.dataBits; bit++) ones += (octet >> bit) & 1;
  return ones & 1;
}

/** Reading the levels in the order of time, so that each change is looked at once. */
function createLine({ idle, changes }: Signal) {
  let next = 0;
  const at = (index: number): number => changes[index]?.atMs ?? Number.POSITIVE_INFINITY;
  const settled = (): 0 | 1 => (next === 0 ? idle : (changes[next - 1]?.level ?? idle));
  const advance = (toMs: number): void => {
    while (next > 0 && at(next - 1) > toMs) next--;
    while (at(next) <= toMs) next++;
  };
  return {
    level(atMs: number): 0 | 1 {
      advance(atMs);
      return settled();
    },
    /** When the line falls next, at `fromMs` or later. */
    falling(fromMs: number): number | undefined {
      advance(fromMs);
      while (at(next - 1) === fromMs) next--;
      for (let index = next; index < changes.length; index++) if (changes[index]?.level === 0) return at(index);
      return undefined;
    },
  };
}
