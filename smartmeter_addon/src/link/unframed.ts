/** APDUs that come without any frame (P1, and what was recorded behind a reader): what they have to prove instead. */
import type { Candidate } from "./candidates.ts";
import type { Claims } from "./claims.ts";
import type { Delivery } from "./delivery.ts";
import { llc } from "./hdlc.ts";
import type { Proof } from "./link.ts";
import { measureCiphered, notificationStart } from "./p1.ts";
import type { Scanner } from "./scanner.ts";

/** `DB 08`, system title: what two telegrams of one meter have in common. */
const commonHeader = 10;
/** What tells whether the next telegram follows: that, and the head of its frame, which a bridge may leave in front. */
const lookAhead = llc.length + commonHeader;

/**
 * Judges APDUs without a check of their own. `prove` looks into one with the meter's key: the link layer has to know
 * before it continues, because a wrong guess would cost the telegram behind it.
 */
export class Unframed {
  readonly #scanner: Scanner;
  readonly #claims: Claims;
  readonly #delivery: Delivery;
  readonly #prove: (apdu: Uint8Array) => Proof;

  constructor(scanner: Scanner, claims: Claims, delivery: Delivery, prove: (apdu: Uint8Array) => Proof) {
    this.#scanner = scanner;
    this.#claims = claims;
    this.#delivery = delivery;
    this.#prove = prove;
  }

  /**
   * A ciphered APDU that is there up to `end`. One that is not checked counts only where nothing else claims its octets
   * and the input ends with it (`over`) or continues with the next one.
   */
  judge(candidate: Candidate, end: number, over: boolean): void {
    const { kind, at, due } = candidate;
    const { octets, candidates } = this.#scanner;
    if (this.#prove(octets.subarray(at, end)) === "checked") this.#claims.accept(kind, at, end);
    else if (due < end + lookAhead && !over) candidate.due = end + lookAhead;
    else if (
      candidates.covering(candidate) === undefined &&
      !this.#claims.mayBeDamaged(at) &&
      this.#delivery.isUnframed() &&
      isFollowed(octets, at, end)
    )
      this.#claims.accept(kind, at, end);
    else candidates.remove(candidate);
  }

  /** The input ends here, for now or for good. */
  pause(): void {
    const { octets, candidates } = this.#scanner;
    const end = octets.length;
    for (const candidate of candidates.open.filter(({ kind }) => kind.name === "ciphered"))
      if (candidate.at + measureCiphered(octets, candidate.at, end - candidate.at) === end)
        this.judge(candidate, end, true);
    if (this.#delivery.isUnframed()) this.#judgeNotifications();
  }

  /** APDUs without frame and cipher, one behind the other, the last of which ends where the input ends. */
  #judgeNotifications(): void {
    const { octets } = this.#scanner;
    const starts: number[] = [];
    for (let at = this.#claims.from; at < octets.length; ) {
      if (octets[at] !== notificationStart) return;
      starts.push(at);
      at = this.#endOfNotification(at);
      if (at > octets.length) return;
    }
    if (starts.length > 0) this.#claims.acceptNotifications(starts);
  }

  /** Behind the APDU at `at`: where the input ends or the next one may begin; else beyond the input. */
  #endOfNotification(at: number): number {
    const { octets } = this.#scanner;
    for (let end = octets.length; end > at; end = octets.lastIndexOf(notificationStart, end - 1))
      if (this.#prove(octets.subarray(at, end)) === "exact") return end;
    return octets.length + 1;
  }
}

/** What follows is the same meter's next telegram, or nothing at all. */
function isFollowed(octets: Uint8Array, at: number, end: number): boolean {
  if (end === octets.length) return true;
  const next = llc.every((octet, index) => octets[end + index] === octet) ? end + llc.length : end;
  for (let index = 0; index < commonHeader; index++) if (octets[at + index] !== octets[next + index]) return false;
  return true;
}
