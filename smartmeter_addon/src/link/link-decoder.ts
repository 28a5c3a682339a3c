/** The link layer as one thing: octets of a line in; APDUs, replies and what went wrong out. */
import type { Candidate } from "./candidates.ts";
import { createClaims } from "./claims.ts";
import { createDelivery } from "./delivery.ts";
import { flag, probeHdlc } from "./hdlc.ts";
import type { LinkEvent, LinkStatistics, Proof, Telling } from "./link.ts";
import { createLinkEvents } from "./link-events.ts";
import { longFrameStart, probeLongFrame, probeShortFrame, shortFrameStart } from "./mbus.ts";
import { cipheredStart, endOfText, endsBehindLine, measureCiphered, probeText, textStart } from "./p1.ts";
import { createScanner, startsOf } from "./scanner.ts";
import { createUnframed } from "./unframed.ts";

/** Octets of a line in; APDUs, replies and what went wrong out. Every buffer in it is bounded. */
export interface LinkDecoder {
  /** Octets as they come, cut anywhere. */
  push(octets: Uint8Array): LinkEvent[];
  /** Nothing came for a while: a hint that an APDU without a check of its own may have ended. */
  idle(): LinkEvent[];
  /** Nothing will come any more. */
  end(): LinkEvent[];
  /** {@link LinkStatistics.damaged} alone, which is asked for with every telegram. */
  damaged(): number;
  statistics(): LinkStatistics;
}

const starts = startsOf([
  { name: "long", start: longFrameStart, probe: probeLongFrame, glance: 4, header: 4, announcesEnd: true, strength: 2 },
  {
    name: "short",
    start: shortFrameStart,
    probe: probeShortFrame,
    glance: 2,
    header: 5,
    announcesEnd: false,
    strength: 0,
  },
  { name: "hdlc", start: flag, probe: probeHdlc, glance: 3, header: 14, announcesEnd: true, strength: 2 },
  { name: "text", start: textStart, probe: probeText, glance: 2, header: 5, announcesEnd: false, strength: 2 },
  {
    name: "ciphered",
    start: cipheredStart,
    probe: measureCiphered,
    glance: 2,
    header: 11,
    announcesEnd: false,
    strength: 1,
  },
]);

const nowhere = -1;

/** Whether a text that nothing follows is a whole one: without its last line end, or without the line of the check. */
function isTextTo(octets: Uint8Array, at: number): boolean {
  const end = endOfText(octets, at, octets.length);
  return end === "right" || end === "none" || (end === "open" && endsBehindLine(octets, at, octets.length));
}

/**
 * All framings side by side. `prove` judges APDUs without a check of their own (P1). With `telling` the decoder also
 * gives a {@link Cut} for everything it finds; nobody pays for that who does not ask.
 */
export function createLinkDecoder(prove: (apdu: Uint8Array) => Proof, telling: Telling = "nothing"): LinkDecoder {
  const scanner = createScanner(starts);
  const events = createLinkEvents(scanner, telling);
  const delivery = createDelivery(scanner, events);
  const claims = createClaims(scanner, delivery, events);
  const unframed = createUnframed(scanner, claims, delivery, prove);
  let octetsSeen = 0;

  /** Decides about every candidate whose octets are there. */
  function advance(): void {
    for (let candidate = scanner.next(); candidate !== undefined; candidate = scanner.next()) decide(candidate);
  }

  function decide(candidate: Candidate): void {
    const { kind, at, due } = candidate;
    const have = due - at;
    // Only what comes of a better checked frame says whether anything else can begin inside it.
    const cover = kind.strength < 2 && have > kind.glance ? scanner.candidates.covering(candidate) : undefined;
    if (cover !== undefined) {
      candidate.due = cover.due;
      return;
    }
    const need = kind.probe(scanner.octets(), at, have);
    if (need === 0) {
      scanner.candidates.remove(candidate);
      claims.fail(candidate);
    } else if (need > have) scanner.candidates.await(candidate, need);
    else if (kind.name === "ciphered") unframed.judge(candidate, at + need, false);
    else claims.accept(kind, at, at + need);
  }

  /** The line is silent, or ends: a frame that has begun may have lost its rest, and whole ones may stand inside it. */
  function pause(): void {
    if (claims.from() < scanner.octets().length) scanner.expectAt(nowhere);
    advance();
    unframed.pause();
  }

  function finish(): void {
    const octets = scanner.octets();
    const text = scanner.candidates.open.find(({ kind, at }) => kind.name === "text" && at === claims.from());
    if (text !== undefined && isTextTo(octets, text.at)) claims.accept(text.kind, text.at, octets.length);
    const open = scanner.candidates.open.find(({ kind, at, due }) => due - at > kind.header && at >= claims.from());
    if (open !== undefined) claims.breakOff(open.at);
    claims.skipTo(octets.length);
    delivery.abandon();
    scanner.removeBefore(octets.length);
    claims.tidy();
  }

  return {
    push(octets) {
      octetsSeen += octets.length;
      delivery.recycle();
      claims.closeFlag(octets[0]);
      scanner.append(octets);
      advance();
      claims.tidy();
      return events.take();
    },
    idle() {
      pause();
      claims.skipTo(scanner.firstOpen());
      claims.tidy();
      return events.take();
    },
    end() {
      pause();
      finish();
      return events.take();
    },
    damaged: claims.damaged,
    statistics: () => ({ octets: octetsSeen, ...claims.statistics(), ...delivery.statistics() }),
  };
}
