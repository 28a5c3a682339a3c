/** `smartmeter doctor`: one meter checked from the port to its values, with a verdict. */
import { supervisorFromEnvironment } from "../host/supervisor.ts";
import { type KeyTexts, parseKeyEntry } from "../key/key-entry.ts";
import type { Language } from "../language/language.ts";
import { createListener, draftOf, printDraft } from "../learn/draft.ts";
import { formatProblem, loadConfiguration } from "../options/configuration.ts";
import type { MeterOptions, Options } from "../options/options.ts";
import { readOptionsFile } from "../options/options-file.ts";
import { planOutputs } from "../sink/output-list.ts";
import { longestIntervalS } from "../source/detect.ts";
import type { OpenSourceOptions } from "../source/open-source.ts";
import { describeEntry } from "../status/log-sentences.ts";
import { wrongUse } from "../texts/command-lines.ts";
import { doctorSays } from "../texts/doctor-lines.ts";
import { usages } from "../texts/usages.ts";
import { createExamination, printDiagnosis } from "../tools/doctor.ts";
import { attend } from "./attend.ts";
import { tryBroker } from "./broker-trial.ts";
import { keyFlags, keyFromFile, languageOf, parseFlags, secondsOf, WrongUse, withUsage } from "./inputs.ts";

const flags = {
  ...keyFlags,
  port: { type: "string" },
  "reader-key": { type: "string" },
  serial: { type: "string" },
  config: { type: "string" },
  meter: { type: "string" },
  seconds: { type: "string" },
} as const;

/** Longer than a search through all port settings, with an AMIS meter at its end. */
const usualSeconds = "180";

export function doctorCommand(args: string[]): Promise<number> {
  return withUsage(usages.doctor, args, async () => {
    const { values, positionals } = parseFlags(args, flags);
    if (positionals.length > 0) throw new WrongUse(wrongUse.extra, { text: positionals.join(" ") });
    const language = languageOf(values);
    const options = optionsOf(values.config);
    const entry = entryOf(options, values.meter);
    const { keys, problem, repaired } = parseKeyEntry(keyTexts(values, entry));
    const seconds = secondsOf(values.seconds ?? usualSeconds);
    process.stderr.write(`${doctorSays(language, "start", { seconds })}\n`);
    const least = leastSeconds(sourceOf(values, entry));
    if (seconds < least) process.stderr.write(`${doctorSays(language, "short", { seconds, least })}\n`);

    const examination = createExamination();
    const listener = createListener();
    if (repaired !== undefined) examination.log({ kind: "begins", fault: repaired });
    const name = entry.name ?? doctorSays(language, "line");
    await attend({
      source: sourceOf(values, entry),
      keys,
      keyProblem: problem,
      timeZone: options.time_zone ?? "Europe/Vienna",
      seconds,
      onLog(logged) {
        examination.log(logged);
        if (logged.kind === "begins" && logged.fault.code === "layout-unknown")
          process.stderr.write(`${doctorSays(language, "learning")}\n`);
        const isStep = ["opened", "probing", "settled", "second-awaited"].includes(logged.kind);
        if (isStep) for (const { text } of describeEntry(language, name, logged)) process.stderr.write(`${text}\n`);
      },
      plaintext: true,
      onDecoded: listener.take,
      onReading: examination.reading,
      onStatistics: examination.statistics,
      isDone: examination.isDone,
    });
    const diagnosis = examination.diagnose(language, await brokerOf(options));
    process.stdout.write(printDiagnosis(diagnosis, language, least));
    const draft = await draftOf(listener.texts(), language);
    if (draft !== undefined) process.stdout.write(printDraft(draft, language));
    return diagnosis.isHealthy ? 0 : 1;
  });
}

/** Time for two telegrams, and first for the search where neither port nor settings are fixed. */
function leastSeconds({ port, serial }: OpenSourceOptions): number {
  const isKnown = port?.startsWith("tcp://") === true || (port !== undefined && serial !== undefined);
  return isKnown ? 3 * longestIntervalS : Number(usualSeconds);
}

function optionsOf(config: string | undefined): Options {
  const args = config === undefined ? [] : ["--config", config];
  const configuration = loadConfiguration({ args, env: process.env, readFile: readOptionsFile });
  if (!("problems" in configuration)) return configuration.options;
  const { problems } = configuration;
  const say = (language: Language): string => problems.map((problem) => formatProblem(problem, language)).join("\n");
  throw new WrongUse({ en: say("en"), de: say("de") });
}

function entryOf({ meters = [] }: Options, number = "1"): MeterOptions {
  const index = Number(number) - 1;
  if (Number.isInteger(index) && index >= 0 && index < Math.max(1, meters.length)) return meters[index] ?? {};
  throw new WrongUse(wrongUse.meterNumber, { text: number, count: Math.max(1, meters.length) });
}

function sourceOf(
  values: { port?: string | undefined; serial?: string | undefined; "reader-key"?: string | undefined },
  entry: MeterOptions,
): OpenSourceOptions {
  const { port, serial } = values;
  if (port === undefined) {
    const { port: configured, device, reader_key } = entry;
    return { port: configured, device, serial: serial ?? entry.serial, readerKey: reader_key?.reveal() };
  }
  return { port, serial, readerKey: values["reader-key"] };
}

/** Keys of the command line before those of the configuration; one of wrong form is a finding, not wrong use. */
function keyTexts(
  values: Readonly<Partial<Record<"key" | "key-file" | "authentication-key" | "previous-key", string>>>,
  entry: MeterOptions,
): KeyTexts {
  return {
    key: values.key ?? keyFromFile(values["key-file"]) ?? entry.key?.reveal(),
    authentication_key: values["authentication-key"] ?? entry.authentication_key?.reveal(),
    previous_key: values["previous-key"] ?? entry.previous_key?.reveal(),
  };
}

async function brokerOf(options: Options) {
  const supervisor = supervisorFromEnvironment(process.env);
  const isWanted = planOutputs(options, supervisor !== undefined).some(({ name }) => name === "mqtt");
  return isWanted ? await tryBroker(options.mqtt ?? {}, supervisor) : undefined;
}
