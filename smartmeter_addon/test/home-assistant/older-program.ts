import type { MqttClient } from "mqtt";
import type { SimulatedTelegram } from "../../src/tools/simulate/simulate.ts";
import { expectedValues } from "./expected.ts";
import type { Home } from "./home.ts";
import type { Entity } from "./registry.ts";
import { until } from "./until.ts";

/** Another program's device, announced one retained message a sensor as such programs do, with registers of the meter. */
export interface OlderProgram {
  /** Entity ids that Core has given its sensors, by our keys. */
  readonly entityIds: Readonly<Record<string, string>>;
  /** Publishes what a telegram says. */
  publish(telegram: SimulatedTelegram): Promise<void>;
  /** Takes its messages back, and with them its device. */
  withdraw(): Promise<void>;
  /** Deletes its device as a person does in Core. */
  deleteInCore(): Promise<void>;
}

export interface OlderProgramOptions {
  readonly name: string;
  readonly keys: readonly string[];
  readonly unit: "Wh" | "kWh";
}

export async function announceOlderProgram(
  home: Home,
  client: MqttClient,
  { name, keys, unit }: OlderProgramOptions,
): Promise<OlderProgram> {
  const uniqueId = (key: string): string => `${name}_${key}`;
  const topic = (key: string): string => `homeassistant/sensor/${uniqueId(key)}/config`;
  for (const key of keys) {
    const message = {
      name: key,
      unique_id: uniqueId(key),
      device: { identifiers: [name], name },
      state_topic: `${name}/data`,
      value_template: `{{ value_json.${key} }}`,
      device_class: "energy",
      state_class: "total_increasing",
      unit_of_measurement: unit,
    };
    await client.publishAsync(topic(key), JSON.stringify(message), { retain: true, qos: 1 });
  }

  const registered = async (): Promise<(readonly [key: string, entity: Entity])[]> => {
    const all = await home.call<Entity[]>({ type: "config/entity_registry/list" });
    return keys.flatMap((key) => {
      const entity = all.find(({ unique_id }) => unique_id === uniqueId(key));
      return entity === undefined ? [] : [[key, entity] as const];
    });
  };
  const known = await until("Core knows the older program", 60_000, async () => {
    const found = await registered();
    return found.length === keys.length && found;
  });
  const gone = (): Promise<true> =>
    until("the older program's sensors are gone", 60_000, async () => (await registered()).length === 0);

  return {
    entityIds: Object.fromEntries(known.map(([key, { entity_id }]) => [key, entity_id])),
    async publish(telegram) {
      const values = expectedValues(telegram);
      const factor = unit === "Wh" ? 1000 : 1;
      const shown = keys.map((key) => [key, Math.round((values.get(key) ?? 0) * 1000) / (1000 / factor)]);
      await client.publishAsync(`${name}/data`, JSON.stringify(Object.fromEntries(shown)));
    },
    async withdraw() {
      for (const key of keys) await client.publishAsync(topic(key), "", { retain: true, qos: 1 });
      await gone();
    },
    async deleteInCore() {
      await home.call({ type: "config/device_registry/remove", device_id: known[0]?.[1].device_id });
      await gone();
    },
  };
}
