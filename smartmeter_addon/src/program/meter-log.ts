/** What the log says about one meter, or about many at once. */
import type { Language } from "../language/language.ts";
import { formatNumber } from "../language/message.ts";
import type { Log } from "../log.ts";
import { describeEntry } from "../status/log-sentences.ts";
import type { LogEntry } from "../status/status.ts";
import { faultHelp } from "../texts/help.ts";
import { message } from "../texts/log-lines.ts";

/** What all meters together write into the log. */
export interface MeterLog {
  /** Something happened to the meter that the user knows by this name. */
  entry(meter: string, entry: LogEntry): void;
  /** Called every second. */
  tick(): void;
}

/** Where and in which language it is written. */
export interface MeterLogOptions {
  readonly language: Language;
  readonly log: Log;
  /** How many meters there are. */
  readonly meters: number;
}

/**
 * Up to this many meters get a line each for everything; people who run more want to know how all of them are doing.
 */
const fewMeters = 10;
/** Most lines of one kind in a minute, and most names in a line; the rest becomes a number. */
const mostAlike = 5;
const minute = 60;

/** Every meter has lines of its own, unless there are many meters. */
export function createMeterLog(options: MeterLogOptions): MeterLog {
  const { language, log, meters } = options;
  if (meters > fewMeters) return createCrowdLog(options);
  return {
    entry(meter, entry) {
      for (const { level, text } of describeEntry(language, meter, entry)) log[level](text);
    },
    tick() {},
  };
}

type Hour = Extract<LogEntry, { kind: "hourly" }>["counts"];

/**
 * The log for hundreds of meters: one line says what goes well for all, other news names the first few and a number.
 */
function createCrowdLog({ language, log, meters }: MeterLogOptions): MeterLog {
  const heard = new Set<string>();
  let heardBefore = 0;
  const alike = new Map<string, { said: number; further: number }>();
  const hour = new Map<string, Hour>();
  let hoursBefore = 0;
  let seconds = 0;

  function speak(meter: string, entry: LogEntry, how: "aloud" | "quietly"): void {
    for (const { level, text } of describeEntry(language, meter, entry)) log[how === "quietly" ? "debug" : level](text);
  }

  function sayHour(): void {
    const all = [...hour.values()];
    const sum = (name: keyof Hour): number => all.reduce((total, counts) => total + counts[name], 0);
    const number = (value: number): string => formatNumber(language, value);
    const silent = [...hour].flatMap(([meter, { telegrams }]) => (telegrams === 0 ? [meter] : []));
    const [telegrams, lost] = [sum("telegrams"), sum("lost")];
    const quality = telegrams === 0 ? 0 : Math.floor((1000 * telegrams) / (telegrams + lost)) / 10;
    log.info(
      message(language, "crowdHour", {
        meters: number(all.length),
        telegrams: number(telegrams),
        quality: formatNumber(language, quality, quality === 100 ? 0 : 1),
        faults: number(sum("faults")),
      }),
    );
    if (silent.length > 0)
      log.warning(message(language, "crowdSilent", { count: number(silent.length), names: listed(silent) }));
    hour.clear();
  }

  function listed(names: readonly string[]): string {
    return names.length <= mostAlike ? names.join(", ") : `${names.slice(0, mostAlike).join(", ")}, …`;
  }

  function sayMinute(): void {
    if (heard.size !== heardBefore) log.info(message(language, "crowdHeard", { heard: heard.size, meters }));
    heardBefore = heard.size;
    for (const [what, { further }] of alike)
      if (further > 0) log.info(message(language, "crowdFurther", { count: formatNumber(language, further), what }));
    alike.clear();
  }

  return {
    entry(meter, entry) {
      if (entry.kind === "hourly") hour.set(meter, entry.counts);
      if (entry.kind === "first-reading") heard.add(meter);
      const what = newsOf(language, entry);
      if (what === undefined) {
        speak(meter, entry, "quietly");
        return;
      }
      const same = alike.get(what) ?? { said: 0, further: 0 };
      alike.set(what, same);
      const isMany = same.said === mostAlike;
      if (isMany) same.further++;
      else same.said++;
      speak(meter, entry, isMany ? "quietly" : "aloud");
    },
    tick() {
      // The hours of all meters end within a second or two.
      if (hour.size > 0 && hour.size === hoursBefore) sayHour();
      hoursBefore = hour.size;
      seconds = (seconds + 1) % minute;
      if (seconds === 0) sayMinute();
    },
  };
}

/** What the entry has in common with entries of other meters; undefined where it is not worth a line. */
function newsOf(language: Language, entry: LogEntry): string | undefined {
  switch (entry.kind) {
    case "begins":
      return `${faultHelp(entry.fault.code, language).title} [${entry.fault.code}]`;
    case "ends":
      return message(language, "crowdOver", {
        what: `${faultHelp(entry.fault.code, language).title} [${entry.fault.code}]`,
      });
    case "opened":
      return message(language, "crowdListening");
    case "silent":
      return message(language, "crowdFellSilent");
    case "speaking":
      return message(language, "crowdSpeaks");
    default:
      return undefined;
  }
}
