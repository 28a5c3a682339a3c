/** The JSON between server and page. */
import type { Fault, FaultCode } from "../fault.ts";
import type { Sentence } from "../language/language.ts";
import type { MeterStatus, OutputHealth } from "../sink/sink.ts";
import type { Caveat } from "../telegram/reading.ts";

/** What the server tells the page: plain JSON without any secret. Times are milliseconds of the host's clock. */
export interface PageState {
  readonly version: string;
  readonly mode: "app" | "standalone";
  /** The page may write the configuration (standalone only). */
  readonly configurable: boolean;
  readonly nowMs: number;
  /** The household's time zone, in which days begin. */
  readonly timeZone: string;
  /** Length of the windows that are billed. */
  readonly windowMinutes: number;
  /** Currency of prices and costs, ISO 4217. */
  readonly currency: string;
  /** What each rule finds by which telegrams are left out. */
  readonly leftOutNames: Readonly<Record<string, Sentence>>;
  /** All meters. */
  readonly meters: readonly MeterSummary[];
  /** The meter that the page shows. */
  readonly meter: MeterView | undefined;
  /** What went wrong since the start, of all meters and outputs, the latest first. */
  readonly faults: readonly FaultView[];
  /** How the outputs with a target are doing. */
  readonly outputs: readonly OutputView[];
}

/** An output with its name for people. */
export interface OutputView extends OutputHealth {
  readonly title: Sentence;
}

/** A meter as the list of all shows it. */
export interface MeterSummary {
  readonly index: number;
  readonly name: string | undefined;
  readonly status: MeterStanding | undefined;
  /** Import minus export in W, and when it came. */
  readonly netPower: number | undefined;
  readonly receivedAtMs: number | undefined;
  /** Energy of this day in kWh. */
  readonly importToday: number | undefined;
  readonly todayCaveat: Caveat | undefined;
  readonly exportToday: number | undefined;
}

/** A meter's status as lists show it. */
export type MeterStanding = Pick<MeterStatus, "code" | "problem" | "available" | "intervalMs" | "lastReadingAtMs">;

/** Everything the page shows of the meter it is on. */
export interface MeterView {
  readonly index: number;
  readonly name: string | undefined;
  /** What topics and entities are named after, where the options set it. */
  readonly fixedId: string | undefined;
  readonly status: MeterStatus | undefined;
  readonly reading: ReadingView | undefined;
  readonly line: LineView;
}

/** One telegram's values in the units people see. */
export interface ReadingView {
  readonly receivedAtMs: number;
  readonly meterId: string;
  readonly meterNumber: string | undefined;
  readonly deviceName: string | undefined;
  readonly manufacturer: string | undefined;
  readonly operator: string | undefined;
  readonly product: string | undefined;
  readonly layout: string;
  readonly framing: string;
  readonly authenticated: boolean;
  /** Wall time of the meter, `YYYY-MM-DDThh:mm:ss`. */
  readonly meterTime: string | undefined;
  /** The meter's clock minus the host's when the telegram came. */
  readonly driftSeconds: number | undefined;
  readonly invocationCounter: number | undefined;
  /** Import minus export in W. */
  readonly netPower: number | undefined;
  readonly values: readonly ValueView[];
  /** Sums of a day or month that is over and was not counted whole. */
  readonly incomplete: readonly ValueView[];
  /** What sums do not say by themselves, by key. */
  readonly caveats: Readonly<Record<string, Caveat>>;
  readonly texts: readonly { readonly obis: string; readonly text: string }[];
}

/** One value in the unit people see. */
export interface ValueView {
  /** Key in the catalogue of quantities; undefined for a logical name that is not in it. */
  readonly key: string | undefined;
  readonly obis: string;
  readonly value: number;
  readonly unit: string | undefined;
  readonly decimals: number;
}

/** The stations of the data on its way. */
export const stations = ["port", "octets", "frames", "deciphered", "decoded", "published"] as const;
export type Station = (typeof stations)[number];

