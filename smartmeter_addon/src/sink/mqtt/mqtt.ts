/** The output to an MQTT broker: what it is made of, and how it is doing. */
import { createFault, type Fault } from "../../fault.ts";
import type { Supervisor } from "../../host/supervisor.ts";
import { homeZone, isTimeZone } from "../../host/time-zone.ts";
import type { Language } from "../../language/language.ts";
import type { Log } from "../../log.ts";
import { message } from "../../texts/log-lines.ts";
import type { MeterHandle, MeterStatus, OutputHealth, Sink } from "../sink.ts";
import { type Announced, createAnnouncements } from "./announced.ts";
import type { Abilities } from "./broker-abilities.ts";
import type { MeterStore } from "./known-meters.ts";
import { createBrokerFinder } from "./mqtt-broker.ts";
import { type Admission, type ConnectionTiming, connectionTiming, openConnection } from "./mqtt-connection.ts";
import type { MqttIdentity, ProtocolLevel } from "./mqtt-identity.ts";
import type { MqttOptions } from "./mqtt-options.ts";
import { createMqttPublisher, type MqttPublisher } from "./mqtt-publisher.ts";
import { createSender, type MqttSender } from "./mqtt-sender.ts";
import { openSession } from "./mqtt-session.ts";
import { createTopics, type Topics } from "./mqtt-topics.ts";
import { createOutbox } from "./outbox.ts";
import { createResending, type ListeningBroker } from "./resending.ts";

/** How long things take; tests are faster. */
export interface MqttTiming extends ConnectionTiming {
  /** How long the Supervisor's word about the broker is believed before it is asked again. */
  readonly askAgainMs: number;
  /** Home Assistant needs a moment between entities and their first values; chance keeps many programs apart. */
  readonly settleMs: readonly [number, number];
  /** How long the end of the program waits for the broker. */
  readonly closeMs: number;
  /** Programs send their state every 30 s: one that has missed three of them is gone. */
  readonly goneMs: number;
}

const usualTiming: MqttTiming = {
  ...connectionTiming,
  askAgainMs: 60_000,
  settleMs: [500, 3000],
  goneMs: 100_000,
  closeMs: 1500,
};

/** What the output needs of the options and the program. */
export interface MqttSinkOptions {
  readonly mqtt: MqttOptions;
  readonly identity: MqttIdentity;
  /** The meters of the options, in their order. */
  readonly meters: readonly MeterHandle[];
  readonly language: Language;
  readonly timeZone: string;
  /** Seconds between two states; 0: every telegram. */
  readonly intervalS?: number | undefined;
  /** Change of power, W, that is published before the interval is over. */
  readonly deadbandW?: number | undefined;
  /** Entity ids of Home Assistant by quantity, for the first meter. */
  readonly entityIds?: Readonly<Record<string, string>> | undefined;
  readonly version: string;
  /** Currency of prices and costs, ISO 4217. */
  readonly currency?: string | undefined;
  /** Address of the page, where a browser can reach it. */
  readonly pageAddress?: string | undefined;
  readonly log: Log;
  readonly supervisor?: Supervisor | undefined;
  readonly store?: MeterStore | undefined;
  /** Hears the broker's address whenever it has let us in. */
  readonly onConnected?: ((broker: string) => void) | undefined;
  /** The broker has confirmed a meter's sensors for Home Assistant; called once per device. */
  readonly onAnnounced?: ((device: Announced) => void) | undefined;
  /** The text beside a status, in the user's language; the fault's own message unless said otherwise. */
  readonly describe?: ((status: MeterStatus) => string) | undefined;
  /** How all outputs stand, for the bridge's state. */
  readonly health?: (() => readonly OutputHealth[]) | undefined;
  readonly timing?: Partial<MqttTiming> | undefined;
}

/** A broker that has let us in. */
interface Link extends ListeningBroker {
  readonly sender: MqttSender;
  /** What this broker cannot do; nothing is lost by it. */
  readonly limited: Fault | undefined;
}

/**
 * Publishes readings to an MQTT broker and announces them to Home Assistant. Nothing is queued: while the broker is
 * away or does not read, messages are dropped, and as soon as it listens again it is sent what holds then.
 */
export function createMqttSink(options: MqttSinkOptions): Sink {
  const { mqtt, log } = options;
  const timing: MqttTiming = { ...usualTiming, ...options.timing };
  const { base_topic: base = "smartmeter", discovery_prefix: prefix = "homeassistant" } = mqtt;
  const topics = createTopics(base, prefix, options.identity.instance);
  const publisher = openPublisher(options, topics);

  let link: Link | undefined;
  let closed = false;
  let fault: Fault | undefined;

  const announcements = createAnnouncements(`${prefix}/`, (device) => options.onAnnounced?.(device));
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
    discovery: `${prefix}/`,
    listener: () => (closed ? undefined : link),
    write: outbox.write,
    onLost: outbox.lose,
  });

  const stopTalking = (): void => {
    resending.stop();
    link?.session.stop();
  };

  const onConnect = ({ client, abilities, protocol, broker }: Admission) => {
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
    link = { sender, session, limited: limitOf(abilities, protocol, broker) };
    options.identity.remember(protocol);
    options.onConnected?.(broker);
    resending.now("everything");
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
      stopTalking();
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
        outbox.send(messages);
        if (!announced) return;
        link?.session.sweep(
          messages.flatMap(({ topic, payload, retain }) => (retain && payload === "" ? [topic] : [])),
        );
        for (const { topic, retain } of messages) if (!retain) resending.missed(topic);
        resending.soon("missed");
      } catch (error) {
        log.error(`MQTT: an event could not be published: ${String(error)}`);
      }
    },
    health: () => ({ ...standingOf(fault, link), waiting: 0, ...outbox.counts() }),
    async close() {
      if (closed) return;
      closed = true;
      stopTalking();
      const offline = Promise.allSettled(publisher.offline(performance.now()).map(outbox.write));
      const limit = new Promise((resolve) => setTimeout(resolve, timing.closeMs / 2).unref());
      await Promise.race([offline, limit]);
      await connection.close(timing.closeMs / 2);
    },
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

/** The publisher, as the options want it. */
function openPublisher(options: MqttSinkOptions, topics: Topics): MqttPublisher {
  const { mqtt, log, language } = options;
  return createMqttPublisher({
    topics,
    meters: options.meters,
    language,
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
    onExchange: ({ id, counted }) => {
      const offset = String(counted?.registers.energy_import?.offset ?? 0);
      log.warning(message(language, "meterExchanged", { id, device: counted?.device ?? "", offset }));
    },
    health: options.health ?? (() => []),
    describe: options.describe ?? ((status) => status.fault?.message ?? ""),
  });
}

/** What a broker cannot do, as a fault worth knowing; one of MQTT 3.1.1 does not say so, it hangs up. */
function limitOf({ retains, mostQos }: Abilities, protocol: ProtocolLevel, place: string): Fault | undefined {
  if (!retains) return createFault("broker-without-retain", { is: protocol === 5 ? "place" : "hangs-up", place });
  return mostQos === 0 ? createFault("broker-without-qos", { is: "place", place }) : undefined;
}
