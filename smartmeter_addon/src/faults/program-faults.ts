/** The program itself. */
import type { FaultRow } from "./fault-row.ts";

export const programFaults = {
  "state-damaged": {
    layer: "program",
    weight: "notice",
    until: "calm",
    title: { en: "Memory file was damaged", de: "Gedächtnisdatei war beschädigt" },
    seen: {
      en: "The file with the last readings could not be read. It was set aside.",
      de: "Die Datei mit den letzten Ständen war nicht lesbar und wurde zur Seite gelegt.",
    },
    here: {
      aside: {
        en: "{path} could not be read. It is kept as {aside}.",
        de: "{path} war nicht lesbar. Die Datei liegt jetzt unter {aside}.",
      },
      stays: { en: "{path} could not be read.", de: "{path} war nicht lesbar." },
    },
    means: {
      en: "Usually the power failed while it was being written. Only the comparison with earlier readings starts afresh.",
      de: "Meist ist beim Schreiben der Strom ausgefallen. Nur der Vergleich mit früheren Ständen beginnt neu.",
    },
    next: {
      en: "Nothing to do. If it happens again, check the disk or memory card.",
      de: "Nichts zu tun. Passiert es wieder, prüf Festplatte oder Speicherkarte.",
    },
  },
  "state-unwritable": {
    layer: "program",
    weight: "hurts",
    until: "told",
    title: { en: "Memory file cannot be written", de: "Gedächtnisdatei nicht schreibbar" },
    seen: {
      en: "The last readings cannot be saved.",
      de: "Die letzten Stände lassen sich nicht speichern.",
    },
    here: {
      reason: {
        en: "The last readings cannot be saved: {reason}.",
        de: "Die letzten Stände lassen sich nicht speichern: {reason}.",
      },
    },
    means: {
      en: "The disk is full or write-protected. Reading carries on; after a restart the search begins from scratch.",
      de: "Der Speicher ist voll oder schreibgeschützt. Gelesen wird weiter; nach einem Neustart beginnt die Suche von vorn.",
    },
    next: {
      en: "Free some space on the disk, or check that it is not write-protected.",
      de: "Mach Platz auf dem Speicher, oder prüf, ob er schreibgeschützt ist.",
    },
  },
  "option-invalid": {
    layer: "program",
    weight: "stops",
    until: "opened",
    title: { en: "A setting does not fit", de: "Eine Einstellung passt nicht" },
    seen: {
      en: "One of the options has a value that cannot be used.",
      de: "Eine der Optionen hat einen Wert, mit dem nichts anzufangen ist.",
    },
    here: {
      radio: {
        en: "The option names {path}. That is a {what}, which is never opened.",
        de: "Die Option nennt {path}. Das ist ein Funkstick, und der wird nie geöffnet.",
      },
      serial: {
        en: "The option 'serial' says \"{given}\". It should look like 2400 8E1.",
        de: "Die Option 'serial' lautet „{given}“. Sie soll aussehen wie 2400 8E1.",
      },
      port: {
        en: "The option 'port' says \"{given}\". It should be a path, tcp://host:port or file:PATH.",
        de: "Die Option 'port' lautet „{given}“. Es soll ein Pfad, tcp://host:port oder file:PFAD sein.",
      },
    },
    means: { en: "The program does not guess what you meant.", de: "Was du gemeint hast, wird nicht erraten." },
    next: {
      en: "Correct the option and start again; 'smartmeter check-config' checks it.",
      de: "Korrigier die Option und starte neu; 'smartmeter check-config' prüft sie.",
    },
  },
  "internal-error": {
    layer: "program",
    weight: "hurts",
    until: "rare",
    title: { en: "Our mistake", de: "Unser Fehler" },
    seen: {
      en: "The program ran into something it should have been able to handle.",
      de: "Das Programm ist auf etwas gestoßen, womit es hätte umgehen müssen.",
    },
    means: {
      en: "That one telegram is left out; everything else goes on. The mistake is ours, not yours.",
      de: "Dieses eine Telegramm wird ausgelassen, alles andere läuft weiter. Der Fehler liegt bei uns, nicht bei dir.",
    },
    next: {
      en: "Please send us the log and a capture; neither contains any secrets.",
      de: "Bitte schick uns Protokoll und Mitschnitt; beide enthalten nichts Geheimes.",
    },
  },
} as const satisfies Readonly<Record<string, FaultRow>>;