/** How the line is doing: totals since the start, and what the last minute brought. */
export interface LineView {
  readonly state: "closed" | "probing" | "open" | "ended";
  readonly source: string | undefined;
  readonly settings: string | undefined;
  readonly probing: { readonly settings: string; readonly step: number; readonly steps: number } | undefined;
  readonly framing: string | undefined;
  readonly totals: Counts;
  readonly perMinute: Counts;
  readonly lastOctetsAtMs: number | undefined;
  readonly alignment: Alignment;
}

/** How far the line's octets have come. */
export interface Counts {
  readonly octets: number;
  readonly skipped: number;
  /** Frames whose check was right, and those where it was not. */
  readonly frames: number;
  readonly damaged: number;
  readonly deciphered: number;
  readonly decoded: number;
  /** What all outputs have confirmed, of all meters. */
  readonly published: number;
}

/** How well the head is placed on the meter, from the last seconds only. */
export interface Alignment {
  /** 0 nothing, 100 every telegram whole. */
  readonly score: number;
  readonly windowMs: number;
  readonly good: number;
  readonly damaged: number;
  readonly skipped: number;
  readonly octets: number;
}

/** A fault with how often and when it happened. */
export interface FaultView {
  readonly code: FaultCode;
  /** The meter on whose line it happened; undefined: on none. */
  readonly meter: number | undefined;
  readonly message: string;
  readonly seen?: Fault["seen"];
  readonly share?: Fault["share"];
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  readonly count: number;
}

/** What happened since a page last asked, where events cannot reach it by themselves. */
export interface MissedView {
  /** To be sent with the next question. */
  readonly id: string;
  readonly events: readonly { readonly name: string; readonly data: unknown }[];
}

/** A line of the log. */
export interface LogLine {
  readonly atMs: number;
  readonly level: "error" | "warning" | "info";
  readonly text: string;
}

/** What a portal's export says: the verdict first, then its numbers. */
export interface CompareVerdict {
  readonly good: boolean;
  readonly lines: readonly string[];
}

/** A port that may be the reader's, with how many octets have come from it since it was first listened to. */
export interface PortView {
  /** What goes into the options. */
  readonly path: string;
  readonly name: string;
  /**
   * `reader`, `adapter`, `unknown`: may be a reader's; `radio`: a radio stick, never opened; `device`: something else.
   */
  readonly kind: "reader" | "adapter" | "unknown" | "radio" | "device" | "built-in";
  /** Octets seen so far; undefined while nobody listens to it. */
  readonly octets: number | undefined;
  /** The port of a configured meter. */
  readonly inUse: boolean;
}

/** What answers at a host in the network. */
export interface ReaderLookView {
  readonly found: readonly {
    readonly kind: "esphome" | "rfc2217" | "telnet" | "raw";
    /** What goes into the options. */
    readonly address: string;
    /** Name of an ESPHome node's port. */
    readonly name: string | undefined;
  }[];
  /** Why nothing was found, or why a node does not say what it has, in the language asked for. */
  readonly problem: string | undefined;
  /** It wants a key, or another one. */
  readonly wantsKey: boolean;
}

/** What the key doctor says; it never repeats the key. */
export interface KeyVerdict {
  readonly good: boolean;
  /** The sentence for the user, in the language asked for. */
  readonly text: string;
  /** Whether the last telegram opened with it; undefined: there was no telegram to try it on. */
  readonly opens: boolean | undefined;
}

/** A telegram with every octet explained. */
export interface TelegramView {
  readonly receivedAtMs: number;
  readonly title: string;
  /** Why the explanation ends early. */
  readonly fault: string | undefined;
  /** First what was on the wire, then what deciphering revealed. */
  readonly parts: readonly { readonly title: string; readonly hex: string; readonly fields: readonly FieldView[] }[];
}

