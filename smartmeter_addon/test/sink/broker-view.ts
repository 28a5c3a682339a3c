import { connectAsync, type MqttClient } from "mqtt";
import { until } from "./readings.ts";

/** What a client that has just connected sees of the broker, and everything that comes after. */
export interface BrokerView {
  /** Newest payload of a topic; undefined when nothing came, `""` when it was taken back. */
  get(topic: string): string | undefined;
  json(topic: string): Record<string, unknown>;
  /** Every payload of a topic since the connection, in order. */
  all(topic: string): readonly string[];
  topics(): readonly string[];
  /** Topics whose newest message came from the broker's memory. */
  retained(): readonly string[];
  publish(topic: string, payload: string, retain?: boolean): Promise<void>;
  until(topic: string, payload: string | RegExp): Promise<void>;
  close(): Promise<void>;
}

export async function viewBroker(
  port: number,
  login: { username?: string; password?: string } = {},
): Promise<BrokerView> {
  const messages = new Map<string, string[]>();
  const retained = new Set<string>();
  const client: MqttClient = await connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0, ...login });
  client.on("message", (topic, payload, packet) => {
    const list = messages.get(topic) ?? [];
    messages.set(topic, list);
    list.push(payload.toString());
    if (packet.retain) retained.add(topic);
    else retained.delete(topic);
  });
  await client.subscribeAsync("#", { qos: 1 });
  const get = (topic: string): string | undefined => messages.get(topic)?.at(-1);
  return {
    get,
    json: (topic) => JSON.parse(get(topic) ?? "null") as Record<string, unknown>,
    all: (topic) => messages.get(topic) ?? [],
    topics: () => [...messages.keys()],
    retained: () => [...retained],
    publish: async (topic, payload, retain = false) =>
      void (await client.publishAsync(topic, payload, { retain, qos: 1 })),
    until: (topic, payload) =>
      until(`${topic} ${payload}`, () => {
        const now = get(topic);
        return now !== undefined && (typeof payload === "string" ? now === payload : payload.test(now));
      }),
    close: () => client.endAsync(true),
  };
}
