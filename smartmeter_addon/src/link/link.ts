import type { Fault } from "../fault.ts";

/** Ways to pack an APDU for the line. `apdu` is an APDU without any link layer. */
export type Framing = "mbus" | "hdlc" | "p1" | "amis" | "apdu";

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
  | { readonly kind: "fault"; readonly fault: Fault };

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
