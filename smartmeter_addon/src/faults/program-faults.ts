/** The program itself, the broker and the other outputs. */
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
  "broker-missing": {
    layer: "broker",
    weight: "hurts",
    until: "told",
    title: { en: "No broker found", de: "Kein Broker gefunden" },
    seen: {
      en: "Home Assistant has no MQTT broker; that is the mailbox through which the values get to it.",
      de: "Home Assistant hat keinen MQTT-Broker; das ist der Briefkasten, über den die Werte zu ihm kommen.",
    },
    means: {
      en: "Readings arrive here, but have no way to Home Assistant.",
      de: "Die Werte kommen hier an, finden aber nicht zu Home Assistant.",
    },
    next: {
      en: "Install the app Mosquitto broker from the app store, or enter the address of your own broker.",
      de: "Installier die App Mosquitto broker aus dem App-Store, oder gib die Adresse deines eigenen Brokers an.",
    },
  },
  "broker-unreachable": {
    layer: "broker",
    weight: "hurts",
    until: "told",
    title: { en: "Broker does not answer", de: "Broker antwortet nicht" },
    seen: {
      en: "No connection to the MQTT broker, the mailbox for the values, came about.",
      de: "Zum MQTT-Broker, dem Briefkasten für die Werte, kam keine Verbindung zustande.",
    },
    means: {
      en: "It is stopped, is starting right now, or the address is not right.",
      de: "Er läuft nicht, startet gerade, oder die Adresse stimmt nicht.",
    },
    next: {
      en: "Check that the broker runs and that the address fits. It is tried again all the time.",
      de: "Prüf, ob der Broker läuft und die Adresse passt. Es wird laufend neu versucht.",
    },
  },
  "broker-refused": {
    layer: "broker",
    weight: "hurts",
    until: "told",
    title: { en: "Broker says no", de: "Broker sagt Nein" },
    seen: {
      en: "The MQTT broker, the mailbox for the values, answered and refused the login.",
      de: "Der MQTT-Broker, der Briefkasten für die Werte, hat geantwortet und die Anmeldung abgelehnt.",
    },
    means: {
      en: "User name or password are not right, or that user may not write there.",
      de: "Benutzername oder Passwort stimmen nicht, oder dieser Benutzer darf dort nicht schreiben.",
    },
    next: {
      en: "Compare user name and password with the broker's. With Home Assistant's own broker leave both empty.",
      de: "Vergleich Benutzername und Passwort mit denen des Brokers. Beim Broker von Home Assistant lass beide leer.",
    },
  },
  "broker-tls": {
    layer: "broker",
    weight: "hurts",
    until: "told",
    title: { en: "Broker's certificate does not fit", de: "Zertifikat des Brokers passt nicht" },
    seen: {
      en: "The secured connection to the MQTT broker did not come about; the message gives the reason.",
      de: "Die gesicherte Verbindung zum MQTT-Broker kam nicht zustande; die Meldung nennt den Grund.",
    },
    means: {
      en: "Its certificate is unknown here, has run out, or belongs to another name.",
      de: "Sein Zertifikat ist hier unbekannt, abgelaufen oder gehört zu einem anderen Namen.",
    },
    next: {
      en: "Give the certificate of your own authority in the option 'ca', and use the name the certificate was made for.",
      de: "Gib das Zertifikat deiner eigenen Zertifizierungsstelle in der Option 'ca' an und verwende den Namen aus dem Zertifikat.",
    },
  },
  "supervisor-refused": {
    layer: "broker",
    weight: "hurts",
    until: "told",
    title: { en: "Home Assistant gives no access", de: "Home Assistant gibt keinen Zugang" },
    seen: {
      en: "The Supervisor, the part of Home Assistant that runs the apps, did not give out the broker's access.",
      de: "Der Supervisor, der Teil von Home Assistant, der die Apps betreibt, gab den Zugang zum Broker nicht her.",
    },
    means: {
      en: "It is still starting, or this app lacks the right to ask.",
      de: "Er startet noch, oder dieser App fehlt das Recht zu fragen.",
    },
    next: {
      en: "Wait a minute. If it stays, restart the app, or enter the broker by hand.",
      de: "Wart eine Minute. Bleibt es so, starte die App neu oder trag den Broker von Hand ein.",
    },
  },
  "output-failed": {
    layer: "output",
    weight: "hurts",
    until: "told",
    title: { en: "An output has trouble", de: "Eine Ausgabe hat Schwierigkeiten" },
    seen: {
      en: "One of the further outputs, such as a database or a file, did not take the values; the message says which.",
      de: "Eine der weiteren Ausgaben, etwa Datenbank oder Datei, nahm die Werte nicht an; die Meldung sagt, welche.",
    },
    means: {
      en: "Home Assistant is not affected. The values wait for a while and the oldest are dropped then.",
      de: "Home Assistant ist nicht betroffen. Die Werte warten eine Weile, dann fallen die ältesten weg.",
    },
    next: {
      en: "Check address, access and space of that output. It is tried again by itself.",
      de: "Prüf Adresse, Zugang und Platz dieser Ausgabe. Es wird von selbst wieder versucht.",
    },
  },
  "output-port-failed": {
    layer: "output",
    weight: "hurts",
    until: "told",
    title: { en: "An output's port is taken", de: "Der Port einer Ausgabe ist belegt" },
    seen: {
      en: "Prometheus or the tee could not listen at the address and port that the options give; the message says which.",
      de: "Prometheus oder die Abzweigung („tee“) konnte an Adresse und Port aus den Optionen nicht lauschen; die Meldung sagt, welche.",
    },
    means: {
      en: "Another program listens there, or this machine has no such address. Meters and all other outputs go on.",
      de: "Dort lauscht schon ein anderes Programm, oder dieser Rechner hat keine solche Adresse. Zähler und alle anderen Ausgaben laufen weiter.",
    },
    next: {
      en: "Give that output another 'port' (or 'host'), or end the other program. It is tried again by itself.",
      de: "Gib dieser Ausgabe einen anderen 'port' (oder 'host'), oder beende das andere Programm. Es wird von selbst wieder versucht.",
    },
  },
} as const satisfies Readonly<Record<string, FaultRow>>;
