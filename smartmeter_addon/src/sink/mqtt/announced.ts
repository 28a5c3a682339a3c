/** The good end of a start: which sensors the broker has taken for Home Assistant. */
import type { Message } from "./mqtt-messages.ts";

export interface Announced {
  /** What the device is called in Home Assistant. */
  readonly device: string;
  /** Sensors that are there without being switched on by hand. */
  readonly sensors: number;
}

interface Discovery {
  readonly device?: { readonly name?: unknown };
  readonly components?: Readonly<
    Record<string, { readonly state_class?: unknown; readonly enabled_by_default?: boolean }>
  >;
}

/** Told of every message that the broker has taken; tells of each device once, with its first measured values. */
export function createAnnouncements(prefix: string, tell: (device: Announced) => void): (message: Message) => void {
  const told = new Set<string>();
  return ({ topic, payload }) => {
    if (payload === "" || told.has(topic) || !topic.startsWith(prefix)) return;
    const { device, components = {} } = JSON.parse(payload) as Discovery;
    const shown = Object.values(components).filter(({ enabled_by_default: enabled }) => enabled !== false);
    // The device of an entry that has not heard its meter yet has nothing but its status.
    if (typeof device?.name !== "string" || !shown.some(({ state_class: measured }) => measured !== undefined)) return;
    told.add(topic);
    tell({ device: device.name, sensors: shown.length });
  };
}
