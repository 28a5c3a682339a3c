import { createDamage } from "./damage.ts";
import { createDelivery } from "./delivery.ts";
import { flag, probeHdlc } from "./hdlc.ts";
import type { LinkEvent, LinkStatistics, Proof } from "./link.ts";
import { longFrameStart, probeLongFrame, probeShortFrame, shortFrameStart } from "./mbus.ts";
import { cipheredStart, measureCiphered, notificationStart, probeText, textStart } from "./p1.ts";
import { type Candidate, createScanner, type FrameKind } from "./scanner.ts";

/** Octets of a line in; APDUs, replies and what went wrong out. Every buffer in it is bounded. */
export interface LinkDecoder {
  /** Octets as they come, cut anywhere. */
  push(octets: Uint8Array): LinkEvent[];
  /** Nothing came for a while: a hint that an APDU without a check of its own may have ended. */
  idle(): LinkEvent[];
  /** Nothing will come any more. */
  end(): LinkEvent[];
  statistics(): LinkStatistics;
}

const kinds: readonly FrameKind[] = [
  { name: "long", start: longFrameStart, probe: probeLongFrame, glance: 4, header: 4, strength: 2 },
  { name: "short", start: shortFrameStart, probe: probeShortFrame, glance: 2, header: 5, strength: 0 },
  { name: "hdlc", start: flag, probe: probeHdlc, glance: 3, header: 14, strength: 2 },
  { name: "text", start: textStart, probe: probeText, glance: 1, header: 5, strength: 2 },
  { name: "ciphered", start: cipheredStart, probe: measureCiphered, glance: 2, header: 11, strength: 1 },
];

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
/** `DB 08`, system title: what two telegrams of one meter have in common. */
const commonHeader = 10;

/**
 * All framings side by side. `prove` judges APDUs without a check of their own (P1).
 */
