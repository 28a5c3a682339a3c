/** Which octets of the line have been claimed by a frame, which are given up, and which may still become one. */
import type { Candidate, FrameKind } from "./candidates.ts";
import { createDamage } from "./damage.ts";
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
export function createClaims(scanner: Scanner, delivery: Delivery, events: LinkEvents) {
  const damage = createDamage();
  let skippedOctets = 0;
  /** First octet that neither belongs to a frame nor has been reported as skipped. */
  let from = 0;
  /** Octets skipped since the last frame. */
  let skippedSince = 0;

  /** Reports octets before `end` as skipped, in portions that do not depend on the cuts. */
  function skipTo(end: number): void {
    ignoreEcho();
    while (end > from) {
      const octets = Math.min(portion, end - from);
      from += octets;
      skippedOctets += octets;
      skippedSince += octets;
      const damaged = damage.giveUp(from);
      for (const { kind, at, end: until } of damaged) events.cuts?.frame(frameNames[kind.name], "damaged", at, until);
      if (damaged.length > 0) events.fault("frame-damaged", `${damaged.length} frame(s) with a wrong check`, octets);
      else events.fault("octets-skipped", "octets that belong to no frame", octets);
      if (damaged.length > 0 || skippedSince > spark) delivery.interrupt();
    }
  }

  function ignoreEcho(): void {
    if (delivery.isEcho(from)) from++;
  }

  /** A candidate comes to nothing; if it had shown a whole header, the line may have damaged a frame. */
  function fail({ kind, at, shownEnd }: Candidate): void {
    if (kind.strength === 2 && shownEnd > 0 && at >= from) damage.failed(kind, at, shownEnd);
  }

  /** A frame takes these octets; those before it are skipped. */
  function claim(at: number, end: number): void {
    // Frames that showed their header before it and whose end has not come: another one has begun instead.
    for (const candidate of scanner.candidates.open) if (candidate.at < at) fail(candidate);
    skipTo(at);
    from = end;
    damage.claimed(at, end);
    skippedSince = 0;
  }

  /** Reports whole portions of octets nothing can come of any more, and forgets them. */
  function tidy(): void {
    ignoreEcho();
    const keep = decidedBefore(scanner.octets(), from, scanner.firstOpen(), delivery.isUnframed());
    damage.settle(keep);
    while (keep - from >= portion) skipTo(from + portion);
    scanner.forget(keep);
    from -= keep;
    damage.forget(keep);
  }

  return {
    from: () => from,
    fail,
    skipTo,
    tidy,
    /** A proven frame. */
    accept(kind: FrameKind, at: number, end: number): void {
      if (kind.name === "ciphered" && at - from === llc.length && isHead(scanner.octets(), from, at)) from = at;
      claim(at, end);
      delivery.take(kind.name, at, end);
      scanner.removeBefore(end - sharedOctets[kind.name]);
      scanner.expectAt(end);
    },
    /** Data-notifications without frame, one behind the other up to the end of the input. */
    acceptNotifications(starts: readonly number[]): void {
      const { length } = scanner.octets();
      for (const [index, at] of starts.entries()) {
        const end = starts[index + 1] ?? length;
        claim(at, end);
        delivery.takeBare("notification", at, end);
      }
      scanner.removeBefore(length);
    },
    /** A closing flag may open the next frame, too; where that has one of its own, nothing waits for it. */
    closeFlag(next: number | undefined): void {
      if (next !== flag || from !== 1 || scanner.octets().length !== 1 || scanner.octets()[0] !== flag) return;
      scanner.removeBefore(1);
      tidy();
    },
    /** The input ends inside a frame that began at `at`. */
    breakOff(at: number): void {
      skipTo(at);
      const octets = scanner.octets().length - at;
      skippedOctets += octets;
      from = scanner.octets().length;
      damage.claimed(at, from);
      events.fault("frame-incomplete", "the input ends inside a frame", octets);
    },
    /** Whether the octet may lie inside a frame that failed. */
    mayBeDamaged: damage.covers,
    damaged: damage.count,
    statistics: () => ({ skippedOctets, damaged: damage.count() }),
  };
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

export type Claims = ReturnType<typeof createClaims>;
