/** Messages with counts and times: they change with every telegram, but are sent only now and then. */
import type { MeterRoster } from "./meter-roster.ts";
import type { Entry, Message, Messages } from "./mqtt-messages.ts";

/** Makes these messages and knows when each was made last. */
export interface SlowMessages {
  status(entry: Entry, nowMs: number): Message;
  bridgeState(nowMs: number): Message;
  /** Those that have not been sent for a while. */
  due(entry: Entry, nowMs: number): Message[];
}

/** Least time between two of the same topic while nothing else changes. */
const slowMs = 30_000;

export function createSlowMessages(messages: Messages, roster: MeterRoster): SlowMessages {
  let bridgeSentAtMs = Number.NEGATIVE_INFINITY;

  const status = (entry: Entry, nowMs: number): Message => {
    entry.statusSentAtMs = nowMs;
    return messages.status(entry);
  };

  const bridgeState = (nowMs: number): Message => {
    bridgeSentAtMs = nowMs;
    return messages.bridgeState(roster.entries());
  };

  return {
    status,
    bridgeState,
    due: (entry, nowMs) => [
      ...(nowMs - entry.statusSentAtMs >= slowMs ? [status(entry, nowMs)] : []),
      ...(nowMs - bridgeSentAtMs >= slowMs ? [bridgeState(nowMs)] : []),
    ],
  };
}
