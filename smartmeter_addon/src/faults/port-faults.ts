/** What can be wrong with the port or the network reader, before a single octet comes. */
import type { FaultRow } from "./fault-row.ts";

export const portFaults = {
  "port-missing": {
    layer: "port",
    weight: "stops",
    until: "opened",
    title: { en: "No reader found", de: "Kein Lesegerät gefunden" },
    seen: {
      en: "The port of your reader is not there. The message says what was looked for and what there is.",
      de: "Der Anschluss deines Lesegeräts ist nicht da. Die Meldung sagt, wonach gesucht wurde und was es gibt.",
    },
    means: {
      en: "The reader is not plugged in, has another name now, or a virtual machine or container does not hand it through.",
      de: "Das Lesegerät steckt nicht, heißt jetzt anders, oder eine virtuelle Maschine oder ein Container reicht es nicht durch.",
    },
    next: {
      en: "Plug it in, or hand its USB device through to Home Assistant. If a port is chosen in the options, compare it with the message. The search goes on.",
      de: "Steck es an oder reich sein USB-Gerät an Home Assistant durch. Ist in den Optionen ein Anschluss gewählt, vergleich ihn mit der Meldung. Gesucht wird weiter.",
    },
  },
  "port-ambiguous": {
    layer: "port",
    weight: "stops",
    until: "opened",
    title: { en: "Several ports to choose from", de: "Mehrere Anschlüsse zur Auswahl" },
    seen: {
      en: "More than one port could be your reader, and none of them says clearly that it is one.",
      de: "Mehr als ein Anschluss könnte dein Lesegerät sein, und keiner gibt sich eindeutig zu erkennen.",
    },
    means: {
      en: "Opening the wrong one could disturb another device, so nothing was opened.",
      de: "Der falsche könnte ein anderes Gerät stören, darum wurde keiner geöffnet.",
    },
    next: {
      en: "Choose the port in the options. The log lists the names; pull the reader out and see which one goes.",
      de: "Wähl den Anschluss in den Optionen. Die Namen stehen im Protokoll; zieh das Lesegerät ab und schau, welcher fehlt.",
    },
  },
  "port-busy": {
    layer: "port",
    weight: "stops",
    until: "opened",
    title: { en: "Port is in use", de: "Anschluss ist besetzt" },
    seen: {
      en: "Somebody else uses the port of your reader already; the message says who.",
      de: "Den Anschluss deines Lesegeräts verwendet schon jemand anderer; die Meldung sagt, wer.",
    },
    means: {
      en: "A serial port can serve only one at a time. Often it is an older meter app or a Zigbee app.",
      de: "Ein serieller Anschluss bedient immer nur einen. Oft ist es eine ältere Zähler-App oder eine für Zigbee.",
    },
    next: {
      en: "Stop the other program or choose another port. As soon as the port is free, reading starts by itself.",
      de: "Beende das andere Programm oder wähl einen anderen Anschluss. Sobald er frei ist, geht es von selbst los.",
    },
  },
  "port-denied": {
    layer: "port",
    weight: "stops",
    until: "opened",
    title: { en: "No permission for the port", de: "Anschluss nicht erlaubt" },
    seen: {
      en: "The system refused to open the port of your reader.",
      de: "Das System hat das Öffnen des Anschlusses verweigert.",
    },
    means: {
      en: "This program runs as a user who may not use serial ports.",
      de: "Dieses Programm läuft unter einem Benutzer, der serielle Anschlüsse nicht verwenden darf.",
    },
    next: {
      en: "Add that user to the group dialout and start again. In the Home Assistant app, please report it to us.",
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
    means: {
      en: "The reader was unplugged, has a loose contact, or its USB hub lost power for a moment.",
      de: "Das Lesegerät wurde abgezogen, hat einen Wackelkontakt, oder der USB-Hub war kurz ohne Strom.",
    },
    next: {
      en: "Plug it in again; any socket will do, it is found by its name. If it happens often, try another cable or hub.",
      de: "Steck es wieder an; jede Buchse ist recht, es wird am Namen erkannt. Passiert es oft, nimm ein anderes Kabel oder einen anderen Hub.",
    },
  },
  "port-failed": {
    layer: "port",
    weight: "stops",
    until: "opened",
    title: { en: "Port does not open", de: "Anschluss lässt sich nicht öffnen" },
    seen: {
      en: "Opening the port ended with an error that is none of the usual ones; the message names it.",
      de: "Das Öffnen endete mit einem ungewöhnlichen Fehler; die Meldung nennt ihn.",
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
    seen: {
      en: "No connection to the network address of your reader came about, or it broke off.",
      de: "Zur Netzwerkadresse deines Lesegeräts kam keine Verbindung zustande, oder sie ist abgerissen.",
    },
    means: {
      en: "The device is off, has another address now, serves someone else, or a firewall is in between.",
      de: "Das Gerät ist aus, hat jetzt eine andere Adresse, ist schon vergeben, oder eine Firewall ist dazwischen.",
    },
    next: {
      en: "Check that it is powered, and compare address and port with the options. It is tried again all the time.",
      de: "Schau, ob es Strom hat, und vergleich Adresse und Port mit den Optionen. Es wird laufend neu versucht.",
    },
  },
} as const satisfies Readonly<Record<string, FaultRow>>;
