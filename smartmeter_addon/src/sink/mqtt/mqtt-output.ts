/** MQTT as an output: its options and words, and whether it runs. */
import { hostAndPort } from "../../http/own-name.ts";
import { sayFault } from "../../texts/help.ts";
import { message } from "../../texts/log-lines.ts";
import { defineOutput } from "../output.ts";
import { recallIdentity } from "./mqtt-identity.ts";
import { schema } from "./mqtt-options.ts";

export const mqttOutput = defineOutput({
  name: "mqtt",
  title: { en: "MQTT", de: "MQTT" },
  text: {
    en: "MQTT broker and Home Assistant discovery. Leave everything empty to use the Mosquitto broker app of Home Assistant.",
    de: "MQTT-Broker und Erkennung in Home Assistant. Alles leer lassen, dann wird die Mosquitto-App von Home Assistant verwendet.",
  },
  schema,
  isWanted: (options, inApp) => options?.enabled ?? (inApp || options?.host !== undefined),
  summary({ host, port }) {
    if (host === undefined) return { en: "MQTT to Home Assistant's broker", de: "MQTT zum Broker von Home Assistant" };
    const place = port === undefined ? host : hostAndPort(host, port);
    return { en: `MQTT to ${place}`, de: `MQTT zu ${place}` };
  },
  check: async (options) => (await import("./mqtt-broker.ts")).fileFault(options),
  async open(options, context) {
    const { log, language, publishing } = context;
    const { createMqttSink } = await import("./mqtt.ts");
    const { client_id: clientId } = options;
    return createMqttSink({
      ...context,
      ...publishing,
      mqtt: options,
      identity: recallIdentity({ clientId, seed: context.seed, memory: context.memory("mqtt") }),
      store: context.memory("home-assistant"),
      onConnected: (broker) => log.info(message(language, "brokerConnected", { broker })),
      onAnnounced: (device) => log.info(message(language, "announced", device)),
      describe: ({ fault }) => (fault === undefined ? "" : sayFault(fault, language)),
    });
  },
});
