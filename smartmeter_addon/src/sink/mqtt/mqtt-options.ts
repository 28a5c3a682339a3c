/** Options of MQTT. */
import * as v from "valibot";
import { choice, flag, option, port, secret, text, topic } from "../../schema/field.ts";

export const schema = v.strictObject({
  enabled: option(
    {
      title: { en: "Publish over MQTT", de: "Über MQTT veröffentlichen" },
      text: { en: "Publish to an MQTT broker.", de: "Veröffentlicht an einem MQTT-Broker." },
      default: { en: "true in the app or when `host` is set", de: "ein in der App, oder wenn `host` gesetzt ist" },
    },
    flag,
  ),
  host: option(
    {
      title: { en: "Host", de: "Adresse" },
      text: {
        en: "Address of your own broker, or all of it as `mqtt://host:1883`; the separate options win.",
        de: "Adresse deines eigenen Brokers, auch wie `mqtt://host:1883`; was in eigenen Feldern steht, geht vor.",
      },
      default: { en: "from the Supervisor", de: "vom Supervisor" },
      example: "192.0.2.20",
    },
    text,
  ),
  port: option(
    {
      title: { en: "Port", de: "Port" },
      text: {
        en: "1883 without encryption, 8883 with it, unless you enter another.",
        de: "1883 ohne, 8883 mit Verschlüsselung, wenn du nichts anderes einträgst.",
      },
      default: { en: "1883, with TLS 8883", de: "1883, mit TLS 8883" },
      example: 1884,
    },
    port,
  ),
  username: option(
    {
      title: { en: "User", de: "Benutzer" },
      text: { en: "User at your own broker.", de: "Benutzer an deinem eigenen Broker." },
      default: { en: "from the Supervisor", de: "vom Supervisor" },
      example: "reader",
    },
    text,
  ),
  password: option(
    {
      title: { en: "Password", de: "Passwort" },
      text: { en: "Password at your own broker.", de: "Passwort an deinem eigenen Broker." },
      default: { en: "from the Supervisor", de: "vom Supervisor" },
      example: "my-password",
    },
    secret,
  ),
  tls: option(
    {
      title: { en: "Encrypted (TLS)", de: "Verschlüsselt (TLS)" },
      text: {
        en: "Encrypts the connection to your own broker.",
        de: "Verschlüsselt die Verbindung zu deinem eigenen Broker.",
      },
      default: "false",
    },
    flag,
  ),
  ca: option(
    {
      title: { en: "Certificate authority", de: "Zertifizierungsstelle" },
      text: {
        en: "PEM file with the authority of the broker's certificate.",
        de: "PEM-Datei der Stelle, die das Zertifikat des Brokers unterschrieben hat.",
      },
      default: { en: "the system's", de: "die des Systems" },
      example: "/ssl/ca.pem",
    },
    text,
  ),
  certificate: option(
    {
      title: { en: "Client certificate", de: "Client-Zertifikat" },
      text: { en: "PEM file with the client's certificate.", de: "PEM-Datei, falls dein Broker eines verlangt." },
      default: { en: "none", de: "keine" },
      example: "/ssl/client.pem",
    },
    text,
  ),
  private_key: option(
    {
      title: { en: "Client's private key", de: "Privater Schlüssel des Clients" },
      text: { en: "PEM file with the client's private key.", de: "PEM-Datei zum Client-Zertifikat." },
      default: { en: "none", de: "keine" },
      example: "/ssl/client.key",
    },
    text,
  ),
  verify: option(
    {
      title: { en: "Check the certificate", de: "Zertifikat prüfen" },
      text: {
        en: "Checks the broker's certificate; without this, anybody could pretend to be your broker.",
        de: "Prüft das Zertifikat des Brokers; ohne Prüfung könnte sich jeder als dein Broker ausgeben.",
      },
      default: "true",
    },
    flag,
  ),
  protocol: option(
    {
      title: { en: "MQTT version", de: "MQTT-Version" },
      text: { en: "MQTT version.", de: "Version des Protokolls." },
      default: { en: "found automatically: 5 first, then 3.1.1", de: "von selbst gefunden: zuerst 5, dann 3.1.1" },
    },
    v.picklist(["3.1.1", "5"]),
  ),
  client_id: option(
    {
      title: { en: "Client id", de: "Client-Kennung" },
      text: { en: "Client id at the broker.", de: "Kennung, mit der sich das Programm am Broker meldet." },
      default: { en: "made up once, and kept", de: "wird einmal gewählt und behalten" },
      example: "smartmeter-cellar",
    },
    v.pipe(text, v.maxLength(64)),
  ),
  base_topic: option(
    {
      title: { en: "Base topic", de: "Basis-Topic" },
      text: { en: "Everything is published below this topic.", de: "Darunter wird alles veröffentlicht." },
      default: "smartmeter",
      example: "house/meter",
    },
    topic,
  ),
  discovery: option(
    {
      title: { en: "Home Assistant discovery", de: "Erkennung in Home Assistant" },
      text: {
        en: "Announce the sensors to Home Assistant.",
        de: "Meldet die Sensoren in Home Assistant an; sonst erscheinen sie nicht von selbst.",
      },
      default: "true",
    },
    flag,
  ),
  discovery_prefix: option(
    {
      title: { en: "Discovery prefix", de: "Discovery-Präfix" },
      text: {
        en: "Home Assistant's discovery prefix.",
        de: "Nur ändern, wenn du es in der MQTT-Integration von Home Assistant geändert hast.",
      },
      default: "homeassistant",
      example: "ha",
    },
    topic,
  ),
  topics: option(
    {
      title: { en: "Topics for other systems", de: "Topics für andere Systeme" },
      text: {
        en: "`flat`: one topic per quantity, besides the JSON state.",
        de: "`flat`: Jeder Wert hat zusätzlich ein eigenes Topic, etwa für openHAB oder ioBroker.",
      },
      default: "json",
    },
    choice({
      json: { en: "one for all values", de: "eines für alle Werte" },
      flat: { en: "also one for each value", de: "zusätzlich eines je Wert" },
    }),
  ),
});

export type MqttOptions = v.InferOutput<typeof schema>;
