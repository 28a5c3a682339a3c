/** The prose of docs/protocol.md; the tables between it are made from real telegrams. */
export interface ProtocolProse {
  readonly heading: string;
  readonly intro: readonly string[];
  readonly stack: { readonly heading: string; readonly text: readonly string[] };
  readonly columns: readonly string[];
  readonly constant: string;
  readonly changing: string;
  readonly mbus: { readonly heading: string; readonly text: readonly string[] };
  readonly hdlc: { readonly heading: string; readonly text: readonly string[] };
  readonly blocks: { readonly heading: string; readonly text: readonly string[] };
  readonly p1: { readonly heading: string; readonly text: readonly string[] };
  readonly amis: { readonly heading: string; readonly text: readonly string[] };
  readonly cipher: { readonly heading: string; readonly text: readonly string[] };
  readonly key: { readonly heading: string; readonly text: readonly string[] };
  readonly example: { readonly heading: string; readonly text: readonly string[] };
}

export const protocolEn: ProtocolProse = {
  heading: "From the line to the value",
  intro: [
    "What an Austrian smart meter sends from its customer interface, byte by byte. The tables are generated from recorded telegrams by the code behind `script/smartmeter explain FILE`, which explains your own telegrams in the same way.",
  ],
  stack: {
    heading: "The stack",
    text: [
      "A telegram is wrapped like a parcel within a parcel. Unwrapped from the outside in:",
      "```text\nline         infrared head, M-Bus (RJ12) or P1 (RJ12)       bits become bytes\nframe        M-Bus, HDLC, or none on P1                     says where a telegram begins and ends, and checks it\nparts        M-Bus segments, HDLC segments, blocks          put long telegrams together\ncipher       general-glo-ciphering (AES-128-GCM)            opens with the key of your grid operator\nreport       data-notification                              when the meter made it\ndata         A-XDR: structures, numbers, texts              or DSMR text (P1), or M-Bus records (AMIS)\nobjects      OBIS codes, scalers, units                     or an agreed order (meters/*.yaml)\nvalues       12937 Wh, 233.7 V\n```",
      "Constant is what stays the same in every telegram of one meter; changing is what differs from telegram to telegram.",
    ],
  },
  columns: ["bytes", "field", "value", "meaning", "", "defined in"],
  constant: "constant",
  changing: "changing",
  mbus: {
    heading: "M-Bus frames (Netz NÖ, Tirol, Salzburg, Vorarlberg)",
    text: [
      "2400 baud on two wires that also carry the supply. A frame holds at most 250 bytes between header and checksum, so a telegram arrives in two parts: the low four bits of the control information number the parts from 0, and the fifth bit marks the last one. The sender's and receiver's services are repeated in every part. If a part is missing, the telegram is lost; the next part with number 0 starts a new one.",
      "Sagemcom meters with firmware older than 2023 put 257 bytes into the first frame. That number does not fit into one byte, so the length reads 01.",
    ],
  },
  hdlc: {
    heading: "HDLC frames (Wien, Kärnten, Wels, Burgenland)",
    text: [
      "9600 baud through the infrared head, 115200 baud inverted on P1, or 2400 baud on the M-Bus wires. The frame format holds the length. The flag 7E may occur inside a frame, and there is no byte stuffing, so a frame is found by its length and its two checks, never by the next 7E. Addresses have one, two or four bytes; the last one is odd.",
      "If the segmentation bit is set, another frame of the same telegram follows.",
    ],
  },
  blocks: {
    heading: "Block transfer (Steiermark, Klagenfurt: Landis+Gyr E450)",
    text: [
      "Here each HDLC frame is complete, and the telegram is divided one layer higher: general-block-transfer numbers the blocks from 1 and marks the last one. Only all blocks together can be deciphered; a single block deciphers to correct values at first and to nonsense after them, which is why the length has to match before anything is believed.",
    ],
  },
  p1: {
    heading: "P1 without frames (Steiermark, Graz: Sagemcom T210-D-r)",
    text: [
      "115200 baud, inverted. The ciphered unit is sent as it is, without start, end or checksum. Its proof is the authentication tag, or the checksum of the DSMR text inside.",
    ],
  },
  amis: {
    heading: "AMIS (Netz OÖ: Siemens TD-351x)",
    text: [
      "9600 baud 8E1 through the infrared head, and the only meter that expects an answer: once a minute it looks for a reader (10 40 F0 30 16), and it sends a telegram every second only as long as each one is answered with E5. Its records follow the M-Bus standard, and its cipher is AES-128-CBC; the initialization vector is the manufacturer, number, version and device type as they appear in the header, followed by the access number eight times.",
    ],
  },
  cipher: {
    heading: "The cipher",
    text: [
      "AES-128-GCM. The nonce has twelve bytes: the system title (eight) and the invocation counter (four), as they appear in the telegram. Security control 20 or 21 means encrypted only, 30 encrypted and authenticated; the suite number 1 in 21 makes no difference to the cipher.",
      "With 30, a tag of twelve bytes follows. It seals the security control, the authentication key and the ciphertext. The text can be deciphered without the authentication key, but then nobody can tell whether it was forged.",
      "Without a tag, a wrong key shows only in the plaintext: it must begin with 0F and a valid date, and the structure must end exactly at the last byte.",
    ],
  },
  key: {
    heading: "Where the key comes from",
    text: [
      "From your grid operator (not your supplier), usually from its customer portal, where you also have the customer interface switched on. It has 32 hexadecimal digits or 16 characters. Letters call it GUEK, encryption key, or simply key; Burgenland, Steiermark and Graz issue a second one (GAK, authentication key). Each meter has its own, and the operator can change it.",
    ],
  },
  example: {
    heading: "A published example, walked through",
    text: [
      "Netz Niederösterreich publishes this telegram and its key in the description of its customer interface: `36C66639E48A8CA4D6BC8B282A793BBB`. It belongs to no household.",
    ],
  },
};

