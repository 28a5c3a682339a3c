import { setImmediate } from "node:timers/promises";
import type { MqttClient } from "mqtt";
import { createFault, type Fault } from "../../fault.ts";
import type { Log } from "../../log.ts";
import { type Broker, type BrokerFinder, clientOptions, type LastAttempt, socketOpener } from "./mqtt-broker.ts";
import { brokerFault } from "./mqtt-fault.ts";
import type { Message } from "./mqtt-messages.ts";
import type { MqttOptions } from "./mqtt-output.ts";

export interface ConnectionTiming {
  /** From opening the socket to the broker's answer. */
  readonly answerMs: number;
  /** A broker that does not answer a ping within half of this again is gone. */
  readonly keepaliveS: number;
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** A connection shorter than this does not count as success: two programs with one client id throw each other out. */
  readonly stableMs: number;
}

export const connectionTiming: ConnectionTiming = {
  answerMs: 10_000,
  keepaliveS: 30,
  firstPauseMs: 2000,
  longestPauseMs: 60_000,
  stableMs: 15_000,
};

export interface ConnectionOptions {
  readonly mqtt: MqttOptions;
  readonly finder: BrokerFinder;
  readonly clientId: string;
  readonly will: Message;
  readonly timing: ConnectionTiming;
  readonly log: Log;
  /** `broker`: where it is, for people. */
  readonly onConnect: (client: MqttClient, broker: string) => void;
  readonly onDisconnect: () => void;
  /** A fault when it begins or becomes another one, undefined when it is over. */
  readonly onFault: (fault: Fault | undefined) => void;
}

export interface Connection {
  /** Stops trying, or says goodbye to the broker; within `limitMs` in any case. */
  close(limitMs: number): Promise<void>;
}

/** Keeps a connection to the broker for ever, with growing pauses and jitter between attempts. */
export function openConnection(options: ConnectionOptions): Connection {
  const { timing, log } = options;
  const closing = new AbortController();
  let client: MqttClient | undefined;
  let reported: Fault | undefined;

  const report = (fault: Fault | undefined): void => {
    if (fault?.code === reported?.code) return;
    reported = fault;
    options.onFault(fault);
  };

  /** One attempt and, if it succeeds, the whole connection; comes back with the reason of its end. */
  const attempt = async (last: LastAttempt): Promise<{ fault: Fault; lastedMs: number }> => {
    const found = await options.finder.find(last, performance.now(), closing.signal);
    if ("code" in found) return { fault: found, lastedMs: 0 };
    try {
      return await hold(found);
    } catch (error) {
      return { fault: brokerFault(error as Error, found, false), lastedMs: 0 };
    }
  };

  const hold = async (broker: Broker): Promise<{ fault: Fault; lastedMs: number }> => {
    const openSocket = await socketOpener(broker, options.mqtt);
    const Client = await loadClient();
    if (closing.signal.aborted) return { fault: createFault("broker-unreachable", "closed"), lastedMs: 0 };
    const mine = new Client(openSocket, {
      ...clientOptions(broker, options.mqtt),
      clientId: options.clientId,
      clean: true,
      will: { ...options.will, payload: Buffer.from(options.will.payload) },
      connectTimeout: timing.answerMs,
      keepalive: timing.keepaliveS,
      reconnectPeriod: 0,
      queueQoSZero: false,
      resubscribe: false,
    });
    client = mine;
    return new Promise((resolve) => {
      let connectedAtMs: number | undefined;
      let cause: Error | undefined;
      const remember = (error: Error): void => {
        cause ??= error;
      };
      mine.on("error", remember);
      mine.stream.on("error", remember);
      mine.on("disconnect", ({ reasonCode = 0 }) =>
        remember(Object.assign(new Error("sent away"), { code: reasonCode })),
      );
      mine.on("connect", () => {
        connectedAtMs = performance.now();
        report(undefined);
        options.onConnect(mine, `${broker.host}:${broker.port}${broker.tls ? " (TLS)" : ""}`);
      });
      mine.on("close", () => {
        client = undefined;
        mine.end(true);
        if (connectedAtMs !== undefined) options.onDisconnect();
        const lastedMs = connectedAtMs === undefined ? 0 : performance.now() - connectedAtMs;
        resolve({ fault: brokerFault(cause, broker, connectedAtMs !== undefined), lastedMs });
      });
    });
  };

  const run = async (): Promise<void> => {
    let last: LastAttempt = "none";
    let failures = 0;
    while (!closing.signal.aborted) {
      const { fault, lastedMs } = await attempt(last);
      if (closing.signal.aborted) return;
      report(fault);
      failures = lastedMs >= timing.stableMs ? 0 : failures + 1;
      last = fault.code === "broker-refused" ? "refused" : "failed";
      const pauseMs = pauseBefore(failures, timing);
      log.debug(`MQTT: ${fault.message}; trying again in ${(pauseMs / 1000).toFixed(1)} s`);
      await pause(pauseMs, closing.signal);
    }
  };
  const ended = run();

  return {
    async close(limitMs) {
      closing.abort();
      const leaving = client;
      if (leaving === undefined) return;
      leaving.end(!leaving.connected);
      const limit = new AbortController();
      await Promise.race([ended, pause(limitMs, limit.signal)]);
      limit.abort();
      // The library does not force an end that has begun gently.
      leaving.stream.destroy();
    },
  };
}

/** MQTT.js, after the ports of the meters have been opened: reading it keeps everything else waiting. */
async function loadClient() {
  // The rest of the turn in which the outputs are opened, and the next one, which sees the connections.
  for (let turn = 0; turn < 2; turn++) await setImmediate();
  const [{ MqttClient }, { writeToStream }] = await Promise.all([import("mqtt"), import("mqtt-packet")]);
  // It would keep a Buffer for each of 65,536 numbers, 7 MB in all.
  writeToStream.cacheNumbers = false;
  return MqttClient;
}

/** Doubling from the first pause to the longest, a quarter more or less so that many clients do not come at once. */
function pauseBefore(failures: number, timing: ConnectionTiming): number {
  const pauseMs = Math.min(timing.longestPauseMs, timing.firstPauseMs * 2 ** Math.min(20, Math.max(0, failures - 1)));
  return pauseMs * (0.75 + Math.random() / 2);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
