/** Whether the broker keeps what it is told: MQTT 3.1.1 has no way to say that it was not allowed. */
import type { MqttClient } from "mqtt";
import { createFault, type Fault } from "../../fault.ts";

/** Reads messages back on one connection. */
export interface ReadBack {
  /** Listens to the topic of a retained message that was just sent. */
  look(topic: string): void;
  /** A message came, which may be one that was read back. */
  heard(topic: string, payload: Buffer): void;
  /** A message that was read back in vain; undefined while there is none. */
  unproven(): Fault | undefined;
}

/** What reading back needs of the session. */
export interface ReadBackNeeds {
  readonly client: MqttClient;
  /** Calls when the broker has had time to hand out what it keeps. */
  later(action: () => void): void;
  /** What was read back has come. */
  onKept(topic: string): void;
}

export function createReadBack({ client, later, onKept }: ReadBackNeeds): ReadBack {
  /** What is read back and has not come; a fault once it is late. */
  const awaited = new Map<string, Fault | undefined>();

  return {
    look(topic) {
      awaited.set(topic, awaited.get(topic));
      client.subscribe(topic, { qos: 1 }, (refused, granted = []) => {
        // Whoever may not listen there cannot tell. Mosquitto does not say so, it is only silent.
        if (refused !== null || granted.some(({ qos }) => (qos as number) === 128)) awaited.delete(topic);
        else
          later(() => awaited.has(topic) && awaited.set(topic, createFault("write-unproven", { is: "topic", topic })));
      });
    },
    heard(topic, payload) {
      if (payload.length === 0 || !awaited.delete(topic)) return;
      client.unsubscribe(topic);
      onKept(topic);
    },
    unproven: () => [...awaited.values()].find((fault) => fault !== undefined),
  };
}
