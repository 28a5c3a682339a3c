/** What the page can ask for and the web server cannot do itself. */
import type { Language } from "../language/language.ts";
import type { NumericValue } from "../telegram/reading.ts";
import type { EnergyStore } from "./curve.ts";
import type {
  CompareVerdict,
  ConfigurationDraft,
  DraftAnswerView,
  DraftView,
  KeyVerdict,
  LogLine,
  MeterView,
  PageState,
  PortView,
  ReaderLookView,
  SettingSectionView,
  TelegramView,
} from "./view.ts";

/** Some tools are loaded when they are used for the first time. */
type Awaitable<Value> = Value | Promise<Value>;

/** The program hands these in; where one is missing, its part of the page is hidden. */
export interface WebTools {
  /** The key doctor: form, and whether the meter's last telegram opens with it. Must not log or repeat the key. */
  checkKey?(question: KeyQuestion): Awaitable<KeyVerdict>;
  /** Explains every octet of the telegrams in the last octets of a meter's line. */
  annotate?(meter: number, octets: Uint8Array, language: Language): Awaitable<AnnotatedTelegram[]>;
  /** Reads what somebody pasted, in whatever form, with the meter's keys, and explains it. Must not keep any of it. */
  readPaste?(meter: number, octets: Uint8Array, language: Language): Promise<ReadPaste>;
  ports?(): Promise<readonly PortView[]>;
  /** What answers at the host somebody typed; `key`: of an ESPHome node. Undefined: it must not be looked at. */
  look?(typed: string, key: string | undefined, language: Language): Promise<ReaderLookView | undefined>;
  /** The octets resealed under a public key, without the meter's number or anything about the household, as a file. */
  capture?(meter: number, octets: Uint8Array): Awaitable<{ readonly name: string; readonly text: string }>;
  /** Quarter hours and days from the data folder, and prices; undefined where nothing is kept. */
  readonly energy?: EnergyStore | undefined;
  /** The last lines of the log, oldest first. */
  log?(): readonly LogLine[];
  /** Everything a helper needs, as one file that is safe to share. */
  diagnostics?(question: DiagnosticsQuestion): Awaitable<string>;
  /** Compares a portal's export with our own quarter hours. */
  compare?(meterId: string | undefined, file: Uint8Array, language: Language): Promise<CompareVerdict>;
  /** The licences of the program and of what it is made of; undefined where the files are missing. */
  licences?(): Awaitable<string | undefined>;
  readonly settings?: SettingsTools | undefined;
  readonly drafts?: DraftTools | undefined;
  /** Writes the configuration; gives the problems found, none where it was written. */
  configure?(draft: ConfigurationDraft, language: Language): Promise<readonly string[]>;
}

/** What somebody pasted, explained; `draft`: of a definition, where the list is unknown. */
export interface ReadPaste {
  readonly telegrams: readonly AnnotatedTelegram[];
  readonly notes: readonly string[];
  readonly draft: string | undefined;
}

/** The settings of the whole program. */
export interface SettingsTools {
  describe(language: Language): readonly SettingSectionView[];
  /** Writes the changes; gives the problems found, in the user's language, none where all of it was written. */
  change(
    changes: readonly { readonly path: string; readonly value: unknown }[],
    language: Language,
  ): Promise<readonly string[]>;
  /** Puts what was written into effect; gives the reason where that failed. */
  apply(): Promise<string | undefined>;
}

/** What is learned of a meter nobody has described, and the user's own files that come of it. */
export interface DraftTools {
  /** A draft can be saved here and put to use. */
  readonly isUsable: boolean;
  /** What the octets of a meter's line teach; undefined where they hold no list without names. */
  draft(question: DraftQuestion): Promise<HeardDraft | undefined>;
  /** Saves the text as a file of the user's own, for the next start; the problems, none when it is written. */
  use(yaml: string, language: Language): Promise<readonly string[]>;
  /** The text of the user's own file that made this layout; undefined where it came from anywhere else. */
  own(layout: string): string | undefined;
  /** Sets that file aside, for the next start; the problems, none when that is done. */
  forget(layout: string, language: Language): Promise<readonly string[]>;
}

export interface DraftQuestion {
  readonly meter: number;
  readonly octets: Uint8Array;
  readonly answers: readonly DraftAnswerView[];
  readonly language: Language;
}

/** As the page shows it, but for the values, which are those of the last telegram. */
export type HeardDraft = Omit<DraftView, "values"> & { readonly values: readonly NumericValue[] };

/** What goes into the file. */
export interface DiagnosticsQuestion {
  readonly state: PageState;
  /** Each meter with the last octets of its line. */
  readonly boards: readonly (MeterView & { readonly octets: Uint8Array })[];
}

/** Which key to judge. */
export interface KeyQuestion {
  readonly meter: number;
  /** Which of the two is asked about. */
  readonly kind: "key" | "authentication_key";
  /** Both keys as typed; empty where nothing was typed. */
  readonly key: string;
  readonly authenticationKey: string;
  /** The last octets of the meter's line, to try the key on. */
  readonly octets: Uint8Array;
  readonly language: Language;
}

/** A telegram as the annotator finds it; `end` is the position behind its last octet in the octets given. */
export type AnnotatedTelegram = Omit<TelegramView, "receivedAtMs"> & { readonly end: number };
