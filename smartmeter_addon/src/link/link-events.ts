/** What the link layer has to say: events, and in front of them, for whoever asks, the cuts that explain them. */
import { createFault } from "../fault.ts";
import { createCuts } from "./cuts.ts";
import type { Framing, LinkEvent, Segment, Telling } from "./link.ts";
import type { Scanner } from "./scanner.ts";

/** Keeps what happens on the line until it is taken. Positions are those of the scanner's buffer. */
export function createLinkEvents(scanner: Scanner, telling: Telling) {
  let events: LinkEvent[] = [];
  /** No APDU came since the last gap. */
  let isInterrupted = true;
  const cuts = telling === "cuts" ? createCuts(scanner, (cut) => events.push({ kind: "cut", cut })) : undefined;

  function fault(...args: Parameters<typeof createFault>): void {
    events.push({ kind: "fault", fault: createFault(...args) });
  }

  return {
    /** Where frames stand, for whoever asks where the line was cut. */
    cuts,
    fault,
    /** What a frame brought to the APDU of its sender. */
    segment(framing: Framing, segment: Segment, header: number): void {
      cuts?.segment(framing, segment);
      if (segment.dropped) fault("segment-order", "segments of a telegram are missing");
      if (segment.apdu === undefined) return;
      events.push({ kind: "apdu", framing, apdu: segment.apdu, header });
      isInterrupted = false;
    },
    /** An unfinished telegram is given up; `begun`: there was one. */
    abandon(begun: boolean): void {
      cuts?.giveUp();
      if (begun) fault("segment-order", "the rest of a telegram did not come");
    },
    /** Octets are missing; said once until the next APDU. */
    gap(): void {
      if (isInterrupted) return;
      isInterrupted = true;
      cuts?.gap();
      events.push({ kind: "gap" });
    },
    push(event: LinkEvent): void {
      events.push(event);
    },
    take(): LinkEvent[] {
      const taken = events;
      events = [];
      return taken;
    },
  };
}

export type LinkEvents = ReturnType<typeof createLinkEvents>;
