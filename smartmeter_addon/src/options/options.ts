/** The schema of all options. */
import * as v from "valibot";
import type { Words } from "../language/language.ts";
import { expectation } from "../schema/expectation.ts";
import { choice, expects, flag, id, option, secret, text, whole } from "../schema/field.ts";
import { outputSections } from "../sink/output-list.ts";
import { deadband, virtual } from "./derived.ts";
import type { OptionProblem } from "./problem.ts";
import { tariff } from "./tariff.ts";
import { web } from "./web.ts";

export type { OptionProblem } from "./problem.ts";

const meter = v.strictObject({
  name: option(
    {
      title: { en: "Name", de: "Name" },
      text: { en: "What the meter is called in Home Assistant.", de: "Wie der Zähler in Home Assistant heißt." },
      default: { en: "from the meter", de: "vom Zähler" },
      example: "Main meter",
    },
    v.pipe(text, v.maxLength(60)),
  ),
  device: option(
    {
      title: { en: "Reader", de: "Lesegerät" },
      text: {
        en: "The USB device at your meter. Leave it empty to have it found. An entry that starts with `/dev/serial/by-id` stays right, whichever socket you plug it into.",
        de: "Das USB-Gerät am Zähler. Leer lassen, dann wird es gesucht. Ein Eintrag mit `/dev/serial/by-id` stimmt immer, egal wo es angesteckt ist.",
      },
      default: { en: "found automatically", de: "wird von selbst gefunden" },
      example: "/dev/ttyUSB0",
    },
    text,
  ),
  port: option(
    {
      title: { en: "Network reader or path", de: "Lesegerät im Netzwerk oder Pfad" },
      text: {
        en: "A path, or a reader in the network: `esphome://host/?port_name=NAME`, `rfc2217://host:port`, `tcp://host:port`, or a host name alone for an ESPHome device. Wins over `device`. If both are empty, the reader is searched for.",
        de: "Ein Lesegerät im Netzwerk: `esphome://Name/?port_name=ANSCHLUSS`, `rfc2217://Adresse:Port`, `tcp://Adresse:Port`, oder nur der Name eines ESPHome-Geräts. Oder der Pfad eines Geräts. Geht vor `device`. Ist beides leer, wird das Lesegerät gesucht.",
      },
      default: { en: "found automatically", de: "wird von selbst gefunden" },
      example: "tcp://192.0.2.10:3001",
    },
    text,
  ),
  reader_key: option(
    {
      title: { en: "Key of the network reader", de: "Schlüssel des Netzwerk-Lesegeräts" },
      text: {
        en: "Only for an ESPHome device with encryption: the key under `api:` in its file, not the meter's. A key in the address is moved here.",
        de: "Nur für ein ESPHome-Gerät mit Verschlüsselung: der Schlüssel unter `api:` in seiner Datei, nicht der des Zählers. Einer in der Adresse kommt hierher.",
      },
      default: { en: "none: the device does not encrypt", de: "keiner: das Gerät verschlüsselt nicht" },
      example: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    },
    secret,
  ),
  key: option(
    {
      title: { en: "Key", de: "Schlüssel" },
      text: {
        en: "From your grid operator's customer portal, also called GUEK, encryption key or AES key. 32 characters, 0–9 and A–F; spaces and colons do no harm.",
        de: "Aus dem Kundenportal deines Netzbetreibers, auch GUEK, Entschlüsselungsschlüssel oder AES-Schlüssel genannt. 32 Zeichen, 0–9 und A–F; Leerzeichen und Doppelpunkte stören nicht.",
      },
      default: { en: "none: only meters that do not encrypt", de: "keiner: nur Zähler, die nicht verschlüsseln" },
      example: "000102030405060708090A0B0C0D0E0F",
    },
    secret,
  ),
  authentication_key: option(
    {
      title: { en: "Authentication key", de: "Authentifizierungsschlüssel" },
      text: {
        en: "Only if your operator gave you two keys (Burgenland, Styria); also called GAK. It proves that telegrams are genuine.",
        de: "Nur wenn du vom Netzbetreiber zwei Schlüssel hast (Burgenland, Steiermark); auch GAK genannt. Mit ihm wird geprüft, ob Telegramme echt sind.",
      },
      default: { en: "none: the tag is not checked", de: "keiner: die Echtheit wird nicht geprüft" },
      example: "D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF",
    },
    secret,
  ),
  previous_key: option(
    {
      title: { en: "Previous key", de: "Bisheriger Schlüssel" },
      text: {
        en: "Your old key, while the operator changes it. Both are tried until the new one fits.",
        de: "Dein alter Schlüssel, solange der Netzbetreiber umstellt. Beide werden probiert, bis der neue passt.",
      },
      default: { en: "none", de: "keiner" },
      example: "101112131415161718191A1B1C1D1E1F",
    },
    secret,
  ),
  require_authentication: option(
    {
      title: { en: "Genuine telegrams only", de: "Nur echte Telegramme" },
      text: {
        en: "Drops every telegram that the authentication key has not proven.",
        de: "Verwirft jedes Telegramm, dessen Echtheit der Authentifizierungsschlüssel nicht bestätigt hat.",
      },
      default: "false",
    },
    flag,
  ),
  accept_unchecked: option(
    {
      title: { en: "Accept telegrams without a check", de: "Telegramme ohne Prüfsumme annehmen" },
      text: {
        en: "For meters that send plain text without a checksum (P1 of DSMR 2.2, some in Slovenia). If a digit changes on the way, a wrong value can come of it. No Austrian meter needs this.",
        de: "Für Zähler, die Klartext ohne Prüfsumme senden (P1 nach DSMR 2.2, manche in Slowenien). Wird unterwegs eine Ziffer anders, kann daraus ein falscher Wert werden. Kein österreichischer Zähler braucht das.",
      },
      default: "false",
    },
    flag,
  ),
  serial: option(
    {
      title: { en: "Serial settings", de: "Serielle Einstellung" },
      text: {
        en: "Speed and frame such as 2400 8E1. Leave it empty; it is found automatically.",
        de: "Geschwindigkeit und Format, etwa 2400 8E1. Leer lassen, das findet sich von selbst.",
      },
      default: { en: "found automatically", de: "wird von selbst gefunden" },
      example: "2400 8E1",
    },
    v.pipe(
      text,
      v.regex(/^\d{3,6} [78][NEO][12]$/),
      expects("speed and frame like 2400 8E1", "Geschwindigkeit und Zeichenrahmen wie 2400 8E1"),
    ),
  ),
  id: option(
    {
      title: { en: "Fixed id", de: "Feste Kennung" },
      text: {
        en: "What topics and entities are named after, instead of the meter's number. If the meter is replaced, its sensors continue without a jump. Changing it creates new entities.",
        de: "Woraus Topics und Entitäten gebildet werden, anstelle der Nummer des Zählers. Wird der Zähler getauscht, laufen die Sensoren ohne Sprung weiter. Eine Änderung legt neue Entitäten an.",
      },
      default: { en: "from the meter", de: "vom Zähler" },
      example: "main",
    },
    id,
  ),
});

