/** Sends messages on one connection within what its broker can do, and knows what the broker did not take. */
import type { MqttClient } from "mqtt";
import { createFault, type Fault } from "../../fault.ts";
import type { Abilities } from "./broker-abilities.ts";
import type { Message } from "./mqtt-messages.ts";
import type { Topics } from "./mqtt-topics.ts";

/** Sends on one connection. */
export interface MqttSender {
  /**
   * Resolves when the broker has taken the message; with QoS 0, when it has left. Rejects where the broker refuses it.
   */
  write(message: Message): Promise<void>;
  /**
   * Whether the socket is too full: values are dropped, since newer ones follow; retained messages may wait a while
   * longer.
   */
  mustDrop(message: Message): boolean;
  /** Octets of the largest message not yet acknowledged; undefined where all are. */
  largestUnderWay(): number | undefined;
  /** What this broker refuses; undefined while it takes everything. */
  fault(): Fault | undefined;
}

/** Octets that may wait in the socket; beyond that nothing is written until the broker reads again. */
const mostWaiting = 1_000_000;
/** Most octets of a PUBLISH's fixed header, topic length, message id and properties. */
const frameOctets = 16;
/** How long a confirmed topic is trusted: a broker's rules can change while it runs. */
const askAgainMs = 600_000;
/** PUBACK: not authorized, packet too large (MQTT 5 section 3.4.2.1). */
const notAuthorized = 135;
const tooLarge = 149;

/** Keeps to what the broker has said it can do. */
export function createSender(
  client: MqttClient,
  { retains, mostQos, mostOctets, mostInFlight }: Abilities,
  topics: Topics,
): MqttSender {
  let tooLong: Fault | undefined;
  /** By topic, since accepting one topic says nothing about another. */
  const refusals = new Map<string, Fault>();
  /** When the broker last confirmed a message on a topic. */
  const confirmed = new Map<string, number>();
  const waiting: (() => void)[] = [];
  const underWay = new Set<Message>();

  /** Resolves when there is room for one more message; undefined where there is room now. */
  const room = (): Promise<void> | undefined =>
    underWay.size < mostInFlight ? undefined : new Promise((resolve) => waiting.push(resolve));
  const free = (message: Message): void => {
    underWay.delete(message);
    waiting.shift()?.();
  };

  const refuses = (topic: string): "topics-refused" | "discovery-refused" =>
    topic.startsWith(`${topics.base}/`) ? "topics-refused" : "discovery-refused";

  const refused = (topic: string, error: unknown): void => {
    const { code } = error as { code?: unknown };
    if (code === tooLarge) limited(topic, undefined);
    if (code !== notAuthorized) return;
    const kind = refuses(topic);
    refusals.set(topic, createFault(kind, { is: "topic", topic }));
  };

  const limited = (topic: string, octets: number | undefined): void => {
    const isKnown = mostOctets !== undefined && octets !== undefined;
    const seen = isKnown
      ? ({ is: "limit", topic, octets, most: mostOctets } as const)
      : ({ is: "topic", topic } as const);
    tooLong = createFault("broker-packet-limit", seen);
  };

  const publish = async (message: Message): Promise<void> => {
    const { topic, payload, qos, retain } = message;
    const octets = octetsOf(message);
    if (mostOctets !== undefined && octets > mostOctets) {
      limited(topic, octets);
      throw new Error(`${octets} octets are more than the broker takes`);
    }
    try {
      await client.publishAsync(topic, payload, { qos: qos < mostQos ? qos : mostQos, retain: retain && retains });
    } catch (error) {
      refused(topic, error);
      throw error;
    }
    if (qos === 0 || mostQos === 0) return;
    refusals.delete(topic);
    confirmed.set(topic, performance.now());
  };

  /** Asks for an answer to the first value on each topic, and to one now and then, since rules can leave out any topic. */
  const asking = (message: Message): Message => {
    if (mostQos === 0 || client.options.protocolVersion !== 5) return message;
    const atMs = confirmed.get(message.topic);
    return atMs !== undefined && performance.now() - atMs < askAgainMs ? message : { ...message, qos: 1 };
  };

  return {
    async write(given) {
      const message = asking(given);
      if (message.qos === 0) return publish(message);
      // If there is room, the message leaves at once: a subscription made after it must not overtake it.
      for (let full = room(); full !== undefined; full = room()) await full;
      underWay.add(message);
      return publish(message).finally(() => free(message));
    },
    mustDrop: ({ retain }) => (retain ? client.stream.writableLength > mostWaiting : client.stream.writableNeedDrain),
    largestUnderWay: () => (underWay.size === 0 ? undefined : Math.max(...[...underWay].map(octetsOf))),
    fault() {
      const all = [...refusals.values()];
      return all.find(({ code }) => code === "topics-refused") ?? tooLong ?? all[0];
    },
  };
}

/** Most octets of the message's packet. */
const octetsOf = ({ topic, payload }: Message): number =>
  Buffer.byteLength(topic) + Buffer.byteLength(payload) + frameOctets;