export function createLinkDecoder(prove: (apdu: Uint8Array) => Proof): LinkDecoder {
  const scanner = createScanner(kinds);
  const delivery = createDelivery();
  const damage = createDamage();
  const counts = { octets: 0, skippedOctets: 0 };
  /** First octet that neither belongs to a frame nor has been reported as skipped. */
  let from = 0;
  /** Octets skipped since the last frame. */
  let skippedSince = 0;

  /** Reports octets before `end` as skipped, in portions that do not depend on the cuts. */
  function skipTo(end: number): void {
    ignoreEcho();
    while (end > from) {
      const octets = Math.min(portion, end - from);
      counts.skippedOctets += octets;
      from += octets;
      skippedSince += octets;
      const damaged = damage.giveUp(from);
      if (damaged > 0) delivery.fault("frame-damaged", `${damaged} frame(s) with a wrong check`, octets);
      else delivery.fault("octets-skipped", "octets that belong to no frame", octets);
      if (damaged > 0 || skippedSince > spark) delivery.interrupt();
    }
  }

  function ignoreEcho(): void {
    if (delivery.isEcho(scanner.octets[from])) from++;
  }

  /** Frames that showed their header before `at` and whose end has not come: another one has begun instead. */
  function overtake(at: number): void {
    for (const candidate of scanner.candidates) if (candidate.at < at) fail(candidate);
  }

  function accept(kind: FrameKind, at: number, end: number): void {
    overtake(at);
    skipTo(at);
    from = end;
    damage.claimed(at, end);
    skippedSince = 0;
    delivery.take(kind.name, scanner.octets, at, end);
    scanner.removeBefore(end - sharedOctets[kind.name]);
  }

  /** A candidate comes to nothing; if it had shown a whole header, the line may have damaged a frame. */
  function fail({ kind, at, shownEnd }: Candidate): void {
    if (kind.strength === 2 && shownEnd > 0 && at >= from) damage.failed(at, shownEnd);
  }

  /**
   * An APDU without frame that is there up to `end`. One that is not checked counts only where nothing else claims its
   * octets and the input ends with it or goes on with the next one.
   */
  function judgeBare(candidate: Candidate, end: number, over: boolean): void {
    const { kind, at, due } = candidate;
    if (prove(scanner.octets.subarray(at, end)) === "checked") accept(kind, at, end);
    else if (due < end + commonHeader && !over) candidate.due = end + commonHeader;
    else if (
      scanner.covering(candidate) === undefined &&
      !damage.covers(at) &&
      delivery.isUnframed() &&
      isFollowed(at, end)
    )
      accept(kind, at, end);
    else scanner.remove(candidate);
  }

  /** What follows is the same meter's next telegram, or nothing at all. */
  function isFollowed(at: number, end: number): boolean {
    const { octets } = scanner;
    if (end === octets.length) return true;
    for (let index = 0; index < commonHeader; index++) if (octets[at + index] !== octets[end + index]) return false;
    return true;
  }

  function advance(): void {
    for (let candidate = scanner.next(); candidate !== undefined; candidate = scanner.next()) {
      const { kind, at, due } = candidate;
      const have = due - at;
      const need = kind.probe(scanner.octets, at, have);
      const cover = kind.strength < 2 ? scanner.covering(candidate) : undefined;
      if (need === 0) {
        scanner.remove(candidate);
        fail(candidate);
      } else if (need > have) scanner.await(candidate, need);
      else if (cover !== undefined) candidate.due = cover.due;
      else if (kind.name === "ciphered") judgeBare(candidate, at + need, false);
      else accept(kind, at, at + need);
    }
  }

  /** The APDUs without frame that end where the input ends, for now or for good. */
  function judgeUnframed(): void {
    for (const candidate of [...scanner.candidates].filter(({ kind }) => kind.name === "ciphered")) {
      const end = scanner.octets.length;
      const length = measureCiphered(scanner.octets, candidate.at, end - candidate.at);
      if (candidate.at + length === end) judgeBare(candidate, end, true);
    }
    if (delivery.isUnframed()) judgeNotifications();
  }

  /** APDUs without frame and cipher, one behind the other, the last of which ends where the input ends. */
  function judgeNotifications(): void {
    const { octets } = scanner;
    const starts = [from];
    for (let at = from; at < octets.length; ) {
      at = octets[at] === notificationStart ? endOfNotification(at) : octets.length + 1;
      if (at > octets.length) return;
      starts.push(at);
    }
    for (let index = 1; index < starts.length; index++)
      delivery.takeBare("apdu", octets.subarray(starts[index - 1], starts[index]));
    from = octets.length;
    scanner.removeBefore(from);
  }

  /** Behind the APDU at `at`: where the input ends or the next one may begin; else beyond the input. */
  function endOfNotification(at: number): number {
    const { octets } = scanner;
    for (let end = octets.length; end > at; end = octets.lastIndexOf(notificationStart, end - 1))
      if (prove(octets.subarray(at, end)) === "exact") return end;
    return octets.length + 1;
  }

  /** First octet something may still come of. */
  function firstOpen(): number {
    return scanner.candidates.reduce((least, { at }) => Math.min(least, at), scanner.octets.length);
  }

  /** Reports whole portions of octets nothing can come of any more, and forgets them. */
  function tidy(): void {
    ignoreEcho();
    const open = firstOpen();
    const notification = scanner.octets[from] === notificationStart && delivery.isUnframed();
    const keep = notification && scanner.octets.length - from <= longestNotification ? Math.min(from, open) : open;
    damage.settle(keep);
    while (keep - from >= portion) skipTo(from + portion);
    scanner.forget(keep);
    from -= keep;
    damage.forget(keep);
  }

  /** A closing flag may open the next frame, too; where that has one of its own, nothing waits for it, nor is copied. */
  function closeFlag(next: number | undefined): void {
    if (next !== flag || from !== 1 || scanner.octets.length !== 1 || scanner.octets[0] !== flag) return;
    scanner.removeBefore(1);
    tidy();
  }

  function finish(): void {
    const { octets } = scanner;
    const text = scanner.candidates.find(({ kind, at }) => kind.name === "text" && at === from);
    if (text !== undefined && octets[octets.length - 1] === 0x0a) {
      // A pasted text whose last line, the checksum, was left out.
      accept(text.kind, from, octets.length);
    }
    const open = scanner.candidates.find(({ kind, at, due }) => due - at > kind.header && at >= from);
    if (open !== undefined) {
      skipTo(open.at);
      counts.skippedOctets += octets.length - from;
      delivery.fault("frame-incomplete", "the input ends inside a frame", octets.length - from);
      from = octets.length;
    }
    skipTo(octets.length);
    delivery.abandon();
    scanner.removeBefore(octets.length);
    tidy();
  }

  return {
    push(octets) {
      counts.octets += octets.length;
      closeFlag(octets[0]);
      scanner.append(octets);
      advance();
      tidy();
      return delivery.events();
    },
    idle() {
      judgeUnframed();
      skipTo(firstOpen());
      tidy();
      return delivery.events();
    },
    end() {
      judgeUnframed();
      finish();
      return delivery.events();
    },
    statistics: () => ({ ...counts, damaged: damage.count(), ...delivery.statistics() }),
  };
}
