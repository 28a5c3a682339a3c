/** The connection to the broker: attempts, pauses, versions, faults. */
import { setImmediate } from "node:timers/promises";
import type { IClientOptions, MqttClient } from "mqtt";
import type { IConnackPacket } from "mqtt-packet";
import { createFault, type Fault } from "../../fault.ts";
import { hostAndPort } from "../../http/own-name.ts";
import type { Log } from "../../log.ts";
import { type Abilities, type Approach, abilitiesOf, createApproach, type RefusedConnect } from "./broker-abilities.ts";
import { type Broker, type BrokerFinder, clientOptions, type LastAttempt, socketOpener } from "./mqtt-broker.ts";
import { brokerFault, sessionTakenOver } from "./mqtt-fault.ts";
import type { MqttIdentity, ProtocolLevel } from "./mqtt-identity.ts";
import type { Message } from "./mqtt-messages.ts";
import type { MqttOptions } from "./mqtt-options.ts";
import { wantsTheOther } from "./tls-probe.ts";

/** How long attempts, pauses and answers may take. */
export interface ConnectionTiming {
  /** Longest time from opening the socket to the broker's answer. */
  readonly answerMs: number;
  /** Seconds between pings; a broker that takes longer than half of this again to answer is gone. */
  readonly keepaliveS: number;
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** A shorter connection is no success: two programs with the same client id throw each other out. */
  readonly stableMs: number;
}

/** The usual timing; tests are faster. */
export const connectionTiming: ConnectionTiming = {
  answerMs: 10_000,
  keepaliveS: 30,
  firstPauseMs: 2000,
  longestPauseMs: 60_000,
  stableMs: 15_000,
};

/** A broker has let us in. */
export interface Admission {
  readonly client: MqttClient;
  readonly abilities: Abilities;
  readonly protocol: ProtocolLevel;
  /** Where the broker is, for people. */
  readonly broker: string;
}

/** Where to connect, and who hears of it. */
export interface ConnectionOptions {
  readonly mqtt: MqttOptions;
  readonly finder: BrokerFinder;
  readonly identity: MqttIdentity;
  /** What the broker is to say if the connection ends without a goodbye. */
  readonly will?: Message;
  readonly timing: ConnectionTiming;
  readonly log: Log;
  /** Returns a function that tells the octets of the largest message the broker has not acknowledged. */
  readonly onConnect: (admission: Admission) => () => number | undefined;
  readonly onDisconnect: () => void;
  /** Hears of a fault when it begins or becomes another, of undefined when it is over. */
  readonly onFault: (fault: Fault | undefined) => void;
}

/** A connection that is kept up until it is closed. */
export interface MqttConnection {
  /** Stops trying, or says goodbye to the broker; within `limitMs` in any case. */
  close(limitMs: number): Promise<void>;
}

/** How one attempt went, from the search for a broker to the end of the connection. */
interface Attempt {
  readonly fault: Fault;
  /** Time from the broker's answer to the end; 0: there was no answer. */
  readonly lastedMs: number;
  /** Another way of speaking to this broker is worth trying without a pause. */
  readonly next?: "at once";
}

