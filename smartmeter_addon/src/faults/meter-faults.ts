/** What telegrams tell about their meter over time. */
import type { FaultRow } from "./fault-row.ts";

export const meterFaults = {
  duplicate: {
    layer: "meter",
    weight: "notice",
    until: "calm",
    title: { en: "Telegram came twice", de: "Telegramm kam doppelt" },
    seen: {
      en: "The same telegram arrived once more.",
      de: "Dasselbe Telegramm kam noch einmal.",
    },
    means: {
      en: "A network reader or the meter repeated it. It counts only once.",
      de: "Ein Netzwerk-Lesegerät oder der Zähler hat es wiederholt. Es zählt nur einmal.",
    },
    next: {
      en: "Nothing to do.",
      de: "Nichts zu tun.",
    },
  },
  "meter-twice": {
    layer: "meter",
    weight: "hurts",
    until: "told",
    title: { en: "Same meter in two entries", de: "Derselbe Zähler in zwei Einträgen" },
    seen: {
      en: "Two entries in the options hear a meter with the same number or the same 'id'.",
      de: "Zwei Einträge der Optionen hören einen Zähler mit derselben Nummer oder derselben 'id'.",
    },
    here: {
      served: {
        en: "Entry {entry} of the options already reads the meter {meter}.",
        de: "Eintrag {entry} der Optionen liest den Zähler {meter} schon.",
      },
    },
    means: {
      en: "One entry serves it and this one stands by; otherwise everything would count twice.",
      de: "Ein Eintrag bedient ihn, dieser hier wartet: Sonst würde alles doppelt gezählt.",
    },
    next: {
      en: "Remove one of the two entries. If they are two meters, give each its own 'id', or none.",
      de: "Entfern einen der beiden Einträge. Sind es zwei Zähler, gib jedem eine eigene 'id' oder gar keine.",
    },
  },
  "counter-backwards": {
    layer: "meter",
    weight: "notice",
    until: "calm",
    title: { en: "Telegram counter went back", de: "Telegrammzähler ging zurück" },
    seen: {
      en: "Every telegram has a running number, and this one is lower than the last.",
      de: "Jedes Telegramm hat eine laufende Nummer, und diese ist kleiner als die vorige.",
    },
    means: {
      en: "The meter was reset or has new firmware: its clock or its readings kept going.",
      de: "Der Zähler wurde zurückgesetzt oder hat neue Firmware: Seine Uhr oder seine Stände liefen weiter.",
    },
    next: {
      en: "Nothing to do if it happens once. If it continues, see who else can write to this line.",
      de: "Nichts zu tun, wenn es einmal vorkommt. Bleibt es so, schau, wer noch auf diese Leitung schreiben kann.",
    },
  },
  replayed: {
    layer: "meter",
    weight: "hurts",
    until: "calm",
    title: { en: "Old telegram was replayed", de: "Altes Telegramm wurde wieder abgespielt" },
    seen: {
      en: "A telegram's running number and its clock are both older than what your meter has already sent.",
      de: "Die laufende Nummer eines Telegramms und seine Uhrzeit liegen beide hinter dem, was dein Zähler schon gesendet hat.",
    },
    here: {
      both: {
        en: "A telegram has number {counter} after {before}, and its clock is {seconds} s behind the latest.",
        de: "Ein Telegramm hat die Nummer {counter} nach {before}, und seine Uhr liegt {seconds} s hinter der letzten.",
      },
      counter: {
        en: "A telegram has number {counter} after {before}, and its registers have not risen.",
        de: "Ein Telegramm hat die Nummer {counter} nach {before}, und seine Zählerstände sind nicht gestiegen.",
      },
      clock: {
        en: "The clock of a telegram is {seconds} s behind the latest, and its registers have not risen.",
        de: "Die Uhr eines Telegramms liegt {seconds} s hinter der letzten, und seine Zählerstände sind nicht gestiegen.",
      },
    },
    means: {
      en: "Somebody, or a network bridge with a long memory, has sent it again. It was thrown away.",
      de: "Jemand hat es noch einmal geschickt, oder eine Netzwerkbrücke mit langem Gedächtnis. Es wurde weggeworfen.",
    },
    next: {
      en: "If it continues, restart the bridge, and see who else can write to this line.",
      de: "Bleibt es so, starte die Brücke neu und schau, wer noch auf diese Leitung schreiben kann.",
    },
  },
  "left-out": {
    layer: "meter",
    weight: "hurts",
    until: "told",
    title: { en: "Telegrams keep being left out", de: "Immer wieder bleiben Telegramme weg" },
    seen: {
      en: "Telegrams arrive whole, but what they say does not fit the ones before and after.",
      de: "Telegramme kommen ganz an, doch was sie sagen, passt nicht zu denen davor und danach.",
    },
    here: {
      often: {
        en: "{count} of the last {of} telegrams arrived whole, but did not fit the ones before and after. What was seen most: {found}.",
        de: "{count} der letzten {of} Telegramme kamen ganz an, passten aber nicht zu denen davor und danach. Am häufigsten: {found}.",
      },
    },
    means: {
      en: "Either the line damages them, or your meter does something this app does not know yet.",
      de: "Entweder werden sie auf der Leitung beschädigt, oder dein Zähler tut etwas, das diese App noch nicht kennt.",
    },
    next: {
      en: "Check the cable and how the head sits. If it continues, record a capture and send it to us.",
      de: "Prüf Kabel und Sitz des Lesekopfs. Bleibt es so, mach einen Mitschnitt und schick ihn uns.",
    },
  },
  "two-meters": {
    layer: "meter",
    weight: "hurts",
    until: "told",
    title: { en: "Two meters on one line", de: "Zwei Zähler auf einer Leitung" },
    seen: { en: "Telegrams of two meters arrive in turn.", de: "Es kommen abwechselnd Telegramme von zwei Zählern." },
    means: {
      en: "Only the meter that was there first is read; the other one's telegrams are left out.",
      de: "Gelesen wird nur der Zähler, der zuerst da war; die Telegramme des anderen bleiben weg.",
    },
    next: {
      en: "Give each meter its own reader and port.",
      de: "Gib jedem Zähler ein eigenes Lesegerät mit eigenem Anschluss.",
    },
  },
  "behind-transformer": {
    layer: "meter",
    weight: "notice",
    until: "calm",
    title: { en: "Currents measured behind a transformer", de: "Ströme hinter einem Wandler gemessen" },
    seen: {
      en: "Power is many times what voltages and currents add up to.",
      de: "Die Leistung ist ein Vielfaches dessen, was Spannungen und Ströme ergeben.",
    },
    means: {
      en: "This meter's currents are measured behind a transformer, so they are smaller than what flows. Power and energy are right.",
      de: "Die Ströme dieses Zählers werden hinter einem Wandler gemessen und sind kleiner als die, die fließen. Leistung und Energie stimmen.",
    },
    next: {
      en: "Nothing to do. For the true currents, multiply by the ratio printed on the transformer.",
      de: "Nichts zu tun. Die wahren Ströme bekommst du, wenn du mit dem Verhältnis malnimmst, das auf dem Wandler steht.",
    },
  },
  "not-at-once": {
    layer: "meter",
    weight: "notice",
    until: "calm",
    title: { en: "Values from different moments", de: "Werte von verschiedenen Augenblicken" },
    seen: {
      en: "Power, voltages and currents of one telegram often do not match.",
      de: "Leistung, Spannungen und Ströme eines Telegramms passen oft nicht zusammen.",
    },
    means: {
      en: "This meter does not measure them at the same moment, or averages some of them. Each single value is right.",
      de: "Dieser Zähler misst sie nicht im selben Augenblick oder mittelt manche. Jeder Wert für sich stimmt.",
    },
    next: {
      en: "Nothing to do.",
      de: "Nichts zu tun.",
    },
  },
  "telegrams-lost": {
    layer: "meter",
    weight: "hurts",
    until: "told",
    title: { en: "Some telegrams were lost", de: "Einige Telegramme gingen verloren" },
    seen: {
      en: "There is a gap in the running numbers of the telegrams.",
      de: "Die laufende Nummer der Telegramme hat eine Lücke.",
    },
    here: {
      share: {
        en: "Only {percent} % of the last telegrams arrived; the running number tells how many were sent.",
        de: "Nur {percent} % der letzten Telegramme kamen an; wie viele es hätten sein sollen, sagt ihre laufende Nummer.",
      },
    },
    means: {
      en: "Some did not get here. The meter readings stay right, because each telegram carries them in full.",
      de: "Manche kamen nicht an. Die Zählerstände stimmen trotzdem, denn jedes Telegramm enthält sie ganz.",
    },
    next: {
      en: "Nothing to do below a few percent. Above that, turn the head a little or check the cable.",
      de: "Unter ein paar Prozent ist nichts zu tun. Darüber dreh den Kopf ein wenig oder prüf das Kabel.",
    },
  },
  "meter-changed": {
    layer: "meter",
    weight: "notice",
    until: "calm",
    title: { en: "Another meter", de: "Ein anderer Zähler" },
    seen: {
      en: "The telegrams open, but the meter number or identity has changed.",
      de: "Die Telegramme lassen sich öffnen, aber Zählernummer oder Kennung sind anders als bisher.",
    },
    means: {
      en: "The operator has replaced your meter, or the reader was moved to another one.",
      de: "Der Netzbetreiber hat deinen Zähler getauscht, oder das Lesegerät hängt jetzt an einem anderen.",
    },
    next: {
      en: "After a replacement there is nothing to do. With an 'id' in the options, the sensors continue. Otherwise the new meter appears as a new device.",
      de: "Nach einem Tausch ist nichts zu tun. Mit einer 'id' in den Optionen laufen die Sensoren einfach weiter. Sonst erscheint der neue Zähler als neues Gerät.",
    },
  },
  "clock-set": {
    layer: "meter",
    weight: "notice",
    until: "calm",
    title: { en: "Meter's clock was set", de: "Uhr des Zählers wurde gestellt" },
    seen: {
      en: "The meter's time jumped: to or from summer time, or because the operator set it.",
      de: "Die Uhrzeit des Zählers ist gesprungen: auf oder von Sommerzeit, oder der Netzbetreiber hat sie gestellt.",
    },
    means: {
      en: "That is normal, and the next telegram confirmed it.",
      de: "Das ist normal. Das Telegramm danach hat es bestätigt.",
    },
    next: {
      en: "Nothing to do.",
      de: "Nichts zu tun.",
    },
  },
  "clock-off": {
    layer: "meter",
    weight: "hurts",
    until: "told",
    title: { en: "Clocks differ", de: "Die Uhren gehen auseinander" },
    seen: {
      en: "The meter's time and the time of this machine are more than five minutes apart.",
      de: "Die Uhr des Zählers und die dieses Rechners liegen mehr als fünf Minuten auseinander.",
    },
    here: {
      ahead: {
        en: "The meter's clock is {span} ahead of this machine's.",
        de: "Die Uhr des Zählers geht gegenüber der dieses Rechners {span} vor.",
      },
      behind: {
        en: "The meter's clock is {span} behind this machine's.",
        de: "Die Uhr des Zählers geht gegenüber der dieses Rechners {span} nach.",
      },
    },
    means: {
      en: "One of the two clocks is wrong; quarter hours are billed by the meter's clock.",
      de: "Eine der beiden geht falsch; Viertelstunden werden nach der Uhr des Zählers verrechnet.",
    },
    next: {
      en: "Check the time of this machine first. If it is right, tell your grid operator about the meter's clock.",
      de: "Prüf zuerst die Uhr dieses Rechners. Stimmt sie, sag deinem Netzbetreiber wegen der Zähleruhr Bescheid.",
    },
  },
  "structure-changed": {
    layer: "meter",
    weight: "notice",
    until: "calm",
    title: { en: "Telegram has a new shape", de: "Telegramm hat eine neue Gestalt" },
    seen: {
      en: "The telegram carries different values than before, or in a different order.",
      de: "Das Telegramm enthält andere Werte als bisher oder eine andere Reihenfolge.",
    },
    means: {
      en: "The operator has changed what the meter sends. The new shape was confirmed by a second telegram.",
      de: "Der Netzbetreiber hat geändert, was der Zähler sendet. Ein zweites Telegramm hat es bestätigt.",
    },
    next: {
      en: "Check that all the values you use still arrive. New ones appear automatically.",
      de: "Schau, ob alle Werte, die du verwendest, noch ankommen. Neue erscheinen von selbst.",
    },
  },
  implausible: {
    layer: "meter",
    weight: "hurts",
    until: "rare",
    title: { en: "Unlikely values held back", de: "Unplausible Werte zurückgehalten" },
    seen: {
      en: "A telegram carried values that do not follow from the ones before.",
      de: "Ein Telegramm enthielt Werte, die nicht aus den vorigen folgen.",
    },
    here: {
      confirmed: {
        en: "A telegram was held back, and the next one confirmed it: {found}.",
        de: "Ein Telegramm wurde zurückgehalten, und das nächste hat es bestätigt: {found}.",
      },
    },
    means: {
      en: "A damaged telegram can look intact. It is held back until the next one decides, so your statistics stay clean.",
      de: "Ein beschädigtes Telegramm kann heil aussehen. Es wartet, bis das nächste entscheidet; so bleibt deine Statistik sauber.",
    },
    next: {
      en: "Nothing to do. If it happens often, check the cable and how the head sits.",
      de: "Nichts zu tun. Passiert es oft, prüf Kabel und Sitz des Lesekopfs.",
    },
  },
  "layout-unconfirmed": {
    layer: "meter",
    weight: "notice",
    until: "calm",
    title: { en: "You are the first with this meter", de: "Du bist mit diesem Zähler die oder der Erste" },
    seen: {
      en: "The telegrams fit a printed description of this meter, but no real recording has confirmed it yet.",
      de: "Die Telegramme passen zu einer gedruckten Beschreibung, aber noch kein echter Mitschnitt hat sie bestätigt.",
    },
    here: {
      layout: {
        en: "The telegrams fit the printed description {layout}, but no real recording has confirmed it yet.",
        de: "Die Telegramme passen zur gedruckten Beschreibung {layout}, aber noch kein echter Mitschnitt hat sie bestätigt.",
      },
    },
    means: {
      en: "The values are very probably right. Compare them with the meter's display once.",
      de: "Die Werte stimmen sehr wahrscheinlich. Vergleich sie einmal mit der Anzeige des Zählers.",
    },
    next: {
      en: "Please send us a capture; it contains no secrets and helps everyone with this meter.",
      de: "Bitte schick uns einen Mitschnitt; er enthält nichts Geheimes und hilft allen mit diesem Zähler.",
    },
  },
} as const satisfies Readonly<Record<string, FaultRow>>;
