/** Refuses telegrams that claim to be another meter's, and telegrams that were sent before. */
import { ProtocolError } from "../fault.ts";
import type { Envelope } from "./envelope.ts";
import type { Identity } from "./identity.ts";
import { KnownIds } from "./known-ids.ts";
import { type Life, type Moment, ReplayWatch } from "./replay.ts";

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

export class Admission {
  readonly #knownIds: KnownIds;
  readonly #replays: ReplayWatch;
  /** One envelope may hold several telegrams; it is one moment. */
  #admitted: Envelope | undefined;
  #believed: Envelope | undefined;

  constructor(before: AdmittedBefore) {
    this.#knownIds = new KnownIds(before.ids);
    this.#replays = new ReplayWatch(before.lives);
  }

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
      const claimed = this.#knownIds.claimedBy(identity);
      if (claimed === undefined) return undefined;
      throw new ProtocolError("not-ciphered", { is: "claimed", meter: claimed });
    }
    const moment = { counter: envelope.counter, seconds, values };
    const again = this.#admitted === envelope ? undefined : this.#replays.sentBefore(envelope.sender, moment);
    if (again !== undefined) throw new ProtocolError("replayed", again);
    this.#admitted = envelope;
    return { envelope, identity, moment };
  }

  /** The judge has published the telegram: what comes later is measured by it. */
  believe({ envelope, identity, moment }: Admitted): void {
    if (this.#believed !== envelope) this.#replays.believe(envelope.sender, moment);
    this.#believed = envelope;
    this.#knownIds.add(identity);
  }

  state(): AdmittedBefore {
    return { ids: this.#knownIds.state(), lives: this.#replays.state() };
  }
}
