/** At the app's start: options of an earlier form go into the app's own file, once, and entries follow their meters. */
import { access, writeFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import type { Supervisor } from "../host/supervisor.ts";
import type { Words } from "../language/language.ts";
import { appFilePath, type ConfigurationInput, formatProblem } from "../options/configuration.ts";
import { planTakeOver } from "../options/take-over.ts";
import { writeWhole } from "./web-settings.ts";

/** What a start has taken over. */
export interface FormTakeOver {
  /** Options that are now in the app's file. */
  readonly taken: readonly string[];
  /** Options that must be set again on the page. */
  readonly unknown: readonly string[];
  /** Why nothing was taken over; the next start tries again. */
  readonly problem: Words | undefined;
}

/** Where options are stored, and how long to wait for them. */
export interface FormTakeOverOptions {
  readonly input: ConfigurationInput;
  readonly supervisor: Supervisor;
  /** The folder that stands for `/`; a test has its own. */
  readonly root?: string;
  /** How long to wait for a Supervisor that does not answer; without its answer options would be missing. */
  readonly patienceMs?: number;
}

/** Marks that it is done, so that what is later removed on the page does not come back from the Supervisor's store. */
const markPath = "/data/form-taken-over";
const pauseMs = 1000;

/** Never throws: a meter is read even where the Supervisor is silent. */
export async function takeOverForm({ input, supervisor, root = "", patienceMs = 30_000 }: FormTakeOverOptions) {
  try {
    return await takeOver({ input, supervisor, root, patienceMs });
  } catch (error) {
    return { taken: [], unknown: [], problem: error instanceof Error ? error.message : String(error) };
  }
}

async function takeOver(given: Required<FormTakeOverOptions>): Promise<FormTakeOver> {
  const { input, root } = given;
  const isDone = await access(`${root}${markPath}`).then(
    () => true,
    () => false,
  );
  const stored = isDone ? { options: {}, problem: undefined } : await ask(given);
  const plan = planTakeOver(input, stored.options);
  if (plan.text !== undefined) await writeWhole(`${root}${appFilePath}`, plan.text);
  const [first] = plan.problems;
  const said = first && { en: formatProblem(first, "en"), de: formatProblem(first, "de") };
  const problem = stored.problem ?? said;
  if (!isDone && problem === undefined) await writeFile(`${root}${markPath}`, "");
  return { taken: plan.taken, unknown: plan.unknown, problem };
}

async function ask({ supervisor, patienceMs }: Required<FormTakeOverOptions>) {
  const endMs = performance.now() + patienceMs;
  for (;;) {
    const answer = await supervisor.ownOptions();
    if (!("problem" in answer)) return { options: answer.options, problem: undefined };
    if (answer.isFinal || performance.now() + pauseMs > endMs) return { options: {}, problem: answer.problem };
    await pause(pauseMs);
  }
}
