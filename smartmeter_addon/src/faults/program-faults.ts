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
    means: {
      en: "Usually the power failed while it was written. Only the comparison with earlier readings starts anew.",
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
    means: {
      en: "The disk is full or cannot be written to. Readings go on; after a restart the search begins from scratch.",
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
      en: "One of the options has a value that cannot be used; the message names it and says what is expected.",
      de: "Eine der Optionen hat einen Wert, mit dem nichts anzufangen ist; die Meldung nennt sie und was erwartet wird.",
    },
    means: {
      en: "Without it the program does not know what you want, so it does not guess.",
      de: "Ohne sie weiß das Programm nicht, was du willst, und raten will es nicht.",
    },
    next: {
      en: "Correct that option and start again.",
      de: "Korrigier diese Option und starte neu.",
    },
  },
  "internal-error": {
    layer: "program",
    weight: "hurts",
    until: "rare",
    title: { en: "Our mistake", de: "Unser Fehler" },
    seen: {
      en: "The program came across something it should have been able to deal with.",
      de: "Das Programm ist auf etwas gestoßen, womit es hätte umgehen müssen.",
    },
    means: {
      en: "That one telegram is left out; everything else goes on. The mistake is ours, not yours.",
      de: "Dieses eine Telegramm wird ausgelassen, alles andere läuft weiter. Der Fehler liegt bei uns, nicht bei dir.",
    },
    next: {
      en: "Please send us the log and a capture; neither contains a secret.",
      de: "Bitte schick uns Protokoll und Mitschnitt; beide enthalten nichts Geheimes.",
    },
  },
} as const satisfies Readonly<Record<string, FaultRow>>;
