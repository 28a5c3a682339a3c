import { withoutSecrets } from "../../secret.ts";
import type { MeterHandle, MeterStatus, OutputHealth } from "../sink.ts";
import { type DiscoveryContext, entryDiscovery, meterDiscovery } from "./home-assistant.ts";
import type { Language } from "./home-assistant-diagnostics.ts";
import type { LineOptions, MeterLine, State } from "./mqtt-line.ts";
import { statusPayload, statusUnknown } from "./mqtt-status.ts";
import { entryTopicId, type Topics } from "./mqtt-topics.ts";

export interface Message {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
  readonly qos: 0 | 1;
}

/** One entry of the options: a line, and the meter it hears. */
export interface Entry {
  readonly handle: MeterHandle;
  /** The meter, once the line has heard one or had heard one before. */
  line: MeterLine | undefined;
  status: MeterStatus;
  statusSentAtMs: number;
}

export interface MessageOptions extends LineOptions {
  readonly topics: Topics;
  readonly meters: readonly MeterHandle[];
  readonly language: Language;
  readonly version: string;
  readonly discovery: boolean;
  /** One topic a quantity, besides the JSON state. */
  readonly flat: boolean;
  readonly entityIds?: DiscoveryContext["entityIds"];
  readonly pageAddress?: DiscoveryContext["pageAddress"];
  /** What to tell people about a status, in their language. */
  readonly describe: (status: MeterStatus) => string;
  /** How all outputs stand. */
  readonly health: () => readonly OutputHealth[];
}

/** The messages that say one thing each; several where one thing takes several, none where it is switched off. */
export interface Messages {
  bridgeAvailability(online: boolean): Message;
  bridgeState(entries: Iterable<Entry>): Message;
  availability(line: MeterLine): Message;
  /** The device of a meter with its entities. */
  meter(line: MeterLine): Message[];
  /** The device of an entry that has not heard its meter yet, or its removal. */
  setUp(entry: Entry, exists: boolean): Message[];
  status(entry: Entry): Message;
  /** A meter that no line hears any more. */
  statusUnknown(id: string): Message;
  state(line: MeterLine, state: State | undefined): Message[];
}

/** The level of an entry's topics. */
export function topicIdOf(entry: Entry): string {
  return entry.line?.known.id ?? entryTopicId(entry.handle.index);
}

export function createMessages(options: MessageOptions): Messages {
  const { topics, language, version, intervalS, entityIds, pageAddress } = options;
  const several = options.meters.length > 1;
  const context: DiscoveryContext = { topics, language, version, intervalS, several, entityIds, pageAddress };

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

export const retained = (topic: string, payload: string): Message => ({ topic, payload, retain: true, qos: 1 });
const passing = (topic: string, payload: string): Message => ({ topic, payload, retain: false, qos: 0 });
