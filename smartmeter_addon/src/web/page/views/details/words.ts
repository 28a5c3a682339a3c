import { translated } from "../../words.ts";

export const said = translated({
  en: {
    capture: "Download a capture that is safe to share",
    captureHint: "The last telegrams, sealed anew under a public test key, the number of the meter replaced.",
    codes: "Values with their codes",
    codesHint: "The logical names (OBIS) of what the last telegram said.",
    telegrams: {
      title: "Telegram inspector",
      intro: "Touch a field to see what it means.",
      none: "No telegram so far.",
      refresh: "Read again",
      telegram: "Telegram",
      octets: "octets",
      field: "Field",
      value: "Value",
      meaning: "Meaning",
      position: "octet",
      hint: "The last telegrams, octet by octet.",
      unavailable: "The inspector is not available here.",
    },
  },
  de: {
    capture: "Mitschnitt herunterladen, den du weitergeben kannst",
    captureHint:
      "Die letzten Telegramme, unter einem öffentlichen Testschlüssel neu versiegelt; die Nummer des Zählers ist ersetzt.",
    codes: "Werte mit ihren Kennzahlen",
    codesHint: "Die Kennzahlen (OBIS) dessen, was das letzte Telegramm gesagt hat.",
    telegrams: {
      title: "Telegramm-Inspektor",
      intro: "Berühr ein Feld und sieh, was es bedeutet.",
      none: "Noch kein Telegramm.",
      refresh: "Neu lesen",
      telegram: "Telegramm",
      octets: "Bytes",
      field: "Feld",
      value: "Wert",
      meaning: "Bedeutung",
      position: "Byte",
      hint: "Die letzten Telegramme, Byte für Byte.",
      unavailable: "Der Inspektor ist hier nicht verfügbar.",
    },
  },
});
