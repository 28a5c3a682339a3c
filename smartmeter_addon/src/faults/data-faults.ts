/** The telegram's content. */
import type { FaultRow } from "./fault-row.ts";

export const dataFaults = {
  "data-invalid": {
    layer: "data",
    weight: "hurts",
    until: "rare",
    title: { en: "Content does not add up", de: "Der Inhalt geht sich nicht aus" },
    seen: {
      en: "A telegram opened, but its content breaks off or there is something left over.",
      de: "Ein Telegramm ließ sich öffnen, aber sein Inhalt bricht ab, oder es bleibt etwas übrig.",
    },
    details: {
      "cut-off": { en: "The value at byte {octet} is cut off.", de: "Der Wert bei Byte {octet} ist abgeschnitten." },
      "left-over": {
        en: "{octets} bytes follow the last value.",
        de: "Hinter dem letzten Wert stehen noch {octets} Bytes.",
      },
      type: { en: "Type {type} at byte {octet} is unknown.", de: "Den Typ {type} bei Byte {octet} gibt es nicht." },
      length: {
        en: "The length at byte {octet} makes no sense.",
        de: "Die Länge bei Byte {octet} ergibt keinen Sinn.",
      },
      items: {
        en: "The list at byte {octet} would have {count} elements.",
        de: "Die Liste bei Byte {octet} hätte {count} Elemente.",
      },
      levels: {
        en: "More than {most} lists are inside each other at byte {octet}.",
        de: "Bei Byte {octet} stecken mehr als {most} Listen ineinander.",
      },
      number: { en: "There is no number at byte {octet}.", de: "Bei Byte {octet} steht keine Zahl." },
      line: {
        en: "A line of it is no OBIS code with a value.",
        de: "Eine Zeile davon ist keine OBIS-Kennzahl mit Wert.",
      },
      notification: { en: "It is no data notification.", de: "Es ist keine „data-notification“." },
      "date-time": {
        en: "The time in its header has a wrong length.",
        de: "Die Uhrzeit in seinem Kopf hat eine falsche Länge.",
      },
      text: { en: "There is no text in it.", de: "Es enthält keinen Text." },
    },
    means: {
      en: "A byte was damaged without the checksum noticing. The telegram is left out.",
      de: "Ein Byte wurde beschädigt, ohne dass es die Prüfsumme gemerkt hat. Das Telegramm wird ausgelassen.",
    },
    next: {
      en: "Nothing to do as long as it is rare. If it happens with every telegram, send us a capture.",
      de: "Nichts zu tun, solange es selten ist. Passiert es bei jedem Telegramm, schick uns einen Mitschnitt.",
    },
  },
  "layout-unknown": {
    layer: "data",
    weight: "stops",
    until: "decoded",
    title: { en: "A meter we have not met yet", de: "Diesen Zähler kennen wir noch nicht" },
    seen: {
      en: "The telegram opens, but nobody has told this app yet what its numbers stand for.",
      de: "Das Telegramm lässt sich öffnen, aber diese App weiß noch nicht, wofür seine Zahlen stehen.",
    },
    here: {
      pattern: {
        en: "The telegram opens, but nobody has told this app yet what its numbers stand for (pattern {pattern}).",
        de: "Das Telegramm lässt sich öffnen, aber diese App weiß noch nicht, wofür seine Zahlen stehen (Muster {pattern}).",
      },
    },
    details: {
      values: {
        en: "{announced} values are announced, {came} came.",
        de: "{announced} Werte sind angekündigt, {came} kamen.",
      },
      record: { en: "The record {record} is unknown.", de: "Den Datensatz {record} kennt hier niemand." },
      empty: { en: "There are no values in it.", de: "Es enthält keine Werte." },
      entry: {
        en: "Its list of values has an entry of another kind.",
        de: "In seiner Werteliste steht ein Eintrag anderer Art.",
      },
    },
    means: {
      en: "Guessing could put wrong values into your statistics for good, so nothing is guessed.",
      de: "Raten könnte für immer falsche Werte in deine Statistik bringen, darum wird nicht geraten.",
    },
    next: {
      en: "Open 'Details' on the page (or run 'smartmeter doctor'): it drafts a file for your meter and asks what it can't know. And send us a capture (it contains no secrets).",
      de: "Öffne „Details“ auf der Seite (oder starte 'smartmeter doctor'): Dort entsteht ein Entwurf für deinen Zähler, samt Fragen. Schick uns einen Mitschnitt (ohne Geheimes).",
    },
  },
  "text-unproven": {
    layer: "data",
    weight: "stops",
    until: "calm",
    title: { en: "Telegrams without a check", de: "Telegramme ohne Prüfsumme" },
    seen: {
      en: "Telegrams arrive as text and are read, but the meter adds no checksum.",
      de: "Es kommen Telegramme als Text an und werden gelesen, aber der Zähler hängt keine Prüfsumme an.",
    },
    means: {
      en: "Nobody can tell whether a digit changed on the way, so the values are shown here but not published.",
      de: "Niemand kann sagen, ob unterwegs eine Ziffer anders wurde. Darum werden die Werte hier gezeigt, aber nicht veröffentlicht.",
    },
    next: {
      en: "If your meter can't do better, switch on 'Accept telegrams without a check' (accept_unchecked) for it.",
      de: "Kann dein Zähler nicht anders, schalte für ihn 'Telegramme ohne Prüfsumme annehmen' (accept_unchecked) ein.",
    },
  },
  "layout-awaited": {
    layer: "data",
    weight: "notice",
    until: "decoded",
    title: { en: "Short list came before the long one", de: "Die kurze Liste kam vor der langen" },
    seen: {
      en: "A telegram came that doesn't say what its numbers mean; the meter's longer one, which does, has not come yet.",
      de: "Es kam ein Telegramm, dessen Zahlen nichts über sich sagen; das längere, das es tut, war noch nicht dabei.",
    },
    details: {
      before: {
        en: "It can be read once a list of one of these has come: {names}.",
        de: "Lesbar wird es, sobald eine Liste von einem dieser kam: {names}.",
      },
    },
    means: {
      en: "The meter sends several lists in turn. The short one is read as soon as a long one has come.",
      de: "Der Zähler sendet mehrere Listen abwechselnd. Die kurze wird gelesen, sobald eine lange gekommen ist.",
    },
    next: {
      en: "Wait: the long list comes within seconds, with some meters within an hour.",
      de: "Warte: Die lange Liste kommt innerhalb von Sekunden, bei manchen Zählern innerhalb einer Stunde.",
    },
  },
  "scaler-unknown": {
    layer: "data",
    weight: "notice",
    until: "calm",
    title: { en: "Values without a scale", de: "Werte ohne Maßstab" },
    seen: {
      en: "The meter sends numbers without saying whether they are, for example, amperes or milliamperes.",
      de: "Der Zähler sendet Zahlen, ohne zu sagen, ob sie zum Beispiel Ampere oder Milliampere sind.",
    },
    here: {
      names: {
        en: "The meter sends {names} without saying whether they are, for example, amperes or milliamperes.",
        de: "Der Zähler sendet {names}, ohne zu sagen, ob es zum Beispiel Ampere oder Milliampere sind.",
      },
    },
    means: {
      en: "A guess could be off by a factor of ten, so these values are left out; the others are right.",
      de: "Geraten könnte es zehnmal zu viel sein, darum bleiben diese Werte weg; die anderen stimmen.",
    },
    next: {
      en: "Run 'smartmeter explain': it shows the numbers and what would fit. A small file in the meters folder is enough to read them.",
      de: "Starte 'smartmeter explain': Es zeigt die Zahlen und was passen würde. Mit einer kleinen Datei im Ordner der Zähler werden sie gelesen.",
    },
  },
  "value-invalid": {
    layer: "data",
    weight: "hurts",
    until: "rare",
    title: { en: "A value makes no sense", de: "Ein Wert ergibt keinen Sinn" },
    seen: {
      en: "A value came with a unit or in a form that doesn't belong to it.",
      de: "Ein Wert kam mit einer Einheit oder in einer Form, die nicht zu ihm gehört.",
    },
    details: {
      scaler: { en: "{name} has the scaler {scaler}.", de: "{name} hat den Faktor 10 hoch {scaler}." },
      unit: { en: "{name} comes in {unit}, not in {expected}.", de: "{name} kommt in {unit} statt in {expected}." },
    },
    means: {
      en: "The telegram was damaged, or the meter describes this value in a way we do not know.",
      de: "Das Telegramm wurde beschädigt, oder der Zähler beschreibt diesen Wert auf eine uns unbekannte Art.",
    },
    next: {
      en: "Nothing to do as long as it is rare. If it happens with every telegram, send us a capture.",
      de: "Nichts zu tun, solange es selten ist. Passiert es bei jedem Telegramm, schick uns einen Mitschnitt.",
    },
  },
  "time-invalid": {
    layer: "data",
    weight: "hurts",
    until: "rare",
    title: { en: "Not a real date", de: "Kein echtes Datum" },
    seen: {
      en: "The meter's time in a telegram is a date that doesn't exist.",
      de: "Die Uhrzeit des Zählers in einem Telegramm gibt es in keinem Kalender.",
    },
    details: {
      "no-time": { en: "{time} is no time.", de: "{time} gibt es nicht." },
      length: { en: "The clock doesn't have twelve bytes.", de: "Die Uhr hat nicht zwölf Bytes." },
      deviation: {
        en: "Its offset from UTC would be {minutes} minutes.",
        de: "Ihr Abstand zu UTC wären {minutes} Minuten.",
      },
      hundredths: { en: "Its second has {hundredths} hundredths.", de: "Ihre Sekunde hat {hundredths} Hundertstel." },
      form: {
        en: "The clock isn't written as YYMMDDhhmmss and S or W.",
        de: "Die Uhr ist nicht als JJMMTThhmmss mit S oder W geschrieben.",
      },
    },
    means: {
      en: "The telegram was damaged, or the meter's clock was never set.",
      de: "Das Telegramm wurde beschädigt, oder die Uhr des Zählers wurde nie gestellt.",
    },
    next: {
      en: "Nothing to do as long as it is rare. If it continues, tell your grid operator that the clock is not set.",
      de: "Nichts zu tun, solange es selten ist. Bleibt es so, sag deinem Netzbetreiber, dass die Uhr nicht gestellt ist.",
    },
  },
  "clocks-disagree": {
    layer: "data",
    weight: "hurts",
    until: "rare",
    title: { en: "Telegram contradicts itself", de: "Telegramm widerspricht sich" },
    seen: {
      en: "A telegram carries the time twice, and the two are more than a few seconds apart.",
      de: "Ein Telegramm trägt die Uhrzeit zweimal, und die beiden liegen mehr als ein paar Sekunden auseinander.",
    },
    details: {
      apart: { en: "They are {seconds} s apart.", de: "Sie liegen {seconds} s auseinander." },
    },
    means: {
      en: "That is a sign of damage or of tampering, so the telegram was thrown away.",
      de: "Das deutet auf Schaden oder Fälschung hin, darum wurde es weggeworfen.",
    },
    next: {
      en: "Nothing to do as long as it is rare. If it happens with every telegram, send us a capture.",
      de: "Nichts zu tun, solange es selten ist. Passiert es bei jedem Telegramm, schick uns einen Mitschnitt.",
    },
  },
} as const satisfies Readonly<Record<string, FaultRow>>;
