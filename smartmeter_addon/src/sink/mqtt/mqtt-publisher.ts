/** What the broker is told: what follows from each event, and everything if it has lost it all. */
import type { ReadingEvent, StatusEvent } from "../../derive/events.ts";
import type { SinkEvent } from "../sink.ts";
import type { KnownMeter } from "./known-meters.ts";
import { createRoster, type MeterRoster, type RosterOptions } from "./meter-roster.ts";
import type { MqttLine } from "./mqtt-line.ts";
import { createMessages, type Entry, type Message, retained, topicIdOf } from "./mqtt-messages.ts";
import { isNews } from "./mqtt-status.ts";
import { entryTopicId, meterTopicId } from "./mqtt-topics.ts";
import { createSlowMessages } from "./slow-messages.ts";
import { createWhatHolds, type WhatHolds } from "./what-holds.ts";

/** What the publisher needs besides the events. */
export interface PublisherOptions extends RosterOptions {
  /** Another device counts under a fixed id; its registers go on with an offset. */
  readonly onExchange?: (meter: KnownMeter) => void;
}

/** Turns events into messages, and knows what to tell a broker that has lost everything. No socket, no timer. */
export interface MqttPublisher extends Pick<WhatHolds, "everything" | "latest"> {
  /** Messages for the event; `announced` where Home Assistant must set up entities before it hears their values. */
  accept(event: SinkEvent, nowMs: number): Publication;
  /** The last messages: nothing more will come. */
  offline(nowMs: number): Message[];
  /** Topics on which we retain nothing now: whatever the broker keeps there must be taken back. */
  unretained(): string[];
  /** How the program is doing. */
  bridgeState(nowMs: number): Message;
  /** Whether this program knows the meter with this id, so that its availability is for us to tell. */
  knows(id: string): boolean;
  /** Says of a meter which this program no longer knows that it is offline. */
  disowned(id: string): Message[];
}

/** The messages that follow from an event. */
export interface Publication {
  readonly messages: Message[];
  readonly announced: boolean;
}

/** Set-up devices are removed for up to this many entries that were taken out of the options since the last start. */
const removedEntries = 20;

/** Begins with the meters in the store. */
export function createMqttPublisher(options: PublisherOptions): MqttPublisher {
  const messages = createMessages(options);
  const roster = createRoster(options);
  const slow = createSlowMessages(messages, roster);
  const holds = createWhatHolds(messages, roster, slow);

  /** The entry hears its first meter, or another one: its set-up device goes, and its former meter falls silent. */
  const assign = (entry: Entry, id: string): Message[] => {
    const { losing, former } = roster.assign(entry, id);
    // Another entry had heard this meter, whose availability no longer depends on that entry.
    const left = losing.flatMap((other) => messages.setUp(other, true));
    if (former === undefined) return [...left, ...messages.setUp(entry, false)];
    if (roster.isHeard(former)) return left;
    former.available = false;
    return [...left, messages.availability(former), messages.statusUnknown(former.known.id)];
  };

  const acceptReading = (event: ReadingEvent, entry: Entry, nowMs: number): Publication => {
    const id = meterTopicId(event.reading.meterId);
    const isOther = entry.line?.known.id !== id;
    const sent = isOther ? assign(entry, id) : [];
    const line = entry.line as MqttLine;
    const { state, learnt, exchanged } = line.accept(entry.handle, event.reading, event.receivedAtMs, nowMs);
    if (isOther || learnt) roster.save();
    if (exchanged) options.onExchange?.(line.known);
    if (learnt) sent.push(...messages.meter(line));
    if (learnt || isOther) sent.push(slow.status(entry, nowMs));
    if (learnt || !line.available) {
      line.available = true;
      sent.push(messages.availability(line));
    }
    sent.push(...messages.state(line, state), ...slow.due(entry, nowMs));
    return { messages: sent, announced: learnt };
  };

  const acceptStatus = (event: StatusEvent, entry: Entry, nowMs: number): Publication => {
    const news = isNews(event.status, entry.status);
    entry.status = event.status;
    const { line } = entry;
    const { intervalMs, available } = event.status;
    const sent: Message[] = [];
    if (line !== undefined && intervalMs !== undefined && line.setRhythm(intervalMs)) {
      roster.save();
      sent.push(...messages.meter(line));
    }
    if (line?.available === true && !available) {
      sent.push(...messages.state(line, line.flush(nowMs)));
      line.available = false;
      sent.push(messages.availability(line));
    }
    if (news) sent.push(slow.status(entry, nowMs));
    sent.push(...slow.due(entry, nowMs));
    return { messages: sent, announced: false };
  };

  const nothing: Publication = { messages: [], announced: false };
  const just = (message: Message): Publication => ({ messages: [message], announced: false });

  return {
    accept(event, nowMs) {
      if (event.kind === "left-out") return nothing;
      if (event.kind === "price") return just(holds.price(event));
      if (event.kind === "window") return just(holds.quarter(event));
      const entry = roster.entryOf(event.meter);
      if (event.kind === "reading") return acceptReading(event, entry, nowMs);
      if (event.kind === "status") return acceptStatus(event, entry, nowMs);
      if (entry.line?.known.id === meterTopicId(event.reading.meterId)) entry.line.recall(event.reading);
      return nothing;
    },
    everything: holds.everything,
    latest: holds.latest,
    offline(nowMs) {
      const meters = roster.lines().filter(({ available }) => available);
      const last = meters.flatMap((line) => messages.state(line, line.flush(nowMs)));
      for (const line of meters) line.available = false;
      return [...last, ...meters.map((line) => messages.availability(line)), messages.bridgeAvailability(false)];
    },
    bridgeState: slow.bridgeState,
    knows: roster.knows,
    disowned: (id) => [retained(options.topics.availability(id), "offline"), messages.statusUnknown(id)],
    unretained: () => [
      ...roster.entries().flatMap((entry) => liveTopics(entry, options)),
      ...obsoleteDevices(roster, options).map((id) => options.topics.discovery(id)),
    ],
  };
}

/** Topics with an entry's values and status, which are never retained. */
function liveTopics(entry: Entry, { topics, flat }: PublisherOptions): string[] {
  const id = topicIdOf(entry);
  const keys = flat ? Object.keys(entry.line?.known.keys ?? {}) : [];
  return [topics.state(id), topics.status(id), ...keys.map((key) => topics.value(id, key))];
}

/**
 * Devices that an earlier run left behind. They are removed only where there is one: Home Assistant warns of each
 * removal of a device it does not know.
 */
function obsoleteDevices(roster: MeterRoster, { meters, discovery }: PublisherOptions): string[] {
  const entries = roster.entries();
  const heard = entries.filter(({ line }) => line !== undefined).map(({ handle }) => handle.index);
  const removed = Array.from({ length: removedEntries }, (_, at) => meters.length + at);
  const devices = [...heard, ...removed].map(entryTopicId);
  // Where discovery is off, it takes back what an earlier start announced.
  if (!discovery) devices.push(...roster.ids(), ...entries.map(topicIdOf));
  return [...new Set(devices)];
}
