/** The examination behind `doctor`, step by step, and its verdict. */
import type { Fault, FaultLayer } from "../fault.ts";
import { byPriority, faultRows, isProblem } from "../faults/fault-table.ts";
import type { Language } from "../language/language.ts";
import type { LinkStatistics } from "../link/link.ts";
import { valuesText } from "../status/log-sentences.ts";
import type { LogEntry } from "../status/status.ts";
import type { Reading } from "../telegram/reading.ts";
import { doctorSays } from "../texts/doctor-lines.ts";
import { faultHelp, faultHere } from "../texts/help.ts";

/** One step of the way from the port to the broker. */
export interface Check {
  readonly name: "port" | "line" | "telegrams" | "key" | "values" | "broker";
  readonly state: "good" | "bad" | "unknown";
  readonly text: string;
}

export interface Diagnosis {
  readonly checks: readonly Check[];
  /** What stands, worst first. */
  readonly faults: readonly Fault[];
  /** A telegram was read, and the second one that makes it sure has not come. */
  readonly isAwaited: boolean;
  /** Values were read and nothing is a problem. */
  readonly isHealthy: boolean;
}

/** The broker of the configuration, tried by whoever may open connections; undefined when there is none. */
export interface BrokerTrial {
  readonly name: string;
  readonly fault: Fault | undefined;
}

/** Gathers what happens on a line until a verdict can be given. Pure: it is told everything. */
export interface Examination {
  log(entry: LogEntry): void;
  reading(reading: Reading): void;
  statistics(statistics: LinkStatistics): void;
  /** More time would not change the verdict. */
  isDone(): boolean;
  diagnose(language: Language, broker: BrokerTrial | undefined): Diagnosis;
}

/** The path of the data; a fault of a layer is one of the step that leads to it. */
const stepOf: Readonly<Record<FaultLayer, Check["name"]>> = {
  port: "port",
  line: "line",
  link: "telegrams",
  apdu: "telegrams",
  security: "key",
  data: "values",
  meter: "values",
  program: "values",
  broker: "broker",
  output: "broker",
};

const nothing: LinkStatistics = { octets: 0, skippedOctets: 0, proven: 0, damaged: 0, framing: undefined };
/** A telegram that cannot be read proves nothing; as many frames do. */
const enoughFrames = 4;

