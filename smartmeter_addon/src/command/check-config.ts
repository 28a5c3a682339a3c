import { parseKey, repairTexts } from "../key/keys.ts";
import { configurationFlags, formatProblem, loadConfiguration } from "../options/configuration.ts";
import type { MeterOptions, Options } from "../options/options.ts";
import { readOptionsFile } from "../options/options-file.ts";
import { tariffOf } from "../options/tariff.ts";
import { tariffWeek } from "../options/tariff-week.ts";
import { planOutputs } from "../sink/output-list.ts";
import { message } from "../texts/log-lines.ts";
import { parseFlags, withUsage } from "./inputs.ts";

const usage = `usage: smartmeter check-config [--config FILE.yaml] [--key-file FILE]

Reads the configuration as "run" does, from FILE or the app's form and from SMARTMETER_* variables, and says what is
wrong with it or what would run. Nothing is opened and no key is shown.
`;

/** Exit 0: the configuration is good; 1: it is not; 2: wrong use. */
export function checkConfigCommand(args: string[]): Promise<number> {
  return withUsage(usage, async () => {
    if (parseFlags(args, { ...configurationFlags, help: { type: "boolean" } }).values.help === true) {
      process.stdout.write(usage);
      return 0;
    }
    const loaded = loadConfiguration({ args, env: process.env, readFile: readOptionsFile });
    if ("problems" in loaded) {
      for (const problem of loaded.problems) process.stdout.write(`${formatProblem(problem)}\n`);
      return 1;
    }
    const { options, origin } = loaded;
    const problems = keyProblems(options);
    for (const problem of problems) process.stdout.write(`${problem}\n`);
    if (problems.length > 0) return 1;
    process.stdout.write(`Good. Options come from: ${origin.join(", ") || "nowhere, everything is default"}\n`);
    const variables = loaded.ignored.join(", ");
    if (variables !== "") process.stdout.write(`Note: ${message("en", "serviceVariables", { variables })}\n`);
    process.stdout.write(summary(options));
    return 0;
  });
}

const keyNames = ["key", "authentication_key", "previous_key"] as const;

function keyProblems(options: Options): string[] {
  return (options.meters ?? []).flatMap((meter, at) =>
    keyNames.flatMap((name) => {
      const parsed = meter[name] === undefined ? undefined : parseKey(meter[name].reveal());
      return parsed !== undefined && "problem" in parsed ? [`meters[${at}].${name}: ${parsed.problem.en}`] : [];
    }),
  );
}

/** Checked by hand, the variables of a service or a container are not there. */
const homeless = "in memory only, unless SMARTMETER_DATA names a folder, as in the service and in compose.yaml";

/** What would run, a line each. */
function summary(options: Options): string {
  const { web, virtual = [] } = options;
  const meters = options.meters?.length ? options.meters : [{}];
  const inApp = (process.env.SUPERVISOR_TOKEN ?? "") !== "";
  const outputs = planOutputs(options, inApp).map((output) => output.summary);
  if (web?.enabled !== false) outputs.push(`page at port ${web?.port ?? 8099}`);
  const lines = [
    ...meters.map((meter, at) => `  meter ${at + 1}: ${describeMeter(meter)}`),
    ...virtual.map(({ id, name }) => `  virtual meter ${id}: ${name ?? id}`),
    ...outputs.map((line) => `  output: ${line}`),
    ...(options.tariff === undefined ? [] : tariffWeek(tariffOf(options.tariff)).map((line) => `  price: ${line}`)),
    `  state: ${options.data === undefined ? homeless : `in ${options.data}`}`,
  ];
  return `${lines.join("\n")}\n`;
}

function describeMeter(meter: MeterOptions): string {
  const where = meter.port ?? meter.device ?? "a port that is searched for";
  const parsed = meter.key === undefined ? undefined : parseKey(meter.key.reveal());
  const repairs =
    parsed !== undefined && "repairs" in parsed ? parsed.repairs.map((repair) => repairTexts[repair].en) : [];
  const key =
    meter.key === undefined ? "no key" : repairs.length === 0 ? "key given" : `key given (${repairs.join(", ")})`;
  const name = meter.name === undefined ? "" : `${meter.name}, `;
  return `${name}${where}, ${meter.serial ?? "settings found by themselves"}, ${key}`;
}
