/** What commands say of wrong use and of their inputs. */
import type { Sentence } from "../language/language.ts";
import { createSpeaker } from "../language/message.ts";

/** Why a command was called wrongly; `{name}` stands for a fact. */
export const wrongUse = {
  unknownFlag: { en: "There is no option {flag}.", de: "Eine Option {flag} gibt es nicht." },
  noValue: { en: "{flag} needs a value.", de: "{flag} braucht einen Wert." },
  tooMuchValue: { en: "{flag} takes no value.", de: "{flag} nimmt keinen Wert." },
  strange: { en: "These arguments are not understood.", de: "Diese Argumente sind nicht verständlich." },
  extra: { en: "What is {text}?", de: "Was ist {text}?" },
  language: { en: "--language {text}: auto, de or en", de: "--language {text}: auto, de oder en" },
  seconds: { en: "--seconds {text}: a number up to 3600", de: "--seconds {text}: eine Zahl bis 3600" },
  oneFile: {
    en: "One file, or - for standard input, is needed.",
    de: "Nötig ist eine Datei, oder - für die Standardeingabe.",
  },
  onePortalFile: { en: "One file is needed: the portal's CSV.", de: "Nötig ist eine Datei: die CSV aus dem Portal." },
  aFile: { en: "A file is missing.", de: "Es fehlt eine Datei." },
  out: { en: "--out FILE says where the capture goes.", de: "--out DATEI sagt, wohin der Mitschnitt kommt." },
  zone: { en: "--time-zone {text}: a name like {zone}", de: "--time-zone {text}: ein Name wie {zone}" },
  window: { en: "--window {text}: one of {windows} minutes", de: "--window {text}: eins von {windows} Minuten" },
  meterNumber: {
    en: "--meter {text}: the configuration has {count}",
    de: "--meter {text}: In der Konfiguration stehen {count}",
  },
  meterUnknown: { en: "--meter {text}: one of {names}", de: "--meter {text}: eins von {names}" },
  severalMeters: { en: "Several meters: --meter {names}", de: "Mehrere Zähler: --meter {names}" },
  noQuarters: {
    en: "{folder}: no quarter hours there; --data names the data folder",
    de: "{folder}: keine Viertelstunden; --data nennt den Datenordner",
  },
  notQuarters: {
    en: '{file}, line {line}: not a line that "smartmeter quarters" prints',
    de: "{file}, Zeile {line}: keine Zeile von „smartmeter quarters“",
  },
  about: { en: "{what}: {reason}", de: "{what}: {reason}" },
  captureFormat: {
    en: "a capture of format {format}; this program reads {known}",
    de: "ein Mitschnitt im Format {format}; dieses Programm liest {known}",
  },
  captureDamaged: {
    en: "a capture whose bytes or keys are damaged",
    de: "ein Mitschnitt, dessen Bytes oder Schlüssel beschädigt sind",
  },
  whichMeter: { en: "Which meter? --list shows them.", de: "Welcher Zähler? --list zeigt sie." },
  noSuchMeter: {
    en: 'There is no meter "{meter}". --list shows them all.',
    de: "Einen Zähler „{meter}“ gibt es nicht. --list zeigt alle.",
  },
  meant: {
    en: 'There is no meter "{meter}". Did you mean {close}? --list shows them all.',
    de: "Einen Zähler „{meter}“ gibt es nicht. Meintest du {close}? --list zeigt alle.",
  },
  oneTarget: {
    en: "Exactly one of --tcp, --serial and --stdout is needed.",
    de: "Nötig ist genau eins von --tcp, --serial und --stdout.",
  },
  whole: {
    en: "--{name} {text}: a whole number from {min} to {max} is needed.",
    de: "--{name} {text}: Nötig ist eine ganze Zahl von {min} bis {max}.",
  },
  number: {
    en: "--{name} {text}: a number from {min} to {max} is needed.",
    de: "--{name} {text}: Nötig ist eine Zahl von {min} bis {max}.",
  },
} as const satisfies Readonly<Record<string, Sentence>>;

