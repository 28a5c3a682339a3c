/** Tells when a start has succeeded: the broker has taken a meter's sensors for Home Assistant. */
import type { ProtocolLevel } from "./mqtt-identity.ts";
import type { Message } from "./mqtt-messages.ts";

/** A device that Home Assistant now knows. */
export interface Announced {
  /** Name of the device in Home Assistant. */
  readonly device: string;
  /** Number of sensors that need not be enabled by hand. */
  readonly sensors: number;
}

interface Discovery {
  readonly device?: { readonly name?: unknown };
  readonly components?: Readonly<
    Record<string, { readonly state_class?: unknown; readonly enabled_by_default?: boolean }>
  >;
}

export interface Announcements {
  /** A connection begins. */
  connected(protocol: ProtocolLevel): void;
  /** The broker has answered a message. */
  answered(message: Message): void;
  /** What the broker keeps on this topic was read back. */
  kept(topic: string): void;
}

/**
 * Tells of each device once, with its first measured values. Under MQTT 3.1.1 a broker's answer does not prove that it has
 * kept a message, so devices are told of only after one was read back. `prefix`: where Home Assistant looks for devices.
 */
export function createAnnouncements(prefix: string, tell: (device: Announced) => void): Announcements {
  const told = new Set<string>();
  /** Messages that were answered, by topic, while nothing was proven. */
  const unproven = new Map<string, Message>();
  let isProven = false;

  const announce = ({ topic, payload }: Message): void => {
    if (payload === "" || told.has(topic)) return;
    const { device, components = {} } = JSON.parse(payload) as Discovery;
    const shown = Object.values(components).filter(({ enabled_by_default: enabled }) => enabled !== false);
    // An entry that has not heard its meter yet has a device with nothing but a status.
    if (typeof device?.name !== "string" || !shown.some(({ state_class: measured }) => measured !== undefined)) return;
    told.add(topic);
    tell({ device: device.name, sensors: shown.length });
  };

  return {
    connected(protocol) {
      isProven = protocol === 5;
      unproven.clear();
    },
    answered(message) {
      if (!message.topic.startsWith(prefix)) return;
      if (isProven) announce(message);
      else unproven.set(message.topic, message);
    },
    kept(topic) {
      if (!topic.startsWith(prefix)) return;
      isProven = true;
      for (const message of unproven.values()) announce(message);
      unproven.clear();
    },
  };
}