/** Keeps up a connection to the broker for ever, with pauses that grow and jitter between attempts. */
export function openConnection(options: ConnectionOptions): MqttConnection {
  const { timing, log, mqtt } = options;
  const closing = new AbortController();
  const approach = createApproach(mqtt.protocol && (mqtt.protocol === "5" ? 5 : 4), options.identity.protocol);
  const reports = createReports(options.onFault, timing.stableMs);
  let client: MqttClient | undefined;
  /** Connections in a row that the broker ended early, without a word or for another program of the same name. */
  let sentAway = 0;

  /** Makes one attempt and, where it succeeds, stays for the whole connection. Never throws. */
  const attempt = async (last: LastAttempt): Promise<Attempt> => {
    const found = await options.finder.find(last, performance.now(), closing.signal);
    if ("code" in found) return { fault: found, lastedMs: 0 };
    try {
      return await hold(found);
    } catch (error) {
      return { fault: brokerFault({ error: error as Error, connected: false }, found), lastedMs: 0 };
    }
  };

  const hold = async (broker: Broker): Promise<Attempt> => {
    const openSocket = await socketOpener(broker, mqtt);
    const Client = await loadClient();
    if (closing.signal.aborted) return { fault: createFault("broker-unreachable", "closed"), lastedMs: 0 };
    const { protocol, known } = approach;
    const mine = new Client(openSocket, connectOptions(options, broker, approach));
    client = mine;
    const place = `${hostAndPort(broker.host, broker.port)}${broker.tls ? " (TLS)" : ""}`;
    let isTrial = false;
    const ending = await untilClosed(mine, (connack) => {
      isTrial = approach.accepted() === "again";
      if (isTrial) return leave(mine, timing.answerMs);
      reports.connected(sentAway === 0 ? "well" : "sent away before");
      return options.onConnect({ client: mine, abilities: abilitiesOf(connack, known), protocol, broker: place });
    });
    client = undefined;
    if (ending.connected && !isTrial) options.onDisconnect();
    return isTrial ? { fault: brokerFault(ending, broker), lastedMs: 0, next: "at once" } : judge(ending, broker);
  };

  /** What follows from how a connection ended. */
  const judge = async (ending: Closed, broker: Broker): Promise<Attempt> => {
    const { connected, lastedMs, unanswered, unacknowledged } = ending;
    sentAway = ending.isSentAway && lastedMs < timing.stableMs ? sentAway + 1 : 0;
    const otherIsWanted = unanswered !== undefined && (await wantsTheOther(broker, timing.answerMs));
    const fault = brokerFault({ ...ending, otherIsWanted, sentAway }, broker);
    if (lastedMs >= timing.stableMs) approach.lasted();
    else if (fault.code === "broker-packet-limit" && unacknowledged !== undefined) {
      approach.tooLong(unacknowledged);
      sentAway = Math.max(1, sentAway);
    }
    if (connected || otherIsWanted) return { fault, lastedMs };
    const { code } = (ending.error ?? {}) as { code?: unknown };
    const refusal = { code: typeof code === "number" ? code : undefined, unanswered };
    return approach.refused(refusal) ? { fault, lastedMs, next: "at once" } : { fault, lastedMs };
  };

  const run = async (): Promise<void> => {
    let last: LastAttempt = "none";
    let failures = 0;
    while (!closing.signal.aborted) {
      const { fault, lastedMs, next } = await attempt(last);
      if (closing.signal.aborted) return;
      if (next === "at once") {
        log.debug(`MQTT: ${fault.message}; trying it another way`);
        continue;
      }
      reports.fault(fault);
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
      reports.stop();
      const leaving = client;
      if (leaving === undefined) return;
      leaving.end(!leaving.connected);
      const limit = new AbortController();
      await Promise.race([ended, pause(limitMs, limit.signal)]);
      limit.abort();
      // The library does not force an end that it began gently.
      leaving.stream.destroy();
    },
  };
}

/** Says goodbye on a connection that was only a trial; nothing is under way on it. */
function leave(client: MqttClient, limitMs: number): () => undefined {
  client.end();
  const forced = setTimeout(() => client.stream.destroy(), limitMs);
  client.once("close", () => clearTimeout(forced));
  return () => undefined;
}

/** Tells of a fault when it begins or becomes another, and when it is over. */
function createReports(tell: (fault: Fault | undefined) => void, stableMs: number) {
  let told: Fault | undefined;
  let settled: NodeJS.Timeout | undefined;

  const report = (fault: Fault | undefined): void => {
    clearTimeout(settled);
    if (fault?.code === told?.code) return;
    told = fault;
    tell(fault);
  };

  return {
    fault: report,
    /** A fault that comes back with every connection is over only once one of them has lasted a while. */
    connected(how: "well" | "sent away before"): void {
      if (how === "well") report(undefined);
      else settled = setTimeout(() => report(undefined), stableMs).unref();
    },
    stop: (): void => clearTimeout(settled),
  };
}