export function createExamination(): Examination {
  const standing = new Map<string, Fault>();
  let source: string | undefined;
  let seen = nothing;
  let last: Reading | undefined;
  /** What was read before anything could confirm it. */
  let first: Reading | undefined;

  function reached(name: Exclude<Check["name"], "broker">): boolean {
    if (name === "port") return source !== undefined;
    if (name === "line") return seen.octets > 0;
    if (name === "telegrams") return seen.proven > 0;
    return (
      (last ?? first) !== undefined || (name === "key" && [...standing.values()].some(({ layer }) => layer === "data"))
    );
  }

  function keyText(language: Language): string {
    const read = last ?? first;
    if (read === undefined) return doctorSays(language, "keyPrevious");
    if (read.authenticated) return doctorSays(language, "keyAuthenticated");
    const isPlain = read.systemTitle === undefined && read.framing !== "amis";
    return doctorSays(language, isPlain ? "keyNotNeeded" : "keyGood");
  }

  function goodText(name: Exclude<Check["name"], "broker">, language: Language): string {
    const { octets, proven, damaged, framing = "?" } = seen;
    if (name === "port") return doctorSays(language, "portGood", { source: source ?? "" });
    if (name === "line") return doctorSays(language, "lineGood", { octets });
    if (name === "key") return keyText(language);
    if (name === "values") {
      if (last === undefined && first !== undefined)
        return doctorSays(language, "valuesOnce", { values: valuesText(language, first) });
      return doctorSays(language, "valuesGood", { values: last === undefined ? "" : valuesText(language, last) });
    }
    return damaged > 0
      ? doctorSays(language, "telegramsSome", { proven, damaged, framing })
      : doctorSays(language, "telegramsGood", { proven, framing });
  }

  return {
    log(entry) {
      if (entry.kind === "begins") standing.set(entry.fault.code, entry.fault);
      else if (entry.kind === "ends") standing.delete(entry.fault.code);
      else if (entry.kind === "second-awaited") first = entry.reading;
      else if (entry.kind === "opened") source = [entry.description, entry.settings].filter(Boolean).join(" ");
      else if (entry.kind === "settled" && source !== undefined) {
        source = `${source.replace(/ \d+ [78][NEO][12]$/, "")} ${entry.settings}`;
      }
    },
    reading(reading) {
      last = reading;
    },
    statistics(statistics) {
      seen = statistics;
    },
    isDone() {
      if (last !== undefined) return true;
      // A list nobody knows says more of itself the longer it is heard.
      if (standing.has("layout-unknown")) return false;
      const stops = [...standing.values()].filter(({ code }) => faultRows[code].weight === "stops");
      return stops.some(({ layer }) => ["port", "line", "program"].includes(layer) || seen.proven >= enoughFrames);
    },
    diagnose(language, broker) {
      const faults = byPriority.flatMap((code) => standing.get(code) ?? []);
      if (broker?.fault !== undefined) faults.push(broker.fault);
      const problems = faults.filter(({ code }) => isProblem(code));
      const checks = (["port", "line", "telegrams", "key", "values"] as const).map((name, index, names): Check => {
        const fault = problems.find(({ layer }) => stepOf[layer] === name);
        if (reached(name) && (fault === undefined || last !== undefined || first !== undefined)) {
          return { name, state: "good", text: goodText(name, language) };
        }
        const before = names[index - 1];
        const isNext = before === undefined || reached(before);
        if (fault !== undefined || isNext) {
          const text =
            fault === undefined ? doctorSays(language, `${name}Unknown`) : faultHelp(fault.code, language).title;
          return { name, state: "bad", text };
        }
        return { name, state: "unknown", text: doctorSays(language, `${name}Unknown`) };
      });
      if (broker !== undefined) {
        const { name, fault } = broker;
        const text =
          fault === undefined
            ? doctorSays(language, "brokerGood", { broker: name })
            : doctorSays(language, "brokerBad", { broker: name, title: faultHelp(fault.code, language).title });
        checks.push({ name: "broker", state: fault === undefined ? "good" : "bad", text });
      }
      const isAwaited = last === undefined && first !== undefined;
      return { checks, faults, isAwaited, isHealthy: last !== undefined && problems.length === 0 };
    },
  };
}

const signs: Readonly<Record<Check["state"], string>> = { good: "✓", bad: "✗", unknown: "–" };

/** The diagnosis as text: one line a step, then the verdict with what it means and what to do next. */
export function printDiagnosis(diagnosis: Diagnosis, language: Language, leastSeconds: number): string {
  const { checks, faults, isHealthy, isAwaited } = diagnosis;
  const width = Math.max(...checks.map(({ name }) => doctorSays(language, name).length));
  const lines = checks.map(
    ({ name, state, text }) => `${signs[state]} ${doctorSays(language, name).padEnd(width)}  ${text}`,
  );
  const [first, ...others] = faults;
  lines.push("");
  const came = checks.some(({ name, state }) => name === "line" && state === "good");
  const waiting = isAwaited ? "waitingSecond" : came ? "waiting" : "waitingStill";
  if (first === undefined) lines.push(doctorSays(language, isHealthy ? "allGood" : waiting, { seconds: leastSeconds }));
  else {
    const { title, means, next } = faultHelp(first.code, language);
    const { code } = first;
    if (isHealthy) lines.push(doctorSays(language, "noticeGood", { title, code, means, next }));
    else lines.push(doctorSays(language, "verdict", { title, code }), `${faultHere(first, language)} ${means}`, next);
  }
  for (const { code } of others) {
    const { title, next } = faultHelp(code, language);
    lines.push(doctorSays(language, "also", { title, code, next }));
  }
  return `${lines.join("\n")}\n`;
}
