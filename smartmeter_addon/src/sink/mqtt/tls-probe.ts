/**
 * If only one of the two sides speaks TLS, both wait for each other, or one hangs up. One more connection tells which it
 * is.
 */
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Broker } from "./mqtt-broker.ts";

/** CONNECT of MQTT 3.1.1 without session, login or will (section 3.1); every broker answers it with CONNACK. */
const bareConnect = Uint8Array.of(0x10, 12, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 10, 0, 0);
const connack = 0x20;

/** Whether the broker would understand the other way: TLS where it is off, plain MQTT where it is on. Never throws. */
export function wantsTheOther({ host, port, tls }: Broker, limitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = tls ? connect({ host, port }) : connectTls({ host, port, rejectUnauthorized: false });
    const timer = setTimeout(() => done(false), limitMs);
    const done = (answer: boolean): void => {
      clearTimeout(timer);
      resolve(answer);
      socket.destroy();
    };
    socket.on("error", (error: NodeJS.ErrnoException) => done(!tls && isAlert(error))).on("close", () => done(false));
    if (!tls) socket.on("secureConnect", () => done(true));
    else {
      socket.on("connect", () => socket.write(bareConnect));
      socket.on("data", (octets: Uint8Array) => done(octets[0] === connack));
    }
  });
}

/** Only a side that speaks TLS sends an alert, for example about a missing client certificate. */
const isAlert = ({ code }: NodeJS.ErrnoException): boolean => code?.includes("_ALERT_") === true;
