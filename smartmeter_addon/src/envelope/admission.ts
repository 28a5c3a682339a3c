/** Refuses telegrams that claim to be another meter's, and telegrams that were sent before. */
import { ProtocolError } from "../fault.ts";
import type { Envelope } from "./envelope.ts";
import type { Identity } from "./identity.ts";
import { createKnownIds } from "./known-ids.ts";
import { createReplayWatch, type Life, type Moment } from "./replay.ts";

/** What is remembered of ciphered telegrams; plain data that survives a restart. */
export interface AdmittedBefore {
  readonly ids: readonly string[];
  readonly lives: readonly Life[];
}

export function createAdmission(before: AdmittedBefore) {
  const knownIds = createKnownIds(before.ids);
  const replays = createReplayWatch(before.lives);
  /** One envelope may hold several telegrams; it is one moment. */
  let admitted: Envelope | undefined;

  return {
    /** Throws `not-ciphered` where clear text claims the id of a meter that ciphers, and `replayed`. */
    admit(envelope: Envelope, identity: Identity, seconds: number | undefined, values: Moment["values"]): void {
      if (!envelope.ciphered) {
        const claimed = knownIds.claimedBy(identity);
        if (claimed === undefined) return;
        throw new ProtocolError("not-ciphered", `the telegram is in clear text, and that of ${claimed} is ciphered`);
      }
      if (admitted !== envelope) {
        const again = replays.take(envelope.sender, { counter: envelope.counter, seconds, values });
        if (again !== undefined) throw new ProtocolError("replayed", again);
      }
      admitted = envelope;
      knownIds.add(identity);
    },
    state: (): AdmittedBefore => ({ ids: knownIds.state(), lives: replays.state() }),
  };
}
