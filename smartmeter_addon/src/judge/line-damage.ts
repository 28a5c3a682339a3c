/** Counts what a line shows of damage: what its checks caught, and what they let through. */
import type { Fault, FaultCode } from "../fault.ts";
import type { Framing } from "../link/link.ts";
import type { LineDamage } from "./measures.ts";

/** Fewer octets without a frame are a spark on the line, as when a bus turns round. */
const spark = 10;

/** What damage that no check of a frame saw makes of a telegram. */
const contentCodes: ReadonlySet<FaultCode> = new Set<FaultCode>([
  "data-invalid",
  "value-invalid",
  "time-invalid",
  "clocks-disagree",
  "apdu-length",
]);

export class LineDamageCount {
  #skipped = 0;
  #contents = 0;
  #last: LineDamage = { frames: 0, contents: 0 };

  /** A fault of the link layer. */
  link({ code, octets }: Fault): void {
    if (code === "octets-skipped" && octets > spark) this.#skipped++;
  }

  /** An APDU whose frames were right could not be read. Only the sum of M-Bus is weak enough to blame the line. */
  content(framing: Framing, code: FaultCode): void {
    if (framing === "mbus" && contentCodes.has(code)) this.#contents++;
  }

  /** `damagedFrames`: frames whose check failed and whose octets no other frame has. */
  seen(damagedFrames: number): LineDamage {
    const frames = damagedFrames + this.#skipped;
    const contents = this.#contents;
    if (frames !== this.#last.frames || contents !== this.#last.contents) this.#last = { frames, contents };
    return this.#last;
  }
}
