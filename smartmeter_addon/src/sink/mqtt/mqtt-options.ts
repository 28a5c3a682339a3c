/** Options of MQTT. */
import * as v from "valibot";
import { flag, option, port, secret, text, topic } from "../../schema/field.ts";

export const schema = v.strictObject({
  enabled: option({ text: "Publish to an MQTT broker.", default: "true in the app or when `host` is set" }, flag),
  host: option(
    {
      text: "Host of the broker, or its address like `mqtt://host:1883`; what stands in options of its own counts.",
      default: "from the Supervisor",
      example: "192.0.2.20",
    },
    text,
  ),
  port: option({ text: "Port of the broker.", default: "1883, with TLS 8883", example: 1884 }, port),
  username: option({ text: "User at the broker.", default: "from the Supervisor", example: "reader" }, text),
  password: option({ text: "Password at the broker.", default: "from the Supervisor", example: "my-password" }, secret),
  tls: option({ text: "Encrypt the connection.", default: "false" }, flag),
  ca: option(
    {
      text: "PEM file with the authority of the broker's certificate.",
      default: "the system's",
      example: "/ssl/ca.pem",
    },
    text,
  ),
  certificate: option(
    { text: "PEM file with the client's certificate.", default: "none", example: "/ssl/client.pem" },
    text,
  ),
  private_key: option(
    { text: "PEM file with the client's private key.", default: "none", example: "/ssl/client.key" },
    text,
  ),
  verify: option({ text: "Check the broker's certificate.", default: "true" }, flag),
  protocol: option(
    { text: "MQTT version.", default: "found by itself: 5 first, then 3.1.1" },
    v.picklist(["3.1.1", "5"]),
  ),
  client_id: option(
    { text: "Client id at the broker.", default: "made up once, and kept", example: "smartmeter-cellar" },
    v.pipe(text, v.maxLength(64)),
  ),
  base_topic: option({ text: "Topic everything stands under.", default: "smartmeter", example: "house/meter" }, topic),
  discovery: option({ text: "Announce the sensors to Home Assistant.", default: "true" }, flag),
  discovery_prefix: option(
    { text: "Home Assistant's discovery prefix.", default: "homeassistant", example: "ha" },
    topic,
  ),
  topics: option(
    { text: "`flat`: one topic a quantity, besides the JSON state.", default: "json" },
    v.picklist(["json", "flat"]),
  ),
});

export type MqttOptions = v.InferOutput<typeof schema>;
