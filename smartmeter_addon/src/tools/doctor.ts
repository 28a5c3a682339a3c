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

/** On the line itself, in the order of the data's path. */
const steps = ["port", "line", "telegrams", "key", "values"] as const;
type Step = (typeof steps)[number];

const nothing: LinkStatistics = { octets: 0, skippedOctets: 0, proven: 0, damaged: 0, framing: undefined };
/** A telegram that cannot be read proves nothing; as many frames do. */
const enoughFrames = 4;

/** What has happened on the line so far. */
interface Findings {
  /** The faults that stand, by their codes. */
  readonly standing: Map<string, Fault>;
  /** Port and settings, once something could be opened. */
  source: string | undefined;
  seen: LinkStatistics;
  last: Reading | undefined;
  /** What was read before anything could confirm it. */
  first: Reading | undefined;
}

export function createExamination(): Examination {
  const found: Findings = { standing: new Map(), source: undefined, seen: nothing, last: undefined, first: undefined };

  return {
    log(entry) {
      if (entry.kind === "begins") found.standing.set(entry.fault.code, entry.fault);
      else if (entry.kind === "ends") found.standing.delete(entry.fault.code);
      else if (entry.kind === "second-awaited") found.first = entry.reading;
      else if (entry.kind === "opened") found.source = [entry.description, entry.settings].filter(Boolean).join(" ");
      else if (entry.kind === "settled" && found.source !== undefined)
        found.source = `${found.source.replace(/ \d+ [78][NEO][12]$/, "")} ${entry.settings}`;
    },
    reading(reading) {
      found.last = reading;
    },
    statistics(statistics) {
      found.seen = statistics;
    },
    isDone: () => isDecided(found),
    diagnose: (language, broker) => diagnosisOf(found, language, broker),
  };
}

function isDecided({ standing, seen, last }: Findings): boolean {
  if (last !== undefined) return true;
  // A list nobody knows says more of itself the longer it is heard.
  if (standing.has("layout-unknown")) return false;
  const stops = [...standing.values()].filter(({ code }) => faultRows[code].weight === "stops");
  return stops.some(({ layer }) => ["port", "line", "program"].includes(layer) || seen.proven >= enoughFrames);
}

function diagnosisOf(found: Findings, language: Language, broker: BrokerTrial | undefined): Diagnosis {
  const faults = byPriority.flatMap((code) => found.standing.get(code) ?? []);
  if (broker?.fault !== undefined) faults.push(broker.fault);
  const problems = faults.filter(({ code }) => isProblem(code));
  const checks = steps.map((name): Check => {
    const fault = problems.find(({ layer }) => stepOf[layer] === name);
    return { name, ...stateOf(found, name, fault, language) };
  });
  if (broker !== undefined) checks.push(brokerCheck(broker, language));
  const { first, last } = found;
  const isAwaited = last === undefined && first !== undefined;
  return { checks, faults, isAwaited, isHealthy: last !== undefined && problems.length === 0 };
}

/** How a step stands; `fault` is the worst that keeps from it. */
function stateOf(
  found: Findings,
  name: Step,
  fault: Fault | undefined,
  language: Language,
): Pick<Check, "state" | "text"> {
  const wasRead = (found.last ?? found.first) !== undefined;
  if (isReached(found, name) && (fault === undefined || wasRead))
    return { state: "good", text: goodText(found, name, language) };
  if (fault !== undefined) return { state: "bad", text: faultHelp(fault.code, language).title };
  const before = steps[steps.indexOf(name) - 1];
  const isNext = before === undefined || isReached(found, before);
  return { state: isNext ? "bad" : "unknown", text: doctorSays(language, `${name}Unknown`) };
}

function isReached({ standing, source, seen, last, first }: Findings, name: Step): boolean {
  if (name === "port") return source !== undefined;
  if (name === "line") return seen.octets > 0;
  if (name === "telegrams") return seen.proven > 0;
  if ((last ?? first) !== undefined) return true;
  return name === "key" && [...standing.values()].some(({ layer }) => layer === "data");
}

function goodText({ source = "", seen, last, first }: Findings, name: Step, language: Language): string {
  const { octets, proven, damaged, framing = "?" } = seen;
  if (name === "port") return doctorSays(language, "portGood", { source });
  if (name === "line") return doctorSays(language, "lineGood", { octets });
  if (name === "key") return keyText(last ?? first, language);
  if (name === "values") {
    const read = last ?? first;
    const values = read === undefined ? "" : valuesText(language, read);
    return doctorSays(language, read === last ? "valuesGood" : "valuesOnce", { values });
  }
  return damaged > 0
    ? doctorSays(language, "telegramsSome", { proven, damaged, framing })
    : doctorSays(language, "telegramsGood", { proven, framing });
}

function keyText(read: Reading | undefined, language: Language): string {
  if (read === undefined) return doctorSays(language, "keyPrevious");
  if (read.authenticated) return doctorSays(language, "keyAuthenticated");
  const isPlain = read.systemTitle === undefined && read.framing !== "amis";
  return doctorSays(language, isPlain ? "keyNotNeeded" : "keyGood");
}

function brokerCheck({ name, fault }: BrokerTrial, language: Language): Check {
  if (fault === undefined)
    return { name: "broker", state: "good", text: doctorSays(language, "brokerGood", { broker: name }) };
  const { title } = faultHelp(fault.code, language);
  return { name: "broker", state: "bad", text: doctorSays(language, "brokerBad", { broker: name, title }) };
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
