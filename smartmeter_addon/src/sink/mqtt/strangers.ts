/**
 * Meters that are announced as available and that this program does not know: an earlier run of it may have known them,
 * or another program does.
 */
import type { MqttClient } from "mqtt";
import type { AvailabilityWatch } from "./availability-watch.ts";
import type { Topics } from "./mqtt-topics.ts";

/** What strangers are recognised by, and who hears of them. */
export interface StrangersNeeds {
  readonly client: MqttClient;
  readonly topics: Topics;
  readonly watch: AvailabilityWatch;
  /** Calls when the broker has had time to hand out what it keeps, or after a time of its own. */
  later(action: () => void, afterMs?: number): void;
  /** A program that has sent no state for this long is gone. */
  readonly goneMs: number;
  /** Whether this program was heard lately; undefined: any other. */
  isThere(owner: string | undefined): boolean;
  /** The program that announced this meter is gone. */
  onOrphan(id: string): void;
}

/** Watches one connection. */
export interface Strangers {
  /** One was announced: its discovery says who did so. */
  announced(id: string): void;
  /** A message came that may be the discovery of one. */
  heard(topic: string, payload: string): void;
}

export function createStrangers(needs: StrangersNeeds): Strangers {
  const { client, topics, watch, later, goneMs, isThere, onOrphan } = needs;
  /** Which program announced a meter: the level of its topics. */
  const owners = new Map<string, string>();
  let isDeciding = false;

  const decide = (): void => {
    isDeciding = false;
    for (const id of watch.strangers()) {
      const owner = owners.get(id);
      const isAlive = owner === undefined ? watch.others().size > 0 || isThere(owner) : watch.others().has(owner);
      if (!isAlive) onOrphan(id);
    }
    if (watch.strangers().length > 0) later(decideAgain, goneMs);
    const asked = [...owners.keys()].map((id) => topics.discovery(id));
    if (asked.length > 0 && client.connected) client.unsubscribe(asked);
  };

  /** A power cut that takes program and broker leaves `online` retained and the will forgotten; only a state proves life. */
  const decideAgain = (): void => {
    for (const id of watch.strangers()) if (!isThere(owners.get(id))) onOrphan(id);
  };

  return {
    announced(id) {
      client.subscribe(topics.discovery(id), { qos: 1 });
      if (isDeciding) return;
      isDeciding = true;
      later(decide);
    },
    heard(topic, payload) {
      const id = watch.strangers().find((each) => topics.discovery(each) === topic);
      const owner = id === undefined ? undefined : ownerIn(payload, topics.base);
      if (id !== undefined && owner !== undefined) owners.set(id, owner);
    },
  };
}

/** The program that a device's entities depend on, by the level of its availability topic. */
function ownerIn(discovery: string, base: string): string | undefined {
  const start = discovery.indexOf(`"${base}/bridge`);
  return start < 0 ? undefined : /^"([^"]*)\/availability"/.exec(discovery.slice(start))?.[1]?.slice(base.length + 1);
}
