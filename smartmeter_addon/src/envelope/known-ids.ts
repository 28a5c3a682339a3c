/** The ids that ciphered telegrams have used: whoever sends in clear text can't claim one of them. */
import type { Identity } from "./identity.ts";

/** Ids that are remembered, of several meters; the one not used for longest gives way. */
const mostIds = 32;

/** Remembers the ids of ciphered telegrams, and finds those that a telegram in clear text claims. */
export class KnownIds {
  readonly #ids: Set<string>;
  #last: Identity | undefined;

  constructor(known: readonly string[]) {
    this.#ids = new Set(known);
  }

  /** A ciphered telegram came from this meter. */
  add(identity: Identity): void {
    if (identity === this.#last) return;
    this.#last = identity;
    const ids = this.#ids;
    for (const id of idsOf(identity)) {
      ids.delete(id);
      ids.add(id);
    }
    for (const id of ids) {
      if (ids.size <= mostIds) break;
      ids.delete(id);
    }
  }

  /** The id, number or name among them that this meter claims. */
  claimedBy(identity: Identity): string | undefined {
    return idsOf(identity).find((id) => this.#ids.has(id));
  }

  /** What must survive a restart. */
  state(): readonly string[] {
    return [...this.#ids];
  }
}

function idsOf({ meterId, meterNumber, deviceName }: Identity): string[] {
  return [meterId, meterNumber, deviceName].filter((id) => id !== undefined);
}
