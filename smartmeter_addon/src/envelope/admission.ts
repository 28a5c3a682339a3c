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

/** A ciphered telegram that was let in, until the judge has said whether it is true. */
export interface Admitted {
  readonly envelope: Envelope;
  readonly identity: Identity;
  readonly moment: Moment;
}

export function createAdmission(before: AdmittedBefore) {
  const knownIds = createKnownIds(before.ids);
  const replays = createReplayWatch(before.lives);
  /** One envelope may hold several telegrams; it is one moment. */
  let admitted: Envelope | undefined;
  let believed: Envelope | undefined;

  return {
    /**
     * What {@link believe} is told of a ciphered telegram; undefined for one in clear text. Throws `not-ciphered` where
     * clear text claims the id of a meter that ciphers, and `replayed`.
     */
    admit(
      envelope: Envelope,
      identity: Identity,
      seconds: number | undefined,
      values: Moment["values"],
    ): Admitted | undefined {
      if (!envelope.ciphered) {
        const claimed = knownIds.claimedBy(identity);
        if (claimed === undefined) return undefined;
        throw new ProtocolError("not-ciphered", { is: "claimed", meter: claimed });
      }
      const moment = { counter: envelope.counter, seconds, values };
      const again = admitted === envelope ? undefined : replays.sentBefore(envelope.sender, moment);
      if (again !== undefined) throw new ProtocolError("replayed", again);
      admitted = envelope;
      return { envelope, identity, moment };
    },
    /** The judge has published the telegram: what comes later is measured by it. */
    believe({ envelope, identity, moment }: Admitted): void {
      if (believed !== envelope) replays.believe(envelope.sender, moment);
      believed = envelope;
      knownIds.add(identity);
    },
    state: (): AdmittedBefore => ({ ids: knownIds.state(), lives: replays.state() }),
  };
}
