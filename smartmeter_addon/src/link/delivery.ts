/** What proven frames bring: APDUs put together from segments, acknowledgements, and which framing the line has. */
import { toHex } from "../octets.ts";
import type { FrameKind } from "./candidates.ts";
import { createTransfer } from "./hdlc.ts";
import type { Framing, LinkEvent } from "./link.ts";
import type { LinkEvents } from "./link-events.ts";
import { acknowledgement, amis, carriesSegment, createSegments } from "./mbus.ts";
import type { Scanner } from "./scanner.ts";

const acknowledging: LinkEvent = { kind: "reply", octets: Uint8Array.of(acknowledgement) };

/** Takes proven frames out of the scanner's octets and tells what they bring. */
export function createDelivery(scanner: Scanner, events: LinkEvents) {
  const { cuts } = events;
  const line = createLineFraming(events);
  const segments = createSegments();
  const transfer = createTransfer();
  const reply = createAcknowledgement(scanner, events);

  /** An APDU that needs no other frame. */
  function deliverWhole(by: Framing, at: number, end: number): void {
    const apdu = scanner.octets().subarray(at, end);
    events.segment(by, { apdu, role: "begins", dropped: false, at, end }, 0);
  }

  function takeLong(at: number, end: number): void {
    const octets = scanner.octets();
    if (carriesSegment(octets, at, end)) {
      cuts?.frame("mbus", "proven", at, end);
      line.prove("mbus");
      const segment = segments.take(octets, at + 4, end - 2);
      events.segment("mbus", segment, segment.header);
    } else if (octets[at + 6] === amis.ci && octets[at + 5] === amis.address) {
      cuts?.frame("amis", "proven", at, end);
      if (line.mayBeAmis()) reply.send();
      line.prove("amis");
      deliverWhole("amis", at + 6, end - 2);
    } else {
      cuts?.frame("foreign", "proven", at, end);
      line.prove("mbus");
      interrupt();
      const ci = octets[at + 6] as number;
      events.fault("apdu-unknown", { is: "ci", ci: toHex(Uint8Array.of(ci)) }, end - at);
    }
  }

  function takeShort(at: number, end: number): void {
    cuts?.frame("short", "proven", at, end);
    if (scanner.octets()[at + 2] !== amis.address || !line.mayBeAmis()) return;
    reply.send();
    line.prove("amis");
  }

  function takeHdlc(at: number, end: number): void {
    cuts?.frame("hdlc", "proven", at, end);
    line.prove("hdlc");
    events.segment("hdlc", transfer.take(scanner.octets(), at, end), 0);
  }

  /** An APDU that came without a frame. */
  function takeBare(name: "text" | "ciphered" | "notification", at: number, end: number): void {
    const by = name === "notification" ? "apdu" : "p1";
    cuts?.frame(name, "proven", at, end);
    line.prove(by);
    deliverWhole(by, at, end);
  }

  /** The segments of an unfinished telegram are given up. */
  function abandon(): void {
    events.abandon(transfer.drop() || segments.drop());
  }

  function interrupt(): void {
    abandon();
    events.gap();
  }

  return {
    /** A frame whose check is right. */
    take(kind: FrameKind["name"], at: number, end: number): void {
      if (kind === "long") takeLong(at, end);
      else if (kind === "short") takeShort(at, end);
      else if (kind === "hdlc") takeHdlc(at, end);
      else takeBare(kind, at, end);
    },
    takeBare,
    /** Octets are missing: what was begun is given up, so that parts of two telegrams never become one. */
    interrupt,
    abandon,
    /** Whether the octet at `at` is our own acknowledgement coming back. */
    isEcho: reply.isEcho,
    isUnframed: line.isUnframed,
    /** The APDUs handed on so far are done with. */
    recycle(): void {
      segments.recycle();
      transfer.recycle();
    },
    statistics: line.statistics,
  };
}

/** Which framing the line has: the one that proved itself last. */
function createLineFraming(events: LinkEvents) {
  let framing: Framing | undefined;
  /** Frames that proved themselves, and APDUs without a frame among them. */
  let proven = 0;
  let bare = 0;

  /** No framing with a check of its own has proven itself. */
  const isUnframed = (): boolean => framing === undefined || isBare(framing);

  return {
    isUnframed,
    mayBeAmis: (): boolean => framing === undefined || framing === "amis",
    /** One more frame of a framing is proven. */
    prove(by: Framing): void {
      proven++;
      if (isBare(by)) bare++;
      if (framing === by) return;
      // Whoever begins to listen inside a frame may take its content for an APDU of its own, once.
      const wasInside = bare === 1 && isUnframed();
      if (framing !== undefined && !wasInside)
        events.fault("framing-changed", { is: "kinds", before: framing, now: by });
      framing = by;
    },
    statistics: () => ({ proven, framing }),
  };
}

/** The acknowledgement an AMIS meter waits for, which a reflecting head may bring back. */
function createAcknowledgement(scanner: Scanner, events: LinkEvents) {
  let sent = false;
  return {
    send(): void {
      events.push(acknowledging);
      sent = true;
    },
    /** Whether the octet at `at` is the one that was sent. */
    isEcho(at: number): boolean {
      if (!sent || scanner.octets()[at] !== acknowledgement) return false;
      sent = false;
      events.cuts?.frame("acknowledgement", "proven", at, at + 1);
      return true;
    },
  };
}

const isBare = (framing: Framing): boolean => framing === "p1" || framing === "apdu";

export type Delivery = ReturnType<typeof createDelivery>;
