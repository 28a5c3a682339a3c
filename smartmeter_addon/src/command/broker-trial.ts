import { MqttClient } from "mqtt";
import type { Fault } from "../fault.ts";
import type { Supervisor } from "../host/supervisor.ts";
import { clientOptions, createBrokerFinder, socketOpener } from "../sink/mqtt/mqtt-broker.ts";
import { brokerFault } from "../sink/mqtt/mqtt-fault.ts";
import type { MqttOptions } from "../sink/mqtt/mqtt-output.ts";
import type { BrokerTrial } from "../tools/doctor.ts";

const answerMs = 8_000;

/** Logs in to the broker of the configuration once, and leaves again without a word. */
export async function tryBroker(options: MqttOptions, supervisor: Supervisor | undefined): Promise<BrokerTrial> {
  const finder = createBrokerFinder(options, supervisor, 0);
  const broker = await finder.find("none", performance.now(), AbortSignal.timeout(answerMs));
  if ("code" in broker) return { name: "MQTT", fault: broker };
  const name = `${broker.host}:${broker.port}`;
  try {
    const openSocket = await socketOpener(broker, options);
    const client = new MqttClient(openSocket, {
      ...clientOptions(broker, options),
      connectTimeout: answerMs,
      reconnectPeriod: 0,
    });
    const failure = await new Promise<{ readonly error: Error | undefined } | undefined>((resolve) => {
      client.once("connect", () => resolve(undefined));
      client.once("error", (error) => resolve({ error }));
      client.once("close", () => resolve({ error: undefined }));
    });
    // A late error must not become an exception.
    client.on("error", () => {});
    client.end(true);
    return { name, fault: failure === undefined ? undefined : brokerFault(failure.error, broker, false) };
  } catch (error) {
    const fault: Fault = brokerFault(error instanceof Error ? error : new Error(String(error)), broker, false);
    return { name, fault };
  }
}
