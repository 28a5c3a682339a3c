/** The output to an MQTT broker: what it is made of, and how it is doing. */
import type { Fault } from "../../fault.ts";
import type { Supervisor } from "../../host/supervisor.ts";
import { homeZone, isTimeZone } from "../../host/time-zone.ts";
import type { Language } from "../../language/language.ts";
import type { Log } from "../../log.ts";
import { message } from "../../texts/log-lines.ts";
import type { MeterHandle, MeterStatus, OutputHealth, Sink } from "../sink.ts";
import type { Announced } from "./announced.ts";
import { createDispatcher, type DispatchTiming } from "./dispatcher.ts";
import type { MeterStore } from "./known-meters.ts";
import { createBrokerFinder } from "./mqtt-broker.ts";
import { type ConnectionTiming, connectionTiming, openConnection } from "./mqtt-connection.ts";
import type { MqttIdentity } from "./mqtt-identity.ts";
import type { MqttOptions } from "./mqtt-options.ts";
import { createMqttPublisher, type MqttPublisher } from "./mqtt-publisher.ts";
import { createTopics, type Topics } from "./mqtt-topics.ts";

/** How long things take; tests are faster. */
export interface MqttTiming extends ConnectionTiming, DispatchTiming {
  /** How long the Supervisor's word about the broker is believed before it is asked again. */
  readonly askAgainMs: number;
  /** How long the end of the program waits for the broker. */
  readonly closeMs: number;
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

/**
 * Publishes readings to an MQTT broker and announces them to Home Assistant. Nothing is queued: while the broker is
 * away or does not read, messages are dropped, and as soon as it listens again it is sent what holds then.
 */
export function createMqttSink(options: MqttSinkOptions): Sink {
  const { mqtt, identity, log } = options;
  const timing: MqttTiming = { ...usualTiming, ...options.timing };
  const { base_topic: base = "smartmeter", discovery_prefix: prefix = "homeassistant" } = mqtt;
  const topics = createTopics(base, prefix, identity.instance);
  const publisher = openPublisher(options, topics);
  const closing = new AbortController();
  let fault: Fault | undefined;

  const dispatcher = createDispatcher({
    topics,
    publisher,
    discovery: `${prefix}/`,
    timing,
    onAnnounced: (device) => options.onAnnounced?.(device),
    log,
    closing: closing.signal,
  });

  const connection = openConnection({
    mqtt,
    finder: createBrokerFinder(mqtt, options.supervisor, timing.askAgainMs),
    identity,
    will: { topic: topics.bridgeAvailability, payload: "offline", qos: 1, retain: true },
    timing,
    log,
    onConnect(admission) {
      identity.remember(admission.protocol);
      options.onConnected?.(admission.broker);
      return dispatcher.connected(admission);
    },
    onDisconnect: dispatcher.disconnected,
    onFault: (now) => {
      fault = now;
    },
  });

  return {
    name: "mqtt",
    accept(event) {
      if (closing.signal.aborted) return;
      try {
        dispatcher.publish(publisher.accept(event, performance.now()));
      } catch (error) {
        log.error(`MQTT: an event could not be published: ${String(error)}`);
      }
    },
    health: () => dispatcher.health(fault),
    async close() {
      if (closing.signal.aborted) return;
      closing.abort();
      const limit = new Promise((resolve) => setTimeout(resolve, timing.closeMs / 2).unref());
      await Promise.race([dispatcher.end(publisher.offline(performance.now())), limit]);
      await connection.close(timing.closeMs / 2);
    },
  };
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
