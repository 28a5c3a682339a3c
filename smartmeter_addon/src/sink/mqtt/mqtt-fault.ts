// Why a connection to a broker was not made, or ended: from what socket, TLS and broker said to a fault of its own.
import { createFault, type Fault, type FaultCode } from "../../fault.ts";
import { type Broker, UnusableFile } from "./mqtt-broker.ts";

/** How an attempt ended. */
export interface Ending {
  readonly error: Error | undefined;
  /** The broker had let us in. */
  readonly connected: boolean;
  /** The other of TLS and plain MQTT is understood at this port. */
  readonly otherIsWanted?: boolean | undefined;
  /** So many connections in a row were ended by the broker without a word, soon after it had let us in. */
  readonly sentAway?: number | undefined;
  /** Octets of the largest message that was not acknowledged when it ended. */
  readonly unacknowledged?: number | undefined;
}

/** From so many on it is no chance. */
const oftenSentAway = 3;

export function brokerFault(ending: Ending, broker: Broker): Fault {
  const { error, connected } = ending;
  const place = `${broker.host}:${broker.port}`;
  const code = (error as { code?: unknown } | undefined)?.code;
  if (error instanceof UnusableFile) return createFault(error.code, error.message);
  if (typeof code === "number") return refusal(code, error?.message ?? "", place);
  if (ending.otherIsWanted === true)
    return broker.tls
      ? createFault("broker-without-tls", `${place} answers without TLS only`)
      : createFault("broker-wants-tls", `${place} answers with TLS only`);
  if (broker.tls && typeof code === "string" && isClientCertificate(code))
    return createFault("client-certificate-wanted", `${place} says: ${reasonOf(error as Error, code)}`);
  if (error !== undefined && broker.tls && isTlsError(error, code))
    return createFault("broker-tls", `No trusted connection to the broker at ${place}: ${reasonOf(error, code)}`);
  return connected ? broken(ending, place) : unreachable(error, code, place);
}

/** Mosquitto's answer to a message that is too long has a code that MQTT 5 has not for it, and the library stops there. */
const oddRefusal = "Invalid puback reason code";

function broken({ error, sentAway = 0, unacknowledged }: Ending, place: string): Fault {
  if (error?.message === oddRefusal && unacknowledged !== undefined)
    return createFault("broker-packet-limit", `The broker at ${place} refuses a message of ${unacknowledged} octets`);
  if (sentAway < oftenSentAway)
    return createFault("broker-unreachable", `The connection to the broker at ${place} is gone${why(error)}`);
  if (unacknowledged !== undefined)
    return createFault(
      "broker-packet-limit",
      `The broker at ${place} ended ${sentAway} connections over a message of ${unacknowledged} octets`,
    );
  return createFault(
    "client-id-shared",
    `The broker at ${place} ended ${sentAway} connections in a row without a word`,
  );
}

function unreachable(error: Error | undefined, code: unknown, place: string): Fault {
  if (error === undefined || error.message === "connack timeout")
    return createFault("broker-unreachable", `The broker at ${place} does not answer`);
  return createFault("broker-unreachable", `The broker at ${place} cannot be reached: ${reasonOf(error, code)}`);
}

/**
 * Codes of CONNACK and DISCONNECT that say more than that the broker is not ready: MQTT 3.1.1 section 3.2.2.3, MQTT 5
 * sections 3.2.2.2 and 3.14.2.1.
 */
const refusals: Readonly<Record<number, readonly [FaultCode, string]>> = {
  1: ["broker-version", "does not speak this MQTT version"],
  2: ["client-id-refused", "does not take the client id"],
  4: ["broker-refused", "refuses the user name or password"],
  5: ["broker-refused", "refuses the user name or password"],
  132: ["broker-version", "does not speak this MQTT version"],
  133: ["client-id-refused", "does not take the client id"],
  134: ["broker-refused", "refuses the user name or password"],
  135: ["broker-refused", "refuses the user name or password"],
  138: ["broker-refused", "has banned this client"],
  140: ["broker-refused", "wants another kind of login"],
  142: ["client-id-shared", "has let another program in with the same client id"],
  149: ["broker-packet-limit", "does not take a message as long as this"],
};

function refusal(code: number, said: string, place: string): Fault {
  const known = refusals[code];
  if (known === undefined)
    return createFault("broker-unreachable", `The broker at ${place} is not ready: ${said} (code ${code})`);
  return createFault(known[0], `The broker at ${place} ${known[1]} (code ${code})`);
}

/** Alerts of a broker that misses a certificate of ours, or does not believe it (RFC 8446 section 6.2). */
const isClientCertificate = (code: string): boolean =>
  /_ALERT_(CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|UNKNOWN_CA|(BAD|UNKNOWN|REVOKED|EXPIRED|UNSUPPORTED)_CERTIFICATE|CERTIFICATE_)/.test(
    code,
  );

/** Codes of OpenSSL and of Node's own checks; everything else about a TLS connection is the network's. */
function isTlsError(error: Error, code: unknown): boolean {
  if (typeof code !== "string") return /TLS|certificate|self.signed/i.test(error.message);
  return /^(ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_|INVALID_|EPROTO$)/.test(code);
}

function reasonOf(error: Error, code: unknown): string {
  return typeof code === "string" && !error.message.includes(code) ? `${error.message} (${code})` : error.message;
}

function why(error: Error | undefined): string {
  return error === undefined ? "" : `: ${error.message}`;
}
