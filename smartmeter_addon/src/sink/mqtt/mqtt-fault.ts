import { createFault, type Fault } from "../../fault.ts";
import { type Broker, UnreadableFile } from "./mqtt-broker.ts";

/** Why a connection was not made or ended, as a fault. `connected`: the broker had let us in before. */
export function brokerFault(error: Error | undefined, broker: Broker, connected: boolean): Fault {
  const place = `${broker.host}:${broker.port}`;
  const code = (error as { code?: unknown } | undefined)?.code;
  if (error instanceof UnreadableFile) return createFault("broker-tls", `The certificate file ${error.message}`);
  if (typeof code === "number") {
    const refusal = refusals[code];
    if (refusal !== undefined) return createFault("broker-refused", `The broker at ${place} ${refusal} (code ${code})`);
    return createFault("broker-unreachable", `The broker at ${place} is not ready: ${error?.message} (code ${code})`);
  }
  if (error !== undefined && broker.tls && isTlsError(error, code))
    return createFault("broker-tls", `No trusted connection to the broker at ${place}: ${reasonOf(error, code)}`);
  if (connected)
    return createFault("broker-unreachable", `The connection to the broker at ${place} is gone${why(error)}`);
  if (error === undefined || error.message === "connack timeout")
    return createFault("broker-unreachable", `The broker at ${place} does not answer: ${tlsHint(broker)}`);
  return createFault("broker-unreachable", `The broker at ${place} cannot be reached: ${reasonOf(error, code)}`);
}

/** A side that speaks TLS and one that does not only wait for each other. */
function tlsHint({ tls }: Broker): string {
  return tls ? "does it speak TLS on this port?" : "does it want TLS on this port?";
}

/** Return codes of CONNACK that will not change by themselves: MQTT 3.1.1 section 3.2.2.3, MQTT 5 section 3.2.2.2. */
const refusals: Readonly<Record<number, string>> = {
  1: "does not speak this MQTT version",
  2: "does not take the client id",
  4: "refuses the user name or password",
  5: "refuses the user name or password",
  132: "does not speak this MQTT version",
  133: "does not take the client id",
  134: "refuses the user name or password",
  135: "refuses the user name or password",
  138: "has banned this client",
  140: "wants another kind of login",
  142: "lets another program use the same client id",
};

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
