/** What the link layer takes and gives: octets of a line in, events out. */
import type { Fault } from "../fault.ts";

/** Ways to pack an APDU for the line. `apdu` is an APDU without any link layer. */
export type Framing = "mbus" | "hdlc" | "p1" | "amis" | "apdu";

/** Octets from `at` to before `end`; places count from the first octet of the line. */
export interface Span {
  readonly at: number;
  readonly end: number;
}

/** What a frame of the line was. `foreign`: an M-Bus frame that carries no telegram of a customer interface. */
export type FrameName =
  | "mbus"
  | "amis"
  | "foreign"
  | "short"
  | "acknowledgement"
  | "hdlc"
  | "text"
  | "ciphered"
  | "notification";

/** A stretch of the line that was a frame, or an APDU that came without one. */
export interface Frame extends Span {
  readonly name: FrameName;
  /**
   * `damaged`: its header was right and its check was not; it ends where its header says, unless another frame begins
   * before.
   */
  readonly verdict: "proven" | "damaged";
}

/** Where the decoder cut the line. Octets that no frame has lie between the frames. */
export type Cut =
  | { readonly kind: "frame"; readonly frame: Frame }
  /** A whole APDU, and where the octets it was put together from stand. */
  | { readonly kind: "apdu"; readonly framing: Framing; readonly apdu: Uint8Array; readonly pieces: readonly Span[] }
  /** Octets of an APDU that never became whole: its rest did not come, or its beginning did not. */
  | { readonly kind: "part"; readonly state: "unfinished" | "stray"; readonly pieces: readonly Span[] }
  /** Octets are missing: what was begun is given up. */
  | { readonly kind: "gap" };

export type LinkEvent =
  /**
   * One application unit; its octets are valid until the next call of the decoder. `header`: what all frames of one
   * meter have in common (M-Bus: C, A, STSAP and DTSAP), 0 where the framing has no such thing.
   */
  | { readonly kind: "apdu"; readonly framing: Framing; readonly apdu: Uint8Array; readonly header: number }
  /** Octets the meter waits for. */
  | { readonly kind: "reply"; readonly octets: Uint8Array }
  /** Octets are missing: what came before and what comes next do not belong together. */
  | { readonly kind: "gap" }
  | { readonly kind: "fault"; readonly fault: Fault }
  /** Only where it is asked for; each stands before the other event it explains. */
  | { readonly kind: "cut"; readonly cut: Cut };

/** Whether the link decoder also tells where it cuts. */
export type Telling = "cuts" | "nothing";

/** What is known of the line so far; counts only grow. */
export interface LinkStatistics {
  readonly octets: number;
  readonly skippedOctets: number;
  /** Frames whose check was right. */
  readonly proven: number;
  /** Frames whose header was right and whose check was not, and whose octets no other frame has. */
  readonly damaged: number;
  /** The framing that proved itself last. */
  readonly framing: Framing | undefined;
}

/** How well an APDU without link check stands for itself. */
export type Proof =
  /** Its authentication tag or the checksum of its text is right: it may be taken at once. */
  | "checked"
  /** It deciphers to a telegram that ends at its last octet: enough only where the input ends there, too. */
  | "exact"
  | "none";

/**
 * Tells whether a frame starts at `at`, looking at the `have` octets from there.
 * Returns 0: none; more than `have`: that many octets are needed to go on; else the length of a proven frame.
 */
export type Probe = (octets: Uint8Array, at: number, have: number) => number;

/** What one frame brings to the APDU of its sender. */
export interface Segment {
  /** The APDU, where it is whole now. */
  readonly apdu: Uint8Array | undefined;
  /** `stray`: what it would continue has not come. */
  readonly role: "begins" | "continues" | "stray";
  /** Something that was begun is given up, or never began. */
  readonly dropped: boolean;
  /** Its octets of the APDU, in the octets it was taken from. */
  readonly at: number;
  readonly end: number;
}
