/** Keeps the meter's octets of one connection, without telnet commands and the bridge's own words. */
import { concatOctets } from "../octets.ts";
import { createGreeting } from "./greeting.ts";
import { beginsWithTelnet, createTelnet, type Telnet, telnetOptions } from "./telnet.ts";

/** Takes in the octets of one connection. */
export interface Intake {
  /** Gives the meter's octets; they are held until it is clear that they are not words of the bridge. */
  take(octets: Uint8Array): Uint8Array;
  /** Gives what is still held. */
  release(): Uint8Array;
  /** What the bridge said in words, if it did. */
  words(): string | undefined;
  /** Undefined unless the other side speaks telnet. */
  telnet(): Telnet | undefined;
}

/** `send`: takes answers to telnet commands. */
export function createIntake(send: (octets: Uint8Array) => void): Intake {
  const greeting = createGreeting();
  let first: Uint8Array | undefined = new Uint8Array(0);
  let telnet: Telnet | undefined;

  /** Decides by the first octets whether it is telnet. */
  function look(octets: Uint8Array): Uint8Array {
    if (first === undefined) return octets;
    const looked = concatOctets([first, octets]);
    const verdict = beginsWithTelnet(looked);
    first = verdict === "open" ? looked : undefined;
    if (verdict === "yes") telnet = createTelnet([telnetOptions.binary, telnetOptions.suppressGoAhead], { send });
    return verdict === "open" ? new Uint8Array(0) : looked;
  }

  return {
    take(octets) {
      const looked = look(octets);
      return greeting.take(telnet?.take(looked) ?? looked);
    },
    release() {
      const undecided = first ?? new Uint8Array(0);
      first = undefined;
      return concatOctets([greeting.release(), undecided]);
    },
    words: greeting.words,
    telnet: () => telnet,
  };
}
