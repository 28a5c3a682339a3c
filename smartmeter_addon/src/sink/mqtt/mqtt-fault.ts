/** Why a connection to a broker was not made, or ended: turns what socket, TLS and broker said into a fault. */
import { createFault, type Fault, reasonOf } from "../../fault.ts";
import { hostAndPort } from "../../http/own-name.ts";
import { type Broker, UnusableFile } from "./mqtt-broker.ts";

/** How an attempt ended. */
export interface Ending {
  readonly error: Error | undefined;
  /** The broker had let us in before it ended. */
  readonly connected: boolean;
  /** The port speaks TLS where plain MQTT was tried, or the other way round. */
  readonly otherIsWanted?: boolean | undefined;
  /** How many connections in a row the broker has ended soon after letting us in, without a word or for another program. */
  readonly sentAway?: number | undefined;
  /** Octets of the largest message that had not been acknowledged at the end. */
  readonly unacknowledged?: number | undefined;
}

/** From this many on it is not chance. */
const oftenSentAway = 3;
/** DISCONNECT: another program logged in with our client id (MQTT 5, section 3.14.2.1). */
export const sessionTakenOver = 142;

/** What the end of an attempt means. */
export function brokerFault(ending: Ending, broker: Broker): Fault {
  const { error, connected } = ending;
  const place = hostAndPort(broker.host, broker.port);
  const code = (error as { code?: unknown } | undefined)?.code;
  if (error instanceof UnusableFile) return error.fault;
  if (typeof code === "number") return refusal(code, place);
  if (ending.otherIsWanted === true)
    return createFault(broker.tls ? "broker-without-tls" : "broker-wants-tls", { is: "place", place });
  if (broker.tls && typeof code === "string" && isClientCertificate(code))
    return createFault("client-certificate-wanted", { is: "place", place });
  if (error !== undefined && broker.tls && isTlsError(error, code))
    return createFault("broker-tls", { is: "reason", place, reason: reasonOf(error) });
  return connected ? broken(ending, place) : unreachable(error, place);
}

/**
 * Mosquitto answers a message that is too long with a code that MQTT 5 does not have there, and the library gives up
 * on it.
 */
const oddRefusal = "Invalid puback reason code";

function broken({ error, sentAway: count = 0, unacknowledged: octets }: Ending, place: string): Fault {
  if (error?.message === oddRefusal && octets !== undefined)
    return createFault("broker-packet-limit", { is: "octets", place, octets });
  if (count < oftenSentAway) return createFault("broker-unreachable", { is: "gone", place });
  if (octets !== undefined) return createFault("broker-packet-limit", { is: "ended", place, count, octets });
  return createFault("client-id-shared", { is: "ended", place, count });
}

function unreachable(error: Error | undefined, place: string): Fault {
  if (error === undefined || error.message === "connack timeout")
    return createFault("broker-unreachable", { is: "silent", place });
  return createFault("broker-unreachable", { is: "reason", place, reason: reasonOf(error) });
}

/**
 * What the codes of CONNACK and DISCONNECT mean (MQTT 3.1.1, section 3.2.2.3; MQTT 5, sections 3.2.2.2 and 3.14.2.1);
 * all others only mean that the broker is not ready.
 */
function refusal(reply: number, place: string): Fault {
  switch (reply) {
    case 1:
    case 132:
      return createFault("broker-version", { is: "place", place });
    case 2:
    case 133:
      return createFault("client-id-refused", { is: "place", place });
    case 4:
    case 5:
    case 134:
    case 135:
      return createFault("broker-refused", { is: "login", place });
    case 138:
      return createFault("broker-refused", { is: "banned", place });
    case 140:
      return createFault("broker-refused", { is: "method", place });
    case sessionTakenOver:
      return createFault("client-id-shared", { is: "told", place });
    case 149:
      return createFault("broker-packet-limit", { is: "place", place });
    default:
      return createFault("broker-unreachable", { is: "unready", place, reply });
  }
}

/** Alerts of a broker that lacks a certificate of ours or does not trust it (RFC 8446, section 6.2). */
const isClientCertificate = (code: string): boolean =>
  /_ALERT_(CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|UNKNOWN_CA|(BAD|UNKNOWN|REVOKED|EXPIRED|UNSUPPORTED)_CERTIFICATE|CERTIFICATE_)/.test(
    code,
  );

/** Whether the code comes from OpenSSL or from Node's own checks; all other errors come from the network. */
function isTlsError(error: Error, code: unknown): boolean {
  if (typeof code !== "string") return /TLS|certificate|self.signed/i.test(error.message);
  return /^(ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_|INVALID_|EPROTO$)/.test(code);
}
