/**
 * What an output says about itself; options, reference, page, check-config and program know it only from here.
 */
import * as v from "valibot";
import type { Fault } from "../fault.ts";
import type { Supervisor } from "../host/supervisor.ts";
import type { Language, Sentence } from "../language/language.ts";
import type { Log } from "../log.ts";
import { flag, option, preset, text, whole } from "../schema/field.ts";
import type { MeterHandle, OutputHealth, Sink } from "./sink.ts";

/** What the program lends every output. */
export interface SinkContext {
  readonly log: Log;
  /** Folder for queues; undefined: in memory only. */
  readonly folder: string | undefined;
  /** The household's time zone: of days, and of meters that send no offset. */
  readonly timeZone: string;
  /** Language of lines for people; English where left out. */
  readonly language?: Language | undefined;
}

/** Everything an output can ask for when it is opened. */
export interface OutputContext extends SinkContext {
  readonly language: Language;
  readonly version: string;
  /** The data folder; undefined: there is none. */
  readonly data: string | undefined;
  /** Address of the page, where a browser can reach it. */
  readonly pageAddress: string | undefined;
  /** The meters of the options, and the virtual ones behind them. */
  readonly meters: readonly MeterHandle[];
  /** How many of them have a line of their own. */
  readonly lines: number;
  /**
   * Tells this configuration on this machine from all others. It is the same after a restart and gives away nothing
   * about a key.
   */
  readonly seed: string;
  /** How all outputs stand, for the one that shows it. */
  readonly health: () => readonly OutputHealth[];
  readonly supervisor: Supervisor | undefined;
  /** The output's own state, which survives a restart where there is a data folder; the file is called `name`. */
  memory(name: string): OutputMemory;
  readonly publishing: Publishing;
}

/** An output's own state between two starts. */
export interface OutputMemory {
  load(): unknown;
  save(state: unknown): void;
}

/** General options that say how often values are published and what their entities are called. */
export interface Publishing {
  /** Seconds between two states; 0: every telegram. */
  readonly intervalS: number | undefined;
  /** Change of power, W, that is published before the interval is over. */
  readonly deadbandW: number | undefined;
  /** Entity ids of Home Assistant by quantity, for the first meter. */
  readonly entityIds: Readonly<Record<string, string>> | undefined;
  /** Currency of prices and costs, ISO 4217; undefined: no prices are set. */
  readonly currency: string | undefined;
}

/** What an output's file describes: see {@link defineOutput}. */
interface Description<Name extends string, Schema extends v.GenericSchema> {
  /** Name of its section in the options, its sink and its health. */
  readonly name: Name;
  /** Its name on the page. */
  readonly title: Sentence;
  /** What page and reference say about its section. */
  readonly text: Sentence;
  readonly schema: Schema;
  /** It needs standard output to itself; not even the log may write there. */
  readonly takesStandardOutput?: boolean;
  /** Whether it runs; where left out, its section decides. `inApp`: a Supervisor started the program. */
  isWanted?(section: v.InferOutput<Schema> | undefined, inApp: boolean): boolean;
  /** A line of check-config: where it sends to. A text that is the same in every language may stand alone. */
  summary(section: v.InferOutput<Schema>): string | Sentence;
  /** A file of its options that cannot be used; undefined: none. Loads its code as `open` does. */
  check?(section: v.InferOutput<Schema>): Promise<Fault | undefined>;
  /** Loads its code and library only now: loading them for all outputs would double the program's memory. */
  open(section: v.InferOutput<Schema>, context: OutputContext): Promise<Sink>;
}

/** An output as the rest of the program knows it. */
export interface Output<Name extends string = string, Section extends v.GenericSchema = v.GenericSchema> {
  readonly name: Name;
  readonly title: Sentence;
  /** Its section as part of the options' schema. */
  readonly section: Section;
  /** What to open for these options; undefined where they do not want the output. */
  plan(options: Readonly<Record<string, unknown>>, inApp: boolean): PlannedOutput | undefined;
}

