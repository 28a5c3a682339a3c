// One login at the broker of the configuration, for the doctor.

import { randomBytes } from "node:crypto";
import type { Fault } from "../fault.ts";
import type { Supervisor } from "../host/supervisor.ts";
import { hostAndPort } from "../http/own-name.ts";
import { silentLog } from "../log.ts";
import { createBrokerFinder } from "../sink/mqtt/mqtt-broker.ts";
import { connectionTiming, openConnection } from "../sink/mqtt/mqtt-connection.ts";
import type { MqttOptions } from "../sink/mqtt/mqtt-options.ts";
import type { BrokerTrial } from "../tools/doctor.ts";

const answerMs = 8_000;

/** Logs in to the broker once, under a client id of its own so that nobody is thrown out, and leaves without a word. */
export async function tryBroker(options: MqttOptions, supervisor: Supervisor | undefined): Promise<BrokerTrial> {
  let close: (() => Promise<void>) | undefined;
  const trial = await new Promise<BrokerTrial>((resolve) => {
    const connection = openConnection({
      mqtt: options,
      finder: createBrokerFinder(options, supervisor, 0),
      identity: {
        clientId: `smartmeter_doctor_${randomBytes(3).toString("hex")}`,
        instance: "doctor",
        protocol: undefined,
        remember: () => {},
      },
      timing: { ...connectionTiming, answerMs },
      log: silentLog,
      onConnect({ broker }) {
        resolve({ name: broker, fault: undefined });
        return () => undefined;
      },
      onDisconnect: () => {},
      onFault: (fault: Fault | undefined) => fault && resolve({ name: brokerName(options), fault }),
    });
    close = () => connection.close(1000);
  });
  await close?.();
  return trial;
}

const brokerName = ({ host, port }: MqttOptions): string =>
  host === undefined ? "MQTT" : hostAndPort(host, port ?? 1883);
