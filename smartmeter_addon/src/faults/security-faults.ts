/** Keys, tags and encryption of telegrams. */
import type { FaultRow } from "./fault-row.ts";

export const securityFaults = {
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
    here: {
      titles: {
        en: "The telegrams now come from {now}; the key opened those of {before}.",
        de: "Die Telegramme kommen jetzt von {now}; der Schlüssel hat die von {before} geöffnet.",
      },
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
    here: {
      missing: {
        en: "A telegram opened, but has no seal, although earlier ones did.",
        de: "Ein Telegramm ließ sich öffnen, hat aber kein Siegel, obwohl frühere eines hatten.",
      },
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
  "not-authenticated": {
    layer: "security",
    weight: "stops",
    until: "verified",
    title: { en: "Telegrams without proof refused", de: "Telegramme ohne Beleg abgewiesen" },
    seen: {
      en: "A telegram opened, but no seal proves it, and 'require_authentication' only lets proven ones through.",
      de: "Ein Telegramm ließ sich öffnen, aber kein Siegel belegt es, und 'require_authentication' lässt nur belegte durch.",
    },
    means: {
      en: "Your meter adds no seal, or the key that checks it is missing or wrong.",
      de: "Dein Zähler fügt kein Siegel an, oder der Schlüssel, der es prüft, fehlt oder ist falsch.",
    },
    next: {
      en: "Enter the second key (authentication key, GAK) from your operator. If there is none, switch 'require_authentication' off.",
      de: "Trag den zweiten Schlüssel (GAK) deines Netzbetreibers ein. Gibt es keinen, schalt 'require_authentication' aus.",
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
    here: {
      unproven: {
        en: "A telegram came unencrypted, and only proven ones are wanted (require_authentication).",
        de: "Ein Telegramm kam im Klartext, und nur belegte sind gewünscht (require_authentication).",
      },
      sealed: {
        en: "A telegram came unencrypted, although those of this line carry a seal that fits.",
        de: "Ein Telegramm kam im Klartext, obwohl die dieser Leitung ein passendes Siegel tragen.",
      },
      claimed: {
        en: "A telegram came unencrypted and claims to be of {meter}, which encrypts its telegrams.",
        de: "Ein Telegramm kam im Klartext und gibt sich als eines von {meter} aus, der seine verschlüsselt.",
      },
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
} as const satisfies Readonly<Record<string, FaultRow>>;
