/** What proven frames bring: APDUs put together from segments, acknowledgements, and which framing the line has. */
import { toHex } from "../octets.ts";
import type { FrameKind } from "./candidates.ts";
import { Transfer } from "./hdlc.ts";
import type { Framing, LinkEvent, LinkStatistics } from "./link.ts";
import type { LinkEvents } from "./link-events.ts";
import { acknowledgement, amis, carriesSegment, Segments } from "./mbus.ts";
import type { Scanner } from "./scanner.ts";

const acknowledging: LinkEvent = { kind: "reply", octets: Uint8Array.of(acknowledgement) };

/** Takes proven frames out of the scanner's octets and tells what they bring. */
export class Delivery {
  readonly #scanner: Scanner;
  readonly #events: LinkEvents;
  readonly #line: LineFraming;
  readonly #segments = new Segments();
  readonly #transfer = new Transfer();
  /** Our own acknowledgement may come back: a reflecting head brings it. */
  #isEchoDue = false;

  constructor(scanner: Scanner, events: LinkEvents) {
    this.#scanner = scanner;
    this.#events = events;
    this.#line = new LineFraming(events);
  }

  /** A frame whose check is right. */
  take(kind: FrameKind["name"], at: number, end: number): void {
    if (kind === "long") this.#takeLong(at, end);
    else if (kind === "short") this.#takeShort(at, end);
    else if (kind === "hdlc") this.#takeHdlc(at, end);
    else this.takeBare(kind, at, end);
  }

  /** An APDU that came without a frame. */
  takeBare(name: "text" | "ciphered" | "notification", at: number, end: number): void {
    const by = name === "notification" ? "apdu" : "p1";
    this.#events.cuts?.frame(name, "proven", at, end);
    this.#line.prove(by);
    this.#deliverWhole(by, at, end);
  }

  /** Octets are missing: what was begun is given up, so that parts of two telegrams never become one. */
  interrupt(): void {
    this.abandon();
    this.#events.gap();
  }

  /** The segments of an unfinished telegram are given up. */
  abandon(): void {
    this.#events.abandon(this.#transfer.drop() || this.#segments.drop());
  }

  /** Whether the octet at `at` is our own acknowledgement coming back. */
  isEcho(at: number): boolean {
    if (!this.#isEchoDue || this.#scanner.octets[at] !== acknowledgement) return false;
    this.#isEchoDue = false;
    this.#events.cuts?.frame("acknowledgement", "proven", at, at + 1);
    return true;
  }

  isUnframed(): boolean {
    return this.#line.isUnframed();
  }

  /** The APDUs handed on so far are done with. */
  recycle(): void {
    this.#segments.recycle();
    this.#transfer.recycle();
  }

  statistics(): Pick<LinkStatistics, "proven" | "framing"> {
    return this.#line.statistics();
  }

  #takeLong(at: number, end: number): void {
    const { octets } = this.#scanner;
    const { cuts } = this.#events;
    if (carriesSegment(octets, at, end)) {
      cuts?.frame("mbus", "proven", at, end);
      this.#line.prove("mbus");
      const segment = this.#segments.take(octets, at + 4, end - 2);
      this.#events.segment("mbus", segment, segment.header);
    } else if (octets[at + 6] === amis.ci && octets[at + 5] === amis.address) {
      cuts?.frame("amis", "proven", at, end);
      if (this.#line.mayBeAmis()) this.#acknowledge();
      this.#line.prove("amis");
      this.#deliverWhole("amis", at + 6, end - 2);
    } else {
      cuts?.frame("foreign", "proven", at, end);
      this.#line.prove("mbus");
      this.interrupt();
      const ci = octets[at + 6] as number;
      this.#events.fault("apdu-unknown", { is: "ci", ci: toHex(Uint8Array.of(ci)) }, end - at);
    }
  }

  #takeShort(at: number, end: number): void {
    this.#events.cuts?.frame("short", "proven", at, end);
    if (this.#scanner.octets[at + 2] !== amis.address || !this.#line.mayBeAmis()) return;
    this.#acknowledge();
    this.#line.prove("amis");
  }

  #takeHdlc(at: number, end: number): void {
    this.#events.cuts?.frame("hdlc", "proven", at, end);
    this.#line.prove("hdlc");
    this.#events.segment("hdlc", this.#transfer.take(this.#scanner.octets, at, end), 0);
  }

  /** An APDU that needs no other frame. */
  #deliverWhole(by: Framing, at: number, end: number): void {
    const apdu = this.#scanner.octets.subarray(at, end);
    this.#events.segment(by, { apdu, role: "begins", dropped: false, at, end }, 0);
  }

  /** An AMIS meter waits for that. */
  #acknowledge(): void {
    this.#events.push(acknowledging);
    this.#isEchoDue = true;
  }
}

/** Which framing the line has: the one that proved itself last. */
class LineFraming {
  readonly #events: LinkEvents;
  #framing: Framing | undefined;
  /** Frames that proved themselves, and APDUs without a frame among them. */
  #proven = 0;
  #bare = 0;

  constructor(events: LinkEvents) {
    this.#events = events;
  }

  /** No framing with a check of its own has proven itself. */
  isUnframed(): boolean {
    return this.#framing === undefined || isBare(this.#framing);
  }

  mayBeAmis(): boolean {
    return this.#framing === undefined || this.#framing === "amis";
  }

  /** One more frame of a framing is proven. */
  prove(by: Framing): void {
    this.#proven++;
    if (isBare(by)) this.#bare++;
    const before = this.#framing;
    if (before === by) return;
    // Whoever begins to listen inside a frame may take its content for an APDU of its own, once.
    const wasInside = this.#bare === 1 && this.isUnframed();
    if (before !== undefined && !wasInside) this.#events.fault("framing-changed", { is: "kinds", before, now: by });
    this.#framing = by;
  }

  statistics(): Pick<LinkStatistics, "proven" | "framing"> {
    return { proven: this.#proven, framing: this.#framing };
  }
}

const isBare = (framing: Framing): boolean => framing === "p1" || framing === "apdu";
