/** `smartmeter run`: the program itself, until a signal ends it. */
import { writeFileSync } from "node:fs";
import { installLookup } from "../host/name-lookup.ts";
import { supervisorFromEnvironment } from "../host/supervisor.ts";
import { openSystemd } from "../host/systemd.ts";
import { homeZone, isTimeZone } from "../host/time-zone.ts";
import { chooseLanguage, type Language, wordIn } from "../language/language.ts";
import { createLog, type Log } from "../log.ts";
import {
  appFilePath,
  type Configuration,
  configurationFileOf,
  formatProblem,
  loadConfiguration,
} from "../options/configuration.ts";
import type { Options } from "../options/options.ts";
import { readOptionsFile } from "../options/options-file.ts";
import { type FormTakeOver, takeOverForm } from "../program/form-take-over.ts";
import { type Program, startProgram } from "../program/program.ts";
import { planOutputs } from "../sink/output-list.ts";
import { message } from "../texts/log-lines.ts";
import { usages } from "../texts/usages.ts";
import { languageFrom, languageOfProblems } from "./inputs.ts";

const plaintextFlag = "--show-plaintext";
/** How often the health check may see that the event loop turns. */
const heartbeatMs = 10_000;
/** Closing takes longer only where something hangs; nothing may hold up the end of the app. */
const longestClosingMs = 2_500;

/** Runs until SIGINT, SIGTERM or SIGHUP. Exit 0: stopped; 1: every input ended, or no start; 2: the configuration is wrong. */
export async function runCommand(args: string[]): Promise<number> {
  if (args.includes("--help")) {
    process.stdout.write(usages.run[languageFrom(args)]);
    return 0;
  }
  const showPlaintext = args.includes(plaintextFlag);
  const flags = args.filter((flag) => flag !== plaintextFlag);
  const stopped = stopSignal();
  installLookup();
  let takenOver = await takeOver(flags);
  for (;;) {
    const configuration = loadConfiguration({ args: flags, env: process.env, readFile: readOptionsFile });
    if ("problems" in configuration) {
      const language = languageOfProblems(configuration.language);
      for (const problem of configuration.problems) process.stderr.write(`${formatProblem(problem, language)}\n`);
      return 2;
    }
    const end = await runOnce(configuration, { flags, showPlaintext, takenOver }, stopped);
    takenOver = undefined;
    // What was written on the page is read as at a start; whatever hangs ends with the process otherwise.
    if (end !== "reload") process.exit(end === "ended" ? 1 : 0);
  }
}

/** In the app, before its options are read for the first time: what an earlier form had. */
async function takeOver(flags: readonly string[]): Promise<FormTakeOver | undefined> {
  const { env } = process;
  const supervisor = supervisorFromEnvironment(env);
  if (supervisor === undefined || configurationFileOf(flags, env) !== undefined) return undefined;
  return takeOverForm({ input: { args: flags, env, readFile: readOptionsFile }, supervisor });
}

interface CommandLine {
  readonly flags: readonly string[];
  readonly showPlaintext: boolean;
  /** Of this start alone. */
  readonly takenOver: FormTakeOver | undefined;
}

/** From one reading of the configuration to the next, or to the end. */
async function runOnce(
  { options, ignored, orphans }: Exclude<Configuration, { problems: unknown }>,
  { flags, showPlaintext, takenOver }: CommandLine,
  stopped: Promise<"stopped">,
): Promise<"ended" | "stopped" | "reload"> {
  const { env } = process;
  const inApp = (env.SUPERVISOR_TOKEN ?? "") !== "";
  const timeZone = options.time_zone ?? env.TZ ?? homeZone;
  // The one zone everything is told in, from the log to the clocks of meters; the engine knows its offsets.
  if (isTimeZone(timeZone)) env.TZ = timeZone;
  const language = chooseLanguage({
    wish: options.language ?? (inApp ? "auto" : undefined),
    timeZone: inApp ? timeZone : undefined,
    locale: env.LANG,
  });
  const log = openLog(options, inApp);
  const version = process.env.SMARTMETER_VERSION ?? "0";
  const platform = `${process.platform} ${process.arch}`;
  log.info(message(language, "banner", { version, node: process.versions.node, platform }));
  const variables = ignored.join(", ");
  if (variables !== "") log.info(message(language, "serviceVariables", { variables }));
  tellTakeOver(takenOver, log, language);
  for (const place of orphans) log.warning(message(language, "orphanedSettings", { place }));
  if (showPlaintext) log.warning(message(language, "plaintextWarning"));

  const onBug = (error: unknown): void =>
    log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  // Whatever slipped through everything else costs a line in the log, not the readings of a whole house.
  process.on("uncaughtException", onBug).on("unhandledRejection", onBug);

  let reload = (): void => {};
  const reloading = new Promise<"reload">((resolve) => {
    reload = () => resolve("reload");
  });
  const configurationFile = configurationFileOf(flags, env);
  let program: Program;
  try {
    const given = { options, inApp, language, timeZone, log, version, env, configurationFile, showPlaintext };
    program = await startProgram({ ...given, flags, reload: () => reload() });
  } catch (error) {
    onBug(error);
    // What was opened before it failed would keep a process alive that does nothing.
    process.exit(1);
  }
  const beating = startHeartbeat(env.SMARTMETER_HEARTBEAT, (reason) =>
    log.warning(message(language, "heartbeatFailed", { reason })),
  );
  const systemd = openSystemd(env, log, language);
  systemd.ready();
  const end = await Promise.race([program.ended.then(() => "ended" as const), stopped, reloading]);
  log.info(message(language, end === "reload" ? "reloading" : "stopping"));
  clearInterval(beating);
  if (end !== "reload") systemd.stopping();
  const limit = new Promise((resolve) => setTimeout(resolve, longestClosingMs));
  await Promise.race([program.close(), limit]);
  process.off("uncaughtException", onBug).off("unhandledRejection", onBug);
  return end;
}

function tellTakeOver(takenOver: FormTakeOver | undefined, log: Log, language: Language): void {
  const { taken = [], unknown = [], problem } = takenOver ?? {};
  if (taken.length > 0) log.info(message(language, "formTakenOver", { options: taken.join(", "), file: appFilePath }));
  if (unknown.length > 0) log.warning(message(language, "formSecrets", { options: unknown.join(", ") }));
  if (problem !== undefined) log.warning(message(language, "formNotTakenOver", { reason: wordIn(problem, language) }));
}

/** The log that the options ask for. Readings have standard output for themselves where they are asked for there. */
function openLog(options: Options, inApp: boolean): Log {
  const taken = planOutputs(options, inApp).some(({ takesStandardOutput }) => takesStandardOutput);
  return createLog({
    level: options.log_level,
    format: options.log_format,
    descriptor: taken ? 2 : 1,
  });
}

/** SIGHUP: the terminal or the SSH session is gone. From the first moment on, and for impatient ones who ask twice: an end is always an orderly one. */
function stopSignal(): Promise<"stopped"> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve("stopped"));
  });
}

/** Touches a file as long as the event loop turns; Docker's health check reads its age. */
function startHeartbeat(path: string | undefined, onFault: (reason: string) => void) {
  if (path === undefined) return undefined;
  let failed = false;
  const beat = (): void => {
    try {
      writeFileSync(path, `${Date.now()}\n`);
      failed = false;
    } catch (error) {
      if (!failed) onFault(error instanceof Error ? error.message : String(error));
      failed = true;
    }
  };
  beat();
  return setInterval(beat, heartbeatMs);
}
