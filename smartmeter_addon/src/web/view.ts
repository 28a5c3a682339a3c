/** The JSON between server and page. */
import type { Fault, FaultCode } from "../fault.ts";
import type { Sentence } from "../language/language.ts";
import type { MeterStatus, OutputHealth } from "../sink/sink.ts";

/** What the server tells the page: plain JSON, no secret in any of it. Times are milliseconds of the host's clock. */
export interface PageState {
  readonly version: string;
  readonly mode: "app" | "standalone";
  /** The page may write the configuration (standalone only). */
  readonly configurable: boolean;
  readonly nowMs: number;
  /** Zone the meters hang in: days begin by it. */
  readonly timeZone: string;
  /** Length of the windows that are billed. */
  readonly windowMinutes: number;
  /** Of prices and costs, ISO 4217. */
  readonly currency: string;
  /** What each rule finds that telegrams are left out by. */
  readonly leftOutNames: Readonly<Record<string, Sentence>>;
  /** All of them. */
  readonly meters: readonly MeterSummary[];
  /** The one looked at. */
  readonly meter: MeterView | undefined;
  /** What went wrong since the start, of all meters and outputs, the latest first. */
  readonly faults: readonly FaultView[];
  /** How outputs with a target stand. */
  readonly outputs: readonly OutputView[];
}

/** An output with what it is called. */
export interface OutputView extends OutputHealth {
  readonly title: Sentence;
}

/** A meter as it stands in the list of all. */
export interface MeterSummary {
  readonly index: number;
  readonly name: string | undefined;
  readonly status: MeterStanding | undefined;
  /** Import minus export in W, and when it came. */
  readonly netPower: number | undefined;
  readonly receivedAtMs: number | undefined;
  /** Energy of this day in kWh. */
  readonly importToday: number | undefined;
  readonly exportToday: number | undefined;
}

export type MeterStanding = Pick<MeterStatus, "code" | "problem" | "available" | "intervalMs" | "lastReadingAtMs">;

export interface MeterView {
  readonly index: number;
  readonly name: string | undefined;
  /** What topics and entities are made of, where the options fix it. */
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
  /** Meter's clock minus the host's, when the telegram came. */
  readonly driftSeconds: number | undefined;
  readonly invocationCounter: number | undefined;
  /** Import minus export in W. */
  readonly netPower: number | undefined;
  readonly values: readonly ValueView[];
  readonly texts: readonly { readonly obis: string; readonly text: string }[];
}

export interface ValueView {
  /** Key in the catalogue of quantities; undefined for a logical name nobody has named. */
  readonly key: string | undefined;
  readonly obis: string;
  readonly value: number;
  readonly unit: string | undefined;
  readonly decimals: number;
}

/** The stations of the way, in the order of the data. */
export const stations = ["port", "octets", "frames", "deciphered", "decoded", "published"] as const;
export type Station = (typeof stations)[number];

/** How the line lives: totals since the start, and what the last minute brought. */
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

/** How well the head sits on the meter, from the last seconds only. */
export interface Alignment {
  /** 0 nothing, 100 every telegram whole. */
  readonly score: number;
  readonly windowMs: number;
  readonly good: number;
  readonly damaged: number;
  readonly skipped: number;
  readonly octets: number;
}

export interface FaultView {
  readonly code: FaultCode;
  /** Whose line it was; undefined: of no meter's. */
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
  /** To be given the next time. */
  readonly id: string;
  readonly events: readonly { readonly name: string; readonly data: unknown }[];
}

/** Power over a span, in columns of equal length, as the chart wants them. Powers in W. */
export interface CurveView {
  readonly fromMs: number;
  readonly toMs: number;
  /** The widest bucket there is. */
  readonly bucketMs: number;
  /** Start of each bucket that has a value. */
  readonly at: readonly number[];
  readonly min: readonly number[];
  readonly mean: readonly number[];
  readonly max: readonly number[];
  /** The day before, moved onto this one; empty where the span is no day. */
  readonly before: { readonly at: readonly number[]; readonly mean: readonly number[] };
  /** Spans in which a kWh costs least; none where it always costs the same. */
  readonly cheap: readonly (readonly [number, number])[];
  /** Local midnights of the span. */
  readonly midnights: readonly number[];
}

export const energySpans = ["month", "year"] as const;
export type EnergySpan = (typeof energySpans)[number];

