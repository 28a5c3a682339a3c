/**
 * Availability topics are retained, and others can write to them: the last will of a session that died late, the
 * goodbye of a program on the old hardware, a second program. This finds what they wrongly say of ours. Pure.
 */
import type { Arrival } from "./mqtt-messages.ts";
import type { Topics } from "./mqtt-topics.ts";

/** What follows from a message on an availability topic. */
export type HeardAvailability =
  | { readonly kind: "nothing" }
  /** Somebody else wrote on a topic of ours: what we said there must be said again. */
  | { readonly kind: "restate"; readonly payload: string }
  /** Somebody announced a meter that this program does not know. */
  | { readonly kind: "stranger"; readonly id: string }
  /** Another program has ended: Home Assistant may wait for it. */
  | { readonly kind: "ended"; readonly id: string };

/** Watches all availability topics below the base. */
export interface AvailabilityWatch {
  /** We are sending this on a topic of our own. */
  said(topic: string, payload: string): void;
  /** A message came on an availability topic. */
  heard(topic: string, payload: string, arrival: Arrival): HeardAvailability;
  /** Ids of meters that somebody announced and we never did. */
  strangers(): string[];
  /**
   * Other programs that say they are online, by the level of their topics; `bridge` stands for all earlier versions.
   */
  others(): ReadonlySet<string>;
}

/** Most echoes awaited on one topic; a broker whose rules forbid us to read sends none. */
const mostEchoes = 20;
const nothing: HeardAvailability = { kind: "nothing" };

/** A watch over one connection. */
export function createAvailabilityWatch({ base, instance }: Topics): AvailabilityWatch {
  const own = new Map<string, { payload: string; readonly echoes: string[] }>();
  const strangers = new Set<string>();
  const others = new Set<string>();

  const isEcho = (echoes: string[], payload: string): boolean => {
    const at = echoes.indexOf(payload);
    if (at >= 0) echoes.splice(0, at + 1);
    return at >= 0;
  };

  const heardOfProgram = (id: string, payload: string): HeardAvailability => {
    const was = others.has(id);
    if (payload === "online") others.add(id);
    else others.delete(id);
    return was && payload !== "online" ? { kind: "ended", id } : nothing;
  };

  return {
    said(topic, payload) {
      const before = own.get(topic);
      const echoes = [...(before?.echoes ?? []), payload].slice(-mostEchoes);
      own.set(topic, { payload, echoes });
      strangers.delete(idOf(base, topic));
    },
    heard(topic, payload, arrival) {
      const mine = own.get(topic);
      if (mine !== undefined) {
        // What the broker had retained is older than what we are sending now.
        if (arrival === "retained" || isEcho(mine.echoes, payload) || payload === mine.payload) return nothing;
        return { kind: "restate", payload: mine.payload };
      }
      const id = idOf(base, topic);
      if (id === instance) return nothing;
      if (/^bridge(-|$)/.test(id)) return heardOfProgram(id, payload);
      if (payload !== "online") strangers.delete(id);
      else if (!strangers.has(id)) {
        strangers.add(id);
        return { kind: "stranger", id };
      }
      return nothing;
    },
    strangers: () => [...strangers],
    others: () => others,
  };
}

const idOf = (base: string, topic: string): string => topic.slice(base.length + 1, -"/availability".length);
