/**
 * What the octets between two pauses look like when no frame could be made of them.
 * - `too-fast`: the port samples each bit several times, so there are only a few different octets
 * - `too-slow`: the port skips most of the bits, so a whole telegram shrinks to a few octets
 * - `inverted`: it begins with an inverted start of a telegram, or ends in the `00` that a line idle at zero leaves
 * - `parity`: telegrams begin with its first octet, and nothing behind that fits
 * - `foreign`: SML, or text (with or without a parity in the eighth bit): another protocol, read with the right
 *   settings
 * - `scrap`: too little to say anything
 * - `garbled`: none of these
 */
export type Pattern = "too-fast" | "too-slow" | "inverted" | "parity" | "foreign" | "scrap" | "garbled";

/** The octets between two pauses, as they come. */
export interface Burst {
  add(octets: Uint8Array): void;
  octets(): number;
  /** Two whole blocks in a row show that the port is faster than the line: nobody needs to wait for the end. */
  tooFast(): boolean;
  /** What it was, called once the pause behind it has come. `whole`: its beginning was heard, too. */
  judge(whole: boolean): Pattern;
}

/** Statistics are made over blocks of this many octets. */
const block = 64;
/**
 * Most different octets in a block that is read too fast: 1 to 12 were measured (ratios 4 to 48), against 15 and more
 * for text and 45 and more for ciphered octets that are read right.
 */
const fewDifferent = 13;
/** Share of octets below 0x20 (without CR and LF, eighth bit ignored) in such a block; text has none. */
const manyControls = block / 5;
/** The shortest telegram has 101 octets; the wrong parity leaves 76 of them, a quarter of the speed 25. */
const shortestTelegram = 60;
/** An AMIS meter's search has 5 octets, 6 with the wrong parity; the shortest telegram at a 12th of its speed has 9. */
const scrap = 8;
/** The identification line of a text protocol alone has this many. */
const shortestText = 16;
/** Escape sequence and version of the SML transport. */
const smlStart: readonly number[] = [0x1b, 0x1b, 0x1b, 0x1b, 0x01, 0x01, 0x01, 0x01];
/** First octets of M-Bus short and long frames, HDLC frames, DSMR text and general-glo-ciphering. */
const starts: readonly number[] = [0x10, 0x68, 0x7e, 0x2f, 0xdb];

/** What `DB 08 53` (Sagemcom) and `7E Ax` become on an inverted line, measured with both kinds of receivers. */
function beginsInverted(first: number, second: number): boolean {
  return (first === 0x12 && second === 0x2f) || (first === 0xa0 && (second & 0x0f) === 0x09);
}

export function createBurst(): Burst {
  const seen = new Uint8Array(256);
  let count = 0;
  let first = 0;
  let second = 0;
  let last = 0;
  let different = 0;
  let controls = 0;
  let fewBlocks = 0;
  let fewInARow = 0;
  let blocks = 0;
  let printable = 0;
  let evenParity = 0;
  let eighthBits = 0;
  let sml = 0;

  function startBlock(): void {
    seen.fill(0);
    different = 0;
    controls = 0;
  }

  function endBlock(): void {
    blocks++;
    const few = different <= fewDifferent && controls >= manyControls;
    fewInARow = few ? fewInARow + 1 : 0;
    if (few) fewBlocks++;
    startBlock();
  }

  function take(octet: number): void {
    if (count === 0) first = octet;
    else if (count === 1) second = octet;
    count++;
    last = octet;
    if (seen[octet] === 0) different++;
    seen[octet] = 1;
    const low = octet & 0x7f;
    if (low >= 0x20 || low === 0x0a || low === 0x0d) printable++;
    else controls++;
    if (isEven(octet)) evenParity++;
    if (octet >= 0x80) eighthBits++;
    if (sml < smlStart.length) sml = octet === smlStart[sml] ? sml + 1 : octet === smlStart[0] ? 1 : 0;
    if (count % block === 0) endBlock();
  }

  function fewOverall(): boolean {
    if (blocks > 0) return fewBlocks * 2 > blocks;
    return count >= scrap && different <= Math.max(2, count / 5) && controls * 5 >= count;
  }

  function isText(): boolean {
    return printable > 0.97 * count && count >= shortestText && (eighthBits === 0 || evenParity > 0.97 * count);
  }

  return {
    add(octets) {
      for (const octet of octets) take(octet);
    },
    octets: () => count,
    tooFast: () => fewInARow >= 2,
    judge(whole) {
      if (fewOverall()) return "too-fast";
      if (count < scrap) return "scrap";
      if (sml === smlStart.length || isText()) return "foreign";
      if (!whole) return "garbled";
      if (count < shortestTelegram) return "too-slow";
      if (last === 0 || beginsInverted(first, second)) return "inverted";
      return starts.includes(first) ? "parity" : "garbled";
    },
  };
}

function isEven(octet: number): boolean {
  const four = octet ^ (octet >> 4);
  const two = four ^ (four >> 2);
  return ((two ^ (two >> 1)) & 1) === 0;
}