/**
 * The whole configuration. Every option says next to its schema what it is, and `docs/reference.md` is made from that.
 */
export const schema = v.strictObject({
  language: option(
    {
      title: { en: "Language", de: "Sprache" },
      text: {
        en: "Language of the sensors' names, the log and the help. `auto` is German where the time zone is Austrian, German or Swiss, and English elsewhere.",
        de: "Sprache der Sensornamen, des Protokolls und der Hilfe. `auto` ist Deutsch, wo die Zeitzone österreichisch, deutsch oder schweizerisch ist, sonst Englisch.",
      },
      default: { en: "auto: Home Assistant's or the system's", de: "auto: die von Home Assistant oder des Systems" },
    },
    choice({
      auto: { en: "automatic", de: "automatisch" },
      de: { en: "German", de: "Deutsch" },
      en: { en: "English", de: "Englisch" },
    }),
  ),
  time_zone: option(
    {
      title: { en: "Time zone", de: "Zeitzone" },
      text: { en: "Time zone of quarter hours and days.", de: "Zeitzone der Viertelstunden und Tage." },
      default: "Europe/Vienna",
      example: "Europe/Vienna",
    },
    text,
  ),
  log_level: option(
    {
      title: { en: "Log level", de: "Protokollstufe" },
      text: {
        en: "What the log shows. `debug` helps when you report a problem; it never shows keys or passwords.",
        de: "Was das Protokoll zeigt. `debug` hilft, wenn du ein Problem meldest; Schlüssel und Passwörter zeigt es nie.",
      },
      default: "info",
    },
    choice({
      error: { en: "errors only", de: "nur Fehler" },
      warning: { en: "warnings, too", de: "auch Warnungen" },
      info: { en: "what matters", de: "was wichtig ist" },
      debug: { en: "everything", de: "alles" },
    }),
  ),
  log_format: option(
    {
      title: { en: "Log format", de: "Protokollformat" },
      text: { en: "Form of log lines.", de: "Zeilen zum Lesen (`text`) oder für Programme (`json`)." },
      default: "text",
    },
    choice({ text: { en: "for people", de: "zum Lesen" }, json: { en: "for programs", de: "für Programme" } }),
  ),
  data: option(
    {
      title: { en: "Data folder", de: "Datenordner" },
      text: {
        en: "Folder for what has to survive a restart.",
        de: "Ordner, in dem aufgehoben wird, was einen Neustart überdauert.",
      },
      default: {
        en: "/data in the app; otherwise none, and nothing is kept",
        de: "/data in der App; sonst keiner, und nichts wird aufgehoben",
      },
      example: "/var/lib/smartmeter",
    },
    text,
  ),
  definitions: option(
    {
      title: { en: "Own meter definitions", de: "Eigene Zählerdateien" },
      text: {
        en: "Folder with your own files for a meter the program doesn't know yet.",
        de: "Ordner mit eigenen Dateien für einen Zähler, der noch nicht bekannt ist.",
      },
      default: { en: "`meters` in the data folder", de: "`meters` im Datenordner" },
      example: "/share/meters",
    },
    text,
  ),
  interval: option(
    {
      title: { en: "Publishing interval", de: "Veröffentlichungsintervall" },
      text: {
        en: "Time between two states on the broker. 0 publishes every telegram; 10 or more keeps Home Assistant's database small. Minimum, mean and maximum in between are kept.",
        de: "Zeit zwischen zwei Ständen am Broker. 0 veröffentlicht jedes Telegramm; ab 10 bleibt die Datenbank von Home Assistant klein. Dazwischen werden Minimum, Mittelwert und Maximum festgehalten.",
      },
      unit: "s",
      default: "0",
      example: 60,
    },
    whole(0, 3600),
  ),
  meters: option(
    {
      title: { en: "Meters", de: "Zähler" },
      text: {
        en: "One entry for each meter. A name and the key from your grid operator are enough; everything else is found automatically.",
        de: "Ein Eintrag je Zähler. Ein Name und der Schlüssel vom Netzbetreiber reichen; alles andere findet sich von selbst.",
      },
    },
    v.pipe(v.array(meter), v.maxLength(2000)),
  ),
  web: option(
    {
      title: { en: "This page", de: "Diese Seite" },
      text: {
        en: "This page: where it is served, and who may see it.",
        de: "Diese Seite: wo sie erreichbar ist und wer sie sehen darf.",
      },
    },
    web,
  ),
  ...outputSections,
  entity_ids: option(
    {
      title: { en: "Entity ids", de: "Entitäts-IDs" },
      text: {
        en: "Entity ids for the first meter's new entities in Home Assistant, by quantity; for moving over from another program.",
        de: "Entitäts-IDs, die die neuen Entitäten des ersten Zählers in Home Assistant bekommen, nach Größe; für den Umstieg von einem anderen Programm.",
      },
      example: "energy_import=sensor.old_energy",
    },
    v.record(
      text,
      v.pipe(
        text,
        v.regex(/^sensor\.[a-z0-9_]+$/),
        expects("an entity id like sensor.energy", "eine Entitäts-ID wie sensor.energy"),
      ),
    ),
  ),
  tariff: option(
    {
      title: { en: "Prices", de: "Preise" },
      text: {
        en: "What a kilowatt-hour costs: your own numbers, from your contract and your last bill.",
        de: "Was eine Kilowattstunde kostet: deine eigenen Zahlen, aus deinem Vertrag und der letzten Rechnung.",
      },
    },
    tariff,
  ),
  virtual: option(
    {
      title: { en: "Virtual meters", de: "Virtuelle Zähler" },
      text: { en: "Sums and differences of meters.", de: "Summen und Differenzen von Zählern." },
    },
    v.pipe(v.array(virtual), v.maxLength(100)),
  ),
  deadband: option(
    {
      title: { en: "At once on a change", de: "Sofort bei Änderung" },
      text: {
        en: "Power as soon as it changes, averages otherwise.",
        de: "Leistung sofort, wenn sie sich ändert, sonst Mittelwerte.",
      },
    },
    deadband,
  ),
});

