/** What can be wrong with a reader in the network, and on the way to it. */
import type { FaultRow } from "./fault-row.ts";

export const readerFaults = {
  "host-unreachable": {
    layer: "port",
    weight: "stops",
    until: "opened",
    title: { en: "Network reader does not answer", de: "Netzwerk-Lesegerät antwortet nicht" },
    seen: { en: "Your network reader cannot be reached.", de: "Dein Netzwerk-Lesegerät ist nicht erreichbar." },
    here: {
      host: { en: "{host} cannot be reached: {reason}.", de: "{host} ist nicht erreichbar: {reason}." },
    },
    means: {
      en: "The device is off, now has a different address, or a firewall is in between.",
      de: "Das Gerät ist aus, hat jetzt eine andere Adresse, oder eine Firewall steht dazwischen.",
    },
    next: {
      en: "Check that it is powered, and compare its address and port with the options. The program keeps trying.",
      de: "Schau, ob es Strom hat, und vergleich Adresse und Port mit den Optionen. Es wird laufend neu versucht.",
    },
  },
  "reader-not-listening": {
    layer: "port",
    weight: "stops",
    until: "opened",
    title: { en: "Nothing listens at the reader's port", de: "Am Port des Lesegeräts lauscht niemand" },
    seen: {
      en: "Something answers at the address of your network reader, but nothing is listening at that port.",
      de: "An der Adresse deines Netzwerk-Lesegeräts antwortet jemand, aber an diesem Port lauscht niemand.",
    },
    here: {
      host: {
        en: "Something answers at the address of {host}, but nothing is listening at that port.",
        de: "An der Adresse von {host} antwortet jemand, aber an diesem Port lauscht niemand.",
      },
    },
    means: {
      en: "The device is on, but what passes the meter on isn't running there (right after a restart, not yet), or it has a different port.",
      de: "Das Gerät ist an, aber was den Zähler weitergibt, läuft dort nicht (gleich nach einem Neustart noch nicht), oder es hat einen anderen Port.",
    },
    next: {
      en: "Compare address and port with those of the reader, and see that its serial server is switched on. The program keeps trying.",
      de: "Vergleich Adresse und Port mit denen des Lesegeräts und schau, ob sein serieller Dienst eingeschaltet ist. Es wird laufend neu versucht.",
    },
  },
  "host-name-unknown": {
    layer: "port",
    weight: "stops",
    until: "opened",
    title: { en: "Name of the reader is not found", de: "Name des Lesegeräts ist nicht zu finden" },
    seen: {
      en: "Nobody in this network says which address belongs to the name of your network reader.",
      de: "Niemand in diesem Netz sagt, welche Adresse zum Namen deines Netzwerk-Lesegeräts gehört.",
    },
    here: {
      host: {
        en: "{host} can't be asked for: {reason}.",
        de: "{host} lässt sich nicht ansprechen: {reason}.",
      },
    },
    means: {
      en: "The name is misspelt, or the device is off: a name like meter.local is only known while its device is on.",
      de: "Der Name ist falsch geschrieben, oder das Gerät ist aus: Einen Namen wie zaehler.local gibt es nur, solange sein Gerät läuft.",
    },
    next: {
      en: "Check the spelling, or write the device's IP address instead. The program keeps trying.",
      de: "Prüf die Schreibweise, oder schreib stattdessen die IP-Adresse des Geräts. Es wird laufend neu versucht.",
    },
  },
  "reader-disconnected": {
    layer: "port",
    weight: "stops",
    until: "opened",
    title: { en: "Connection to the reader was lost", de: "Verbindung zum Lesegerät ist abgerissen" },
    seen: {
      en: "Your network reader was connected, and then the connection ended.",
      de: "Dein Netzwerk-Lesegerät war verbunden, dann war die Verbindung weg.",
    },
    here: {
      host: {
        en: "The connection to {host} broke off: {reason}.",
        de: "Die Verbindung zu {host} ist abgerissen: {reason}.",
      },
      said: {
        en: '{host} said "{words}" and closed the connection.',
        de: "{host} meldete „{words}“ und beendete die Verbindung.",
      },
    },
    means: {
      en: "The device restarted, lost its Wi-Fi, or closed the connection.",
      de: "Das Gerät ist neu gestartet, hat das WLAN verloren oder die Verbindung selbst beendet.",
    },
    next: {
      en: "Nothing to do if it happens once: the connection comes back. If it happens often, check the reader's Wi-Fi and power supply.",
      de: "Nichts, wenn es einmal passiert: Die Verbindung kommt von selbst wieder. Passiert es oft, schau auf WLAN und Netzteil.",
    },
  },
  "reader-taken": {
    layer: "port",
    weight: "stops",
    until: "opened",
    title: { en: "Network reader is taken", de: "Netzwerk-Lesegerät ist schon vergeben" },
    seen: {
      en: "Your network reader answers, but says that its port is already in use.",
      de: "Dein Netzwerk-Lesegerät antwortet, sagt aber, dass sein Anschluss schon verwendet wird.",
    },
    here: {
      said: {
        en: '{host} said "{words}" and closed the connection.',
        de: "{host} meldete „{words}“ und beendete die Verbindung.",
      },
      host: { en: "Another program has the port of {host}.", de: "Den Anschluss von {host} hat ein anderes Programm." },
    },
    means: {
      en: "It serves only one program at a time. Another one is connected, or the reader still holds on to a dead connection.",
      de: "Es bedient immer nur ein Programm. Ein anderes ist verbunden, oder es hält noch eine tote Verbindung fest.",
    },
    next: {
      en: "Disconnect the other program. If there is none, wait a few minutes or restart the reader. The program keeps trying.",
      de: "Trenn das andere Programm. Gibt es keines, wart ein paar Minuten oder starte das Lesegerät neu. Es wird laufend neu versucht.",
    },
  },
  "reader-key": {
    layer: "port",
    weight: "stops",
    until: "opened",
    title: { en: "Network reader needs a different key", de: "Netzwerk-Lesegerät will einen anderen Schlüssel" },
    seen: {
      en: "Your ESPHome device and this program don't agree on how to encrypt their connection.",
      de: "Dein ESPHome-Gerät und dieses Programm sind sich über die Verschlüsselung ihrer Verbindung nicht einig.",
    },
    here: {
      missing: {
        en: "{host} wants an encrypted connection, and no key is set for it.",
        de: "{host} will eine verschlüsselte Verbindung, und es ist kein Schlüssel dafür angegeben.",
      },
      refused: { en: "{host} refuses the key.", de: "{host} lehnt den Schlüssel ab." },
      form: {
        en: "The key for {host} is not one of ESPHome's: those are 32 bytes in Base64, 44 characters.",
        de: "Der Schlüssel für {host} ist keiner von ESPHome: Die haben 32 Bytes in Base64, also 44 Zeichen.",
      },
      unencrypted: {
        en: "{host} speaks without encryption, although a key is set for it.",
        de: "{host} spricht unverschlüsselt, obwohl ein Schlüssel dafür angegeben ist.",
      },
    },
    means: {
      en: "The reader's key in the options is missing, wrong, or set although the device has none. It is not the meter's key.",
      de: "Der Schlüssel des Lesegeräts fehlt in den Optionen, ist falsch oder ist gesetzt, obwohl das Gerät keinen hat. Der des Zählers ist es nicht.",
    },
    next: {
      en: "Copy the key under api: and encryption: in the device's ESPHome file into reader_key. If there is none, leave reader_key empty.",
      de: "Kopier den Schlüssel aus der ESPHome-Datei des Geräts, unter api: und encryption:, in reader_key. Steht dort keiner, lass reader_key leer.",
    },
  },
  "reader-port-unknown": {
    layer: "port",
    weight: "stops",
    until: "opened",
    title: { en: "Network reader has no such port", de: "Diesen Anschluss hat das Lesegerät nicht" },
    seen: {
      en: "Your ESPHome device has no serial port with that name, or it has several and you haven't named one.",
      de: "Dein ESPHome-Gerät hat keinen Anschluss mit diesem Namen, oder mehrere und du hast keinen genannt.",
    },
    here: {
      several: { en: "{host} has several ports: {ports}.", de: "{host} hat mehrere Anschlüsse: {ports}." },
      wrong: {
        en: '{host} has no port "{wanted}"; it has {ports}.',
        de: "{host} hat keinen Anschluss „{wanted}“, sondern {ports}.",
      },
    },
    means: {
      en: "The names are the ones under serial_proxy: in the device's ESPHome file.",
      de: "Die Namen sind die unter serial_proxy: in der ESPHome-Datei des Geräts.",
    },
    next: {
      en: "Add the name to the end of the address, as in /?port_name=Infrared.",
      de: "Häng den Namen an die Adresse an, etwa /?port_name=Infrared.",
    },
  },
  "reader-without-port": {
    layer: "port",
    weight: "stops",
    until: "opened",
    title: { en: "ESPHome device offers no serial port", de: "ESPHome-Gerät bietet keinen Anschluss an" },
    seen: {
      en: "Your ESPHome device answers, but offers no serial port.",
      de: "Dein ESPHome-Gerät antwortet, hat aber keinen seriellen Anschluss, den andere verwenden dürfen.",
    },
    here: {
      host: {
        en: "{host} answers, but its ESPHome file has no serial_proxy.",
        de: "{host} antwortet, aber in seiner ESPHome-Datei steht kein serial_proxy.",
      },
    },
    means: {
      en: "Its ESPHome file has no serial_proxy:, or it isn't the device at the meter.",
      de: "In seiner ESPHome-Datei fehlt serial_proxy:, oder es ist ein anderes Gerät als das am Zähler.",
    },
    next: {
      en: "Add serial_proxy: to the file and install it on the device; the documentation has a file for every kind of reader.",
      de: "Ergänz serial_proxy: in der Datei und spiel sie auf das Gerät; die Dokumentation hat eine Datei für jede Art von Lesegerät.",
    },
  },
  "reader-unsuitable": {
    layer: "port",
    weight: "stops",
    until: "opened",
    title: { en: "Network reader can't be adjusted", de: "Netzwerk-Lesegerät lässt sich nicht einstellen" },
    seen: {
      en: "Your network reader answers, but can't be set to the meter's speed and parity.",
      de: "Dein Netzwerk-Lesegerät antwortet, lässt sich aber nicht auf Geschwindigkeit und Parität des Zählers einstellen.",
    },
    here: {
      "no-telnet": {
        en: "{host} doesn't speak the protocol for setting speed and parity (RFC 2217).",
        de: "{host} spricht das Protokoll nicht, mit dem man Geschwindigkeit und Parität einstellt (RFC 2217).",
      },
      refused: {
        en: "{host} speaks telnet, but doesn't let anybody set speed and parity (RFC 2217).",
        de: "{host} spricht Telnet, lässt sich Geschwindigkeit und Parität aber nicht einstellen (RFC 2217).",
      },
      unanswered: {
        en: "{host} agrees to have speed and parity set (RFC 2217), but doesn't answer when they are.",
        de: "{host} ist einverstanden, dass man Geschwindigkeit und Parität einstellt (RFC 2217), antwortet dann aber nicht.",
      },
      stays: {
        en: "{host} was to be set to {wanted} and answers with {there}.",
        de: "{host} sollte auf {wanted} gestellt werden und antwortet mit {there}.",
      },
      answer: { en: "The port of {host} {answer}.", de: "Der Anschluss von {host} {answer}." },
    },
    means: {
      en: "It speaks a different protocol from the one in the address, or its serial port can't do what the meter needs.",
      de: "Es spricht ein anderes Protokoll als das am Anfang der Adresse, oder sein Anschluss kann nicht, was der Zähler braucht.",
    },
    next: {
      en: "Write tcp:// instead and set speed and parity on the reader, or switch on the other protocol there.",
      de: "Schreib tcp:// und stell Geschwindigkeit und Parität am Lesegerät ein, oder schalt das andere Protokoll dort ein.",
    },
  },
  "reader-needs-node": {
    layer: "port",
    weight: "stops",
    until: "opened",
    title: { en: "Node too old for ESPHome", de: "Node ist zu alt für ESPHome" },
    seen: {
      en: "This program runs on a Node.js that is too old for ESPHome devices.",
      de: "Dieses Programm läuft mit einem Node.js, das für ESPHome-Geräte zu alt ist.",
    },
    here: {
      versions: {
        en: "ESPHome devices need Node.js {needed} or newer; this program runs on {here}.",
        de: "ESPHome-Geräte brauchen Node.js ab {needed}; dieses Programm läuft mit {here}.",
      },
    },
    means: {
      en: "Everything else works; only readers with esphome:// in their address can't be reached.",
      de: "Alles andere geht; nur Lesegeräte mit esphome:// in der Adresse sind so nicht erreichbar.",
    },
    next: {
      en: "Install a newer Node.js; the app and the container image have one.",
      de: "Installier ein neueres Node.js; die App und das Container-Image haben eines.",
    },
  },
  "reader-telnet": {
    layer: "port",
    weight: "notice",
    until: "told",
    title: { en: "Bridge speaks telnet", de: "Brücke spricht Telnet" },
    seen: {
      en: "Your network reader mixes telnet commands into what the meter sends; they are removed.",
      de: "Dein Netzwerk-Lesegerät mischt Telnet-Befehle in das, was der Zähler sendet; sie werden entfernt.",
    },
    here: {
      host: {
        en: "{host} mixes telnet commands into what the meter sends; they are removed.",
        de: "{host} mischt Telnet-Befehle in das, was der Zähler sendet; sie werden entfernt.",
      },
    },
    means: {
      en: "Reading works. But speed and parity must be right on the bridge: over tcp:// they can't be searched for.",
      de: "Das Lesen klappt. Geschwindigkeit und Parität müssen aber an der Brücke stimmen: Über tcp:// lassen sie sich nicht suchen.",
    },
    next: {
      en: "Write rfc2217:// instead of tcp:// in front of the address; then speed and parity are found, too, if the bridge supports it.",
      de: "Schreib rfc2217:// statt tcp:// vor die Adresse: Dann werden auch Geschwindigkeit und Parität gefunden, wenn die Brücke das kann.",
    },
  },
} as const satisfies Readonly<Record<string, FaultRow>>;
