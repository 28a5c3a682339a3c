/** General block transfer: numbered blocks, put together again. */
import { ProtocolError } from "../fault.ts";
import { Collector, readUint16 } from "../octets.ts";
import { decodeLength } from "./axdr.ts";

const lastBlock = 0x80;
const headerOctets = 6;
/** A transfer longer than this is given up; Austrian ones have about 600 octets. */
const longest = 16384;

/** One block; what it carries starts at `dataAt` and goes to its last octet. */
export interface Block {
  readonly number: number;
  readonly isLast: boolean;
  readonly dataAt: number;
}

/** The header of a block. Throws `apdu-length` where the announced length is not exactly what is there. */
export function decodeBlock(octets: Uint8Array): Block {
  if (octets.length <= headerOctets) throw new ProtocolError("apdu-length", { is: "empty-block" });
  const number = readUint16(octets, 2);
  const { length, next } = decodeLength(octets, headerOctets);
  if (next + length !== octets.length)
    throw new ProtocolError("apdu-length", { is: "block", number, announced: length, came: octets.length - next });
  return { number, isLast: ((octets[1] as number) & lastBlock) !== 0, dataAt: next };
}

/**
 * general-block-transfer: `E0`, block control, block number, acknowledged number, length, data (Green Book).
 * Numbers start at 1; block 1 always starts over. `take` throws `block-order` on a gap or a repetition,
 * and again for every later block of the same transfer.
 */
export class BlockTransfer {
  readonly #collector = new Collector(longest);
  #count = 0;
  /** The block that the transfer was given up for, or the last one behind it; undefined: none was. */
  #givenUpAt: number | undefined;

  /** One block; the whole APDU when it was the last, `restarted` when an unfinished transfer was given up for it. */
  take(octets: Uint8Array): { apdu: Uint8Array | undefined; restarted: boolean } {
    const { number, isLast, dataAt } = decodeBlock(octets);
    const restarted = number === 1 && this.drop();
    const expected = this.#count + 1;
    const follows = number !== 1 && number - 1 === this.#givenUpAt;
    this.#givenUpAt = number === expected ? undefined : number;
    if (number !== expected) {
      this.drop();
      if (follows) throw new ProtocolError("block-order", { is: "follows", number });
      throw new ProtocolError("block-order", { is: "due", number, expected });
    }
    if (!this.#collector.add(octets, dataAt, octets.length)) {
      this.drop();
      throw new ProtocolError("apdu-length", { is: "long", most: longest });
    }
    this.#count++;
    if (!isLast) return { apdu: undefined, restarted };
    this.#count = 0;
    return { apdu: this.#collector.take(), restarted };
  }

  /** Gives up what was begun; true if there was anything. */
  drop(): boolean {
    const had = this.#count > 0;
    this.#count = 0;
    this.#collector.drop();
    return had;
  }
}