/** What the app's form has: what everybody needs. All else is set on the page and kept in the app's own file. */
const formOptions: ReadonlySet<string> = new Set([
  "meters.*.name",
  "meters.*.key",
  "meters.*.authentication_key",
  "meters.*.device",
  "meters.*.port",
  "mqtt.host",
  "mqtt.port",
  "mqtt.username",
  "mqtt.password",
  "mqtt.tls",
  "log_level",
  "language",
]);

/** Whether the app's form has the option at a path; a position in a list stands as a number or as `*`. */
export const isInForm = (path: readonly (string | number)[]): boolean =>
  formOptions.has(path.map((part) => (typeof part === "number" ? "*" : part)).join("."));

/** All options, checked and with their defaults. */
export type Options = v.InferOutput<typeof schema>;
/** The options of one meter. */
export type MeterOptions = v.InferOutput<typeof meter>;

/** Checks options from any source (form, YAML, environment). Gives every problem at once, without any secret. */
export function parseOptions(input: unknown): { options: Options } | { problems: OptionProblem[] } {
  const result = v.safeParse(schema, withoutCleared(input) ?? {});
  if (result.success) return { options: result.output };
  return { problems: result.issues.map((issue) => describe(issue)) };
}

/** Home Assistant's form sends a cleared field as an empty text, which means "not set". */
function withoutCleared(value: unknown): unknown {
  if (value === null || value === "") return undefined;
  if (Array.isArray(value)) return value.map((item) => withoutCleared(item) ?? {});
  if (typeof value !== "object") return value;
  const kept = Object.entries(value).map(([key, item]) => [key, withoutCleared(item)] as const);
  return Object.fromEntries(kept.filter(([, item]) => item !== undefined));
}

