/** The messages about meters, entries and the program, with topic and payload. */
import type { PriceEvent, WindowEvent } from "../../derive/events.ts";
import type { Language } from "../../language/language.ts";
import { withoutSecrets } from "../../secret.ts";
import { zonedInstant } from "../local-time.ts";
import type { MeterHandle, MeterStatus, OutputHealth } from "../sink.ts";
import { type DiscoveryContext, entryDiscovery, meterDiscovery } from "./home-assistant.ts";
import type { LineOptions, MqttLine, State } from "./mqtt-line.ts";
import { statusPayload, statusUnknown } from "./mqtt-status.ts";
import { entryTopicId, meterTopicId, type Topics } from "./mqtt-topics.ts";

/** A message for the broker. */
export interface Message {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
  readonly qos: 0 | 1;
}

/** Whether a message that came was retained before we subscribed, or somebody is sending it now. */
export type Arrival = "retained" | "live";

/** One entry of the options: a line, and the meter it hears. */
export interface Entry {
  readonly handle: MeterHandle;
  /** The meter that the line hears or has heard. */
  line: MqttLine | undefined;
  status: MeterStatus;
  statusSentAtMs: number;
}

/** What messages depend on besides what they are about. */
export interface MessageOptions extends LineOptions {
  readonly topics: Topics;
  readonly meters: readonly MeterHandle[];
  readonly language: Language;
  readonly version: string;
  readonly discovery: boolean;
  /** Each quantity has its own topic, besides the JSON state. */
  readonly flat: boolean;
  readonly entityIds?: DiscoveryContext["entityIds"];
  readonly pageAddress?: DiscoveryContext["pageAddress"];
  readonly currency?: DiscoveryContext["currency"];
  /** What to tell people about a status, in their language. */
  readonly describe: (status: MeterStatus) => string;
  /** How all outputs stand. */
  readonly health: () => readonly OutputHealth[];
}

/** Makes the messages that say one thing: several where it takes several, none where it is switched off. */
export interface Messages {
  bridgeAvailability(online: boolean): Message;
  bridgeState(entries: Iterable<Entry>): Message;
  availability(line: MqttLine): Message;
  /** The device of a meter with its entities. */
  meter(line: MqttLine): Message[];
  /** The device of an entry that has not heard its meter yet, or its removal. */
  setUp(entry: Entry, exists: boolean): Message[];
  status(entry: Entry): Message;
  /** The status of a meter that no line hears any more. */
  statusUnknown(id: string): Message;
  state(line: MqttLine, state: State | undefined): Message[];
  /** A finished quarter hour; it stays true, so it is retained. */
  quarter(event: WindowEvent): Message;
  prices(event: PriceEvent): Message;
}

/** The level that an entry's topics have. */
export function topicIdOf(entry: Entry): string {
  return entry.line?.known.id ?? entryTopicId(entry.handle.index);
}

/** Has no state of its own. */
export function createMessages(options: MessageOptions): Messages {
  const { topics, language, version, intervalS, entityIds, pageAddress, currency } = options;
  const several = options.meters.length > 1;
  const context: DiscoveryContext = { topics, language, version, intervalS, several, entityIds, pageAddress, currency };

  const discovery = (id: string, payload: string): Message[] =>
    options.discovery ? [retained(topics.discovery(id), payload)] : [];

  return {
    bridgeAvailability: (online) => retained(topics.bridgeAvailability, online ? "online" : "offline"),
    bridgeState(entries) {
      const meters = [...entries].map(({ handle, line, status }) => ({
        entry: handle.index + 1,
        name: handle.name ?? null,
        id: line?.known.id ?? null,
        status: status.code,
        available: status.available,
      }));
      const outputs = options.health().map(({ name, state, waiting, delivered, lost, ...health }) => ({
        ...{ name, state, waiting, delivered, lost },
        code: health.code ?? (state === "failing" ? "output-failed" : null),
        message: health.message ?? null,
      }));
      const { instance } = topics;
      return passing(topics.bridgeState, withoutSecrets(JSON.stringify({ version, instance, meters, outputs })));
    },
    availability: (line) => retained(topics.availability(line.known.id), line.available ? "online" : "offline"),
    meter: (line) => discovery(line.known.id, JSON.stringify(meterDiscovery(line.known, context))),
    setUp: ({ handle }, exists) =>
      discovery(entryTopicId(handle.index), exists ? JSON.stringify(entryDiscovery(handle, context)) : ""),
    status(entry) {
      const { status, line } = entry;
      const extras = { text: options.describe(status), meterTime: line?.meterTime, lastSeenMs: line?.lastSeenMs };
      return passing(topics.status(topicIdOf(entry)), statusPayload(status, extras, options.timeZone));
    },
    statusUnknown: (id) => passing(topics.status(id), statusUnknown),
    quarter: (event) =>
      retained(topics.quarter(meterTopicId(event.meterId)), JSON.stringify(quarterOf(event, options.timeZone))),
    prices: ({ price, currency }) => ({
      ...passing(
        topics.prices,
        JSON.stringify({ price_import: price.import, price_export: price.export, zone: price.zone ?? null, currency }),
      ),
      qos: 1,
    }),
    state(line, state) {
      if (state === undefined) return [];
      const { id } = line.known;
      const values = options.flat ? [...state.values] : [];
      return [
        passing(topics.state(id), state.payload),
        ...values.map(([key, value]) => passing(topics.value(id, key), String(value))),
      ];
    },
  };
}

/** A window as JSON: times with offset; energy in Wh, null where nobody knows it; the month's peak in W. */
function quarterOf({ window, monthPeak }: WindowEvent, timeZone: string) {
  const { startMs, endMs, imported, exported, quality } = window;
  return {
    start: zonedInstant(startMs, timeZone),
    end: zonedInstant(endMs, timeZone),
    import_wh: imported?.wh ?? null,
    export_wh: exported?.wh ?? null,
    quality,
    peak_month: monthPeak === undefined ? null : Math.round(monthPeak.watts),
    peak_month_start: monthPeak === undefined ? null : zonedInstant(monthPeak.startMs, timeZone),
  };
}

/** A message that the broker keeps. */
export const retained = (topic: string, payload: string): Message => ({ topic, payload, retain: true, qos: 1 });
const passing = (topic: string, payload: string): Message => ({ topic, payload, retain: false, qos: 0 });
