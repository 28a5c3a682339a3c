/** What the log says. */
import type { Fault } from "../fault.ts";
import type { Language } from "../language/language.ts";
import { createSpeaker } from "../language/message.ts";
import { faultHelp, sayFault } from "./help.ts";

const en = {
  banner: "Smart Meter {version} (Node {node}, {platform})",
  opened: "{meter}: listening on {port}",
  openedWith: "{meter}: listening on {port} with {settings}",
  probing: "{meter}: trying {settings} ({step} of {steps})",
  secondAwaited: "{meter}: a telegram was read; waiting for a second one to be sure",
  secondAwaitedKey: "{meter}: a telegram was read, and the key fits; waiting for a second one to be sure",
  settled: "{meter}: {settings} works",
  firstReading: "{meter}: first telegram of meter {id} ({framing}, layout {layout})",
  product: "{meter}: this looks like {product} at {operator}",
  firstValues: "{meter}: {values}",
  interval: "{meter}: the meter sends every {interval}",
  hourly: "{meter}: {telegrams} telegrams in the last hour, link quality {quality} %",
  hourlyPlain: "{meter}: {telegrams} telegrams in the last hour",
  hourlyTrouble:
    "{meter}: {telegrams} telegrams in the last hour, link quality {quality} %, {faults} faults, {skipped} bytes skipped",
  hourlySilent: "{meter}: no telegram in the last hour",
  silent: "{meter}: no telegram for {span}; its values are now unavailable",
  speaking: "{meter}: telegrams again after {span}",
  crowdHeard: "{heard} of {meters} meters heard so far",
  crowdHour: "{meters} meters: {telegrams} telegrams in the last hour, link quality {quality} %, {faults} faults",
  crowdSilent: "{count} meters without a telegram in the last hour: {names}",
  crowdFurther: "{count} more meters within a minute: {what}",
  crowdListening: "listening",
  crowdOver: "over: {what}",
  crowdFellSilent: "no telegram; values show as unavailable",
  crowdSpeaks: "telegrams again",
  plaintextWarning:
    "decrypted telegrams are written to the log, as you asked: they contain the meter number and all values, so do not share them",
  plaintext: "{meter}: decrypted {octets}",
  meterExchanged:
    "{id}: a different meter ({device}) is counting now. The sensors continue without a jump: {offset} kWh are added to its import register",
  announced: '{sensors} sensors are now in Home Assistant as "{device}"',
  brokerConnected: "connected to the MQTT broker at {broker}",
  pageAt: "the page is at {address}",
  pageTaken: "there is no page: another program is using port {port}; choose another with the option web.port",
  pageFailed: "there is no page: {reason}",
  teeAt: "tee: the line's bytes are at {address}",
  metricsAt: "prometheus: the metrics are at {address}",
  sunspecAt: "sunspec: inverters and energy managers can read the meter at {address}",
  sunspecClient: "sunspec: {address} reads (unit {unit})",
  sunspecRates: "sunspec: requests of the last minute: {rates}",
  sunspecRefused: "sunspec: {address} may not read: it is not in sunspec.clients",
  sunspecSilent: "sunspec: the meter of unit {unit} is silent; reads are refused, so nobody regulates by old values",
  sunspecSpeaks: "sunspec: the meter of unit {unit} is sending again and can be read",
  outputRefused: "{output}: the target will never accept these entries, so they are dropped ({entries}): {reason}",
  serviceVariables:
    "these variables belong to a cluster service with our name and are ignored: {variables}; enableServiceLinks: false keeps them out",
  formTakenOver: "the form is shorter now; these options moved to {file} and to the page: {options}",
  formSecrets:
    "the form no longer has these options, and only Home Assistant knows their !secret: set them on the page, {options}",
  formNotTakenOver:
    "the options of an earlier version's form could not be looked up ({reason}); some may be missing, and the next start tries again",
  orphanedSettings:
    "{place}: settings of a meter that the form doesn't have; they apply once it has one with that name, or you can delete them",
  retentionDeleted: "{output}: {count} files older than {keep} days were deleted: {first} to {last}",
  retentionWaits:
    "{output}: {count} more files are old enough, but no meter confirms the date, so they go one day at a time",
  retentionPaused:
    "{output}: no old files are deleted: this machine says it is {today}, which is not certain; the meter's clock differs, or the clock was just set",
  outputFull: "{output}: the queue is full, so the oldest entries are dropped",
  definitionLeftOut: "{path}: this meter definition is not used: {reason}",
  heartbeatFailed: "the health check can't be told that the program is running: {reason}",
  systemdFailed: "systemd can't be told that the program is running: {reason}",
  stopping: "stopping",
  reloading: "new settings: restarting with them",
} as const;

