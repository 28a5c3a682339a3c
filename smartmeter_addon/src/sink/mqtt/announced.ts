/** The good end of a start: the broker has taken a meter's sensors for Home Assistant. */
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

/** Is told of every message that the broker has taken; tells of each device once, with its first measured values. */
export function createAnnouncements(prefix: string, tell: (device: Announced) => void): (message: Message) => void {
  const told = new Set<string>();
  return ({ topic, payload }) => {
    if (payload === "" || told.has(topic) || !topic.startsWith(prefix)) return;
    const { device, components = {} } = JSON.parse(payload) as Discovery;
    const shown = Object.values(components).filter(({ enabled_by_default: enabled }) => enabled !== false);
    // An entry that has not heard its meter yet has a device with nothing but a status.
    if (typeof device?.name !== "string" || !shown.some(({ state_class: measured }) => measured !== undefined)) return;
    told.add(topic);
    tell({ device: device.name, sensors: shown.length });
  };
}
