/** Which broker to connect to, and with which credentials and certificates. */
import { readFile, stat } from "node:fs/promises";
import { connect, isIP, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import type { IClientOptions } from "mqtt";
import { createFault, type Fault, reasonOf } from "../../fault.ts";
import type { Supervisor } from "../../host/supervisor.ts";
import type { Sentence } from "../../language/language.ts";
import type { Secret } from "../../secret.ts";
import type { ProtocolLevel } from "./mqtt-identity.ts";
import type { MqttOptions } from "./mqtt-options.ts";
import { limitPackets } from "./packet-limit.ts";

/** A broker and what it takes to be let in. */
export interface Broker {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly username: string | undefined;
  readonly password: Secret | undefined;
}

/** How the last attempt ended; it decides whether what is known about the broker is still to be believed. */
export type LastAttempt = "none" | "refused" | "failed";

/** Knows where the broker is. */
export interface BrokerFinder {
  /** The broker set by hand, else the Supervisor's; a fault where there is none now. Never throws. */
  find(last: LastAttempt, nowMs: number, signal: AbortSignal): Promise<Broker | Fault>;
}

/** `askAgainMs`: how long the Supervisor's word is believed. */
export function createBrokerFinder(
  options: MqttOptions,
  supervisor: Supervisor | undefined,
  askAgainMs: number,
): BrokerFinder {
  const byHand = brokerByHand(options);
  let known: { broker: Broker; askedAtMs: number } | undefined;

  return {
    async find(last, nowMs, signal) {
      if (byHand !== undefined) return byHand;
      if (supervisor === undefined) return createFault("broker-missing", { is: "unnamed" });
      // Credentials change when the broker is reinstalled; the registration is gone while the broker is stopped.
      const trusted = known !== undefined && last !== "refused" && nowMs - known.askedAtMs < askAgainMs;
      if (known !== undefined && trusted) return known.broker;
      const answer = await supervisor.mqttService(signal);
      if (answer.kind === "broker") {
        known = { broker: answer, askedAtMs: nowMs };
        return answer;
      }
      if (known !== undefined && last !== "refused") return known.broker;
      return answer.kind === "refused"
        ? createFault("supervisor-refused", { is: "app" })
        : createFault("broker-missing", { is: answer.why });
    },
  };
}

function brokerByHand(options: MqttOptions): Broker | undefined {
  const { host, username, password } = options;
  if (host === undefined) return undefined;
  const tls = options.tls ?? false;
  return { host, port: options.port ?? (tls ? 8883 : 1883), tls, username, password };
}

/** Thrown for a file, named in the options, that cannot be used. */
export class UnusableFile extends Error {
  override readonly name = "UnusableFile";
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.message);
    this.fault = fault;
  }
}

/** What the client library needs to speak to this broker. */
export function clientOptions(broker: Broker, protocol: ProtocolLevel): IClientOptions {
  return {
    protocol: broker.tls ? "mqtts" : "mqtt",
    protocolVersion: protocol,
    ...(broker.username !== undefined && { username: broker.username }),
    ...(broker.password !== undefined && { password: broker.password.reveal() }),
  };
}

/**
 * A function that opens sockets for one attempt. Certificates are read anew for each attempt, since they get renewed.
 */
export async function socketOpener(broker: Broker, options: MqttOptions): Promise<() => Socket> {
  const { host, port, tls } = broker;
  if (!tls) return () => limitPackets(connect({ host, port }));
  const settings = await tlsOptions(options);
  const servername = isIP(host) === 0 ? host : undefined;
  return () => limitPackets(connectTls({ host, port, ...(servername !== undefined && { servername }), ...settings }));
}

async function tlsOptions(options: MqttOptions): Promise<ConnectionOptions> {
  const [ca, cert, key] = await Promise.all([options.ca, options.certificate, options.private_key].map(readPem));
  if (key !== undefined && /ENCRYPTED/.test(key))
    throw new UnusableFile(createFault("private-key-encrypted", { is: "path", path: options.private_key as string }));
  return {
    rejectUnauthorized: options.verify ?? true,
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  };
}

/** What is wrong with the files of a connection with TLS; undefined: nothing, or it has none. */
export async function fileFault(options: MqttOptions): Promise<Fault | undefined> {
  try {
    if (options.tls === true) await tlsOptions(options);
    return undefined;
  } catch (error) {
    if (error instanceof UnusableFile) return error.fault;
    throw error;
  }
}

async function readPem(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    // A pipe without a writer would never be read to its end.
    if (!(await stat(path)).isFile()) throw unreadable(path, reasonOf({ code: "EFTYPE" }));
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof UnusableFile) throw error;
    throw unreadable(path, reasonOf(error));
  }
}

function unreadable(path: string, reason: Sentence): UnusableFile {
  return new UnusableFile(createFault("broker-tls", { is: "file", path, reason }));
}
