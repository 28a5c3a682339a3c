/** The outputs beside the broker. */
import { unreadableCertificate } from "./broker-faults.ts";
import type { FaultRow } from "./fault-row.ts";

export const outputFaults = {
  "output-failed": {
    layer: "output",
    weight: "hurts",
    until: "told",
    title: { en: "An output has trouble", de: "Eine Ausgabe hat Schwierigkeiten" },
    seen: {
      en: "One of the other outputs, such as a database or a file, isn't taking the values.",
      de: "Eine der weiteren Ausgaben, etwa Datenbank oder Datei, nimmt die Werte nicht an.",
    },
    here: {
      answered: { en: "The server answers {status}.", de: "Der Server antwortet mit {status}." },
      unanswered: { en: "The server does not answer: {reason}.", de: "Der Server antwortet nicht: {reason}." },
      reason: { en: "The values cannot be written: {reason}.", de: "Die Werte lassen sich nicht schreiben: {reason}." },
    },
    means: {
      en: "Home Assistant is not affected. The values wait for a while; after that the oldest are dropped.",
      de: "Home Assistant ist nicht betroffen. Die Werte warten eine Weile, dann fallen die ältesten weg.",
    },
    next: {
      en: "Check the address, the login and the free space of that output. The program keeps trying.",
      de: "Prüf Adresse, Zugang und Platz dieser Ausgabe. Es wird laufend neu versucht.",
    },
  },
  "output-untrusted": {
    layer: "output",
    weight: "hurts",
    until: "told",
    title: { en: "An output's certificate is not trusted", de: "Dem Zertifikat einer Ausgabe wird nicht vertraut" },
    seen: {
      en: "The secure connection (https) of an output, such as InfluxDB or a web address, could not be made.",
      de: "Die gesicherte Verbindung (https) einer weiteren Ausgabe, etwa zu InfluxDB oder einer Webadresse, kam nicht zustande.",
    },
    here: {
      reason: {
        en: "There is no trusted connection to the server: {reason}.",
        de: "Zum Server gibt es keine vertrauenswürdige Verbindung: {reason}.",
      },
      file: unreadableCertificate,
    },
    means: {
      en: "Its certificate is not known here, has expired, or was made for another name. The values wait for a while.",
      de: "Das Zertifikat ist hier unbekannt, abgelaufen oder gehört zu einem anderen Namen. Die Werte warten eine Weile.",
    },
    next: {
      en: "Set that output's option 'ca' to the certificate of your own authority. In your own network, 'verify: false' skips the check.",
      de: "Gib das Zertifikat deiner eigenen Zertifizierungsstelle in der Option 'ca' dieser Ausgabe an. Im eigenen Netz überspringt 'verify: false' die Prüfung.",
    },
  },
  "output-port-failed": {
    layer: "output",
    weight: "hurts",
    until: "told",
    title: { en: "An output's port is taken", de: "Der Port einer Ausgabe ist belegt" },
    seen: {
      en: "An output could not listen at the address and port set in the options.",
      de: "Eine Ausgabe konnte an Adresse und Port aus den Optionen nicht lauschen.",
    },
    here: {
      place: { en: "{place} cannot be used: {reason}.", de: "{place} ist nicht zu bekommen: {reason}." },
    },
    means: {
      en: "Another program is listening there, this machine doesn't have that address, or the program may not use ports below 1024. Everything else carries on.",
      de: "Dort lauscht schon ein anderes Programm, die Adresse gibt es hier nicht, oder Ports unter 1024 sind nicht erlaubt. Alles andere läuft weiter.",
    },
    next: {
      en: "Give that output another 'port' (or 'host'), or stop the other program. The program keeps trying.",
      de: "Gib dieser Ausgabe einen anderen 'port' (oder 'host'), oder beende das andere Programm. Es wird laufend neu versucht.",
    },
  },
  "regulator-slow": {
    layer: "output",
    weight: "notice",
    until: "told",
    title: { en: "Meter is slow for a regulator", de: "Zähler ist langsam für eine Regelung" },
    seen: {
      en: "An inverter or energy manager can read this meter (SunSpec), but it sends less often than every 10 seconds.",
      de: "Wechselrichter oder Energiemanager können diesen Zähler lesen (SunSpec), und er sendet seltener als alle 10 Sekunden.",
    },
    means: {
      en: "That is enough for watching. Zero export and battery charging lag behind the house and may oscillate.",
      de: "Zum Zuschauen reicht das. Nulleinspeisung und Batterieladung folgen dem Haus spät und können schwingen.",
    },
    next: {
      en: "Ask the grid operator for a shorter interval, or regulate with a meter by the inverter's manufacturer.",
      de: "Frag den Netzbetreiber nach einem kürzeren Intervall, oder verwende zum Regeln einen Zähler des Wechselrichter-Herstellers.",
    },
  },
} as const satisfies Readonly<Record<string, FaultRow>>;
