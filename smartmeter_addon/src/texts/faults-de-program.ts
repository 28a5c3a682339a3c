/** Was die Werte selbst verraten, das Programm, der Broker und weitere Ausgaben. */
export const programFaults = {
  duplicate: {
    title: "Telegramm kam doppelt",
    seen: "Dasselbe Telegramm kam noch einmal.",
    means: "Ein Netzwerk-Lesegerät oder der Zähler hat es wiederholt. Es zählt nur einmal.",
    next: "Nichts zu tun.",
  },
  "counter-backwards": {
    title: "Telegrammzähler ging zurück",
    seen: "Jedes Telegramm hat eine laufende Nummer, und diese ist kleiner als die vorige.",
    means: "Ein altes Telegramm wurde noch einmal abgespielt, oder der Zähler wurde zurückgesetzt oder getauscht.",
    next: "Nichts zu tun, wenn es einmal vorkommt. Bleibt es so, schau, wer noch auf diese Leitung schreiben kann.",
  },
  "telegrams-lost": {
    title: "Einige Telegramme gingen verloren",
    seen: "Die laufende Nummer der Telegramme hat eine Lücke.",
    means: "Manche kamen nicht an. Die Zählerstände stimmen trotzdem, denn jedes Telegramm enthält sie ganz.",
    next: "Unter ein paar Prozent ist nichts zu tun. Darüber dreh den Kopf ein wenig oder prüf das Kabel.",
  },
  "meter-changed": {
    title: "Ein anderer Zähler",
    seen: "Die Telegramme lassen sich öffnen, aber Zählernummer oder Kennung sind anders als bisher.",
    means: "Der Netzbetreiber hat deinen Zähler getauscht, oder das Lesegerät hängt jetzt an einem anderen.",
    next: "Nach einem Tausch ist nichts zu tun: Der neue erscheint als neues Gerät, der alte behält seinen Verlauf.",
  },
  "clock-set": {
    title: "Uhr des Zählers wurde gestellt",
    seen: "Die Uhrzeit des Zählers ist gesprungen: auf oder von Sommerzeit, oder der Netzbetreiber hat sie gestellt.",
    means: "Das ist normal. Das Telegramm danach hat es bestätigt.",
    next: "Nichts zu tun.",
  },
  "clock-off": {
    title: "Die Uhren gehen auseinander",
    seen: "Die Uhr des Zählers und die dieses Rechners liegen mehr als fünf Minuten auseinander.",
    means: "Eine der beiden geht falsch; Viertelstunden werden nach der Uhr des Zählers verrechnet.",
    next: "Prüf zuerst die Uhr dieses Rechners. Stimmt sie, sag deinem Netzbetreiber wegen der Zähleruhr Bescheid.",
  },
  "structure-changed": {
    title: "Telegramm hat eine neue Gestalt",
    seen: "Das Telegramm enthält andere Werte als bisher oder eine andere Reihenfolge.",
    means: "Der Netzbetreiber hat geändert, was der Zähler sendet. Ein zweites Telegramm hat es bestätigt.",
    next: "Schau, ob alle Werte, die du verwendest, noch ankommen. Neue erscheinen von selbst.",
  },
  implausible: {
    title: "Unglaubhafte Werte zurückgehalten",
    seen: "Ein Telegramm enthielt Werte, die nicht aus den vorigen folgen.",
    means:
      "Ein beschädigtes Telegramm kann heil aussehen. Es wartet, bis das nächste entscheidet; so bleibt deine Statistik sauber.",
    next: "Nichts zu tun. Passiert es oft, prüf Kabel und Sitz des Lesekopfs.",
  },
  "layout-unconfirmed": {
    title: "Du bist mit diesem Zähler die oder der Erste",
    seen: "Die Telegramme passen zu einer gedruckten Beschreibung, aber noch kein echter Mitschnitt hat sie bestätigt.",
    means: "Die Werte stimmen sehr wahrscheinlich. Vergleich sie einmal mit der Anzeige des Zählers.",
    next: "Bitte schick uns einen Mitschnitt; er enthält nichts Geheimes und hilft allen mit diesem Zähler.",
  },
  "state-damaged": {
    title: "Gedächtnisdatei war beschädigt",
    seen: "Die Datei mit den letzten Ständen war nicht lesbar und wurde zur Seite gelegt.",
    means: "Meist ist beim Schreiben der Strom ausgefallen. Nur der Vergleich mit früheren Ständen beginnt neu.",
    next: "Nichts zu tun. Passiert es wieder, prüf Festplatte oder Speicherkarte.",
  },
  "state-unwritable": {
    title: "Gedächtnisdatei nicht schreibbar",
    seen: "Die letzten Stände lassen sich nicht speichern.",
    means:
      "Der Speicher ist voll oder schreibgeschützt. Gelesen wird weiter; nach einem Neustart beginnt die Suche von vorn.",
    next: "Mach Platz auf dem Speicher, oder prüf, ob er schreibgeschützt ist.",
  },
  "option-invalid": {
    title: "Eine Einstellung passt nicht",
    seen: "Eine der Optionen hat einen Wert, mit dem nichts anzufangen ist; die Meldung nennt sie und was erwartet wird.",
    means: "Ohne sie weiß das Programm nicht, was du willst, und raten will es nicht.",
    next: "Korrigier diese Option und starte neu.",
  },
  "internal-error": {
    title: "Unser Fehler",
    seen: "Das Programm ist auf etwas gestoßen, womit es hätte umgehen müssen.",
    means:
      "Dieses eine Telegramm wird ausgelassen, alles andere läuft weiter. Der Fehler liegt bei uns, nicht bei dir.",
    next: "Bitte schick uns Protokoll und Mitschnitt; beide enthalten nichts Geheimes.",
  },
  "broker-missing": {
    title: "Kein Broker gefunden",
    seen: "Home Assistant hat keinen MQTT-Broker; das ist der Briefkasten, über den die Werte zu ihm kommen.",
    means: "Die Werte kommen hier an, finden aber nicht zu Home Assistant.",
    next: "Installier die App Mosquitto broker aus dem App-Store, oder gib die Adresse deines eigenen Brokers an.",
  },
  "broker-unreachable": {
    title: "Broker antwortet nicht",
    seen: "Zum MQTT-Broker, dem Briefkasten für die Werte, kam keine Verbindung zustande.",
    means: "Er läuft nicht, startet gerade, oder die Adresse stimmt nicht.",
    next: "Prüf, ob der Broker läuft und die Adresse passt. Es wird laufend neu versucht.",
  },
  "broker-refused": {
    title: "Broker sagt Nein",
    seen: "Der MQTT-Broker, der Briefkasten für die Werte, hat geantwortet und die Anmeldung abgelehnt.",
    means: "Benutzername oder Passwort stimmen nicht, oder dieser Benutzer darf dort nicht schreiben.",
    next: "Vergleich Benutzername und Passwort mit denen des Brokers. Beim Broker von Home Assistant lass beide leer.",
  },
  "broker-tls": {
    title: "Zertifikat des Brokers passt nicht",
    seen: "Die gesicherte Verbindung zum MQTT-Broker kam nicht zustande; die Meldung nennt den Grund.",
    means: "Sein Zertifikat ist hier unbekannt, abgelaufen oder gehört zu einem anderen Namen.",
    next: "Gib das Zertifikat deiner eigenen Zertifizierungsstelle in der Option 'ca' an und verwende den Namen aus dem Zertifikat.",
  },
  "supervisor-refused": {
    title: "Home Assistant gibt keinen Zugang",
    seen: "Der Supervisor, der Teil von Home Assistant, der die Apps betreibt, gab den Zugang zum Broker nicht her.",
    means: "Er startet noch, oder dieser App fehlt das Recht zu fragen.",
    next: "Wart eine Minute. Bleibt es so, starte die App neu oder trag den Broker von Hand ein.",
  },
  "output-failed": {
    title: "Eine Ausgabe hat Schwierigkeiten",
    seen: "Eine der weiteren Ausgaben, etwa Datenbank oder Datei, nahm die Werte nicht an; die Meldung sagt, welche.",
    means: "Home Assistant ist nicht betroffen. Die Werte warten eine Weile, dann fallen die ältesten weg.",
    next: "Prüf Adresse, Zugang und Platz dieser Ausgabe. Es wird von selbst wieder versucht.",
  },
  "output-port-failed": {
    title: "Der Port einer Ausgabe ist belegt",
    seen: "Prometheus oder die Abzweigung („tee“) konnte an Adresse und Port aus den Optionen nicht lauschen; die Meldung sagt, welche.",
    means:
      "Dort lauscht schon ein anderes Programm, oder dieser Rechner hat keine solche Adresse. Zähler und alle anderen Ausgaben laufen weiter.",
    next: "Gib dieser Ausgabe einen anderen 'port' (oder 'host'), oder beende das andere Programm. Es wird von selbst wieder versucht.",
  },
} as const;