/** `A or --meter B` */
export const eitherMeter = (names: readonly string[]): Sentence => ({
  en: names.join(" or --meter "),
  de: names.join(" oder --meter "),
});

const en = {
  unchecked: "unchecked: telegrams are not compared with each other, nor their clocks",
  plaintext: "plaintext: it holds the meter's number and all values; do not pass it on",
  nothingToDecode: "nothing to decode: the input is empty",
  nothingToExplain: "nothing to explain: the input is empty",
  authenticated: "authenticated",
  unproven: "unproven",
  noReading: "no reading",
  oneReading: "1 reading",
  readings: "{readings} readings",
  faults: "faults: {faults}",
  noWindow: "no window ended in this recording ({heard})",
  onlyFirst: "only the first {count} bytes are explained",
  captured: "{file}: {octets} bytes, {telegrams} telegrams",
  typePassword: "Type the password, then Enter and Ctrl-D:",
  noPassword: "the password is empty",
  noProgram: "{files}: of no program this command knows; see --help",
  correct: "{path}: found {found}, expected {expected}; correct it in the result",
  written: "Written to {file}; every line says where it comes from. Next: smartmeter check-config --config {file}",
  noPort: "This machine has no serial ports.",
  wouldRead: 'Without the option "device", this one is read: {port}',
  noReader: 'None of them looks like a reader; set the option "device" to open one all the same.',
  severalPorts: 'Any of these could be the reader; set the option "device" to the right one:',
  lineClosed: "the line was closed at its other end",
  listens: "{meter} listens on tcp://127.0.0.1:{port}",
  sends: "{meter} sends on {port} with {settings}",
} as const;

const de: Readonly<Record<keyof typeof en, string>> = {
  unchecked: "ungeprüft: Telegramme und ihre Uhren werden nicht miteinander verglichen",
  plaintext: "Klartext: mit Zählernummer und allen Werten; gib ihn nicht weiter",
  nothingToDecode: "nichts zu decodieren: Die Eingabe ist leer",
  nothingToExplain: "nichts zu erklären: Die Eingabe ist leer",
  authenticated: "Echtheit geprüft",
  unproven: "ohne Nachweis",
  noReading: "kein Messwert",
  oneReading: "1 Telegramm mit Werten",
  readings: "{readings} Telegramme mit Werten",
  faults: "Störungen: {faults}",
  noWindow: "in dieser Aufzeichnung ist kein Fenster zu Ende gegangen ({heard})",
  onlyFirst: "nur die ersten {count} Bytes werden erklärt",
  captured: "{file}: {octets} Bytes, {telegrams} Telegramme",
  typePassword: "Tipp das Passwort, dann Enter und Strg-D:",
  noPassword: "das Passwort ist leer",
  noProgram: "{files}: von keinem Programm, das dieser Befehl kennt; siehe --help",
  correct: "{path}: gefunden: {found}; erwartet: {expected}; stell es im Ergebnis richtig",
  written: "Geschrieben nach {file}; jede Zeile sagt, woher sie kommt. Danach: smartmeter check-config --config {file}",
  noPort: "Dieser Rechner hat keinen seriellen Anschluss.",
  wouldRead: "Ohne die Option „device“ wird dieser gelesen: {port}",
  noReader: "Keiner davon sieht nach einem Lesegerät aus; mit der Option „device“ wird trotzdem einer geöffnet.",
  severalPorts: "Jeder davon könnte das Lesegerät sein; setz die Option „device“ auf den richtigen:",
  lineClosed: "die Leitung wurde am anderen Ende geschlossen",
  listens: "{meter} ist unter tcp://127.0.0.1:{port} zu lesen",
  sends: "{meter} sendet an {port} mit {settings}",
};

export const commandLines = { en, de };

/** A sentence of a command. */
export const commandSays = createSpeaker(commandLines);
