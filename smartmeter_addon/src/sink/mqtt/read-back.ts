/** Whether what was sent can be read back: MQTT 3.1.1 has no way to say that a message was not allowed. */
import type { MqttClient } from "mqtt";
import { createFault, type Fault } from "../../fault.ts";
import type { Arrival } from "./mqtt-messages.ts";

/** Reads messages back on one connection. */
export interface ReadBack {
  /** Listens to the topic of a retained message that was just sent. */
  look(topic: string): void;
  /**
   * A message that is not retained is about to be sent: listens for the first one on each topic, and for one now and
   * then, since rules can leave out any topic and change while the broker runs.
   */
  expect(topic: string): void;
  /** A message came, which may be one that was read back. */
  heard(topic: string, payload: Buffer, arrival: Arrival): void;
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

/** A topic that is read back. */
interface Awaited {
  /** `passing`: what somebody retained there earlier proves nothing. */
  readonly kind: "retained" | "passing";
  /** Set once the message is late. */
  fault?: Fault;
}

/** When a topic is asked about again: one that is in doubt sooner than one that has been proven. */
const askAgainMs = { proven: 600_000, unproven: 60_000 } as const;

export function createReadBack({ client, later, onKept }: ReadBackNeeds): ReadBack {
  const awaited = new Map<string, Awaited>();
  const expectedAtMs = new Map<string, number>();

  const listen = (topic: string, kind: Awaited["kind"]): void => {
    const mine: Awaited = awaited.get(topic) ?? { kind };
    awaited.set(topic, mine);
    client.subscribe(topic, { qos: 1 }, (refused, granted = []) => {
      // If we may not listen there, nothing can be told. Mosquitto does not say so; it is just silent.
      if (refused !== null || granted.some(({ qos }) => (qos as number) === 128)) awaited.delete(topic);
      else
        later(() => {
          mine.fault = createFault("write-unproven", { is: "topic", topic });
        });
    });
  };

  return {
    look: (topic) => listen(topic, "retained"),
    expect(topic) {
      const nowMs = performance.now();
      const waitMs = awaited.has(topic) ? askAgainMs.unproven : askAgainMs.proven;
      if (nowMs - (expectedAtMs.get(topic) ?? Number.NEGATIVE_INFINITY) < waitMs) return;
      expectedAtMs.set(topic, nowMs);
      listen(topic, "passing");
    },
    heard(topic, payload, arrival) {
      const mine = awaited.get(topic);
      if (mine === undefined || payload.length === 0 || (arrival === "retained" && mine.kind === "passing")) return;
      awaited.delete(topic);
      client.unsubscribe(topic);
      onKept(topic);
    },
    unproven: () => [...awaited.values()].find(({ fault }) => fault !== undefined)?.fault,
  };
}