const secretNames = /key|password|token|secret/;
/** Something like a key, which may have been typed into any field, or in place of a name. */
const longHex = /[0-9a-f]{12}/i;

function describe(issue: v.BaseIssue<unknown>): OptionProblem {
  const keys = (issue.path ?? []).map((item) => item.key as string | number);
  const path = keys
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${longHex.test(key) ? "***" : key}`))
    .join("")
    .replace(/^\./, "");
  if (issue.expected === "never") return { path, found: words.unknownName, expected: words.option };
  return { path, found: found(path, issue), expected: expectation(schema, keys) ?? words.other };
}

const words = {
  unknownName: { en: "an unknown name", de: "ein unbekannter Name" },
  option: { en: "an option", de: "eine Option" },
  other: { en: "something else", de: "etwas anderes" },
  nothing: { en: "nothing", de: "nichts" },
  list: { en: "a list", de: "eine Liste" },
  section: { en: "a section", de: "ein Abschnitt" },
} as const;

/** Whether the problem is a name that no option has. */
export const isUnknownName = ({ found }: OptionProblem): boolean => found === words.unknownName;

function found(path: string, issue: v.BaseIssue<unknown>): Words {
  const { input } = issue;
  if (input === undefined) return words.nothing;
  if (typeof input === "object") return Array.isArray(input) ? words.list : words.section;
  const plain = String(input);
  const hidden = secretNames.test(path) || longHex.test(plain) || /:\/\/[^/]*@/.test(plain);
  return hidden ? "***" : JSON.stringify(input);
}
