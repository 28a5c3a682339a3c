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
export function createUnframed(
  scanner: Scanner,
  claims: Claims,
  delivery: Delivery,
  prove: (apdu: Uint8Array) => Proof,
) {
  /**
   * A ciphered APDU that is there up to `end`. One that is not checked counts only where nothing else claims its octets
   * and the input ends with it (`over`) or continues with the next one.
   */
  function judge(candidate: Candidate, end: number, over: boolean): void {
    const { kind, at, due } = candidate;
    if (prove(scanner.octets().subarray(at, end)) === "checked") claims.accept(kind, at, end);
    else if (due < end + lookAhead && !over) candidate.due = end + lookAhead;
    else if (
      scanner.candidates.covering(candidate) === undefined &&
      !claims.mayBeDamaged(at) &&
      delivery.isUnframed() &&
      isFollowed(at, end)
    )
      claims.accept(kind, at, end);
    else scanner.candidates.remove(candidate);
  }

  /** What follows is the same meter's next telegram, or nothing at all. */
  function isFollowed(at: number, end: number): boolean {
    const octets = scanner.octets();
    if (end === octets.length) return true;
    const next = llc.every((octet, index) => octets[end + index] === octet) ? end + llc.length : end;
    for (let index = 0; index < commonHeader; index++) if (octets[at + index] !== octets[next + index]) return false;
    return true;
  }

  /** APDUs without frame and cipher, one behind the other, the last of which ends where the input ends. */
  function judgeNotifications(): void {
    const octets = scanner.octets();
    const starts: number[] = [];
    for (let at = claims.from(); at < octets.length; ) {
      if (octets[at] !== notificationStart) return;
      starts.push(at);
      at = endOfNotification(at);
      if (at > octets.length) return;
    }
    if (starts.length > 0) claims.acceptNotifications(starts);
  }

  /** Behind the APDU at `at`: where the input ends or the next one may begin; else beyond the input. */
  function endOfNotification(at: number): number {
    const octets = scanner.octets();
    for (let end = octets.length; end > at; end = octets.lastIndexOf(notificationStart, end - 1))
      if (prove(octets.subarray(at, end)) === "exact") return end;
    return octets.length + 1;
  }

  return {
    judge,
    /** The input ends here, for now or for good. */
    pause(): void {
      for (const candidate of scanner.candidates.open.filter(({ kind }) => kind.name === "ciphered")) {
        const end = scanner.octets().length;
        const length = measureCiphered(scanner.octets(), candidate.at, end - candidate.at);
        if (candidate.at + length === end) judge(candidate, end, true);
      }
      if (delivery.isUnframed()) judgeNotifications();
    },
  };
}
