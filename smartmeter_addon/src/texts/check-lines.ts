/** What check-config says. */
import { createSpeaker } from "../language/message.ts";

const en = {
  good: "Good. Options come from: {origin}",
  keyless:
    "Not complete yet: {meters} has no key. Most meters encrypt what they send, and can't be read without the key.",
  from: "Options come from: {origin}",
  nowhere: "nowhere, everything is at its default value",
  note: "Note: {text}",
  meter: "meter {number}",
  virtual: "virtual meter {id}: {name}",
  page: "page on port {port}",
  output: "output: {text}",
  price: "price: {text}",
  state: "state: {where}",
  kept: "in {folder}",
  homeless: "in memory only, unless SMARTMETER_DATA names a folder, as the service and compose.yaml do",
  searched: "the port is searched for",
  settings: "the settings are searched for",
  noKey: "no key",
  key: "key given",
  keyRepaired: "key given ({repairs})",
} as const;

const de: Readonly<Record<keyof typeof en, string>> = {
  good: "Passt. Die Optionen kommen aus: {origin}",
  keyless:
    "Noch nicht vollständig: {meters} hat keinen Schlüssel. Die meisten Zähler verschlüsseln, was sie senden; ohne Schlüssel wird von ihnen nichts gelesen.",
  from: "Die Optionen kommen aus: {origin}",
  nowhere: "nirgends, alles ist voreingestellt",
  note: "Hinweis: {text}",
  meter: "Zähler {number}",
  virtual: "virtueller Zähler {id}: {name}",
  page: "Seite auf Port {port}",
  output: "Ausgabe: {text}",
  price: "Preis: {text}",
  state: "Gedächtnis: {where}",
  kept: "in {folder}",
  homeless: "nur im Arbeitsspeicher, außer SMARTMETER_DATA nennt einen Ordner, wie beim Dienst und in compose.yaml",
  searched: "der Anschluss wird gesucht",
  settings: "die Einstellungen werden gesucht",
  noKey: "kein Schlüssel",
  key: "Schlüssel vorhanden",
  keyRepaired: "Schlüssel vorhanden ({repairs})",
};

export const checkLines = { en, de };

/** A sentence of check-config. */
export const checkSays = createSpeaker(checkLines);