/** What the client library needs for one attempt; it makes no further one by itself. */
function connectOptions(options: ConnectionOptions, broker: Broker, { protocol, known }: Approach): IClientOptions {
  const { timing, will } = options;
  return {
    ...clientOptions(broker, protocol),
    clientId: options.identity.clientId,
    clean: true,
    ...(will !== undefined && { will: carried(will, known) }),
    connectTimeout: timing.answerMs,
    keepalive: timing.keepaliveS,
    reconnectPeriod: 0,
    queueQoSZero: false,
    resubscribe: false,
  };
}

/** The will, without anything the broker does not support. */
function carried({ topic, payload, qos, retain }: Message, { mostQos, retains }: Abilities) {
  return { topic, payload: Buffer.from(payload), qos: qos < mostQos ? qos : mostQos, retain: retain && retains };
}

/** How a connection ended. */
interface Closed {
  readonly error: Error | undefined;
  readonly connected: boolean;
  readonly lastedMs: number;
  /** The broker hung up without a word after letting us in, or because another program took over the session. */
  readonly isSentAway: boolean;
  /** The socket was open, and no answer came, or none that is MQTT. */
  readonly unanswered: RefusedConnect["unanswered"];
  readonly unacknowledged: number | undefined;
}

/** Waits for the end of a connection; `onConnect` is called when the broker lets us in. */
function untilClosed(
  client: MqttClient,
  onConnect: (connack: IConnackPacket) => () => number | undefined,
): Promise<Closed> {
  return new Promise((resolve) => {
    let connectedAtMs: number | undefined;
    let error: Error | undefined;
    let underWay: () => number | undefined = () => undefined;
    const remember = (found: Error): void => {
      error ??= found;
    };
    client.on("error", (found) => {
      remember(found);
      // After an error the library's parser takes nothing more, and would wait for ever for the end.
      client.stream.destroy();
    });
    client.stream.on("error", remember);
    client.on("disconnect", ({ reasonCode = 0 }) =>
      remember(Object.assign(new Error("sent away"), { code: reasonCode })),
    );
    client.on("connect", (connack) => {
      connectedAtMs = performance.now();
      underWay = onConnect(connack);
    });
    client.on("close", () => {
      const unacknowledged = underWay();
      client.end(true);
      const code = (error as { code?: unknown } | undefined)?.code;
      const connected = connectedAtMs !== undefined;
      const isWordless = error === undefined || code === "ECONNRESET" || code === "EPIPE";
      const isUnanswered = !connected && typeof code !== "number" && !isUnreachable(code);
      resolve({
        ...{ error, connected, unacknowledged },
        lastedMs: connectedAtMs === undefined ? 0 : performance.now() - connectedAtMs,
        isSentAway: code === sessionTakenOver || (connected && isWordless),
        unanswered: isUnanswered ? (isWordless ? "hung-up" : "otherwise") : undefined,
      });
    });
  });
}

/** Whether the code means that the host is not there; a host that says nothing at all may wait for TLS. */
const isUnreachable = (code: unknown): boolean =>
  typeof code === "string" && /^(ECONNREFUSED|ENOTFOUND|EAI_|EHOST|ENET|ETIMEDOUT|EADDR|EACCES)/.test(code);

/** Loads MQTT.js once the meters' ports are open: loading it keeps everything else waiting. */
async function loadClient() {
  // Waits for the rest of the turn in which the outputs are opened, and for the next one, which sees the connections.
  for (let turn = 0; turn < 2; turn++) await setImmediate();
  const [{ MqttClient }, { writeToStream }] = await Promise.all([import("mqtt"), import("mqtt-packet")]);
  // The library would keep a Buffer for each of 65,536 numbers, 7 MB in all.
  writeToStream.cacheNumbers = false;
  return MqttClient;
}

/**
 * Each pause is twice as long as the one before, up to the longest; a quarter more or less, so that many clients do not
 * come at once.
 */
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
