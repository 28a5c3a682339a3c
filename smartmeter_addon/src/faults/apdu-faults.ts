/** The telegram's shell. */
import type { FaultRow } from "./fault-row.ts";

export const apduFaults = {
  "apdu-unknown": {
    layer: "apdu",
    weight: "hurts",
    until: "rare",
    title: { en: "Unknown kind of telegram", de: "Unbekannte Art von Telegramm" },
    seen: {
      en: "A telegram arrived intact, but it is of a kind that no known meter sends here.",
      de: "Ein Telegramm kam heil an, ist aber von einer Art, die hier kein bekannter Zähler sendet.",
    },
    details: {
      tag: {
        en: "The telegram begins with {tag}, which is no kind known here.",
        de: "Das Telegramm beginnt mit {tag}; diese Art ist hier nicht bekannt.",
      },
      title: {
        en: "Its system title has {octets} bytes instead of eight.",
        de: "Sein System-Title hat {octets} Bytes statt acht.",
      },
      control: {
        en: "Security control {control} is not supported.",
        de: "Die Verschlüsselung „Security Control {control}“ wird nicht unterstützt.",
      },
      ci: {
        en: "An M-Bus frame with CI {ci} carries no telegram of this interface.",
        de: "Ein M-Bus-Rahmen mit CI {ci} trägt kein Telegramm dieser Schnittstelle.",
      },
      deep: { en: "It is packed more than {most} times.", de: "Es ist öfter als {most}-mal verpackt." },
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
    details: {
      announced: {
        en: "It announces {announced} bytes and has {came}.",
        de: "Es kündigt {announced} Bytes an und hat {came}.",
      },
      "cut-off": { en: "It breaks off in its header.", de: "Es bricht in seinem Kopf ab." },
      short: {
        en: "An encrypted telegram can't have {octets} bytes.",
        de: "Ein verschlüsseltes Telegramm kann nicht {octets} Bytes haben.",
      },
      block: {
        en: "Block {number} announces {announced} bytes and has {came}.",
        de: "Block {number} kündigt {announced} Bytes an und hat {came}.",
      },
      "empty-block": { en: "A block of it is empty.", de: "Ein Block davon ist leer." },
      long: {
        en: "Together its blocks have more than {most} bytes.",
        de: "Zusammen haben seine Blöcke mehr als {most} Bytes.",
      },
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
    details: {
      due: {
        en: "Block {number} came where block {expected} was due.",
        de: "Block {number} kam, wo Block {expected} an der Reihe war.",
      },
      anew: { en: "It began anew before it was complete.", de: "Es begann von vorn, bevor es vollständig war." },
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
} as const satisfies Readonly<Record<string, FaultRow>>;
