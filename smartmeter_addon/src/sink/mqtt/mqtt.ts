import { createFault, type Fault } from "../../fault.ts";
import type { Supervisor } from "../../host/supervisor.ts";
import { homeZone, isTimeZone } from "../../host/time-zone.ts";
import type { Log } from "../../log.ts";
import { message } from "../../texts/log-lines.ts";
import type { MeterHandle, MeterStatus, OutputHealth, Sink } from "../sink.ts";
import { type Announced, createAnnouncements } from "./announced.ts";
import type { Language } from "./home-assistant-diagnostics.ts";
import type { MeterStore } from "./known-meters.ts";
import { createBrokerFinder } from "./mqtt-broker.ts";
import { type Admission, type ConnectionTiming, connectionTiming, openConnection } from "./mqtt-connection.ts";
import type { Identity } from "./mqtt-identity.ts";
import type { Message } from "./mqtt-messages.ts";
import type { MqttOptions } from "./mqtt-options.ts";
import { createMqttPublisher } from "./mqtt-publisher.ts";
import { createSender, type Sender } from "./mqtt-sender.ts";
import { openSession, type Session } from "./mqtt-session.ts";
import { createTopics } from "./mqtt-topics.ts";

export interface MqttTiming extends ConnectionTiming {
  /** The Supervisor is asked again for the broker after so long. */
  readonly askAgainMs: number;
  /** Home Assistant needs a moment between entities and their first values; chance spreads many programs. */
  readonly settleMs: readonly [number, number];
  /** The end of the program waits so long for the broker. */
  readonly closeMs: number;
}

export interface MqttSinkOptions {
  readonly mqtt: MqttOptions;
  readonly identity: Identity;
  /** The meters of the options, in their order. */
  readonly meters: readonly MeterHandle[];
  readonly language: Language;
  readonly timeZone: string;
  /** Between two states, s; 0: every telegram. */
  readonly intervalS?: number | undefined;
  /** W by which the power must change to be published between two intervals. */
  readonly deadbandW?: number | undefined;
  /** Entity ids of Home Assistant by quantity, for the first meter. */
  readonly entityIds?: Readonly<Record<string, string>> | undefined;
  readonly version: string;
  /** Of prices and costs, ISO 4217. */
  readonly currency?: string | undefined;
  /** Of the page, where a browser can reach it. */
  readonly pageAddress?: string | undefined;
  readonly log: Log;
  readonly supervisor?: Supervisor | undefined;
  readonly store?: MeterStore | undefined;
  /** The broker's address, whenever it has let the sink in. */
  readonly onConnected?: ((broker: string) => void) | undefined;
  /** The broker has confirmed a meter's sensors for Home Assistant; once a device. */
  readonly onAnnounced?: ((device: Announced) => void) | undefined;
  /** The text beside a status, in the user's language; the fault's own message unless said otherwise. */
  readonly describe?: ((status: MeterStatus) => string) | undefined;
  /** How all outputs stand, for the bridge's state. */
  readonly health?: (() => readonly OutputHealth[]) | undefined;
  readonly timing?: Partial<MqttTiming> | undefined;
}

/** A broker that has let us in. */
interface Link {
  readonly sender: Sender;
  readonly session: Session;
  readonly protocol: 4 | 5;
  /** What this broker does without; nothing is lost by it. */
  readonly limited: Fault | undefined;
}

/** What is said again: values that were missed, all that holds now, or that together with the entities. */
type Again = "missed" | "latest" | "everything";
const ranks: Readonly<Record<Again, number>> = { missed: 0, latest: 1, everything: 2 };
/** Messages that go out before the socket is asked whether it takes more. */
const batchSize = 50;

/**
 * Publishes readings to an MQTT broker and announces them to Home Assistant. Nothing is queued: while the broker is
 * away or does not read, messages are dropped, and what then holds is sent as soon as it listens again.
 */
