/** What proven frames bring: APDUs put together from segments, acknowledgements, and which framing the line has. */
import { createFault } from "../fault.ts";
import { toHex } from "../octets.ts";
import { createCuts } from "./cuts.ts";
import { createTransfer } from "./hdlc.ts";
import type { FrameName, Framing, LinkEvent, Segment, Telling } from "./link.ts";
import { acknowledgement, amis, carriesSegment, createSegments } from "./mbus.ts";
import type { FrameKind, Scanner } from "./scanner.ts";

/** What failed candidates of each kind would have been, and what proven ones are unless their content says more. */
const frameNames: { readonly [kind in FrameKind["name"]]: FrameName } = {
  long: "mbus",
  short: "short",
  hdlc: "hdlc",
  text: "text",
  ciphered: "ciphered",
};

const acknowledging: LinkEvent = { kind: "reply", octets: Uint8Array.of(acknowledgement) };

/** Takes proven frames out of the scanner's octets and keeps the events they bring. */
export function createDelivery(scanner: Scanner, telling: Telling) {
  const segments = createSegments();
  const transfer = createTransfer();
  let events: LinkEvent[] = [];
  let framing: Framing | undefined;
  let proven = 0;
  /** APDUs without a frame that proved themselves. */
  let bare = 0;
  /** An acknowledgement was sent that a reflecting head may bring back. */
  let replied = false;
  /** Nothing came since the last gap. */
  let isInterrupted = true;
  const cuts = telling === "cuts" ? createCuts(scanner, (cut) => events.push({ kind: "cut", cut })) : undefined;

  function fault(...args: Parameters<typeof createFault>): void {
    events.push({ kind: "fault", fault: createFault(...args) });
  }

  /** No framing with a check of its own has proven itself on this line. */
  const isUnframed = (): boolean => framing === undefined || framing === "p1" || framing === "apdu";

  function prove(by: Framing): void {
    proven++;
    // Whoever begins to listen inside a frame may take its content for an APDU of its own, once.
    const wasInside = bare === 1 && by !== framing && isUnframed();
    if (framing !== undefined && framing !== by && !wasInside)
      fault("framing-changed", { is: "kinds", before: framing, now: by });
    framing = by;
  }

  function deliver(by: Framing, segment: Segment, header = 0): void {
    cuts?.segment(by, segment);
    if (segment.dropped) fault("segment-order", "segments of a telegram are missing");
    if (segment.apdu === undefined) return;
    events.push({ kind: "apdu", framing: by, apdu: segment.apdu, header });
    isInterrupted = false;
  }

  /** An APDU that needs no other frame. */
  function deliverWhole(by: Framing, at: number, end: number): void {
    deliver(by, { apdu: scanner.octets().subarray(at, end), role: "begins", dropped: false, at, end });
  }

  function reply(): void {
    if (framing !== undefined && framing !== "amis") return;
    events.push(acknowledging);
    replied = true;
  }

  function takeLong(at: number, end: number): void {
    const octets = scanner.octets();
    if (carriesSegment(octets, at, end)) {
      cuts?.frame("mbus", "proven", at, end);
      prove("mbus");
      const segment = segments.take(octets, at + 4, end - 2);
      deliver("mbus", segment, segment.header);
    } else if (octets[at + 6] === amis.ci && octets[at + 5] === amis.address) {
      cuts?.frame("amis", "proven", at, end);
      reply();
      prove("amis");
      deliverWhole("amis", at + 6, end - 2);
    } else {
      cuts?.frame("foreign", "proven", at, end);
      prove("mbus");
      interrupt();
      const ci = octets[at + 6] as number;
      fault("apdu-unknown", { is: "ci", ci: toHex(Uint8Array.of(ci)) }, end - at);
    }
  }

  function takeShort(at: number, end: number): void {
    cuts?.frame("short", "proven", at, end);
    if (scanner.octets()[at + 2] !== amis.address) return;
    reply();
    if (framing === undefined || framing === "amis") prove("amis");
  }

  function takeHdlc(at: number, end: number): void {
    cuts?.frame("hdlc", "proven", at, end);
    prove("hdlc");
    deliver("hdlc", transfer.take(scanner.octets(), at, end));
  }

  /** An APDU that came without a frame. */
  function takeBare(name: "text" | "ciphered" | "notification", at: number, end: number): void {
    const by = name === "notification" ? "apdu" : "p1";
    cuts?.frame(name, "proven", at, end);
    bare++;
    prove(by);
    deliverWhole(by, at, end);
  }

  /** The segments of an unfinished telegram are given up. */
  function abandon(): void {
    cuts?.giveUp();
    if (transfer.drop() || segments.drop()) fault("segment-order", "the rest of a telegram did not come");
  }

  function interrupt(): void {
    abandon();
    if (isInterrupted) return;
    isInterrupted = true;
    cuts?.gap();
    events.push({ kind: "gap" });
  }

  return {
    fault,
    /** A frame whose check failed, for whoever asks where the line was cut. */
    tellDamaged(kind: FrameKind["name"], at: number, end: number): void {
      cuts?.frame(frameNames[kind], "damaged", at, end);
    },
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
    isEcho(at: number): boolean {
      if (!replied || scanner.octets()[at] !== acknowledgement) return false;
      replied = false;
      cuts?.frame("acknowledgement", "proven", at, at + 1);
      return true;
    },
    isUnframed,
    /** The APDUs handed on so far are done with. */
    recycle(): void {
      segments.recycle();
      transfer.recycle();
    },
    statistics: () => ({ proven, framing }),
    events(): LinkEvent[] {
      const taken = events;
      events = [];
      return taken;
    },
  };
}

export type Delivery = ReturnType<typeof createDelivery>;
