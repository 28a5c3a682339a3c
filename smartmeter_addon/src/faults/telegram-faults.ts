/** From the telegram's shell through its encryption to its content. */
import type { FaultRow } from "./fault-row.ts";

export const telegramFaults = {
  "apdu-unknown": {
    layer: "apdu",
    weight: "hurts",
    until: "rare",
    title: { en: "Unknown kind of telegram", de: "Unbekannte Art von Telegramm" },
    seen: {
      en: "A telegram arrived intact, but it is of a kind that no known meter sends here.",
      de: "Ein Telegramm kam heil an, ist aber von einer Art, die hier kein bekannter Zähler sendet.",
    },
    means: {
      en: "The meter sends something besides its readings, or uses a kind of encryption that is new to us.",
      de: "Der Zähler sendet neben seinen Werten noch etwas anderes, oder eine für uns neue Verschlüsselung.",
    },
    next: {
      en: "If readings arrive as well, ignore it. If not, send us a capture; it contains no secrets.",
      de: "Kommen auch Werte an, kümmere dich nicht darum. Wenn nicht, schick uns einen Mitschnitt; er enthält nichts Geheimes.",
    },
  },
  "apdu-length": {
    layer: "apdu",
    weight: "hurts",
    until: "rare",
    kind: "consequence",
    title: { en: "Telegram has the wrong length", de: "Telegramm hat die falsche Länge" },
    seen: {
      en: "A telegram claims to be longer or shorter than what arrived.",
      de: "Ein Telegramm gibt sich länger oder kürzer aus, als es angekommen ist.",
    },
    means: {
      en: "A piece got lost without the checksum noticing. The telegram is left out.",
      de: "Ein Stück ging verloren, ohne dass es die Prüfsumme gemerkt hat. Es wird ausgelassen.",
    },
    next: {
      en: "Nothing to do as long as it is rare. If it happens with every telegram, send us a capture.",
      de: "Nichts zu tun, solange es selten ist. Passiert es bei jedem Telegramm, schick uns einen Mitschnitt.",
    },
  },
  "block-order": {
    layer: "apdu",
    weight: "hurts",
    until: "rare",
    kind: "consequence",
    title: { en: "Block of a telegram is missing", de: "Ein Block eines Telegramms fehlt" },
    seen: {
      en: "A long telegram comes in numbered blocks, and a number was missing or came twice.",
      de: "Ein langes Telegramm kommt in nummerierten Blöcken, und eine Nummer fehlte oder kam doppelt.",
    },
    here: {
      follows: {
        en: "Block {number} is part of a telegram whose beginning is missing.",
        de: "Block {number} gehört zu einem Telegramm, dessen Anfang fehlt.",
      },
    },
    means: {
      en: "A block was lost on the way. The telegram is left out; the next one is read as usual.",
      de: "Ein Block ging unterwegs verloren. Das Telegramm wird ausgelassen, das nächste zählt wieder.",
    },
    next: {
      en: "Nothing to do as long as it is rare. If it continues, check the cable, the plug and how the head sits.",
      de: "Nichts zu tun, solange es selten ist. Bleibt es so, prüf Kabel, Stecker und Sitz des Lesekopfs.",
    },
  },
  "key-missing": {
    layer: "security",
    weight: "stops",
    until: "decoded",
    title: { en: "The key is missing", de: "Der Schlüssel fehlt" },
    seen: {
      en: "Complete telegrams arrive, and they are encrypted.",
      de: "Es kommen vollständige Telegramme an, und sie sind verschlüsselt.",
    },
    means: {
      en: "Your meter is sending and the wiring is right. Only the key to its telegrams is missing.",
      de: "Dein Zähler spricht, und die Verkabelung stimmt. Es fehlt nur noch der Schlüssel zu seinen Telegrammen.",
    },
    next: {
      en: "Get your meter's key from your grid operator's customer portal and paste it into the options.",
      de: "Hol dir den Schlüssel deines Zählers im Kundenportal deines Netzbetreibers und füg ihn in den Optionen ein.",
    },
  },
  "key-form": {
    layer: "security",
    weight: "stops",
    until: "decoded",
    title: { en: "That is not a complete key", de: "Das ist kein ganzer Schlüssel" },
    seen: {
      en: "The key in the options is too short, too long, or has a character that can't be part of a key.",
      de: "Was in den Optionen als Schlüssel steht, ist zu kurz, zu lang oder enthält ein Zeichen, das nicht dazugehören kann.",
    },
    here: {
      options: { en: "{problems}", de: "{problems}" },
    },
    means: {
      en: "Something was lost or added while copying. A key has 32 digits 0-9 and A-F, or 16 characters.",
      de: "Beim Kopieren ging etwas verloren oder kam etwas dazu. Ein Schlüssel hat 32 Ziffern 0-9 und A-F oder 16 Zeichen.",
    },
    next: {
      en: "Copy the key again from the portal or the letter.",
      de: "Kopier den Schlüssel noch einmal aus Portal oder Brief.",
    },
  },
  "key-wrong": {
    layer: "security",
    weight: "stops",
    until: "decoded",
    title: { en: "The key does not fit", de: "Der Schlüssel passt nicht" },
    seen: {
      en: "Telegrams arrive intact, but the key does not open them.",
      de: "Die Telegramme kommen heil an, aber der Schlüssel öffnet sie nicht.",
    },
    here: {
      one: {
        en: "Telegrams arrive intact, but the key does not open them.",
        de: "Die Telegramme kommen heil an, aber der Schlüssel öffnet sie nicht.",
      },
      both: {
        en: "Telegrams arrive intact, but neither of the two keys opens them, whichever way round.",
        de: "Die Telegramme kommen heil an, aber keiner der beiden Schlüssel öffnet sie, auch nicht vertauscht.",
      },
    },
    means: {
      en: "The key belongs to another meter, or the grid operator has issued a new one.",
      de: "Der Schlüssel gehört zu einem anderen Zähler, oder der Netzbetreiber hat einen neuen vergeben.",
    },
    next: {
      en: "Compare the meter number in the portal with the one on your meter, and copy the key again.",
      de: "Vergleich die Zählernummer im Portal mit der auf deinem Zähler und kopier den Schlüssel noch einmal.",
    },
  },
  "key-repaired": {
    layer: "security",
    weight: "notice",
    until: "calm",
    title: { en: "Key tidied up", de: "Schlüssel aufgeräumt" },
    seen: {
      en: "The key was copied with something around it, such as spaces, quotes or 0x, and that was removed.",
      de: "Beim Kopieren kam etwas mit, etwa Leerzeichen, Anführungszeichen oder 0x; das wurde weggenommen.",
    },
    here: {
      options: { en: "The key was tidied up: {repairs}.", de: "Der Schlüssel wurde aufgeräumt: {repairs}." },
    },
    means: {
      en: "The key works without them, and no part of it is missing.",
      de: "Gelesen wird er ohne das, und vom Schlüssel fehlt nichts.",
    },
    next: {
      en: "Nothing to do. Tidy up the option whenever you like.",
      de: "Nichts zu tun. Wenn du magst, räum die Option bei Gelegenheit auf.",
    },
  },
  "keys-swapped": {
    layer: "security",
    weight: "hurts",
    until: "told",
    title: { en: "The two keys are swapped", de: "Die beiden Schlüssel sind vertauscht" },
    seen: {
      en: "The telegrams open with the key from the authentication key's field.",
      de: "Die Telegramme öffnen sich mit dem, was im Feld des Authentifizierungsschlüssels steht.",
    },
    means: {
      en: "Each key is in the other's field. They are already used the right way round.",
      de: "Jeder Schlüssel steht im Feld des anderen. Verwendet werden sie schon richtig herum.",
    },
    next: {
      en: "Swap the two fields in the options when you have a minute; readings arrive in the meantime.",
      de: "Tausch die beiden Felder in den Optionen, wenn du Zeit hast; die Werte kommen inzwischen an.",
    },
  },
  "key-rotated": {
    layer: "security",
    weight: "stops",
    until: "decoded",
    title: { en: "The operator changed the key", de: "Der Netzbetreiber hat den Schlüssel geändert" },
    seen: {
      en: "The key used to work, and for some time now no telegram has opened with it.",
      de: "Der Schlüssel hat schon funktioniert, und seit einiger Zeit öffnet er kein Telegramm mehr.",
    },
    means: {
      en: "Your grid operator has given the meter a new key, often after an update.",
      de: "Dein Netzbetreiber hat dem Zähler einen neuen Schlüssel gegeben, oft nach einer Aktualisierung.",
    },
    next: {
      en: "Get the new key from the portal. You can keep the old one as 'previous key' until the change is through.",
      de: "Hol dir den neuen Schlüssel im Portal. Den alten kannst du bis zum Wechsel als vorigen Schlüssel eintragen.",
    },
  },
  "key-other-meter": {
    layer: "security",
    weight: "stops",
    until: "decoded",
    title: { en: "Telegrams of another meter", de: "Telegramme eines anderen Zählers" },
    seen: {
      en: "The telegrams now carry a different meter's identity, and the key does not open them.",
      de: "Die Telegramme tragen die Kennung eines anderen Zählers als bisher, und der Schlüssel öffnet sie nicht.",
    },
    means: {
      en: "The meter was replaced, or the reader is at the neighbour's meter now.",
      de: "Der Zähler wurde getauscht, oder das Lesegerät hängt jetzt am Zähler der Nachbarn.",
    },
    next: {
      en: "Check where the reader is. After a replacement, get the new meter's key from the portal.",
      de: "Schau nach, wo das Lesegerät sitzt. Nach einem Tausch hol dir im Portal den Schlüssel des neuen Zählers.",
    },
  },
  "authentication-key-missing": {
    layer: "security",
    weight: "notice",
    until: "verified",
    title: { en: "Second key not entered", de: "Zweiter Schlüssel nicht angegeben" },
    seen: {
      en: "The telegrams carry a seal that only the authentication key (GAK) can check.",
      de: "Die Telegramme tragen ein Siegel, das sich nur mit dem Authentifizierungsschlüssel (GAK) prüfen lässt.",
    },
    means: {
      en: "Readings arrive, but nobody can tell whether somebody changed them on the way.",
      de: "Die Werte kommen an, aber niemand kann sagen, ob sie unterwegs gefälscht wurden.",
    },
    next: {
      en: "If your operator gave you two keys, enter the second as authentication key. If not, leave it as it is.",
      de: "Hast du zwei Schlüssel bekommen, trag den zweiten als Authentifizierungsschlüssel ein. Wenn nicht, lass es so.",
    },
  },
  "authentication-key-wrong": {
    layer: "security",
    weight: "hurts",
    until: "verified",
    title: { en: "Second key does not fit", de: "Zweiter Schlüssel passt nicht" },
    seen: {
      en: "The telegrams open, but their seal does not match the authentication key.",
      de: "Die Telegramme öffnen sich, aber ihr Siegel passt nicht zum Authentifizierungsschlüssel.",
    },
    means: {
      en: "The encryption key is right and the authentication key is not; some operators hand out one that never fits.",
      de: "Der erste Schlüssel stimmt, der zweite nicht; manche Netzbetreiber geben einen aus, der nie passt.",
    },
    next: {
      en: "Copy the authentication key again. If it stays like this, remove it; readings arrive either way.",
      de: "Kopier den Authentifizierungsschlüssel noch einmal. Bleibt es so, nimm ihn heraus; die Werte kommen trotzdem.",
    },
  },
  "tag-bad": {
    layer: "security",
    weight: "hurts",
    until: "rare",
    title: { en: "Seal of a telegram is broken", de: "Siegel eines Telegramms ist gebrochen" },
    seen: {
      en: "A telegram opened, but its seal does not match, although earlier ones did.",
      de: "Ein Telegramm ließ sich öffnen, aber sein Siegel passt nicht, obwohl frühere gepasst haben.",
    },
    means: {
      en: "It was damaged on the way, or it doesn't come from your meter. It was thrown away.",
      de: "Es wurde unterwegs beschädigt oder kommt nicht von deinem Zähler. Es wurde weggeworfen.",
    },
    next: {
      en: "Nothing to do as long as it is rare. If it continues, the operator may have changed the authentication key.",
      de: "Nichts zu tun, solange es selten ist. Bleibt es so, hat der Netzbetreiber vielleicht den zweiten Schlüssel geändert.",
    },
  },
  "not-ciphered": {
    layer: "security",
    weight: "hurts",
    until: "calm",
    title: { en: "Unencrypted telegram refused", de: "Telegramm im Klartext abgewiesen" },
    seen: {
      en: "A telegram came unencrypted, although your meter encrypts its telegrams.",
      de: "Ein Telegramm kam im Klartext, obwohl dein Zähler seine Telegramme verschlüsselt.",
    },
    means: {
      en: "It does not come from your meter: anybody with access to this line can write one like it. It was thrown away.",
      de: "Es kommt nicht von deinem Zähler: So ein Telegramm kann jeder schreiben, der an diese Leitung kommt. Es wurde weggeworfen.",
    },
    next: {
      en: "See who else can write to this line or network bridge. If the operator has switched encryption off, take the key out of the options.",
      de: "Schau, wer noch auf diese Leitung oder Netzwerkbrücke schreiben kann. Hat der Netzbetreiber die Verschlüsselung abgeschaltet, nimm den Schlüssel aus den Optionen.",
    },
  },
  "data-invalid": {
    layer: "data",
    weight: "hurts",
    until: "rare",
    title: { en: "Content does not add up", de: "Der Inhalt geht sich nicht aus" },
    seen: {
      en: "A telegram opened, but its content breaks off or there is something left over.",
      de: "Ein Telegramm ließ sich öffnen, aber sein Inhalt bricht ab, oder es bleibt etwas übrig.",
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
    means: {
      en: "Guessing could put wrong values into your statistics for good, so nothing is guessed.",
      de: "Raten könnte für immer falsche Werte in deine Statistik bringen, darum wird nicht geraten.",
    },
    next: {
      en: "Send us a capture (it contains no secrets). Or look at every number with 'smartmeter explain' and describe it in a small file.",
      de: "Schick uns einen Mitschnitt (er enthält nichts Geheimes). Oder schau dir mit 'smartmeter explain' jede Zahl an und beschreib sie in einer kleinen Datei.",
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
