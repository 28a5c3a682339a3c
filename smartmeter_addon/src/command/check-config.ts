/** Says of the configuration what is wrong with it, or what would run; in the words `run` has for the same. */
import { parseKeyEntry } from "../key/key-entry.ts";
import { parseKey, repairTexts } from "../key/keys.ts";
import { chooseLanguage, type Language } from "../language/language.ts";
import { configurationFlags, formatProblem, loadConfiguration } from "../options/configuration.ts";
import type { MeterOptions, Options } from "../options/options.ts";
import { readOptionsFile } from "../options/options-file.ts";
import { tariffOf } from "../options/tariff.ts";
import { tariffWeek } from "../options/tariff-week.ts";
import { planOutputs } from "../sink/output-list.ts";
import { checkSays } from "../texts/check-lines.ts";
import { sayFault } from "../texts/help.ts";
import { message } from "../texts/log-lines.ts";
import { usages } from "../texts/usages.ts";
import { languageOf, languageOfProblems, parseFlags, withUsage } from "./inputs.ts";

/** Exit 0: the program can run with it, also without a key, which a few meters have no need of; 1: it cannot; 2: wrong use. */
export function checkConfigCommand(args: string[]): Promise<number> {
  return withUsage(usages["check-config"], args, async () => {
    languageOf(parseFlags(args, configurationFlags).values);
    const loaded = loadConfiguration({ args, env: process.env, readFile: readOptionsFile });
    if ("problems" in loaded) {
      const language = languageOfProblems(loaded.language);
      for (const problem of loaded.problems) process.stdout.write(`${formatProblem(problem, language)}\n`);
      return 1;
    }
    const { options, origin } = loaded;
    const language = chooseLanguage({ wish: options.language, locale: process.env.LANG });
    const problems = [...keyProblems(options, language), ...(await fileProblems(options, language))];
    for (const problem of problems) process.stdout.write(`${problem}\n`);
    if (problems.length > 0) return 1;
    const keyless = keylessMeters(options, language);
    const from = { origin: origin.join(", ") || checkSays(language, "nowhere") };
    const verdict =
      keyless === ""
        ? [checkSays(language, "good", from)]
        : [checkSays(language, "keyless", { meters: keyless }), checkSays(language, "from", from)];
    process.stdout.write(`${verdict.join("\n")}\n`);
    const variables = loaded.ignored.join(", ");
    if (variables !== "") {
      const text = message(language, "serviceVariables", { variables });
      process.stdout.write(`${checkSays(language, "note", { text })}\n`);
    }
    process.stdout.write(summary(options, language));
    return 0;
  });
}

const metersOf = ({ meters }: Options): readonly MeterOptions[] => (meters?.length ? meters : [{}]);

const nameOf = ({ name }: MeterOptions, at: number, language: Language): string =>
  name ?? checkSays(language, "meter", { number: at + 1 });

/** The fault that `run` would report, in its words. */
function keyProblems(options: Options, language: Language): string[] {
  return metersOf(options).flatMap((meter, at) => {
    const { key, authentication_key, previous_key } = meter;
    const { problem } = parseKeyEntry({
      key: key?.reveal(),
      authentication_key: authentication_key?.reveal(),
      previous_key: previous_key?.reveal(),
    });
    return problem === undefined ? [] : [`${nameOf(meter, at, language)}: ${sayFault(problem, language)}`];
  });
}

/** Files that the outputs' connections need and that cannot be used. */
async function fileProblems(options: Options, language: Language): Promise<string[]> {
  const problems: string[] = [];
  for (const { name, check } of planOutputs(options, isInApp())) {
    const fault = await check();
    if (fault !== undefined) problems.push(`${name}: ${sayFault(fault, language)}`);
  }
  return problems;
}

const isInApp = (): boolean => (process.env.SUPERVISOR_TOKEN ?? "") !== "";

const keylessMeters = (options: Options, language: Language): string =>
  metersOf(options)
    .flatMap((meter, at) => (meter.key === undefined ? [nameOf(meter, at, language)] : []))
    .join(", ");

/** What would run, a line each. */
function summary(options: Options, language: Language): string {
  const { web, virtual = [], tariff, data } = options;
  const outputs = planOutputs(options, isInApp()).map((output) => output.summary[language]);
  if (web?.enabled !== false) outputs.push(checkSays(language, "page", { port: web?.port ?? 8099 }));
  const prices = tariff === undefined ? [] : tariffWeek(tariffOf(tariff), language);
  const where = data === undefined ? checkSays(language, "homeless") : checkSays(language, "kept", { folder: data });
  const lines = [
    ...metersOf(options).map(
      (meter, at) => `${checkSays(language, "meter", { number: at + 1 })}: ${describeMeter(meter, language)}`,
    ),
    ...virtual.map(({ id, name }) => checkSays(language, "virtual", { id, name: name ?? id })),
    ...outputs.map((text) => checkSays(language, "output", { text })),
    ...prices.map((text) => checkSays(language, "price", { text })),
    checkSays(language, "state", { where }),
  ];
  return lines.map((line) => `  ${line}\n`).join("");
}

function describeMeter(meter: MeterOptions, language: Language): string {
  const where = meter.port ?? meter.device ?? checkSays(language, "searched");
  const parsed = meter.key === undefined ? undefined : parseKey(meter.key.reveal());
  const repairs =
    parsed !== undefined && "repairs" in parsed ? parsed.repairs.map((repair) => repairTexts[repair][language]) : [];
  const key =
    meter.key === undefined
      ? checkSays(language, "noKey")
      : repairs.length === 0
        ? checkSays(language, "key")
        : checkSays(language, "keyRepaired", { repairs: repairs.join(", ") });
  const settings = meter.serial ?? checkSays(language, "settings");
  return [meter.name, where, settings, key].filter((part) => part !== undefined).join(", ");
}
