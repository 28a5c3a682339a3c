/** Sends the broker that listens now what happens, and again what it missed. */
import { createFault, type Fault } from "../../fault.ts";
import type { Log } from "../../log.ts";
import type { SinkHealth } from "../sink.ts";
import { type Announced, createAnnouncements } from "./announced.ts";
import type { Admission } from "./mqtt-connection.ts";
import type { Message } from "./mqtt-messages.ts";
import type { MqttPublisher, Publication } from "./mqtt-publisher.ts";
import { createSender, type MqttSender } from "./mqtt-sender.ts";
import { openSession } from "./mqtt-session.ts";
import type { Topics } from "./mqtt-topics.ts";
import { createOutbox } from "./outbox.ts";
import { createResending, type ListeningBroker } from "./resending.ts";
import type { RestatingTiming } from "./restating.ts";

/** How long things take once a broker listens. */
export interface DispatchTiming extends RestatingTiming {
  /** Home Assistant needs a moment between entities and their first values; chance keeps many programs apart. */
  readonly settleMs: readonly [number, number];
  /** Programs send their state every 30 s: one that has missed three of them is gone. */
  readonly goneMs: number;
}

/** What is sent, where to, and who hears of it. */
export interface DispatcherNeeds {
  readonly topics: Topics;
  readonly publisher: MqttPublisher;
  /** Where Home Assistant looks for devices, with the slash. */
  readonly discovery: string;
  readonly timing: DispatchTiming;
  readonly onAnnounced: (device: Announced) => void;
  readonly log: Log;
  /** From then on nothing is sent again. */
  readonly closing: AbortSignal;
}

/** A broker that has let us in. */
interface Link extends ListeningBroker {
  readonly sender: MqttSender;
  /** What this broker cannot do; nothing is lost by it. */
  readonly limited: Fault | undefined;
}

export function createDispatcher({ topics, publisher, discovery, timing, onAnnounced, log, closing }: DispatcherNeeds) {
  let link: Link | undefined;
  const announcements = createAnnouncements(discovery, onAnnounced);
  const outbox = createOutbox({
    recipient: () => link,
    onTaken: announcements.answered,
    onDropped({ topic, retain }) {
      resending.missed(topic);
      resending.soon(retain ? "everything" : "missed");
    },
    log,
  });
  const resending = createResending({
    publisher,
    settleMs: timing.settleMs,
    discovery,
    listener: () => (closing.aborted ? undefined : link),
    write: outbox.write,
    onLost: outbox.lose,
  });

  const stop = (): void => {
    resending.stop();
    link?.session.stop();
  };

  return {
    /** A broker has let us in: it is told everything. Tells the octets of the largest message not acknowledged. */
    connected({ client, abilities, protocol, broker }: Admission): () => number | undefined {
      const sender = createSender(client, abilities, topics);
      const session = openSession({
        client,
        protocol,
        abilities,
        topics,
        publisher,
        listenMs: timing.settleMs[1],
        goneMs: timing.goneMs,
        timing,
        send: (message) => outbox.send([message]),
        sayEverything: () => resending.soon("everything"),
        onKept: announcements.kept,
      });
      announcements.connected(protocol);
      link = { sender, session, limited: limitOf({ abilities, protocol, broker }) };
      resending.now("everything");
      return sender.largestUnderWay;
    },
    disconnected(): void {
      stop();
      link = undefined;
    },
    publish({ messages, announced }: Publication): void {
      outbox.send(messages);
      if (!announced) return;
      link?.session.sweep(messages.flatMap(({ topic, payload, retain }) => (retain && payload === "" ? [topic] : [])));
      for (const { topic, retain } of messages) if (!retain) resending.missed(topic);
      resending.soon("missed");
    },
    /** Resolves once the broker has the last messages, or they are lost. */
    async end(last: readonly Message[]): Promise<void> {
      stop();
      await Promise.allSettled(last.map(outbox.write));
    },
    /** `fault`: why there is no connection, or none that lasts. */
    health: (fault: Fault | undefined): SinkHealth => ({ ...standingOf(fault, link), waiting: 0, ...outbox.counts() }),
  };
}

/** The output's health: what keeps values from arriving comes first, then what is only worth knowing. */
function standingOf(fault: Fault | undefined, link: Link | undefined) {
  const failing = fault ?? link?.sender.fault() ?? link?.session.unproven();
  const state = failing !== undefined ? "failing" : link === undefined ? "idle" : "ok";
  const known = failing ?? link?.session.shared() ?? link?.limited;
  return {
    state,
    ...(known && { code: known.code }),
    message: known?.message,
    ...(known?.seen && { seen: known.seen }),
  } as const;
}

/** What a broker cannot do, as a fault worth knowing; one of MQTT 3.1.1 does not say so, it hangs up. */
function limitOf({ abilities, protocol, broker: place }: Omit<Admission, "client">): Fault | undefined {
  if (!abilities.retains)
    return createFault("broker-without-retain", { is: protocol === 5 ? "place" : "hangs-up", place });
  return abilities.mostQos === 0 ? createFault("broker-without-qos", { is: "place", place }) : undefined;
}
