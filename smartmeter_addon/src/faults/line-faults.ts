/** What octets on the line tell that are no telegram, and what happens to frames. */
import type { FaultRow } from "./fault-row.ts";

export const lineFaults = {
  "line-silent": {
    layer: "line",
    weight: "stops",
    until: "octets",
    title: { en: "Meter says nothing", de: "Der Zähler schweigt" },
    seen: {
      en: "The port is open, but not a single byte came.",
      de: "Der Anschluss ist offen, aber es kam kein einziges Byte.",
    },
    here: {
      silent: {
        en: "The port is open, but not a single byte has come for {span}.",
        de: "Der Anschluss ist offen, aber seit {span} kam kein einziges Byte.",
      },
    },
    means: {
      en: "Most often the customer interface is still switched off, or the reader isn't where the meter sends.",
      de: "Meist ist die Kundenschnittstelle noch ausgeschaltet, oder das Lesegerät sitzt nicht dort, wo der Zähler spricht.",
    },
    next: {
      en: "Have the customer interface switched on in your grid operator's portal; then check the plug, the pins, or how the head sits.",
      de: "Lass die Kundenschnittstelle im Portal deines Netzbetreibers freischalten und prüf Stecker, Pins oder den Sitz des Lesekopfs.",
    },
  },
  "foreign-sml": {
    layer: "line",
    weight: "stops",
    until: "frame",
    kind: "foreign",
    title: { en: "A German meter (SML)", de: "Ein deutscher Zähler (SML)" },
    seen: {
      en: "The meter speaks SML, the language of electricity meters in Germany.",
      de: "Der Zähler spricht SML, die Sprache der Stromzähler in Deutschland.",
    },
    means: {
      en: "The signal is good, but it is not the language of the Austrian meters this app reads.",
      de: "Das Signal ist gut, aber es ist nicht die Sprache der österreichischen Zähler, die diese App liest.",
    },
    next: {
      en: "Check that the head is on the operator's smart meter and not on a sub-meter or an inverter's meter.",
      de: "Prüf, ob der Kopf auf dem Zähler des Netzbetreibers sitzt und nicht auf einem Unterzähler.",
    },
  },
  "foreign-iec62056-21": {
    layer: "line",
    weight: "stops",
    until: "frame",
    kind: "foreign",
    title: { en: "Meter speaks its old text protocol", de: "Zähler spricht sein altes Textprotokoll" },
    seen: {
      en: "Readable text in the older read-out protocol (IEC 62056-21) arrives.",
      de: "Es kommt lesbarer Text des älteren Ableseprotokolls (IEC 62056-21) an.",
    },
    here: {
      named: {
        en: "A meter made by {maker} sends readable text in the older read-out protocol (IEC 62056-21).",
        de: "Ein Zähler von {maker} sendet lesbaren Text des älteren Ableseprotokolls (IEC 62056-21).",
      },
    },
    means: {
      en: "The customer interface is not switched on yet, or the head sits on an older meter.",
      de: "Die Kundenschnittstelle ist noch nicht freigeschaltet, oder der Kopf sitzt auf einem älteren Zähler.",
    },
    next: {
      en: "Ask your grid operator to switch on the customer interface, and check that the head is on the smart meter.",
      de: "Lass die Kundenschnittstelle beim Netzbetreiber freischalten und prüf, ob der Kopf auf dem Smart Meter sitzt.",
    },
  },
  "foreign-dsmr": {
    layer: "line",
    weight: "stops",
    until: "frame",
    kind: "foreign",
    title: { en: "Damaged plain P1 text", de: "Beschädigter P1-Klartext" },
    seen: {
      en: "Unencrypted P1 text arrives, but none of it has passed its check so far.",
      de: "Es kommt unverschlüsselter P1-Text an, aber nichts davon hat bisher seine Prüfung bestanden.",
    },
    means: {
      en: "Bytes get lost or changed on the way, or the meter gets its own checksum wrong.",
      de: "Am Weg hierher gehen Bytes verloren oder ändern sich, oder der Zähler selbst rechnet eine falsche Prüfsumme.",
    },
    next: {
      en: "Shorten the cable and try another adapter. Intact telegrams are read without any key.",
      de: "Kürz das Kabel und probier einen anderen Adapter. Vollständige Telegramme werden ganz ohne Schlüssel gelesen.",
    },
  },
  "foreign-wmbus": {
    layer: "line",
    weight: "stops",
    until: "frame",
    kind: "foreign",
    title: { en: "A wireless M-Bus receiver", de: "Ein Funkempfänger (wM-Bus)" },
    seen: {
      en: "Radio telegrams from water, heat or electricity meters arrive (wireless M-Bus).",
      de: "Es kommen Funktelegramme von Wasser-, Wärme- oder Stromzählern an (Wireless M-Bus).",
    },
    means: {
      en: "This port belongs to a radio receiver and not to your meter's wired interface.",
      de: "Dieser Anschluss gehört zu einem Funkempfänger und nicht zur Schnittstelle deines Zählers.",
    },
    next: {
      en: "Choose the port of your meter's reader in the options.",
      de: "Wähl in den Optionen den Anschluss des Lesegeräts, das an deinem Zähler hängt.",
    },
  },
  "octets-changed": {
    layer: "line",
    weight: "stops",
    until: "told",
    kind: "foreign",
    title: { en: "Bridge changes the bytes", de: "Brücke verändert die Bytes" },
    seen: {
      en: "The bytes of the meter are changed on their way here.",
      de: "Die Bytes des Zählers werden auf dem Weg hierher verändert.",
    },
    here: {
      "line-ends": {
        en: "Every line feed (0A) arrives with a carriage return (0D) in front.",
        de: "Vor jedem Zeilenvorschub (0A) kommt ein Wagenrücklauf (0D) mit.",
      },
      "doubled-ff": {
        en: "Every byte FF arrives twice, as telnet does it.",
        de: "Jedes Byte FF kommt doppelt an, wie es Telnet macht.",
      },
      telnet: {
        en: "Telnet commands arrive between the bytes of the meter.",
        de: "Zwischen den Bytes des Zählers kommen Telnet-Befehle an.",
      },
      "seven-bits": {
        en: "Every byte has lost its highest bit.",
        de: "Jedem Byte fehlt das höchste Bit.",
      },
      "link-control": {
        en: "The telegrams arrive without their frames, with only E6 E7 00 left in front of each.",
        de: "Die Telegramme kommen ohne ihren Rahmen an; nur E6 E7 00 steht noch vor jedem.",
      },
      "text-log": {
        en: "Text arrives that writes the meter's bytes out, such as the log of another program.",
        de: "Es kommt Text an, der die Bytes des Zählers ausschreibt, etwa das Protokoll eines anderen Programms.",
      },
    },
    means: {
      en: "The meter and the reader's signal are fine. The device in between, such as a Wi-Fi bridge or ser2net, doesn't pass bytes on as they are.",
      de: "Zähler und Signal sind in Ordnung. Das Gerät dazwischen, etwa eine WLAN-Brücke oder ser2net, reicht die Bytes nicht unverändert weiter.",
    },
    next: {
      en: "Set the bridge to raw TCP: without telnet, without converting line ends, with 8 data bits. Use the port that carries the meter, not its log.",
      de: "Stell die Brücke auf reines TCP (raw): ohne Telnet, ohne Umwandlung von Zeilenenden, mit 8 Datenbits. Nimm den Port des Zählers, nicht den ihres Protokolls.",
    },
  },
  "inverted-suspect": {
    layer: "line",
    weight: "stops",
    until: "frame",
    kind: "guess",
    title: { en: "Signal looks inverted", de: "Signal scheint verkehrt herum" },
    seen: {
      en: "The bytes look as if ones and zeros were swapped.",
      de: "Die Bytes sehen aus, als wären Einsen und Nullen vertauscht.",
    },
    means: {
      en: "The P1 socket sends an inverted signal, and your cable doesn't turn it back.",
      de: "Die P1-Buchse sendet ein umgekehrtes Signal, und dein Kabel dreht es nicht um.",
    },
    next: {
      en: "Use a P1 cable with a built-in inverter; most are sold for Dutch and Belgian meters.",
      de: "Nimm ein P1-Kabel mit eingebautem Inverter; die meisten werden für Zähler in den Niederlanden und Belgien verkauft.",
    },
  },
  "speed-suspect": {
    layer: "line",
    weight: "stops",
    until: "frame",
    kind: "guess",
    title: { en: "Speed looks wrong", de: "Geschwindigkeit scheint falsch" },
    seen: {
      en: "The bytes look like those of a port that listens too fast or too slowly.",
      de: "Die Bytes sehen aus wie von einem Anschluss, der zu schnell oder zu langsam mithört.",
    },
    here: {
      slower: {
        en: "The meter speaks more slowly than {settings}, the slowest setting that was tried.",
        de: "Der Zähler spricht langsamer als {settings}, die langsamste versuchte Einstellung.",
      },
      faster: {
        en: "The meter speaks faster than {settings}, the fastest setting that was tried.",
        de: "Der Zähler spricht schneller als {settings}, die schnellste versuchte Einstellung.",
      },
      "slower-there": {
        en: "The meter speaks more slowly than the network reader is set to.",
        de: "Der Zähler spricht langsamer, als das Netzwerk-Lesegerät eingestellt ist.",
      },
      "faster-there": {
        en: "The meter speaks faster than the network reader is set to.",
        de: "Der Zähler spricht schneller, als das Netzwerk-Lesegerät eingestellt ist.",
      },
    },
    means: {
      en: "Meter and port do not run at the same speed (baud).",
      de: "Zähler und Anschluss laufen nicht mit derselben Geschwindigkeit (Baud).",
    },
    next: {
      en: "Leave the option 'serial' empty and the right speed is found. On a network reader, set the speed there.",
      de: "Lass die Option 'serial' leer, dann wird sie gesucht. Bei einem Netzwerk-Lesegerät stell sie dort ein.",
    },
  },
  "parity-suspect": {
    layer: "line",
    weight: "stops",
    until: "frame",
    kind: "guess",
    title: { en: "Parity looks wrong", de: "Parität scheint falsch" },
    seen: {
      en: "Telegrams begin as they should and then go wrong.",
      de: "Telegramme beginnen, wie sie sollen, und gehen dann falsch weiter.",
    },
    here: {
      settings: {
        en: "With {settings} telegrams begin as they should and then go wrong.",
        de: "Mit {settings} beginnen Telegramme, wie sie sollen, und gehen dann falsch weiter.",
      },
      there: {
        en: "Telegrams begin as they should and then go wrong: the network reader seems to be set to the wrong parity.",
        de: "Telegramme beginnen, wie sie sollen, und gehen dann falsch weiter: Am Netzwerk-Lesegerät scheint die Parität falsch eingestellt.",
      },
    },
    means: {
      en: "That is what wrong parity looks like. Parity is the check bit after each byte, and meter and port have to agree on it.",
      de: "So wirkt eine falsche Parität, das Prüfbit hinter jedem Byte: Zähler und Anschluss müssen sich darüber einig sein.",
    },
    next: {
      en: "Leave the option 'serial' empty and the right setting is found. On a network reader, set it there, mostly to 2400 8E1.",
      de: "Lass die Option 'serial' leer, dann wird die richtige Einstellung gesucht. Bei einem Netzwerk-Lesegerät stell sie dort ein, meist auf 2400 8E1.",
    },
  },
  "no-frame": {
    layer: "line",
    weight: "stops",
    until: "frame",
    kind: "guess",
    title: { en: "Bytes, but no telegram", de: "Bytes, aber kein Telegramm" },
    seen: {
      en: "Bytes arrive, but no setting makes a telegram of them.",
      de: "Es kommen Bytes an, aber mit keiner Einstellung ist ein Telegramm darin zu erkennen.",
    },
    here: {
      searched: {
        en: "{octets} bytes came, and none of these settings makes a telegram of them: {settings}.",
        de: "Es kamen {octets} Bytes, und mit keiner dieser Einstellungen wird ein Telegramm daraus: {settings}.",
      },
      there: {
        en: "{octets} bytes came, and at the speed and parity the network reader is set to they make no telegram.",
        de: "Es kamen {octets} Bytes, und mit Geschwindigkeit und Parität, wie sie am Netzwerk-Lesegerät eingestellt sind, wird kein Telegramm daraus.",
      },
      listened: {
        en: "{octets} bytes came, and none of them belongs to a telegram.",
        de: "Es kamen {octets} Bytes, und keines davon gehört zu einem Telegramm.",
      },
    },
    means: {
      en: "The signal is damaged on the way, or something other than an electricity meter is speaking.",
      de: "Das Signal wird unterwegs beschädigt, oder es spricht etwas anderes als ein Stromzähler.",
    },
    next: {
      en: "Turn and centre the head, shorten the cable, and check that the reader fits your meter's socket.",
      de: "Dreh und zentrier den Lesekopf, kürz das Kabel und prüf, ob das Lesegerät zur Buchse deines Zählers passt.",
    },
  },
  "octets-skipped": {
    layer: "link",
    weight: "notice",
    until: "rare",
    kind: "consequence",
    title: { en: "Bytes skipped", de: "Bytes übersprungen" },
    seen: {
      en: "There were bytes that belong to no telegram.",
      de: "Es kamen Bytes, die zu keinem Telegramm gehören.",
    },
    means: {
      en: "Listening began in the middle of a telegram, or there was interference on the line.",
      de: "Das Mithören begann mitten in einem Telegramm, oder auf der Leitung war eine Störung.",
    },
    next: {
      en: "Nothing to do as long as it is rare. If it continues, check the cable and how the head sits.",
      de: "Nichts zu tun, solange es selten ist. Bleibt es so, prüf Kabel und Sitz des Lesekopfs.",
    },
  },
  "frame-damaged": {
    layer: "link",
    weight: "hurts",
    until: "rare",
    title: { en: "Telegrams arrive damaged", de: "Telegramme kommen beschädigt an" },
    seen: {
      en: "Telegrams arrive with a checksum that doesn't match their content.",
      de: "Es kommen Telegramme an, deren Prüfsumme nicht zum Inhalt passt.",
    },
    means: {
      en: "Bits get lost on the way. Nothing from a damaged telegram is used, so no wrong value gets through.",
      de: "Unterwegs gehen Bits verloren. Aus beschädigten Telegrammen wird nichts verwendet, also stimmt alles, was du siehst.",
    },
    next: {
      en: "Turn the head a little or press it on, shorten the cable, and keep it away from power lines.",
      de: "Dreh den Kopf ein wenig oder drück ihn an, kürz das Kabel und halt es von Stromleitungen fern.",
    },
  },
  "frame-incomplete": {
    layer: "link",
    weight: "hurts",
    until: "rare",
    kind: "consequence",
    title: { en: "Telegram was cut off", de: "Telegramm ist abgerissen" },
    seen: {
      en: "A telegram began and never finished.",
      de: "Ein Telegramm hat begonnen und kam nicht zu Ende.",
    },
    means: {
      en: "Bytes got lost, or the meter was interrupted. It is left out; the next one is read as usual.",
      de: "Es gingen Bytes verloren, oder der Zähler wurde unterbrochen. Es wird ausgelassen, das nächste zählt wieder.",
    },
    next: {
      en: "Nothing to do as long as it is rare. If it continues, check the cable, the plug and how the head sits.",
      de: "Nichts zu tun, solange es selten ist. Bleibt es so, prüf Kabel, Stecker und Sitz des Lesekopfs.",
    },
  },
  "segment-order": {
    layer: "link",
    weight: "hurts",
    until: "rare",
    kind: "consequence",
    title: { en: "Part of a telegram is missing", de: "Ein Teil eines Telegramms fehlt" },
    seen: {
      en: "A telegram comes in several parts, and one of them was missing or out of order.",
      de: "Ein Telegramm kommt in mehreren Teilen, und einer davon fehlte oder kam zur falschen Zeit.",
    },
    means: {
      en: "A part was lost on the way. The telegram is left out; the next one is read as usual.",
      de: "Ein Teil ging unterwegs verloren. Das Telegramm wird ausgelassen, das nächste zählt wieder.",
    },
    next: {
      en: "Nothing to do as long as it is rare. If it continues, check the cable, the plug and how the head sits.",
      de: "Nichts zu tun, solange es selten ist. Bleibt es so, prüf Kabel, Stecker und Sitz des Lesekopfs.",
    },
  },
  "framing-changed": {
    layer: "link",
    weight: "notice",
    until: "calm",
    title: { en: "Meter changed how it speaks", de: "Der Zähler spricht jetzt anders" },
    seen: {
      en: "The telegrams are packed differently than before.",
      de: "Die Telegramme sind anders verpackt als bisher.",
    },
    here: {
      kinds: {
        en: "The telegrams used to come as {before} and now come as {now}.",
        de: "Bisher kamen die Telegramme als {before}, jetzt kommen sie als {now}.",
      },
    },
    means: {
      en: "The operator has updated or replaced the meter. Reading continues in the new format.",
      de: "Der Netzbetreiber hat den Zähler aktualisiert oder getauscht. Gelesen wird einfach auf die neue Art weiter.",
    },
    next: {
      en: "Nothing to do. If values have been missing since, send us a capture; it contains no secrets.",
      de: "Nichts zu tun. Fehlen seither Werte, schick uns einen Mitschnitt; er enthält nichts Geheimes.",
    },
  },
} as const satisfies Readonly<Record<string, FaultRow>>;
