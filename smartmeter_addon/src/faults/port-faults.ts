/** What can be wrong with the port or the network reader, before a single octet comes. */
import type { FaultRow } from "./fault-row.ts";

export const portFaults = {
  "port-missing": {
    layer: "port",
    weight: "stops",
    until: "opened",
    title: { en: "No reader found", de: "Kein Lesegerät gefunden" },
    seen: { en: "Your reader's port is not there.", de: "Der Anschluss deines Lesegeräts ist nicht da." },
    here: {
      named: { en: "{path} is not there. {ports}", de: "{path} ist nicht da. {ports}" },
      alone: { en: "{path} is not there.", de: "{path} ist nicht da." },
      none: {
        en: "No port of this machine could be a reader. {ports}",
        de: "Kein Anschluss dieses Rechners könnte ein Lesegerät sein. {ports}",
      },
    },
    means: {
      en: "The reader is not plugged in, now has a different name, or a virtual machine or container doesn't pass it through.",
      de: "Das Lesegerät steckt nicht, heißt jetzt anders, oder eine virtuelle Maschine oder ein Container reicht es nicht durch.",
    },
    next: {
      en: "Plug the reader in, or pass its USB device through to Home Assistant. If a port is set in the options, check its name. The program keeps looking.",
      de: "Steck das Lesegerät an oder reich sein USB-Gerät an Home Assistant durch. Steht in den Optionen ein Anschluss, prüf seinen Namen. Gesucht wird von selbst weiter.",
    },
  },
  "port-ambiguous": {
    layer: "port",
    weight: "stops",
    until: "opened",
    title: { en: "Several ports to choose from", de: "Mehrere Anschlüsse zur Auswahl" },
    seen: {
      en: "More than one port could be your reader, and none of them clearly is one.",
      de: "Mehr als ein Anschluss könnte dein Lesegerät sein, und keiner gibt sich eindeutig zu erkennen.",
    },
    here: {
      several: {
        en: "Each of these could be your reader: {ports}.",
        de: "Jeder davon könnte dein Lesegerät sein: {ports}.",
      },
    },
    means: {
      en: "Opening the wrong one could disturb another device, so nothing was opened.",
      de: "Der falsche könnte ein anderes Gerät stören, darum wurde keiner geöffnet.",
    },
    next: {
      en: "Choose the port in the options. If you are not sure which it is, unplug the reader and see which one disappears.",
      de: "Wähl den Anschluss in den Optionen. Bist du nicht sicher, zieh das Lesegerät ab und schau, welcher verschwindet.",
    },
  },
  "port-busy": {
    layer: "port",
    weight: "stops",
    until: "opened",
    title: { en: "Port is in use", de: "Anschluss ist besetzt" },
    seen: {
      en: "Your reader's port is already in use.",
      de: "Den Anschluss deines Lesegeräts verwendet schon jemand anderer.",
    },
    here: {
      program: { en: "Another program is using {path}.", de: "Ein anderes Programm verwendet {path}." },
      meter: {
        en: "{path} already belongs to another meter in the options.",
        de: "{path} gehört schon zu einem anderen Zähler in den Optionen.",
      },
    },
    means: {
      en: "A serial port serves only one program at a time. Often it is an older meter app or one for Zigbee.",
      de: "Ein serieller Anschluss bedient immer nur ein Programm. Oft ist es eine ältere Zähler-App oder eine für Zigbee.",
    },
    next: {
      en: "Stop the other program or choose another port. Reading starts as soon as the port is free.",
      de: "Beende das andere Programm oder wähl einen anderen Anschluss. Sobald er frei ist, geht es von selbst los.",
    },
  },
  "port-denied": {
    layer: "port",
    weight: "stops",
    until: "opened",
    title: { en: "No permission for the port", de: "Anschluss nicht erlaubt" },
    seen: {
      en: "The system refused to open your reader's port.",
      de: "Das System erlaubt nicht, den Anschluss deines Lesegeräts zu öffnen.",
    },
    here: {
      path: {
        en: "The system does not let this program open {path}.",
        de: "Das System lässt dieses Programm {path} nicht öffnen.",
      },
    },
    means: {
      en: "This program runs as a user who may not use serial ports.",
      de: "Dieses Programm läuft unter einem Benutzer, der serielle Anschlüsse nicht verwenden darf.",
    },
    next: {
      en: "Add that user to the dialout group and start again. If this happens in the Home Assistant app, please report it to us.",
      de: "Nimm den Benutzer in die Gruppe dialout auf und starte neu. Passiert es in der Home-Assistant-App, melde es uns bitte.",
    },
  },
  "port-lost": {
    layer: "port",
    weight: "stops",
    until: "opened",
    title: { en: "Reader was pulled out", de: "Lesegerät wurde abgezogen" },
    seen: {
      en: "The port was there and then vanished.",
      de: "Der Anschluss war da und ist verschwunden.",
    },
    here: {
      path: { en: "{path} was there and then vanished.", de: "{path} war da und ist verschwunden." },
    },
    means: {
      en: "The reader was unplugged, has a loose contact, or its USB hub lost power for a moment.",
      de: "Das Lesegerät wurde abgezogen, hat einen Wackelkontakt, oder der USB-Hub war kurz ohne Strom.",
    },
    next: {
      en: "Plug it in again; any socket will do; the reader is recognized by its name. If it happens often, try another cable or hub.",
      de: "Steck es wieder an; jede Buchse ist recht, es wird am Namen erkannt. Passiert es oft, nimm ein anderes Kabel oder einen anderen Hub.",
    },
  },
  "port-failed": {
    layer: "port",
    weight: "stops",
    until: "opened",
    title: { en: "Port does not open", de: "Anschluss lässt sich nicht öffnen" },
    seen: {
      en: "Your reader's port is there, but it won't open.",
      de: "Der Anschluss deines Lesegeräts ist da, lässt sich aber nicht öffnen.",
    },
    here: {
      path: { en: "{path} cannot be opened: {reason}.", de: "{path} lässt sich nicht öffnen: {reason}." },
    },
    means: {
      en: "The reader's driver or its USB connection has a problem.",
      de: "Der Treiber des Lesegeräts oder seine USB-Verbindung hat ein Problem.",
    },
    next: {
      en: "Unplug the reader, wait ten seconds and plug it in again. If that does not help, restart the machine.",
      de: "Zieh das Lesegerät ab, warte zehn Sekunden und steck es wieder an. Hilft das nicht, starte den Rechner neu.",
    },
  },
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
        en: '{host} has no port "{wished}"; it has {ports}.',
        de: "{host} hat keinen Anschluss „{wished}“, sondern {ports}.",
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
    means: {
      en: "It speaks a different protocol from the one in the address, or this program's Node.js is too old for it.",
      de: "Es spricht ein anderes Protokoll als das am Anfang der Adresse, oder das Node.js dieses Programms ist zu alt dafür.",
    },
    next: {
      en: "Write tcp:// instead and set speed and parity on the reader, or switch on the other protocol there. If Node.js is too old, install a newer one.",
      de: "Schreib tcp:// und stell Geschwindigkeit und Parität am Lesegerät ein, oder schalt das andere Protokoll dort ein. Ist Node.js zu alt, installier ein neueres.",
    },
  },
  "port-unsteady": {
    layer: "port",
    weight: "hurts",
    until: "calm",
    title: { en: "Reader comes and goes", de: "Lesegerät kommt und geht" },
    seen: {
      en: "The connection to your reader keeps breaking.",
      de: "Die Verbindung zu deinem Lesegerät reißt immer wieder ab.",
    },
    here: {
      often: {
        en: "The connection broke off {count} times within {span}.",
        de: "Die Verbindung ist innerhalb von {span} {count} Mal abgerissen.",
      },
    },
    means: {
      en: "The Wi-Fi is weak, the power supply is poor, or a second program wants the same reader.",
      de: "Schwaches WLAN, ein schlechtes Netzteil oder ein zweites Programm, das dasselbe Lesegerät will.",
    },
    next: {
      en: "Check Wi-Fi, power supply and other programs. Single breaks are not logged again until things have been calm for a while.",
      de: "Prüf WLAN, Netzteil und andere Programme. Die einzelnen Abrisse stehen nicht mehr im Protokoll, bis eine Weile Ruhe war.",
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
