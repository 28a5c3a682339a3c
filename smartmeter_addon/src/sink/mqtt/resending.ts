/** What is sent again once the broker listens, and once Home Assistant has its entities. */
import type { Message } from "./mqtt-messages.ts";
import type { MqttPublisher } from "./mqtt-publisher.ts";
import type { Session } from "./mqtt-session.ts";

/** What to say again: values that were missed, all that holds now, or that together with the entities. */
export type Again = "missed" | "latest" | "everything";

/** A broker that has let us in. */
export interface ListeningBroker {
  readonly session: Session;
}

/** What is said again, to whom, and how. */
export interface ResendingOptions {
  readonly publisher: MqttPublisher;
  /** Home Assistant needs a moment between entities and their first values: shortest and longest, ms. */
  readonly settleMs: readonly [number, number];
  /** Where Home Assistant looks for devices, with the slash. */
  readonly discovery: string;
  /** The broker that listens now; undefined while none does. */
  readonly listener: () => ListeningBroker | undefined;
  /** Resolves once the broker has the message; rejects where it is lost. */
  readonly write: (message: Message) => Promise<void>;
  readonly onLost: (error: unknown) => void;
}

/** Says things again. */
export interface Resending {
  /** The topic's value was dropped, or came before Home Assistant had its entity. */
  missed(topic: string): void;
  /** Says it again after a moment; requests within that moment become one, the widest. */
  soon(again: Again): void;
  /** Says it again at once. */
  now(again: Again): void;
  /** Forgets what was missed and waits for nothing more. */
  stop(): void;
}

const ranks: Readonly<Record<Again, number>> = { missed: 0, latest: 1, everything: 2 };
/** Most messages sent before the broker has acknowledged them. */
const batchSize = 50;

export function createResending(options: ResendingOptions): Resending {
  const { publisher, settleMs, discovery, listener, write, onLost } = options;
  let waiting: { timer: NodeJS.Timeout; again: Again } | undefined;
  const missed = new Set<string>();

  const batchesOf = (again: Again): Iterable<readonly Message[]> => {
    const now = performance.now();
    if (again === "everything") return publisher.everything(now);
    const messages = publisher.latest(now).filter(({ topic }) => again === "latest" || missed.has(topic));
    missed.clear();
    return Array.from({ length: Math.ceil(messages.length / batchSize) }, (_, at) =>
      messages.slice(at * batchSize, (at + 1) * batchSize),
    );
  };

  /** Sends batch after batch, each acknowledged before the next, so that many meters do not fill the memory. */
  const send = async (again: Again): Promise<void> => {
    const mine = listener();
    /** What was read back: one message of what sets up sensors, and one below the base. Rules may leave out either. */
    const kinds = new Set<string>();
    for (const batch of batchesOf(again)) {
      if (mine === undefined || mine !== listener()) return;
      const written = batch.map(write);
      // At once, before a reading can take one of them back.
      for (const message of again === "everything" ? batch : []) {
        const kind = message.topic.startsWith(discovery) ? "discovery" : "base";
        if (!message.retain || message.payload === "" || kinds.has(kind)) continue;
        kinds.add(kind);
        mine.session.readBack(message);
      }
      // A message that the broker refuses must not hold up the rest.
      for (const { status, reason } of (await Promise.allSettled(written)) as PromiseRejectedResult[])
        if (status === "rejected") onLost(reason);
    }
    if (again === "everything") soon("latest");
  };

  const now = (again: Again): void => void send(again).catch(onLost);

  const soon = (again: Again): void => {
    if (listener() === undefined) return;
    if (waiting !== undefined) {
      if (ranks[again] > ranks[waiting.again]) waiting.again = again;
      return;
    }
    const [shortest, longest] = settleMs;
    const timer = setTimeout(
      () => {
        const due = waiting?.again ?? again;
        waiting = undefined;
        now(due);
      },
      shortest + Math.random() * (longest - shortest),
    );
    waiting = { timer, again };
  };

  return {
    missed: (topic) => void missed.add(topic),
    soon,
    now,
    stop() {
      clearTimeout(waiting?.timer);
      waiting = undefined;
      missed.clear();
    },
  };
}
