/** What `doctor` says. */
import { createSpeaker } from "../language/message.ts";

const en = {
  start: "Looking at your meter for up to {seconds} seconds. Please leave reader and meter as they are.",
  learning:
    "Nobody has met this meter yet, so I go on listening until the time is up, to learn from it. Ctrl-C ends it earlier.",
  ports: "Ports found: {ports}",
  port: "Port",
  line: "Line",
  telegrams: "Telegrams",
  key: "Key",
  values: "Values",
  broker: "Broker",
  portGood: "{source}",
  portUnknown: "nothing could be opened",
  lineGood: "{octets} bytes arrived",
  lineUnknown: "nothing arrived",
  telegramsGood: "{proven} parts of telegrams came intact ({framing})",
  telegramsSome: "{proven} parts of telegrams came intact, {damaged} damaged ({framing})",
  telegramsUnknown: "none was recognised",
  keyGood: "it opens the telegrams",
  keyPrevious: "the telegrams open",
  keyNotNeeded: "the telegrams are not encrypted",
  keyAuthenticated: "it opens the telegrams, and their seal is genuine",
  keyUnknown: "there was nothing to try it on",
  valuesGood: "{values}",
  valuesOnce: "read once, waiting for a second telegram to be sure: {values}",
  valuesUnknown: "no values were read",
  brokerGood: "{broker} answers",
  brokerBad: "{broker}: {title}",
  allGood: "All is well: your meter is being read.",
  noticeGood: "Your meter is being read. Worth knowing: {title} [{code}]. {means} {next}",
  short: "{seconds} seconds is short: it takes two telegrams to be sure, so here at least --seconds {least}.",
  waiting: "Something came, but no complete telegram yet. Run it again with at least --seconds {seconds}.",
  waitingSecond:
    "A telegram was read and nothing looks wrong; only the second one, to be sure, has not come. Run it again with at least --seconds {seconds}.",
  waitingStill:
    "Nothing has come so far, and the time was too short to say why. Run it again with at least --seconds {seconds}.",
  verdict: "{title} [{code}]",
  also: "Also: {title} [{code}]. {next}",
} as const;

const de: Readonly<Record<keyof typeof en, string>> = {
  start:
    "Dein Zähler wird angeschaut, höchstens {seconds} Sekunden lang. Bitte lass Lesegerät und Zähler so, wie sie sind.",
  learning:
    "Diesen Zähler kennt noch niemand. Ich höre weiter zu, bis die Zeit um ist, um daraus zu lernen. Strg-C beendet es früher.",
  ports: "Gefundene Anschlüsse: {ports}",
  port: "Anschluss",
  line: "Leitung",
  telegrams: "Telegramme",
  key: "Schlüssel",
  values: "Werte",
  broker: "Broker",
  portGood: "{source}",
  portUnknown: "es ließ sich keiner öffnen",
  lineGood: "{octets} Bytes sind angekommen",
  lineUnknown: "es kam nichts an",
  telegramsGood: "{proven} Telegrammteile kamen heil an ({framing})",
  telegramsSome: "{proven} Telegrammteile kamen heil an, {damaged} beschädigt ({framing})",
  telegramsUnknown: "keines wurde erkannt",
  keyGood: "er öffnet die Telegramme",
  keyPrevious: "die Telegramme lassen sich öffnen",
  keyNotNeeded: "die Telegramme sind unverschlüsselt",
  keyAuthenticated: "er öffnet die Telegramme, und ihr Siegel ist echt",
  keyUnknown: "es gab nichts, woran er sich probieren ließ",
  valuesGood: "{values}",
  valuesOnce: "einmal gelesen, zur Sicherheit wird auf ein zweites Telegramm gewartet: {values}",
  valuesUnknown: "keine wurden gelesen",
  brokerGood: "{broker} antwortet",
  brokerBad: "{broker}: {title}",
  allGood: "Alles in Ordnung: Dein Zähler wird gelesen.",
  noticeGood: "Dein Zähler wird gelesen. Eines ist gut zu wissen: {title} [{code}]. {means} {next}",
  short:
    "{seconds} Sekunden sind knapp: Für Gewissheit braucht es zwei Telegramme, das dauert hier mindestens --seconds {least}.",
  waiting: "Es kam etwas an, aber noch kein ganzes Telegramm. Starte noch einmal mit mindestens --seconds {seconds}.",
  waitingSecond:
    "Ein Telegramm ist gelesen, und nichts spricht dagegen; es fehlt nur das zweite, das Gewissheit gibt. Starte noch einmal mit mindestens --seconds {seconds}.",
  waitingStill:
    "Bisher kam nichts an, und die Zeit war zu kurz, um zu sagen, warum. Starte noch einmal mit mindestens --seconds {seconds}.",
  verdict: "{title} [{code}]",
  also: "Außerdem: {title} [{code}]. {next}",
};

export const doctorLines = { en, de };

/** A sentence of the doctor. */
export const doctorSays = createSpeaker(doctorLines);
