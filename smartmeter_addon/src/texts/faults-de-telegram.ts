/** Vom Telegramm über seine Verschlüsselung bis zum Inhalt. */
export const telegramFaults = {
  "apdu-unknown": {
    title: "Unbekannte Art von Telegramm",
    seen: "Ein Telegramm kam heil an, ist aber von einer Art, die hier kein bekannter Zähler sendet.",
    means: "Der Zähler sendet neben seinen Werten noch etwas anderes, oder eine für uns neue Verschlüsselung.",
    next: "Kommen auch Werte an, kümmere dich nicht darum. Wenn nicht, schick uns einen Mitschnitt; er enthält nichts Geheimes.",
  },
  "apdu-length": {
    title: "Telegramm hat die falsche Länge",
    seen: "Ein Telegramm gibt sich länger oder kürzer aus, als es angekommen ist.",
    means: "Ein Stück ging verloren, ohne dass es die Prüfsumme gemerkt hat. Es wird ausgelassen.",
    next: "Nichts zu tun, solange es selten ist. Passiert es bei jedem Telegramm, schick uns einen Mitschnitt.",
  },
  "block-order": {
    title: "Ein Block eines Telegramms fehlt",
    seen: "Ein langes Telegramm kommt in nummerierten Blöcken, und eine Nummer fehlte oder kam doppelt.",
    means: "Ein Block ging unterwegs verloren. Das Telegramm wird ausgelassen, das nächste zählt wieder.",
    next: "Nichts zu tun, solange es selten ist. Bleibt es so, prüf Kabel, Stecker und Sitz des Lesekopfs.",
  },
  "key-missing": {
    title: "Der Schlüssel fehlt",
    seen: "Es kommen vollständige Telegramme an, und sie sind verschlüsselt.",
    means: "Dein Zähler spricht, und die Verkabelung stimmt. Es fehlt nur noch der Schlüssel zu seinen Telegrammen.",
    next: "Hol dir den Schlüssel deines Zählers im Kundenportal deines Netzbetreibers und füg ihn in den Optionen ein.",
  },
  "key-form": {
    title: "Das ist kein ganzer Schlüssel",
    seen: "Was in den Optionen als Schlüssel steht, ist zu kurz, zu lang oder enthält ein Zeichen, das nicht dazugehören kann.",
    means:
      "Beim Kopieren ging etwas verloren oder kam etwas dazu. Ein Schlüssel hat 32 Ziffern 0-9 und A-F oder 16 Zeichen.",
    next: "Kopier den Schlüssel noch einmal aus Portal oder Brief; im Protokoll steht, auf welche Stelle du schauen sollst.",
  },
  "key-wrong": {
    title: "Der Schlüssel passt nicht",
    seen: "Die Telegramme kommen heil an, aber der Schlüssel macht Unsinn daraus. Beide Felder wurden in jeder Lesart probiert.",
    means: "Der Schlüssel gehört zu einem anderen Zähler, oder der Netzbetreiber hat einen neuen vergeben.",
    next: "Vergleich die Zählernummer im Portal mit der auf deinem Zähler und kopier den Schlüssel noch einmal.",
  },
  "key-repaired": {
    title: "Schlüssel aufgeräumt",
    seen: "Beim Kopieren kam etwas mit, etwa Leerzeichen, Anführungszeichen oder 0x; das wurde weggenommen.",
    means: "Gelesen wird er ohne das, und vom Schlüssel fehlt nichts.",
    next: "Nichts zu tun. Wenn du magst, räum die Option bei Gelegenheit auf.",
  },
  "keys-swapped": {
    title: "Die beiden Schlüssel sind vertauscht",
    seen: "Die Telegramme öffnen sich mit dem, was im Feld des Authentifizierungsschlüssels steht.",
    means: "Die zwei Schlüssel stehen am Platz des jeweils anderen. Verwendet werden sie schon richtig herum.",
    next: "Tausch die beiden Felder in den Optionen, wenn du Zeit hast; die Werte kommen inzwischen an.",
  },
  "key-rotated": {
    title: "Der Netzbetreiber hat den Schlüssel geändert",
    seen: "Der Schlüssel hat schon funktioniert, und seit einiger Zeit bleibt jedes Telegramm unlesbar.",
    means: "Dein Netzbetreiber hat dem Zähler einen neuen Schlüssel gegeben, oft nach einer Aktualisierung.",
    next: "Hol dir den neuen Schlüssel im Portal. Den alten kannst du bis zum Wechsel als vorigen Schlüssel eintragen.",
  },
  "key-other-meter": {
    title: "Telegramme eines anderen Zählers",
    seen: "Die Telegramme tragen die Kennung eines anderen Zählers als bisher, und der Schlüssel öffnet sie nicht.",
    means: "Der Zähler wurde getauscht, oder das Lesegerät hängt jetzt am Zähler der Nachbarn.",
    next: "Schau nach, wo das Lesegerät sitzt. Nach einem Tausch hol dir im Portal den Schlüssel des neuen Zählers.",
  },
  "authentication-key-missing": {
    title: "Zweiter Schlüssel nicht angegeben",
    seen: "Die Telegramme tragen ein Siegel, das sich nur mit dem Authentifizierungsschlüssel (GAK) prüfen lässt.",
    means: "Die Werte kommen an, aber niemand kann sagen, ob sie unterwegs gefälscht wurden.",
    next: "Hast du zwei Schlüssel bekommen, trag den zweiten als Authentifizierungsschlüssel ein. Wenn nicht, lass es so.",
  },
  "authentication-key-wrong": {
    title: "Zweiter Schlüssel passt nicht",
    seen: "Die Telegramme öffnen sich, aber ihr Siegel passt nicht zum Authentifizierungsschlüssel.",
    means: "Der erste Schlüssel stimmt, der zweite nicht; manche Netzbetreiber geben einen aus, der nie passt.",
    next: "Kopier den Authentifizierungsschlüssel noch einmal. Bleibt es so, nimm ihn heraus; die Werte kommen trotzdem.",
  },
  "tag-bad": {
    title: "Siegel eines Telegramms ist gebrochen",
    seen: "Ein Telegramm ließ sich öffnen, aber sein Siegel passt nicht, obwohl frühere gepasst haben.",
    means: "Es wurde unterwegs beschädigt oder kommt nicht von deinem Zähler. Es wurde weggeworfen.",
    next: "Nichts zu tun, solange es selten ist. Bleibt es so, hat der Netzbetreiber vielleicht den zweiten Schlüssel geändert.",
  },
  "data-invalid": {
    title: "Der Inhalt geht sich nicht aus",
    seen: "Ein Telegramm ließ sich öffnen, aber sein Inhalt bricht ab, oder es bleibt etwas übrig.",
    means: "Ein Byte wurde beschädigt, ohne dass es die Prüfsumme gemerkt hat. Das Telegramm wird ausgelassen.",
    next: "Nichts zu tun, solange es selten ist. Passiert es bei jedem Telegramm, schick uns einen Mitschnitt.",
  },
  "layout-unknown": {
    title: "Diesen Zähler kennen wir noch nicht",
    seen: "Das Telegramm lässt sich öffnen, aber die Reihenfolge seiner Werte ist unbekannt; die Meldung zeigt ihr Muster.",
    means: "Raten könnte für immer falsche Werte in deine Statistik bringen, darum wird nicht geraten.",
    next: "Schick uns einen Mitschnitt (er enthält nichts Geheimes) oder beschreib die Reihenfolge in einer kleinen Datei; die Dokumentation zeigt, wie.",
  },
  "value-invalid": {
    title: "Ein Wert ergibt keinen Sinn",
    seen: "Ein Wert kam mit einer Einheit oder in einer Form, die nicht zu ihm gehört.",
    means: "Das Telegramm wurde beschädigt, oder der Zähler beschreibt diesen Wert auf eine uns unbekannte Art.",
    next: "Nichts zu tun, solange es selten ist. Passiert es bei jedem Telegramm, schick uns einen Mitschnitt.",
  },
  "time-invalid": {
    title: "Kein echtes Datum",
    seen: "Die Uhrzeit des Zählers in einem Telegramm gibt es in keinem Kalender.",
    means: "Das Telegramm wurde beschädigt, oder die Uhr des Zählers wurde nie gestellt.",
    next: "Nichts zu tun, solange es selten ist. Bleibt es so, sag deinem Netzbetreiber, dass die Uhr nicht gestellt ist.",
  },
  "clocks-disagree": {
    title: "Telegramm widerspricht sich",
    seen: "Ein Telegramm trägt die Uhrzeit zweimal, und die beiden liegen mehr als ein paar Sekunden auseinander.",
    means: "Das deutet auf Schaden oder Fälschung hin, darum wurde es weggeworfen.",
    next: "Nichts zu tun, solange es selten ist. Passiert es bei jedem Telegramm, schick uns einen Mitschnitt.",
  },
} as const;
