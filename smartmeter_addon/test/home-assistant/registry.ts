import type { Home } from "./home.ts";

/** A device as Core has it in its registry. */
export interface Device {
  readonly id: string;
  readonly identifiers: readonly (readonly [string, string])[];
  readonly name: string | null;
  readonly manufacturer: string | null;
  readonly model: string | null;
  readonly serial_number: string | null;
  readonly configuration_url: string | null;
}

/** An entity as Core has it in its registry. */
export interface Entity {
  readonly entity_id: string;
  readonly unique_id: string;
  readonly platform: string;
  readonly device_id: string | null;
  readonly disabled_by: string | null;
  readonly entity_category: string | null;
  readonly original_name: string | null;
  /** What the user calls it. */
  readonly name: string | null;
  readonly options: { readonly sensor?: { readonly suggested_display_precision?: number } } | null;
}

/** What an entity shows now. */
export interface State {
  readonly entity_id: string;
  readonly state: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly last_changed: string;
  readonly last_updated: string;
  readonly last_reported: string;
}

/** The devices our program has announced. */
export async function devices(home: Home): Promise<Device[]> {
  const all = await home.call<Device[]>({ type: "config/device_registry/list" });
  return all.filter(({ identifiers }) =>
    identifiers.some(([domain, id]) => domain === "mqtt" && id.startsWith("smartmeter_")),
  );
}

/** The device of a meter id. */
export async function deviceOf(home: Home, meterId: string): Promise<Device | undefined> {
  const all = await devices(home);
  return all.find(({ identifiers }) => identifiers.some(([, id]) => id === `smartmeter_${meterId}`));
}

/** Every MQTT entity, of a device or of all. */
export async function entities(home: Home, device?: Device): Promise<Entity[]> {
  const all = await home.call<Entity[]>({ type: "config/entity_registry/list" });
  return all.filter(
    ({ platform, device_id }) => platform === "mqtt" && (device === undefined || device_id === device.id),
  );
}

/** The entity of a quantity or diagnostic of a meter. */
export async function entityOf(home: Home, meterId: string, key: string): Promise<Entity | undefined> {
  return (await entities(home)).find(({ unique_id }) => unique_id === `smartmeter_${meterId}_${key}`);
}

export async function states(home: Home): Promise<Map<string, State>> {
  const all = await home.call<State[]>({ type: "get_states" });
  return new Map(all.map((state) => [state.entity_id, state]));
}

/** What the entity of a quantity or diagnostic shows now. */
export async function stateOf(home: Home, meterId: string, key: string): Promise<State | undefined> {
  const entity = await entityOf(home, meterId, key);
  return entity === undefined ? undefined : (await states(home)).get(entity.entity_id);
}

/** Switches on every entity that waits to be asked for, as a person may, and lets MQTT set them up. */
export async function enableAll(home: Home): Promise<void> {
  for (const { entity_id, disabled_by } of await entities(home))
    if (disabled_by !== null) await home.call({ type: "config/entity_registry/update", entity_id, disabled_by: null });
  const [entry] = await home.call<{ entry_id: string }[]>({ type: "config_entries/get", domain: "mqtt" });
  const path = `/api/config/config_entries/entry/${entry?.entry_id}/reload`;
  await fetch(home.core.url + path, { method: "POST", headers: { authorization: `Bearer ${home.token}` } });
}

/** Who in Core would complain about our messages, entities or statistics; not about a connection that a test has cut. */
const judges =
  /\[homeassistant\.(components\.(mqtt(?!\.client)|sensor|binary_sensor|energy|recorder(?!\.util))|helpers\.(entity|template))/;

/** Warnings and errors of Core's log that concern us. */
export function complaintsAboutUs(home: Home): string[] {
  return home.core.complaints().filter((entry) => judges.test(entry) || /smart_?meter/i.test(entry));
}
