/** The link layer as one thing: octets of a line in; APDUs, replies and what went wrong out. */
import type { Candidate } from "./candidates.ts";
import { Claims } from "./claims.ts";
import { Delivery } from "./delivery.ts";
import { flag, probeHdlc } from "./hdlc.ts";
import type { LinkEvent, LinkStatistics, Proof, Telling } from "./link.ts";
import { LinkEvents } from "./link-events.ts";
import { longFrameStart, probeLongFrame, probeShortFrame, shortFrameStart } from "./mbus.ts";
import { cipheredStart, endOfText, endsBehindLine, measureCiphered, probeText, textStart } from "./p1.ts";
import { Scanner, startsOf } from "./scanner.ts";
import { Unframed } from "./unframed.ts";

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
 * Octets of a line in; APDUs, replies and what went wrong out: all framings side by side. `prove` judges APDUs without a
 * check of their own (P1). With `telling` the decoder also gives a {@link Cut} for everything it finds; nobody pays for
 * that who does not ask. Every buffer in it is bounded.
 */
export class LinkDecoder {
  readonly #scanner = new Scanner(starts);
  readonly #events: LinkEvents;
  readonly #delivery: Delivery;
  readonly #claims: Claims;
  readonly #unframed: Unframed;
  #octetsSeen = 0;

  constructor(prove: (apdu: Uint8Array) => Proof, telling: Telling = "nothing") {
    this.#events = new LinkEvents(this.#scanner, telling);
    this.#delivery = new Delivery(this.#scanner, this.#events);
    this.#claims = new Claims(this.#scanner, this.#delivery, this.#events);
    this.#unframed = new Unframed(this.#scanner, this.#claims, this.#delivery, prove);
  }

  /** Octets as they come, cut anywhere. */
  push(octets: Uint8Array): LinkEvent[] {
    this.#octetsSeen += octets.length;
    this.#delivery.recycle();
    this.#claims.closeFlag(octets[0]);
    this.#scanner.append(octets);
    this.#advance();
    this.#claims.tidy();
    return this.#events.take();
  }

  /** Nothing came for a while: a hint that an APDU without a check of its own may have ended. */
  idle(): LinkEvent[] {
    this.#pause();
    this.#claims.skipTo(this.#scanner.firstOpen);
    this.#claims.tidy();
    return this.#events.take();
  }

  /** Nothing will come any more. */
  end(): LinkEvent[] {
    this.#pause();
    this.#finish();
    return this.#events.take();
  }

  /** {@link LinkStatistics.damaged} alone, which is asked for with every telegram. */
  get damaged(): number {
    return this.#claims.damaged;
  }

  statistics(): LinkStatistics {
    const { skippedOctets, damaged } = this.#claims;
    return { octets: this.#octetsSeen, skippedOctets, damaged, ...this.#delivery.statistics() };
  }

  /** Decides about every candidate whose octets are there. */
  #advance(): void {
    const scanner = this.#scanner;
    for (let candidate = scanner.next(); candidate !== undefined; candidate = scanner.next()) this.#decide(candidate);
  }

  #decide(candidate: Candidate): void {
    const { octets, candidates } = this.#scanner;
    const { kind, at, due } = candidate;
    const have = due - at;
    // Only what comes of a better checked frame says whether anything else can begin inside it.
    const cover = kind.strength < 2 && have > kind.glance ? candidates.covering(candidate) : undefined;
    if (cover !== undefined) {
      candidate.due = cover.due;
      return;
    }
    const need = kind.probe(octets, at, have);
    if (need === 0) {
      candidates.remove(candidate);
      this.#claims.fail(candidate);
    } else if (need > have) candidates.await(candidate, need);
    else if (kind.name === "ciphered") this.#unframed.judge(candidate, at + need, false);
    else this.#claims.accept(kind, at, at + need);
  }

  /** The line is silent, or ends: a frame that has begun may have lost its rest, and whole ones may stand inside it. */
  #pause(): void {
    if (this.#claims.from < this.#scanner.octets.length) this.#scanner.expectAt(nowhere);
    this.#advance();
    this.#unframed.pause();
  }

  #finish(): void {
    const { octets, candidates } = this.#scanner;
    const claims = this.#claims;
    const text = candidates.open.find(({ kind, at }) => kind.name === "text" && at === claims.from);
    if (text !== undefined && isTextTo(octets, text.at)) claims.accept(text.kind, text.at, octets.length);
    const open = candidates.open.find(({ kind, at, due }) => due - at > kind.header && at >= claims.from);
    if (open !== undefined) claims.breakOff(open.at);
    claims.skipTo(octets.length);
    this.#delivery.abandon();
    this.#scanner.removeBefore(octets.length);
    claims.tidy();
  }
}
