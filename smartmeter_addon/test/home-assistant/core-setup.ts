import { openCoreClient } from "./core-client.ts";

/** The one user of a Core that was just set up. */
export const account = { name: "Test", username: "test", password: "test-only" } as const;

/** Walks through the first start as a person does in the browser; gives a token for ten years. */
export async function onboard(url: string, language = "en"): Promise<string> {
  const client_id = `${url}/`;
  const user = await post<{ auth_code: string }>(url, "/api/onboarding/users", { ...account, client_id, language });
  const form = new URLSearchParams({ grant_type: "authorization_code", code: user.auth_code, client_id });
  const answer = await fetch(`${url}/auth/token`, { method: "POST", body: form });
  const { access_token } = (await answer.json()) as { access_token: string };
  await post(url, "/api/onboarding/core_config", {}, access_token);
  await post(url, "/api/onboarding/analytics", {}, access_token);
  await post(url, "/api/onboarding/integration", { client_id, redirect_uri: client_id }, access_token);
  const client = await openCoreClient(url, access_token);
  // What `http:` in the configuration says is on trial until somebody who could reach Core confirms it.
  await client.call({ type: "http/config/promote" });
  const token = await client.call<string>({
    type: "auth/long_lived_access_token",
    client_name: "test",
    lifespan: 3650,
  });
  client.close();
  return token;
}

/** Adds the MQTT integration by its own form. */
export async function addMqtt(url: string, token: string, port: number): Promise<void> {
  const flow = await post<Step>(url, "/api/config/config_entries/flow", { handler: "mqtt" }, token);
  const input = { ...defaults(flow.data_schema ?? []), broker: "127.0.0.1", port };
  const done = await post<Step>(url, `/api/config/config_entries/flow/${flow.flow_id}`, input, token);
  if (done.type !== "create_entry") throw new Error(`Core does not take the broker: ${JSON.stringify(done)}`);
}

interface Step {
  readonly type: string;
  readonly flow_id: string;
  readonly data_schema?: readonly Field[];
}

interface Field {
  readonly name: string;
  readonly required?: boolean;
  readonly default?: unknown;
  readonly selector?: { readonly select?: { readonly options: readonly unknown[] } };
  /** A section: fields in a field. */
  readonly schema?: readonly Field[];
}

/** What the form shows before anybody touches it: a choice its first, a switch off. */
function defaults(fields: readonly Field[]): Record<string, unknown> {
  return Object.fromEntries(
    fields.flatMap(({ name, required, default: value, selector, schema }) => {
      if (schema !== undefined) return [[name, defaults(schema)]];
      return required === true ? [[name, value ?? selector?.select?.options[0] ?? false]] : [];
    }),
  );
}

async function post<T>(url: string, path: string, body: object, token?: string): Promise<T> {
  const answer = await fetch(url + path, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return JSON.parse(text || "{}") as T;
}