const de: Readonly<Record<keyof typeof en, string>> = {
  banner: "Smart Meter {version} (Node {node}, {platform})",
  opened: "{meter}: lauscht an {port}",
  openedWith: "{meter}: lauscht an {port} mit {settings}",
  probing: "{meter}: Versuch mit {settings} ({step} von {steps})",
  secondAwaited: "{meter}: ein Telegramm ist gelesen; zur Sicherheit wird noch ein zweites abgewartet",
  secondAwaitedKey:
    "{meter}: ein Telegramm ist gelesen, und der Schlüssel passt; zur Sicherheit wird noch ein zweites abgewartet",
  settled: "{meter}: {settings} passt",
  firstReading: "{meter}: erstes Telegramm von Zähler {id} ({framing}, Aufbau {layout})",
  product: "{meter}: das sieht nach {product} bei {operator} aus",
  firstValues: "{meter}: {values}",
  interval: "{meter}: der Zähler sendet alle {interval}",
  hourly: "{meter}: {telegrams} Telegramme in der letzten Stunde, Verbindungsqualität {quality} %",
  hourlyPlain: "{meter}: {telegrams} Telegramme in der letzten Stunde",
  hourlyTrouble:
    "{meter}: {telegrams} Telegramme in der letzten Stunde, Verbindungsqualität {quality} %, {faults} Fehler, {skipped} Bytes übersprungen",
  hourlySilent: "{meter}: kein Telegramm in der letzten Stunde",
  silent: "{meter}: seit {span} kein Telegramm; seine Werte gelten als nicht verfügbar",
  speaking: "{meter}: wieder Telegramme nach {span}",
  crowdHeard: "bisher {heard} von {meters} Zählern gehört",
  crowdHour:
    "{meters} Zähler: {telegrams} Telegramme in der letzten Stunde, Verbindungsqualität {quality} %, {faults} Fehler",
  crowdSilent: "{count} Zähler ohne Telegramm in der letzten Stunde: {names}",
  crowdFurther: "{count} weitere Zähler innerhalb einer Minute: {what}",
  crowdListening: "hört zu",
  crowdOver: "vorbei: {what}",
  crowdFellSilent: "kein Telegramm; Werte gelten als nicht verfügbar",
  crowdSpeaks: "wieder Telegramme",
  plaintextWarning:
    "entschlüsselte Telegramme stehen wie gewünscht im Protokoll: sie enthalten Zählernummer und alle Werte; gib sie nicht weiter",
  plaintext: "{meter}: entschlüsselt {octets}",
  meterExchanged:
    "{id}: jetzt zählt ein anderer Zähler ({device}). Die Sensoren laufen ohne Sprung weiter: zu seinem Bezugsregister kommen {offset} kWh dazu",
  announced: "{sensors} Sensoren sind jetzt in Home Assistant, als „{device}“",
  brokerConnected: "mit dem MQTT-Broker unter {broker} verbunden",
  pageAt: "die Seite ist unter {address} zu sehen",
  pageTaken:
    "es gibt keine Seite: Port {port} verwendet schon ein anderes Programm; wähl mit der Option web.port einen anderen",
  pageFailed: "es gibt keine Seite: {reason}",
  teeAt: "tee: die Bytes der Leitung gibt es unter {address}",
  metricsAt: "prometheus: die Metriken gibt es unter {address}",
  sunspecAt: "sunspec: Wechselrichter und Energiemanager können den Zähler unter {address} lesen",
  sunspecClient: "sunspec: {address} liest (Unit {unit})",
  sunspecRates: "sunspec: Abfragen in der letzten Minute: {rates}",
  sunspecRefused: "sunspec: {address} darf nicht lesen: die Adresse steht nicht in sunspec.clients",
  sunspecSilent:
    "sunspec: der Zähler an Unit {unit} schweigt; Abfragen werden abgewiesen, damit niemand nach alten Werten regelt",
  sunspecSpeaks: "sunspec: der Zähler an Unit {unit} sendet wieder und kann gelesen werden",
  outputRefused: "{output}: das Ziel nimmt diese Einträge nie an, sie fallen weg ({entries}): {reason}",
  serviceVariables:
    "Diese Variablen stammen vom Cluster, für einen Dienst mit unserem Namen, und bleiben unbeachtet: {variables}; enableServiceLinks: false hält sie fern",
  formTakenOver: "Das Formular ist kürzer geworden; diese Optionen stehen jetzt in {file} und auf der Seite: {options}",
  formSecrets:
    "Diese Optionen hat das Formular nicht mehr, und ihr !secret kennt nur Home Assistant: setz sie auf der Seite, {options}",
  formNotTakenOver:
    "Was das Formular einer früheren Version mehr hatte, ließ sich nicht nachschlagen ({reason}); Optionen davon können fehlen, der nächste Start versucht es wieder",
  orphanedSettings:
    "{place}: Einstellungen eines Zählers, den das Formular nicht hat; sie gelten, sobald dort einer so heißt, oder können weg",
  retentionDeleted: "{output}: {count} Dateien, die älter als {keep} Tage sind, wurden gelöscht: {first} bis {last}",
  retentionWaits:
    "{output}: {count} weitere Dateien sind alt genug, aber kein Zähler sagt, ob das Datum stimmt: sie gehen Tag für Tag",
  retentionPaused:
    "{output}: Es werden keine alten Dateien gelöscht: Dieses Gerät sagt, es sei der {today}, und das ist nicht sicher; die Uhr des Zählers geht anders, oder die Uhr wurde gerade gestellt",
  outputFull: "{output}: die Warteschlange ist voll, die ältesten Einträge fallen weg",
  definitionLeftOut: "{path}: diese Zählerdatei wird nicht verwendet: {reason}",
  heartbeatFailed: "die Zustandsprüfung erfährt nicht, dass das Programm läuft: {reason}",
  systemdFailed: "systemd erfährt nicht, dass das Programm läuft: {reason}",
  stopping: "Das Programm wird beendet",
  reloading: "neue Einstellungen: das Programm startet damit neu",
};

export const logLines = { en, de };

/** A line for the log, in the language of the person who reads it. */
export const message = createSpeaker(logLines);

/** The line a fault leaves in the log when it begins: title and code, what happened here, and what to do. */
export function faultBegins(language: Language, meter: string, fault: Fault): string {
  return `${meter}: ${sayFault(fault, language)}`;
}

/** The line it leaves when it is over. */
export function faultEnds(language: Language, meter: string, fault: Fault, span: string): string {
  const { title } = faultHelp(fault.code, language);
  return language === "de"
    ? `${meter}: vorbei nach ${span}: ${title} [${fault.code}]`
    : `${meter}: over after ${span}: ${title} [${fault.code}]`;
}
