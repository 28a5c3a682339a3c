/** Watches a line for octets that a bridge has changed: then frames come right once the change is undone. */
import type { LinkStatistics } from "../decoder.ts";
import { concatOctets } from "../octets.ts";
import { type Change, findChange } from "../paste/changes.ts";
import { decodeText, isText } from "../paste/decode-text.ts";
import { readPaste } from "../paste/read-paste.ts";
import { createOctetCheck } from "../tools/recording/octet-check.ts";

/** `text-log`: a text that spells octets out comes instead of the octets. */
export type ChangeSeen = Change | "text-log";

/** Watches one line. */
export interface ChangeWatch {
  /** Takes octets as they come, before anything is made of them. */
  octets(octets: Uint8Array): void;
  /** What is done to the octets, or that it no longer is; undefined: nothing new. */
  judge(statistics: LinkStatistics): ChangeSeen | "over" | undefined;
}

/** Some telegrams of every meter. */
const kept = 8192;
/** Looking costs more than decoding, so the octets between two looks double each time one finds nothing. */
const gaps = { first: 128, most: 64 * 1024 } as const;

export function createChangeWatch(): ChangeWatch {
  const check = createOctetCheck({ keys: {}, definitions: [] });
  let heard: Uint8Array = new Uint8Array(0);
  let unseen = 0;
  let gap: number = gaps.first;
  let good = { damaged: 0, skippedOctets: 0 };
  let seen: ChangeSeen | undefined;

  function look(proven: number): ChangeSeen | undefined {
    if (isText(heard)) {
      // P1 is a text that the meter itself sends.
      if (proven > 0) return undefined;
      const read = readPaste(decodeText(heard), check);
      return read.kind === "octets" && read.isProven && read.reading.form !== "p1-text" ? "text-log" : undefined;
    }
    const change = findChange(heard, check);
    // What a frame leaves in front of an APDU harms only APDUs that cannot be read because of it.
    return change === "link-control" && proven > 0 ? undefined : change;
  }

  return {
    octets(octets) {
      const joined = concatOctets([heard, octets]);
      heard = joined.length > kept ? joined.slice(joined.length - kept) : joined;
      unseen += octets.length;
    },
    judge({ damaged, skippedOctets, proven, octets }) {
      // While there is no frame of any kind, the link layer may hold octets that it has not given up.
      const isDoubtful = proven === 0 ? octets > 0 : damaged > good.damaged || skippedOctets > good.skippedOctets;
      if (unseen < gap || !(isDoubtful || seen !== undefined)) return undefined;
      unseen = 0;
      good = { damaged, skippedOctets };
      const found = look(proven);
      gap = found === undefined ? Math.min(2 * gap, gaps.most) : kept / 2;
      if (found === seen) return undefined;
      seen = found;
      return found ?? "over";
    },
  };
}