/** What was found in a pasted text. Nobody received it, so `receivedAtMs` only counts. */
export interface PasteView {
  readonly telegrams: readonly TelegramView[];
  /** How the text was read, and what in it could not be read. */
  readonly notes: readonly string[];
  /** A draft of a definition, with its questions, where the list is unknown. */
  readonly draft: string | undefined;
}

/**
 * A draft of a definition for a meter nobody has described, as far as the telegrams heard and its user's answers go.
 */
export interface DraftView {
  /** What it was made from. */
  readonly telegrams: number;
  readonly elements: number;
  /** Elements that need no question. */
  readonly certain: number;
  /** The file, with the answers in it. */
  readonly yaml: string;
  readonly questions: readonly DraftQuestionView[];
  /** So many of the telegrams can be read with it. */
  readonly read: number;
  /** What it reads from the last of them. */
  readonly values: readonly ValueView[];
}

export interface DraftQuestionView {
  /** Its place in the list, from 1. */
  readonly element: number;
  /** In the language asked for. */
  readonly text: string;
  readonly isNumber: boolean;
  /** OBIS codes that come into question first. */
  readonly likely: readonly string[];
  /** The list names the element: only its decimals are asked for. */
  readonly isNamed: boolean;
  /** Unit and scaler that are likely for them. */
  readonly unit: string | undefined;
  readonly scaler: number | undefined;
  /** The number as the last telegram has it. */
  readonly value: number | undefined;
}

/** What the user says an element is. */
export interface DraftAnswerView {
  readonly element: number;
  readonly obis: string;
  /** Power of ten that brings the number into the base unit of its quantity. */
  readonly scaler: number;
}

/** What there is to learn of a meter, or was learned. */
export interface LearnedView {
  readonly draft: DraftView | undefined;
  /** A draft can be put to use from the page. */
  readonly isUsable: boolean;
  /** The user's own file by which the meter is read. */
  readonly own: { readonly name: string; readonly yaml: string } | undefined;
}

/** A run of octets and what it means. */
export interface FieldView {
  /** Position and length in octets within the part. */
  readonly at: number;
  readonly length: number;
  /** How deep it is nested in structures. */
  readonly depth: number;
  readonly layer: "link" | "transfer" | "security" | "application" | "data" | "none";
  readonly name: string;
  readonly value: string | undefined;
  readonly meaning: string;
  /** The clause of the standard that defines it. */
  readonly clause: string | undefined;
}

/** What the set-up view sends to be written. */
export interface ConfigurationDraft {
  /** Position in the list of meters. */
  readonly meter: number;
  readonly name: string | undefined;
  readonly port: string | undefined;
  /** Key of an ESPHome node. */
  readonly readerKey: string | undefined;
  readonly key: string | undefined;
  readonly authenticationKey: string | undefined;
}

/** An option as the page shows it; there is never a secret in it. */
export interface SettingView {
  /** `tariff.zones[0].hours` */
  readonly path: string;
  readonly kind: string;
  /** Its section, or its entry in a list, makes no sense without it. */
  readonly required: boolean;
  readonly title: string;
  readonly text: string;
  readonly unit: string | undefined;
  /** The default. */
  readonly usual: string | undefined;
  readonly example: string | undefined;
  readonly choices: readonly string[];
  /** What people call the choices, in their language; a choice that is missing is called what it is. */
  readonly words: Readonly<Record<string, string>>;
  readonly secret: boolean;
  readonly value: string | undefined;
  /** `form`, `file:12`, a variable; undefined where nothing is set. */
  readonly source: string | undefined;
}

/** A section of the options as the page shows it. */
export interface SettingSectionView {
  readonly name: string;
  readonly title: string;
  readonly text: string;
  readonly settings: readonly SettingView[];
  readonly lists: readonly SettingListView[];
}

/** A list to which a person may add: `virtual`, `tariff.zones`. */
export interface SettingListView {
  readonly path: string;
  readonly count: number;
  /** The settings of a further entry, none of them set. */
  readonly next: readonly SettingView[];
}