export const protocolDe: ProtocolProse = {
  heading: "Von der Leitung zum Wert",
  intro: [
    "Was ein österreichischer Smart Meter an seiner Kundenschnittstelle sagt, Oktett für Oktett. Die Tabellen sind aus aufgezeichneten Telegrammen gemacht, mit demselben Code wie `script/smartmeter explain --language de DATEI`; damit entsteht dieses Dokument für dein eigenes Telegramm.",
  ],
  stack: {
    heading: "Der Stapel",
    text: [
      "Ein Telegramm ist verpackt wie ein Paket im Paket. Von außen nach innen ausgepackt:",
      "```text\nLeitung      Infrarotkopf, M-Bus (RJ12) oder P1 (RJ12)      aus Bits werden Oktette\nRahmen       M-Bus, HDLC oder bei P1 keiner                 sagt, wo ein Telegramm beginnt und endet, und prüft es\nTeile        M-Bus-Segmente, HDLC-Segmente, Blöcke          setzt lange Telegramme zusammen\nSchlüssel    general-glo-ciphering (AES-128-GCM)            öffnet sich mit dem Schlüssel deines Netzbetreibers\nMeldung      data-notification                              wann der Zähler sie gemacht hat\nDaten        A-XDR: Strukturen, Zahlen, Texte               oder DSMR-Text (P1) oder M-Bus-Einträge (AMIS)\nObjekte      OBIS-Kennzahlen, Skalierungen, Einheiten       oder eine vereinbarte Reihenfolge (meters/*.yaml)\nWerte        12937 Wh, 233,7 V\n```",
      "Konstant ist, was in jedem Telegramm eines Zählers gleich bleibt; veränderlich, was sich von Telegramm zu Telegramm unterscheidet.",
    ],
  },
  columns: ["Oktette", "Feld", "Wert", "Bedeutung", "", "festgelegt in"],
  constant: "konstant",
  changing: "veränderlich",
  mbus: {
    heading: "M-Bus-Rahmen (Netz NÖ, Tirol, Salzburg, Vorarlberg)",
    text: [
      "2400 Baud auf zwei Drähten, die auch die Versorgung tragen. Ein Rahmen fasst höchstens 250 Oktette zwischen Kopf und Prüfsumme, darum kommt ein Telegramm in zwei Teilen: Die niederen vier Bits der Steuerinformation zählen die Teile ab 0, das fünfte Bit bezeichnet den letzten. Dienst des Senders und des Empfängers stehen in jedem Teil wieder. Fehlt ein Teil, ist das Telegramm verloren; das nächste mit der Nummer 0 beginnt neu.",
      "Sagemcom-Zähler mit einer Firmware von vor 2023 packen 257 Oktette in den ersten Rahmen. Das passt nicht in ein Oktett, darum steht als Länge 01 da.",
    ],
  },
  hdlc: {
    heading: "HDLC-Rahmen (Wien, Kärnten, Wels, Burgenland)",
    text: [
      "9600 Baud durch den Infrarotkopf, 115200 Baud invertiert an P1 oder 2400 Baud auf den M-Bus-Drähten. Die Länge steht im Rahmenformat; die Flagge 7E darf im Inneren vorkommen, und es wird nichts eingefügt. Ein Rahmen wird also an seiner Länge und seinen zwei Prüfungen erkannt und nie am nächsten 7E. Adressen haben ein, zwei oder vier Oktette; das letzte ist ungerade.",
      "Ein gesetztes Segmentbit sagt, dass noch ein Rahmen desselben Telegramms folgt.",
    ],
  },
  blocks: {
    heading: "Blockübertragung (Steiermark, Klagenfurt: Landis+Gyr E450)",
    text: [
      "Hier sind die HDLC-Rahmen ganz, und das Telegramm wird einen Stock höher zerlegt: general-block-transfer nummeriert die Blöcke ab 1 und bezeichnet den letzten. Nur alle Blöcke zusammen lassen sich entschlüsseln; ein einzelner ergibt zuerst richtige Werte und dahinter Unsinn, darum muss die Länge stimmen, bevor irgendetwas geglaubt wird.",
    ],
  },
  p1: {
    heading: "P1 ohne Rahmen (Steiermark, Graz: Sagemcom T210-D-r)",
    text: [
      "115200 Baud, invertiert. Die verschlüsselte Einheit kommt, wie sie ist, ohne Anfang, Ende und Prüfsumme. Was sie beweist, ist das Siegel oder die Prüfung des DSMR-Texts im Inneren.",
    ],
  },
  amis: {
    heading: "AMIS (Netz OÖ: Siemens TD-351x)",
    text: [
      "9600 Baud 8E1 durch den Infrarotkopf, und der einzige Zähler, der eine Antwort will: Er sucht einmal in der Minute ein Lesegerät (10 40 F0 30 16) und sendet nur so lange jede Sekunde ein Telegramm, wie jedes mit E5 bestätigt wird. Seine Einträge folgen der M-Bus-Norm, seine Verschlüsselung ist AES-128-CBC; der Anfangsvektor ist Hersteller, Nummer, Version und Art des Geräts, wie sie im Kopf stehen, dann achtmal die Zugriffsnummer.",
    ],
  },
  cipher: {
    heading: "Die Verschlüsselung",
    text: [
      "AES-128-GCM. Die Nonce hat zwölf Oktette: die Systemkennung (acht) und den Aufrufzähler (vier), wie sie im Telegramm stehen. Sicherheitssteuerung 20 oder 21 heißt nur verschlüsselt, 30 verschlüsselt und beglaubigt; die Suite 1 in 21 ändert an der Verschlüsselung nichts.",
      "Bei 30 folgen zwölf Oktette Siegel. Sie beglaubigen Sicherheitssteuerung, Authentifizierungsschlüssel und Geheimtext. Entschlüsseln lässt sich der Text auch ohne Authentifizierungsschlüssel; dann kann aber niemand sagen, ob er gefälscht ist.",
      "Ohne Siegel zeigt sich ein falscher Schlüssel nur am Text: Der muss mit 0F und einem möglichen Datum beginnen, und die Struktur muss genau beim letzten Oktett enden.",
    ],
  },
  key: {
    heading: "Woher der Schlüssel kommt",
    text: [
      "Von deinem Netzbetreiber (nicht vom Lieferanten), meist aus dessen Kundenportal, wo auch die Kundenschnittstelle freigeschaltet wird. Er hat 32 hexadezimale Ziffern oder 16 Zeichen. In Briefen heißt er GUEK, Encryption Key oder nur Schlüssel; Burgenland, Steiermark und Graz geben einen zweiten aus (GAK, Authentication Key). Jeder Zähler hat seinen eigenen, und der Netzbetreiber kann ihn ändern.",
    ],
  },
  example: {
    heading: "Ein veröffentlichtes Beispiel, Schritt für Schritt",
    text: [
      "Netz Niederösterreich druckt dieses Telegramm und seinen Schlüssel in der Beschreibung seiner Kundenschnittstelle ab: `36C66639E48A8CA4D6BC8B282A793BBB`. Es gehört zu keinem Haushalt.",
    ],
  },
};
