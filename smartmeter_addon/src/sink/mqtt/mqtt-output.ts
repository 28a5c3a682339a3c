/** MQTT as an output: its options and words, and whether it runs. */
import { faultHelp } from "../../texts/help.ts";
import { message } from "../../texts/log-lines.ts";
import { defineOutput } from "../output.ts";
import { recallIdentity } from "./mqtt-identity.ts";
import { schema } from "./mqtt-options.ts";

export const mqttOutput = defineOutput({
  name: "mqtt",
  title: { en: "MQTT", de: "MQTT" },
  text: "MQTT broker and Home Assistant discovery.",
  schema,
  isInForm: true,
  isWanted: (options, inApp) => options?.enabled ?? (inApp || options?.host !== undefined),
  summary: ({ host, port }) =>
    `MQTT to ${host === undefined ? "the broker of Home Assistant" : `${host}${port === undefined ? "" : `:${port}`}`}`,
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
      describe: ({ fault }) => (fault === undefined ? "" : Object.values(faultHelp(fault.code, language)).join(" ")),
    });
  },
});
