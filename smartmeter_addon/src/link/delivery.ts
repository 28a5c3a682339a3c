import { createFault } from "../fault.ts";
import { createTransfer } from "./hdlc.ts";
import type { Framing, LinkEvent } from "./link.ts";
import { acknowledgement, amis, createSegments } from "./mbus.ts";
import type { FrameKind } from "./scanner.ts";

/** What proven frames bring: APDUs put together from segments, acknowledgements, and which framing the line has. */
export function createDelivery() {
  const segments = createSegments();
  const transfer = createTransfer();
  let events: LinkEvent[] = [];
  let framing: Framing | undefined;
  let proven = 0;
  /** An acknowledgement was sent that a reflecting head may bring back. */
  let replied = false;
  /** Nothing came since the last gap. */
  let isInterrupted = true;

  function fault(...args: Parameters<typeof createFault>): void {
    events.push({ kind: "fault", fault: createFault(...args) });
  }

  function prove(by: Framing): void {
    proven++;
    if (framing !== undefined && framing !== by) fault("framing-changed", `the line changed from ${framing} to ${by}`);
    framing = by;
  }

  function deliver(by: Framing, apdu: Uint8Array | undefined, dropped: boolean, header = 0): void {
    if (dropped) fault("segment-order", "segments of a telegram are missing");
    if (apdu === undefined) return;
    events.push({ kind: "apdu", framing: by, apdu, header });
    isInterrupted = false;
  }

  function reply(): void {
    if (framing !== undefined && framing !== "amis") return;
    events.push({ kind: "reply", octets: Uint8Array.of(acknowledgement) });
    replied = true;
  }

  function takeLong(octets: Uint8Array, at: number, end: number): void {
    const ci = octets[at + 6] as number;
    if ((ci & 0xe0) === 0 && end - at >= 11) {
      prove("mbus");
      const { apdu, dropped, header } = segments.take(octets, at + 4, end - 2);
      deliver("mbus", apdu, dropped, header);
    } else if (ci === amis.ci && octets[at + 5] === amis.address) {
      reply();
      prove("amis");
      deliver("amis", octets.subarray(at + 6, end - 2), false);
    } else {
      prove("mbus");
      interrupt();
      fault("apdu-unknown", `an M-Bus frame with CI ${ci.toString(16)} is no telegram of this interface`, end - at);
    }
  }

  function takeShort(octets: Uint8Array, at: number): void {
    if (octets[at + 2] !== amis.address) return;
    reply();
    if (framing === undefined || framing === "amis") prove("amis");
  }

  /** The segments of an unfinished telegram are given up. */
  function abandon(): void {
    if (transfer.drop() || segments.drop()) fault("segment-order", "the rest of a telegram did not come");
  }

  function interrupt(): void {
    abandon();
    if (isInterrupted) return;
    isInterrupted = true;
    events.push({ kind: "gap" });
  }

  /** An APDU that came without a frame. */
  function takeBare(by: Framing, apdu: Uint8Array): void {
    prove(by);
    deliver(by, apdu, false);
  }

  return {
    fault,
    /** A frame whose check is right. */
    take(kind: FrameKind["name"], octets: Uint8Array, at: number, end: number): void {
      if (kind === "long") takeLong(octets, at, end);
      else if (kind === "short") takeShort(octets, at);
      else if (kind === "hdlc") {
        prove("hdlc");
        const { apdu, dropped } = transfer.take(octets, at, end);
        deliver("hdlc", apdu, dropped);
      } else takeBare("p1", octets.subarray(at, end));
    },
    takeBare,
    /** Octets are missing: what was begun is given up, so that parts of two telegrams never become one. */
    interrupt,
    abandon,
    /** Whether the octet is our own acknowledgement coming back. */
    isEcho(octet: number | undefined): boolean {
      if (!replied || octet !== acknowledgement) return false;
      replied = false;
      return true;
    },
    /** No framing with a check of its own has proven itself on this line. */
    isUnframed: (): boolean => framing === undefined || framing === "p1" || framing === "apdu",
    statistics: () => ({ proven, framing }),
    events(): LinkEvent[] {
      const taken = events;
      events = [];
      return taken;
    },
  };
}
