/** Where everything is on the broker; `docs/mqtt.md` says what each topic carries. */
export interface Topics {
  /** The level of this program's own topics: `bridge-1a2b3c4d`. */
  readonly instance: string;
  /** All other topics are below this one. */
  readonly base: string;
  /** Whether this program is online: its own topic, so that no other program and no dead session speaks for it. */
  readonly bridgeAvailability: string;
  /** Where earlier versions said so, all of them on the same topic. */
  readonly formerAvailability: string;
  /** A filter for every availability below the base, of meters and of programs. */
  readonly allAvailability: string;
  readonly bridgeState: string;
  /** What a kilowatt-hour costs now, for all meters of this program. */
  readonly prices: string;
  /** The state of a meter (`kfm1200000001`) or of an entry whose meter is not yet known (`entry-1`). */
  state(id: string): string;
  availability(id: string): string;
  status(id: string): string;
  /** The last finished quarter hour. */
  quarter(id: string): string;
  /** One quantity by itself, in flat mode. */
  value(id: string, key: string): string;
  /** Home Assistant's device discovery. */
  discovery(id: string): string;
  /** Where Home Assistant says that it has started; also under its own name, whatever the discovery prefix is. */
  readonly births: readonly string[];
}

/** Topics of this program (`instance`) below `base`, and of Home Assistant below its discovery prefix. */
export function createTopics(base: string, discoveryPrefix: string, instance: string): Topics {
  return {
    instance,
    base,
    bridgeAvailability: `${base}/${instance}/availability`,
    formerAvailability: `${base}/bridge/availability`,
    allAvailability: `${base}/+/availability`,
    bridgeState: `${base}/bridge/state`,
    prices: `${base}/${instance}/prices`,
    quarter: (id) => `${base}/${id}/quarter`,
    state: (id) => `${base}/${id}/state`,
    availability: (id) => `${base}/${id}/availability`,
    status: (id) => `${base}/${id}/status`,
    value: (id, key) => `${base}/${id}/${key}`,
    discovery: (id) => `${discoveryPrefix}/device/${deviceId(id)}/config`,
    births: [...new Set([`${discoveryPrefix}/status`, "homeassistant/status"])],
  };
}

/** Identifier of the device in Home Assistant's registry; `smartmeter_<id>_<key>` are its entities'. */
export function deviceId(id: string): string {
  return `smartmeter_${id}`;
}

/** A meter's id as one level of a topic: what a telegram says is reduced to `a-z 0-9 _ -` before it names anything. */
export function meterTopicId(meterId: string): string {
  const id = meterId
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, "_")
    .slice(0, 40)
    .replaceAll(/^_+|_+$/g, "");
  return id === "" || id === "bridge" || /^(entry|bridge)-/.test(id) ? `meter_${id}` : id;
}

/** The level for an entry of the options (position from 0) that has not heard its meter yet. */
export function entryTopicId(index: number): string {
  return `entry-${index + 1}`;
}
