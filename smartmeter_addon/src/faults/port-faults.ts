/** What can be wrong with a serial port before a single octet comes. */
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
} as const satisfies Readonly<Record<string, FaultRow>>;
