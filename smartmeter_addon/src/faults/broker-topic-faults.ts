/** What a broker that lets us in does not take, and who else uses our topics there. */
import type { FaultRow } from "./fault-row.ts";

export const brokerTopicFaults = {
  "broker-packet-limit": {
    layer: "broker",
    weight: "hurts",
    until: "told",
    title: { en: "A message is too long for the broker", de: "Eine Nachricht ist zu lang für den Broker" },
    seen: {
      en: "The broker refuses a message as long as the one that sets up the sensors.",
      de: "Der Broker nimmt keine Nachricht an, die so lang ist wie die, mit der die Sensoren angelegt werden.",
    },
    here: {
      place: {
        en: "The MQTT broker at {place} does not take a message as long as this.",
        de: "Der MQTT-Broker unter {place} nimmt keine so lange Nachricht an.",
      },
      octets: {
        en: "The MQTT broker at {place} refuses a message of {octets} bytes.",
        de: "Der MQTT-Broker unter {place} lehnt eine Nachricht von {octets} Bytes ab.",
      },
      topic: {
        en: "The broker does not take the message for {topic}; it is too long.",
        de: "Der Broker nimmt die Nachricht für {topic} nicht an; sie ist zu lang.",
      },
      limit: {
        en: "The message for {topic} has {octets} bytes, and the broker takes {most} at most.",
        de: "Die Nachricht für {topic} hat {octets} Bytes, und der Broker nimmt höchstens {most}.",
      },
      ended: {
        en: "The MQTT broker at {place} ended {count} connections over a message of {octets} bytes.",
        de: "Der MQTT-Broker unter {place} hat {count} Verbindungen wegen einer Nachricht von {octets} Bytes beendet.",
      },
    },
    means: {
      en: "Its size limit is too low; without that message Home Assistant shows no sensors.",
      de: "Seine Grenze für Nachrichten ist zu niedrig; ohne diese Nachricht zeigt Home Assistant keine Sensoren.",
    },
    next: {
      en: "Raise the broker's limit to 64 kB or more (in Mosquitto 'max_packet_size' and 'message_size_limit').",
      de: "Heb die Grenze des Brokers auf mindestens 64 kB an (bei Mosquitto 'max_packet_size' und 'message_size_limit').",
    },
  },
  "broker-without-retain": {
    layer: "broker",
    weight: "notice",
    until: "told",
    title: { en: "Broker keeps no messages", de: "Broker bewahrt keine Nachrichten auf" },
    seen: {
      en: "The broker does not keep (retain) messages.",
      de: "Der Broker bewahrt keine Nachrichten auf (retain).",
    },
    here: {
      place: {
        en: "The MQTT broker at {place} says that it does not keep (retain) messages.",
        de: "Der MQTT-Broker unter {place} sagt, dass er keine Nachrichten aufbewahrt (retain).",
      },
      "hangs-up": {
        en: "The MQTT broker at {place} hangs up on messages that it is to keep (retain).",
        de: "Der MQTT-Broker unter {place} legt auf, wenn er Nachrichten aufbewahren soll (retain).",
      },
    },
    means: {
      en: "Everything works while this program is running. When it is not, Home Assistant shows 'unknown' after a restart.",
      de: "Solange dieses Programm läuft, geht alles. Ist es weg, zeigt Home Assistant nach einem Neustart „unbekannt“.",
    },
    next: {
      en: "Nothing to do; a broker that retains messages, such as the Mosquitto broker app, does better.",
      de: "Nichts zu tun; ein Broker, der Nachrichten aufbewahrt, etwa die App Mosquitto broker, kann es besser.",
    },
  },
  "broker-without-qos": {
    layer: "broker",
    weight: "notice",
    until: "told",
    title: { en: "Broker confirms no messages", de: "Broker bestätigt keine Nachrichten" },
    seen: {
      en: "The broker only takes messages with QoS 0, so it never confirms any.",
      de: "Der Broker nimmt nur Nachrichten mit QoS 0; er bestätigt also keine.",
    },
    here: {
      place: {
        en: "The MQTT broker at {place} only takes messages with QoS 0, so it never confirms any.",
        de: "Der MQTT-Broker unter {place} nimmt nur Nachrichten mit QoS 0 und bestätigt daher keine.",
      },
    },
    means: {
      en: "Values arrive, but nobody can say whether all of them do.",
      de: "Die Werte kommen an, aber ob jeder einzelne, kann niemand sagen.",
    },
    next: {
      en: "Nothing to do; to have them confirmed, raise the broker's limit (in Mosquitto 'max_qos').",
      de: "Nichts zu tun; damit sie bestätigt werden, heb die Grenze des Brokers an (bei Mosquitto 'max_qos').",
    },
  },
  "topics-refused": {
    layer: "broker",
    weight: "stops",
    until: "told",
    title: { en: "Broker refuses the values", de: "Broker nimmt die Werte nicht an" },
    seen: {
      en: "The broker lets this user in, but does not let it write to the topics of the values.",
      de: "Der Broker lässt diesen Benutzer herein, aber nicht auf die Topics der Werte schreiben.",
    },
    here: {
      topic: {
        en: "The broker does not let this user write to {topic}.",
        de: "Der Broker lässt diesen Benutzer nicht auf {topic} schreiben.",
      },
    },
    means: {
      en: "Its access rules (ACL) leave these topics out, so nothing arrives anywhere.",
      de: "Seine Zugriffsregeln (ACL) lassen diese Topics aus; so kommt nirgends etwas an.",
    },
    next: {
      en: "Allow this user to read and write the topics below 'base_topic' (usually smartmeter/#), or use one that can.",
      de: "Erlaub diesem Benutzer, unter 'base_topic' (meist smartmeter/#) zu lesen und zu schreiben, oder nimm einen, der darf.",
    },
  },
  "discovery-refused": {
    layer: "broker",
    weight: "hurts",
    until: "told",
    title: { en: "Sensors cannot be set up", de: "Sensoren lassen sich nicht anlegen" },
    seen: {
      en: "The broker takes the values, but not the messages that set up the sensors in Home Assistant.",
      de: "Der Broker nimmt die Werte an, nicht aber die Nachrichten, mit denen die Sensoren in Home Assistant angelegt werden.",
    },
    here: {
      topic: {
        en: "The broker does not let this user write to {topic}.",
        de: "Der Broker lässt diesen Benutzer nicht auf {topic} schreiben.",
      },
    },
    means: {
      en: "Its access rules (ACL) leave Home Assistant's discovery topics out.",
      de: "Seine Zugriffsregeln (ACL) lassen die Discovery-Topics von Home Assistant aus.",
    },
    next: {
      en: "Allow this user to read and write the topics below 'discovery_prefix' (usually homeassistant/#).",
      de: "Erlaub diesem Benutzer, unter 'discovery_prefix' (meist homeassistant/#) zu lesen und zu schreiben.",
    },
  },
  "write-unproven": {
    layer: "broker",
    weight: "hurts",
    until: "told",
    title: { en: "What was sent can't be read back", de: "Gesendetes lässt sich nicht zurücklesen" },
    seen: {
      en: "The broker took a message, but doesn't give it back.",
      de: "Der Broker hat eine Nachricht angenommen, gibt sie aber nicht zurück.",
    },
    here: {
      topic: {
        en: "The broker took the message for {topic}, but doesn't give it back.",
        de: "Der Broker hat die Nachricht für {topic} angenommen, gibt sie aber nicht zurück.",
      },
    },
    means: {
      en: "Its access rules (ACL) don't let this user write there, so nothing arrives, or don't let it read. MQTT 3.1.1 can't tell which.",
      de: "Seine Zugriffsregeln (ACL) lassen diesen Benutzer dort nicht schreiben, dann kommt nichts an, oder nicht lesen. Was davon, sagt MQTT 3.1.1 nicht.",
    },
    next: {
      en: "Allow this user to read and write below 'base_topic' (usually smartmeter/#) and 'discovery_prefix' (usually homeassistant/#).",
      de: "Erlaub diesem Benutzer, unter 'base_topic' (meist smartmeter/#) und 'discovery_prefix' (meist homeassistant/#) zu lesen und zu schreiben.",
    },
  },
  "topics-shared": {
    layer: "broker",
    weight: "hurts",
    until: "told",
    title: { en: "Two programs on the same topics", de: "Zwei Programme auf denselben Topics" },
    seen: {
      en: "A second copy of this program publishes to this broker under the same topic.",
      de: "Eine zweite Kopie dieses Programms veröffentlicht an diesem Broker unter demselben Topic.",
    },
    here: {
      names: {
        en: "Another program also publishes under {base}: {names}. This one is {own}.",
        de: "Unter {base} veröffentlicht noch ein Programm: {names}. Dieses hier ist {own}.",
      },
    },
    means: {
      en: "Both speak for the same devices; what one says can be mistaken for the other's.",
      de: "Beide sprechen für dieselben Geräte; was das eine sagt, kann für das andere gehalten werden.",
    },
    next: {
      en: "If it is an old copy, stop it. If both are wanted, give one of them its own 'base_topic'.",
      de: "Ist es eine alte Kopie, stopp sie. Sollen beide laufen, gib einem davon ein eigenes 'base_topic'.",
    },
  },
} as const satisfies Readonly<Record<string, FaultRow>>;