/** Energy of the days of a month, or of the months of a year. */
export interface EnergyView {
  readonly span: EnergySpan;
  /** `2026-11`, `2026` */
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** The first day there is anything of. */
  readonly first: string;
  readonly bars: readonly EnergyBar[];
}

export interface EnergyBar {
  /** `2026-11-28`, `2026-11` */
  readonly name: string;
  readonly atMs: number;
  readonly importKwh: number | undefined;
  readonly exportKwh: number | undefined;
  readonly cost: number | undefined;
  readonly income: number | undefined;
}

/** The last day of a meter in so many means of power, W; null where nothing was heard. */
export interface SparkView {
  readonly index: number;
  readonly mean: readonly (number | null)[];
}

/** A line of the log. */
export interface LogLine {
  readonly atMs: number;
  readonly level: "error" | "warning" | "info";
  readonly text: string;
}

/** What comes of a portal's export: the verdict first, then its numbers. */
export interface CompareVerdict {
  readonly good: boolean;
  readonly lines: readonly string[];
}

/** A candidate for the port, with how many octets came from it since it was first watched. */
export interface PortView {
  /** What goes into the options. */
  readonly path: string;
  readonly name: string;
  /** `reader`, `adapter`, `unknown`: may be one; `radio`: a radio stick, never opened; `device`: something else. */
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
    /** Of an ESPHome node's port. */
    readonly name: string | undefined;
  }[];
  /** Why there is nothing, or why a node does not say what it has, in the language asked for. */
  readonly problem: string | undefined;
  /** It wants a key, or another one. */
  readonly wantsKey: boolean;
}

/** What the key doctor says; it never repeats the key. */
export interface KeyVerdict {
  readonly good: boolean;
  /** The sentence for the user, in the language asked for. */
  readonly text: string;
  /** The last telegram opened with it: true, did not: false, undefined: no telegram to try it on. */
  readonly opens: boolean | undefined;
}

/** A telegram with every octet explained. */
export interface TelegramView {
  readonly receivedAtMs: number;
  readonly title: string;
  /** Why the explanation ends early. */
  readonly fault: string | undefined;
  /** On the wire first, then what deciphering brought to light. */
  readonly parts: readonly { readonly title: string; readonly hex: string; readonly fields: readonly FieldView[] }[];
}

/** What was found in a pasted text. Nobody received it: `receivedAtMs` only counts. */
export interface PasteView {
  readonly telegrams: readonly TelegramView[];
  /** How the text was read, and what in it could not be. */
  readonly notes: readonly string[];
  /** Of a list nobody has described: a draft of a definition with its questions. */
  readonly draft: string | undefined;
}

/** A draft of a definition for a meter nobody has described, as far as the telegrams heard and its user's answers go. */
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

export interface FieldView {
  /** Position and length in octets within the part. */
  readonly at: number;
  readonly length: number;
  /** How deep it lies in structures. */
  readonly depth: number;
  readonly layer: "link" | "transfer" | "security" | "application" | "data" | "none";
  readonly name: string;
  readonly value: string | undefined;
  readonly meaning: string;
  /** The standard that defines it. */
  readonly clause: string | undefined;
}

/** What the set-up view sends to be written, standalone. */
export interface ConfigurationDraft {
  /** Position in the list of meters. */
  readonly meter: number;
  readonly name: string | undefined;
  readonly port: string | undefined;
  /** Of an ESPHome node. */
  readonly readerKey: string | undefined;
  readonly key: string | undefined;
  readonly authenticationKey: string | undefined;
}

/** One option of the program as the page shows it; a secret is never in it. */
export interface SettingView {
  /** `tariff.zones[0].hours` */
  readonly path: string;
  readonly kind: string;
  /** Its section, or its entry of a list, makes no sense without it. */
  readonly required: boolean;
  readonly title: string;
  readonly text: string;
  readonly unit: string | undefined;
  /** What holds where nothing is set. */
  readonly usual: string | undefined;
  readonly example: string | undefined;
  readonly choices: readonly string[];
  readonly secret: boolean;
  readonly value: string | undefined;
  /** `form`, `file:12`, a variable; undefined where nothing is set. */
  readonly source: string | undefined;
}

export interface SettingSectionView {
  readonly name: string;
  readonly title: string;
  readonly text: string;
  readonly settings: readonly SettingView[];
  readonly lists: readonly SettingListView[];
}

/** A list that a person may add to: `virtual`, `tariff.zones`. */
export interface SettingListView {
  readonly path: string;
  readonly count: number;
  /** The fields of its next entry, none of them set. */
  readonly next: readonly SettingView[];
}