/** An output that the options ask for. */
export interface PlannedOutput {
  readonly name: string;
  readonly title: Sentence;
  readonly takesStandardOutput: boolean;
  readonly summary: Sentence;
  /** A file of its options that cannot be used, as a fault; undefined: none. */
  check(): Promise<Fault | undefined>;
  open(context: OutputContext): Promise<Sink>;
}

/** An output from its description. The options it is asked about have passed the schema of all outputs. */
export function defineOutput<Name extends string, Schema extends v.GenericSchema>(
  description: Description<Name, Schema>,
) {
  const { name, title, text, schema, takesStandardOutput = false } = description;
  const { isWanted = (section) => (section as { enabled?: boolean } | undefined)?.enabled === true } = description;
  return {
    name,
    title,
    section: option({ title, text }, schema),
    plan(options: Readonly<Record<string, unknown>>, inApp: boolean): PlannedOutput | undefined {
      const section = options[name] as v.InferOutput<Schema> | undefined;
      if (!isWanted(section, inApp)) return undefined;
      const given = section ?? ({} as v.InferOutput<Schema>);
      const open = (context: OutputContext): Promise<Sink> => description.open(given, context);
      const check = async (): Promise<Fault | undefined> => description.check?.(given);
      const summary = description.summary(given);
      const both = typeof summary === "string" ? { en: summary, de: summary } : summary;
      return { name, title, takesStandardOutput, summary: both, check, open };
    },
  };
}

/** The section of an output that runs where its section is there; `enabled` switches it off. */
export function switchable<const Entries extends v.ObjectEntries>(entries: Entries) {
  const enabled = preset(
    {
      title: { en: "Switched on", de: "Eingeschaltet" },
      text: {
        en: "`false` keeps the section and switches it off.",
        de: "`false` lässt die Angaben stehen und schaltet ab.",
      },
    },
    flag,
    true,
  );
  return v.strictObject({ enabled, ...entries });
}

/** Options that say whom an output over HTTPS trusts. */
export const trustOptions = {
  ca: option(
    {
      title: { en: "Certificate authority", de: "Zertifizierungsstelle" },
      text: {
        en: "With https: PEM file with the authority of the server's certificate.",
        de: "Mit https: PEM-Datei der Stelle, die das Zertifikat des Servers unterschrieben hat.",
      },
      default: { en: "the system's", de: "die des Systems" },
      example: "/ssl/ca.pem",
    },
    text,
  ),
  verify: option(
    {
      title: { en: "Check the certificate", de: "Zertifikat prüfen" },
      text: { en: "With https: check the server's certificate.", de: "Mit https: prüft das Zertifikat des Servers." },
      default: "true",
    },
    flag,
  ),
};

/** The option for how many of `what` may wait for the target. */
export const queueOption = (what: Sentence) =>
  preset(
    {
      title: { en: "Queue", de: "Warteschlange" },
      text: {
        en: `How many ${what.en} wait on disk for a target that does not answer; beyond it the oldest go.`,
        de: `So viele ${what.de} warten auf der Platte, wenn das Ziel nicht antwortet; darüber hinaus gehen die ältesten verloren.`,
      },
      unit: what,
    },
    whole(100, 10_000_000),
    500_000,
  );

/** The option for the least time between two of `what` from one meter. */
export const intervalOption = (what: Sentence, longestS = 3600) =>
  preset(
    {
      title: { en: "Interval", de: "Intervall" },
      text: {
        en: `At least this long between two ${what.en} of a meter; 0: every telegram.`,
        de: `So viel Zeit liegt mindestens zwischen zwei ${what.de} eines Zählers; 0: jedes Telegramm.`,
      },
      unit: "s",
      example: 60,
    },
    whole(0, longestS),
    0,
  );

/** The option for how long files of a day are kept. */
export const keepOption = preset(
  {
    title: { en: "Keep for", de: "Aufheben" },
    text: {
      en: "Files older than this are deleted, once the meter's clock confirms the date; without one, those of a single day at a time. 0 keeps all.",
      de: "Ältere Dateien werden gelöscht, sobald die Uhr des Zählers das Datum bestätigt; ohne Uhr immer nur die eines Tages. 0 hebt alle auf.",
    },
    unit: { en: "days", de: "Tage" },
    example: 400,
  },
  whole(0, 36_500),
  0,
);