export function createMqttSink(options: MqttSinkOptions): Sink {
  const { mqtt, log } = options;
  const timing: MqttTiming = {
    ...connectionTiming,
    askAgainMs: 60_000,
    settleMs: [500, 3000],
    closeMs: 1500,
    ...options.timing,
  };
  const { base_topic: base = "smartmeter", discovery_prefix: prefix = "homeassistant" } = mqtt;
  const topics = createTopics(base, prefix, options.identity.instance);
  const publisher = createMqttPublisher({
    topics,
    meters: options.meters,
    language: options.language,
    timeZone: isTimeZone(options.timeZone) ? options.timeZone : homeZone,
    intervalS: options.intervalS ?? 0,
    deadbandW: options.deadbandW,
    entityIds: options.entityIds,
    version: options.version,
    pageAddress: options.pageAddress,
    currency: options.currency,
    discovery: mqtt.discovery ?? true,
    flat: mqtt.topics === "flat",
    store: options.store,
    startedAtMs: Date.now(),
    onExchange: ({ id, counted }) =>
      log.warning(
        message(options.language, "meterExchanged", {
          id,
          device: counted?.device ?? "",
          offset: String(counted?.registers.energy_import?.offset ?? 0),
        }),
      ),
    health: options.health ?? (() => []),
    describe: options.describe ?? ((status) => status.fault?.message ?? ""),
  });

  let link: Link | undefined;
  let closed = false;
  let settling: { timer: NodeJS.Timeout; again: Again } | undefined;
  /** Topics whose last value gave way, or came before Home Assistant had its entity. */
  const missed = new Set<string>();
  let fault: Fault | undefined;
  let delivered = 0;
  let lost = 0;

  const announced = createAnnouncements(`${prefix}/`, (device) => options.onAnnounced?.(device));

  const write = async (message: Message): Promise<void> => {
    if (link === undefined) return;
    link.session.said(message);
    await link.sender.write(message);
    delivered++;
    announced(message);
  };

  const send = (messages: readonly Message[]): void => {
    for (const message of messages) {
      // Before the first connection nothing is lost: what holds is told once it stands.
      if (link === undefined) lost += delivered === 0 ? 0 : 1;
      else if (link.sender.mustDrop(message)) {
        lost++;
        missed.add(message.topic);
        settle(message.retain ? "everything" : "missed");
      } else write(message).catch(dropped);
    }
  };

  /** A batch at a time, each acknowledged before the next, so that many meters do not fill the memory. */
  const sendAgain = async (again: Again): Promise<void> => {
    const mine = link;
    let device: Message | undefined;
    for (const batch of batchesOf(again)) {
      if (closed || mine === undefined || mine !== link) return;
      // What the broker refuses must not keep it from hearing the rest.
      for (const { status, reason } of (await Promise.allSettled(batch.map(write))) as PromiseRejectedResult[])
        if (status === "rejected") dropped(reason);
      device ??= batch.find(({ topic, payload }) => topic.startsWith(`${prefix}/`) && payload !== "");
    }
    if (again !== "everything") return;
    if (device !== undefined && mine?.protocol === 4) mine.session.readBack(device);
    settle("latest");
  };

  const batchesOf = (again: Again): Iterable<readonly Message[]> => {
    const now = performance.now();
    if (again === "everything") return publisher.everything(now);
    const messages = publisher.latest(now).filter(({ topic }) => again === "latest" || missed.has(topic));
    missed.clear();
    return Array.from({ length: Math.ceil(messages.length / batchSize) }, (_, at) =>
      messages.slice(at * batchSize, (at + 1) * batchSize),
    );
  };

  const dropped = (error: unknown): void => {
    lost++;
    log.debug(`MQTT: a message is lost: ${String(error)}`);
  };

  /** After a moment says again what holds. */
  const settle = (again: Again): void => {
    if (link === undefined) return;
    if (settling !== undefined) {
      if (ranks[again] > ranks[settling.again]) settling.again = again;
      return;
    }
    const [shortest, longest] = timing.settleMs;
    const timer = setTimeout(
      () => {
        const wish = settling?.again ?? again;
        settling = undefined;
        sendAgain(wish).catch(dropped);
      },
      shortest + Math.random() * (longest - shortest),
    );
    settling = { timer, again };
  };

  const rest = (): void => {
    clearTimeout(settling?.timer);
    settling = undefined;
    missed.clear();
    link?.session.stop();
  };

  const onConnect = ({ client, abilities, protocol, broker }: Admission) => {
    const sender = createSender(client, abilities, topics);
    const session = openSession({
      client,
      topics,
      publisher,
      listenMs: timing.settleMs[1],
      timing,
      send: (message) => send([message]),
      sayEverything: () => settle("everything"),
    });
    const limits = abilities.retains
      ? abilities.mostQos === 0
        ? "broker-without-qos"
        : undefined
      : "broker-without-retain";
    const limited = limits && createFault(limits, { is: "place", place: broker });
    link = { sender, session, protocol, limited };
    options.identity.remember(protocol);
    options.onConnected?.(broker);
    sendAgain("everything").catch(dropped);
    return sender.largestUnderWay;
  };

  const connection = openConnection({
    mqtt,
    finder: createBrokerFinder(mqtt, options.supervisor, timing.askAgainMs),
    identity: options.identity,
    will: { topic: topics.bridgeAvailability, payload: "offline", qos: 1, retain: true },
    timing,
    log,
    onConnect,
    onDisconnect: () => {
      rest();
      link = undefined;
    },
    onFault: (now) => {
      fault = now;
    },
  });

  return {
    name: "mqtt",
    accept(event) {
      if (closed) return;
      try {
        const { messages, announced } = publisher.accept(event, performance.now());
        send(messages);
        if (!announced) return;
        link?.session.sweep(
          messages.flatMap(({ topic, payload, retain }) => (retain && payload === "" ? [topic] : [])),
        );
        for (const { topic, retain } of messages) if (!retain) missed.add(topic);
        settle("missed");
      } catch (error) {
        log.error(`MQTT: an event could not be published: ${String(error)}`);
      }
    },
    health() {
      const failing = fault ?? link?.sender.fault() ?? link?.session.vanished();
      const state = failing !== undefined ? "failing" : link === undefined ? "idle" : "ok";
      const seen = failing ?? link?.session.shared() ?? link?.limited;
      return {
        state,
        ...(seen && { code: seen.code }),
        message: seen?.message,
        ...(seen?.seen && { seen: seen.seen }),
        waiting: 0,
        delivered,
        lost,
      };
    },
    async close() {
      if (closed) return;
      closed = true;
      rest();
      const farewell = Promise.allSettled(publisher.farewell(performance.now()).map(write));
      const limit = new Promise((resolve) => setTimeout(resolve, timing.closeMs / 2).unref());
      await Promise.race([farewell, limit]);
      await connection.close(timing.closeMs / 2);
    },
  };
}
