/** Vom Anschluss bis zum Telegramm: was zu sehen war, was es heißt, was als Nächstes zu tun ist. */
export const lineFaults = {
  "port-missing": {
    title: "Kein Lesegerät gefunden",
    seen: "Der Anschluss deines Lesegeräts ist nicht da. Die Meldung sagt, wonach gesucht wurde und was es gibt.",
    means:
      "Das Lesegerät steckt nicht, heißt jetzt anders, oder eine virtuelle Maschine oder ein Container reicht es nicht durch.",
    next: "Steck es an oder reich sein USB-Gerät an Home Assistant durch. Ist in den Optionen ein Anschluss gewählt, vergleich ihn mit der Meldung. Gesucht wird weiter.",
  },
  "port-ambiguous": {
    title: "Mehrere Anschlüsse zur Auswahl",
    seen: "Mehr als ein Anschluss könnte dein Lesegerät sein, und keiner gibt sich eindeutig zu erkennen.",
    means: "Der falsche könnte ein anderes Gerät stören, darum wurde keiner geöffnet.",
    next: "Wähl den Anschluss in den Optionen. Die Namen stehen im Protokoll; zieh das Lesegerät ab und schau, welcher fehlt.",
  },
  "port-busy": {
    title: "Anschluss ist besetzt",
    seen: "Den Anschluss deines Lesegeräts verwendet schon jemand anderer; die Meldung sagt, wer.",
    means: "Ein serieller Anschluss bedient immer nur einen. Oft ist es eine ältere Zähler-App oder eine für Zigbee.",
    next: "Beende das andere Programm oder wähl einen anderen Anschluss. Sobald er frei ist, geht es von selbst los.",
  },
  "port-denied": {
    title: "Anschluss nicht erlaubt",
    seen: "Das System hat das Öffnen des Anschlusses verweigert.",
    means: "Dieses Programm läuft unter einem Benutzer, der serielle Anschlüsse nicht verwenden darf.",
    next: "Nimm den Benutzer in die Gruppe dialout auf und starte neu. Passiert es in der Home-Assistant-App, melde es uns bitte.",
  },
  "port-lost": {
    title: "Lesegerät wurde abgezogen",
    seen: "Der Anschluss war da und ist verschwunden.",
    means: "Das Lesegerät wurde abgezogen, hat einen Wackelkontakt, oder der USB-Hub war kurz ohne Strom.",
    next: "Steck es wieder an; jede Buchse ist recht, es wird am Namen erkannt. Passiert es oft, nimm ein anderes Kabel oder einen anderen Hub.",
  },
  "port-failed": {
    title: "Anschluss lässt sich nicht öffnen",
    seen: "Das Öffnen endete mit einem ungewöhnlichen Fehler; die Meldung nennt ihn.",
    means: "Der Treiber des Lesegeräts oder seine USB-Verbindung hat ein Problem.",
    next: "Zieh das Lesegerät ab, warte zehn Sekunden und steck es wieder an. Hilft das nicht, starte den Rechner neu.",
  },
  "host-unreachable": {
    title: "Netzwerk-Lesegerät antwortet nicht",
    seen: "Zur Netzwerkadresse deines Lesegeräts kam keine Verbindung zustande, oder sie ist abgerissen.",
    means: "Das Gerät ist aus, hat jetzt eine andere Adresse, ist schon vergeben, oder eine Firewall ist dazwischen.",
    next: "Schau, ob es Strom hat, und vergleich Adresse und Port mit den Optionen. Es wird laufend neu versucht.",
  },
  "line-silent": {
    title: "Der Zähler schweigt",
    seen: "Der Anschluss ist offen, aber es kam kein einziges Byte.",
    means:
      "Meist ist die Kundenschnittstelle noch ausgeschaltet, oder das Lesegerät sitzt nicht dort, wo der Zähler spricht.",
    next: "Lass die Kundenschnittstelle im Portal deines Netzbetreibers freischalten und prüf Stecker, Pins oder den Sitz des Lesekopfs.",
  },
  "no-frame": {
    title: "Bytes, aber kein Telegramm",
    seen: "Es kommen Bytes an, aber mit keiner Einstellung ist ein Telegramm darin zu erkennen.",
    means: "Das Signal wird unterwegs beschädigt, oder es spricht etwas anderes als ein Stromzähler.",
    next: "Dreh und zentrier den Lesekopf, kürz das Kabel und prüf, ob das Lesegerät zur Buchse deines Zählers passt.",
  },
  "parity-suspect": {
    title: "Parität scheint falsch",
    seen: "Telegramme beginnen, wie sie sollen, und gehen dann nicht richtig weiter.",
    means:
      "So wirkt eine falsche Parität, das Prüfbit hinter jedem Byte: Zähler und Anschluss müssen sich darüber einig sein.",
    next: "Lass die Option 'serial' leer, dann wird die richtige Einstellung gesucht, oder setz sie auf 2400 8E1.",
  },
  "speed-suspect": {
    title: "Geschwindigkeit scheint falsch",
    seen: "Die Bytes zeigen das Muster eines Anschlusses, der zu schnell oder zu langsam mithört.",
    means: "Zähler und Anschluss laufen nicht mit derselben Geschwindigkeit (Baud).",
    next: "Lass die Option 'serial' leer, dann wird sie gesucht. Bei einem Netzwerk-Lesegerät stell sie dort ein.",
  },
  "inverted-suspect": {
    title: "Signal scheint verkehrt herum",
    seen: "Die Bytes sehen aus, als wären Einsen und Nullen vertauscht.",
    means: "Die P1-Buchse sendet ein umgekehrtes Signal, und dein Kabel dreht es nicht um.",
    next: "Nimm ein P1-Kabel mit eingebautem Inverter; die meisten werden für Zähler in den Niederlanden und Belgien verkauft.",
  },
  "foreign-sml": {
    title: "Ein deutscher Zähler (SML)",
    seen: "Der Zähler spricht SML, die Sprache der Stromzähler in Deutschland.",
    means: "Das Signal ist gut, aber es ist nicht die Sprache der österreichischen Zähler, die diese App liest.",
    next: "Prüf, ob der Kopf auf dem Zähler des Netzbetreibers sitzt und nicht auf einem Unterzähler.",
  },
  "foreign-iec62056-21": {
    title: "Zähler spricht sein altes Textprotokoll",
    seen: "Es kommt lesbarer Text des älteren Ableseprotokolls (IEC 62056-21) an.",
    means: "Die Kundenschnittstelle ist noch nicht freigeschaltet, oder der Kopf sitzt auf einem älteren Zähler.",
    next: "Lass die Kundenschnittstelle beim Netzbetreiber freischalten und prüf, ob der Kopf auf dem Smart Meter sitzt.",
  },
  "foreign-dsmr": {
    title: "Beschädigter P1-Klartext",
    seen: "Es kommt unverschlüsselter P1-Text an, aber nichts davon hat bisher seine Prüfung bestanden.",
    means: "Zähler in den Niederlanden und Belgien und manche Adapter senden so; am Weg hierher gehen Bytes verloren.",
    next: "Kürz das Kabel und probier einen anderen Adapter. Vollständige Telegramme werden ganz ohne Schlüssel gelesen.",
  },
  "foreign-wmbus": {
    title: "Ein Funkempfänger (wM-Bus)",
    seen: "Es kommen Funktelegramme von Wasser-, Wärme- oder Stromzählern an (Wireless M-Bus).",
    means: "Dieser Anschluss gehört zu einem Funkempfänger und nicht zur Schnittstelle deines Zählers.",
    next: "Wähl in den Optionen den Anschluss des Lesegeräts, das an deinem Zähler hängt.",
  },
  "octets-skipped": {
    title: "Bytes übersprungen",
    seen: "Zwischen den Telegrammen kamen Bytes, die zu keinem gehören.",
    means: "Das Mithören begann mitten in einem Telegramm, oder auf der Leitung war eine Störung.",
    next: "Nichts zu tun, solange es selten ist. Bleibt es so, prüf Kabel und Sitz des Lesekopfs.",
  },
  "frame-damaged": {
    title: "Telegramme kommen beschädigt an",
    seen: "Es kommen Telegramme an, deren Prüfsumme nicht zum Inhalt passt.",
    means:
      "Unterwegs gehen Bits verloren. Aus beschädigten Telegrammen wird nichts verwendet, also stimmt alles, was du siehst.",
    next: "Dreh den Kopf ein wenig oder drück ihn an, kürz das Kabel und halt es von Stromleitungen fern.",
  },
  "frame-incomplete": {
    title: "Telegramm ist abgerissen",
    seen: "Ein Telegramm hat begonnen und kam nicht zu Ende.",
    means:
      "Es gingen Bytes verloren, oder der Zähler wurde unterbrochen. Es wird ausgelassen, das nächste zählt wieder.",
    next: "Nichts zu tun, solange es selten ist. Bleibt es so, prüf Kabel, Stecker und Sitz des Lesekopfs.",
  },
  "segment-order": {
    title: "Ein Teil eines Telegramms fehlt",
    seen: "Ein Telegramm kommt in mehreren Teilen, und einer davon fehlte oder kam zur falschen Zeit.",
    means: "Ein Teil ging unterwegs verloren. Das Telegramm wird ausgelassen, das nächste zählt wieder.",
    next: "Nichts zu tun, solange es selten ist. Bleibt es so, prüf Kabel, Stecker und Sitz des Lesekopfs.",
  },
  "framing-changed": {
    title: "Der Zähler spricht jetzt anders",
    seen: "Die Telegramme sind anders verpackt als bisher.",
    means:
      "Der Netzbetreiber hat den Zähler aktualisiert oder getauscht. Gelesen wird einfach auf die neue Art weiter.",
    next: "Nichts zu tun. Fehlen seither Werte, schick uns einen Mitschnitt; er enthält nichts Geheimes.",
  },
} as const;
