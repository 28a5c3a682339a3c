/**
 * The first octets of a connection. A bridge that refuses us says so in words and hangs up, and those are not the
 * meter's octets. So text is held for a moment, and everything else passes at once.
 */
import { concatOctets, toText } from "../octets.ts";

/** Bridges hang up right behind their words. */
export const greetingMs = 300;
/** Longer than what a bridge says, shorter than the text of a P1 meter. */
const longestGreeting = 200;

/** Tells words from octets at the beginning of one connection. */
export interface Greeting {
  /** Gives what may be handed on now; empty while it may still be words. */
  take(octets: Uint8Array): Uint8Array;
  /** The moment is over: gives what was held. */
  release(): Uint8Array;
  isOver(): boolean;
  /** The connection has ended: what was said in words; undefined where nothing or something else came. */
  words(): string | undefined;
}

export function createGreeting(): Greeting {
  let kept: Uint8Array = new Uint8Array(0);
  let isOver = false;
  /** All that came on this connection, as long as it may be words: some servers greet, wait, and hang up later. */
  let said: Uint8Array | undefined = kept;

  const note = (octets: Uint8Array): void => {
    if (said === undefined) return;
    const all = concatOctets([said, octets]);
    said = all.length <= longestGreeting && all.every(isPrintable) ? all : undefined;
  };

  function release(): Uint8Array {
    const octets = kept;
    kept = new Uint8Array(0);
    isOver = true;
    return octets;
  }

  return {
    take(octets) {
      note(octets);
      if (isOver) return octets;
      kept = concatOctets([kept, octets]);
      return kept.length <= longestGreeting && kept.every(isPrintable) ? new Uint8Array(0) : release();
    },
    release,
    isOver: () => isOver,
    words() {
      const text = toText(said ?? new Uint8Array(0))
        .replaceAll(/\s+/g, " ")
        .trim();
      // A single letter is a piece of a telegram.
      return /[a-z]{3}/i.test(text) ? text : undefined;
    },
  };
}

function isPrintable(octet: number): boolean {
  return (octet >= 0x20 && octet < 0x7f) || (octet >= 0x07 && octet <= 0x0d);
}
