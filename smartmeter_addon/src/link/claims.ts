/** Which octets of the line have been claimed by a frame, which are given up, and which may still become one. */
import type { Candidate, FrameKind } from "./candidates.ts";
import { Damage } from "./damage.ts";
import type { Delivery } from "./delivery.ts";
import { flag, llc } from "./hdlc.ts";
import type { FrameName } from "./link.ts";
import type { LinkEvents } from "./link-events.ts";
import { notificationStart } from "./p1.ts";
import type { Scanner } from "./scanner.ts";

/** Skipped octets are reported in portions of this many at the most, whatever the cuts. */
const portion = 4096;
/** An APDU without frame and cipher is kept this long for the silence behind it. */
const longestNotification = 2048;
/**
 * Octets at the end of a frame that may belong to the next one: the closing flag of HDLC, and what follows the checksum
 * of a bare DSMR text, line end and tag. They are not looked at where the key for the tag is missing, so that a lost
 * octet makes them reach into the next telegram.
 */
const sharedOctets: { readonly [kind in FrameKind["name"]]: number } = {
  long: 0,
  short: 0,
  hdlc: 1,
  text: 0,
  ciphered: 14,
};

/**
 * Fewer octets than the shortest segment or block of a telegram takes are a spark on the line, as when a bus turns
 * round: nothing can be missing there.
 */
const spark = 10;

/** What failed candidates of each kind would have been. */
const frameNames: { readonly [kind in FrameKind["name"]]: FrameName } = {
  long: "mbus",
  short: "short",
  hdlc: "hdlc",
  text: "text",
  ciphered: "ciphered",
};

/** Accounts for every octet: a frame takes it, or it is reported as skipped and forgotten. */
export class Claims {
  readonly #scanner: Scanner;
  readonly #delivery: Delivery;
  readonly #events: LinkEvents;
  readonly #damage = new Damage();
  #skippedOctets = 0;
  #from = 0;
  /** Octets skipped since the last frame. */
  #skippedSince = 0;

  constructor(scanner: Scanner, delivery: Delivery, events: LinkEvents) {
    this.#scanner = scanner;
    this.#delivery = delivery;
    this.#events = events;
  }

  /** First octet that neither belongs to a frame nor has been reported as skipped. */
  get from(): number {
    return this.#from;
  }

  /** A proven frame. */
  accept(kind: FrameKind, at: number, end: number): void {
    const isHeaded = kind.name === "ciphered" && at - this.#from === llc.length;
    if (isHeaded && isHead(this.#scanner.octets, this.#from, at)) this.#from = at;
    this.#claim(at, end);
    this.#delivery.take(kind.name, at, end);
    this.#scanner.removeBefore(end - sharedOctets[kind.name]);
    this.#scanner.expectAt(end);
  }

  /** Data-notifications without frame, one behind the other up to the end of the input. */
  acceptNotifications(starts: readonly number[]): void {
    const { length } = this.#scanner.octets;
    for (const [index, at] of starts.entries()) {
      const end = starts[index + 1] ?? length;
      this.#claim(at, end);
      this.#delivery.takeBare("notification", at, end);
    }
    this.#scanner.removeBefore(length);
  }

  /** A candidate comes to nothing; if it had shown a whole header, the line may have damaged a frame. */
  fail({ kind, at, shownEnd }: Candidate): void {
    if (kind.strength === 2 && shownEnd > 0 && at >= this.#from) this.#damage.failed(kind, at, shownEnd);
  }

  /** Reports octets before `end` as skipped, in portions that do not depend on the cuts. */
  skipTo(end: number): void {
    this.#ignoreEcho();
    while (end > this.#from) {
      const octets = Math.min(portion, end - this.#from);
      this.#from += octets;
      this.#skippedOctets += octets;
      this.#skippedSince += octets;
      const damaged = this.#damage.giveUp(this.#from);
      for (const { kind, at, end: until } of damaged)
        this.#events.cuts?.frame(frameNames[kind.name], "damaged", at, until);
      if (damaged.length > 0)
        this.#events.fault("frame-damaged", `${damaged.length} frame(s) with a wrong check`, octets);
      else this.#events.fault("octets-skipped", "octets that belong to no frame", octets);
      if (damaged.length > 0 || this.#skippedSince > spark) this.#delivery.interrupt();
    }
  }

  /** Reports whole portions of octets nothing can come of any more, and forgets them. */
  tidy(): void {
    this.#ignoreEcho();
    const scanner = this.#scanner;
    const keep = decidedBefore(scanner.octets, this.#from, scanner.firstOpen, this.#delivery.isUnframed());
    this.#damage.settle(keep);
    while (keep - this.#from >= portion) this.skipTo(this.#from + portion);
    scanner.forget(keep);
    this.#from -= keep;
    this.#damage.forget(keep);
  }

  /** A closing flag may open the next frame, too; where that has one of its own, nothing waits for it. */
  closeFlag(next: number | undefined): void {
    const { octets } = this.#scanner;
    if (next !== flag || this.#from !== 1 || octets.length !== 1 || octets[0] !== flag) return;
    this.#scanner.removeBefore(1);
    this.tidy();
  }

  /** The input ends inside a frame that began at `at`. */
  breakOff(at: number): void {
    this.skipTo(at);
    const { length } = this.#scanner.octets;
    this.#skippedOctets += length - at;
    this.#from = length;
    this.#damage.claimed(at, length);
    this.#events.fault("frame-incomplete", "the input ends inside a frame", length - at);
  }

  /** Whether the octet may lie inside a frame that failed. */
  mayBeDamaged(position: number): boolean {
    return this.#damage.covers(position);
  }

  /** Damaged frames so far. */
  get damaged(): number {
    return this.#damage.count;
  }

  /** Octets so far that belong to no frame. */
  get skippedOctets(): number {
    return this.#skippedOctets;
  }

  /** A frame takes these octets; those before it are skipped. */
  #claim(at: number, end: number): void {
    // Frames that showed their header before it and whose end has not come: another one has begun instead.
    for (const candidate of this.#scanner.candidates.open) if (candidate.at < at) this.fail(candidate);
    this.skipTo(at);
    this.#from = end;
    this.#damage.claimed(at, end);
    this.#skippedSince = 0;
  }

  #ignoreEcho(): void {
    if (this.#delivery.isEcho(this.#from)) this.#from++;
  }
}

/** Whether all octets are, or begin, what whoever takes a ciphered APDU out of its HDLC frame leaves in front of it. */
function isHead(octets: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at < end; at++) if (at - from >= llc.length || octets[at] !== llc[at - from]) return false;
  return end > from;
}

/**
 * Up to where octets are decided, of those from `from` on. `open`: the first that may yet begin a frame; a data-notification
 * without frame is known by the silence behind it alone.
 */
function decidedBefore(octets: Uint8Array, from: number, open: number, isUnframed: boolean): number {
  if (isHead(octets, from, open)) return from;
  const isNotification = from < open && octets[from] === notificationStart && isUnframed;
  return isNotification && octets.length - from <= longestNotification ? from : open;
}
