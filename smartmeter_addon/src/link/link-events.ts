/** What the link layer has to say: events, and in front of them, for whoever asks, the cuts that explain them. */
import { createFault } from "../fault.ts";
import { type Cuts, createCuts } from "./cuts.ts";
import type { Framing, LinkEvent, Segment, Telling } from "./link.ts";
import type { Scanner } from "./scanner.ts";

/** Keeps what happens on the line until it is taken. Positions are those of the scanner's buffer. */
export class LinkEvents {
  /** Where frames stand, for whoever asks where the line was cut. */
  readonly cuts: Cuts | undefined;
  #events: LinkEvent[] = [];
  /** No APDU came since the last gap. */
  #isInterrupted = true;

  constructor(scanner: Scanner, telling: Telling) {
    this.cuts = telling === "cuts" ? createCuts(scanner, (cut) => this.push({ kind: "cut", cut })) : undefined;
  }

  push(event: LinkEvent): void {
    this.#events.push(event);
  }

  fault(...args: Parameters<typeof createFault>): void {
    this.push({ kind: "fault", fault: createFault(...args) });
  }

  /** What a frame brought to the APDU of its sender. */
  segment(framing: Framing, segment: Segment, header: number): void {
    this.cuts?.segment(framing, segment);
    if (segment.dropped) this.fault("segment-order", "segments of a telegram are missing");
    if (segment.apdu === undefined) return;
    this.push({ kind: "apdu", framing, apdu: segment.apdu, header });
    this.#isInterrupted = false;
  }

  /** An unfinished telegram is given up; `begun`: there was one. */
  abandon(begun: boolean): void {
    this.cuts?.giveUp();
    if (begun) this.fault("segment-order", "the rest of a telegram did not come");
  }

  /** Octets are missing; said once until the next APDU. */
  gap(): void {
    if (this.#isInterrupted) return;
    this.#isInterrupted = true;
    this.cuts?.gap();
    this.push({ kind: "gap" });
  }

  take(): LinkEvent[] {
    const taken = this.#events;
    this.#events = [];
    return taken;
  }
}
