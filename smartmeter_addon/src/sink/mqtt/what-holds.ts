/** Everything that holds now, for a broker that has lost it or a Home Assistant that has just started. */
import type { PriceEvent, WindowEvent } from "../../derive/events.ts";
import type { MeterRoster } from "./meter-roster.ts";
import type { MqttLine } from "./mqtt-line.ts";
import type { Entry, Message, Messages } from "./mqtt-messages.ts";
import { meterTopicId } from "./mqtt-topics.ts";
import type { SlowMessages } from "./slow-messages.ts";

/** Keeps prices and quarter hours; everything else is asked of the roster. */
export interface WhatHolds {
  price(event: PriceEvent): Message;
  quarter(event: WindowEvent): Message;
  /**
   * Everything that holds now, one batch per device. That the program is online comes last, when all the rest is true.
   */
  everything(nowMs: number): Iterable<Message[]>;
  /** All statuses, and the states that are still current. */
  latest(nowMs: number): Message[];
}

export function createWhatHolds(messages: Messages, roster: MeterRoster, slow: SlowMessages): WhatHolds {
  /** The last finished quarter hour of each meter. */
  const quarters = new Map<string, Message>();
  let prices: Message[] = [];

  const current = (line: MqttLine, nowMs: number): Message[] =>
    line.available ? messages.state(line, line.current(nowMs)) : [];

  const device = (entry: Entry, nowMs: number): Message[] => {
    const { line } = entry;
    if (line === undefined) return [...messages.setUp(entry, true), slow.status(entry, nowMs)];
    return [...messages.meter(line), messages.availability(line), slow.status(entry, nowMs), ...current(line, nowMs)];
  };

  return {
    price(event) {
      const message = messages.prices(event);
      prices = [message];
      return message;
    },
    quarter(event) {
      const message = messages.quarter(event);
      quarters.set(meterTopicId(event.meterId), message);
      return message;
    },
    *everything(nowMs) {
      for (const entry of roster.entries()) yield device(entry, nowMs);
      // Meters that were taken out of the options while the program could not say so.
      const unheard = roster.lines().filter((line) => !roster.isHeard(line));
      yield unheard.map((line) => messages.availability(line));
      yield [...quarters.values()];
      yield [...prices, slow.bridgeState(nowMs), messages.bridgeAvailability(true)];
    },
    latest: (nowMs) => [
      ...prices,
      ...roster
        .entries()
        .flatMap((entry) => [
          slow.status(entry, nowMs),
          ...(entry.line === undefined ? [] : current(entry.line, nowMs)),
        ]),
    ],
  };
}
