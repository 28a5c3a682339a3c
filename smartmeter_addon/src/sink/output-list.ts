/** Every output, one folder each. To add one, add its folder and name it here. */
import { consoleOutput } from "./console/console-output.ts";
import { fileOutput } from "./file/file-output.ts";
import { influxdbOutput } from "./influxdb/influxdb-output.ts";
import { mqttOutput } from "./mqtt/mqtt-output.ts";
import type { Output, PlannedOutput } from "./output.ts";
import { prometheusOutput } from "./prometheus/prometheus-output.ts";
import { quarterHoursOutput } from "./quarter-hours/quarter-hours-output.ts";
import { sunspecOutput } from "./sunspec/sunspec-output.ts";
import { teeOutput } from "./tee/tee-output.ts";
import { voltageLogOutput } from "./voltage-log/voltage-log-output.ts";
import { webhookOutput } from "./webhook/webhook-output.ts";

const outputs = [
  mqttOutput,
  influxdbOutput,
  prometheusOutput,
  consoleOutput,
  webhookOutput,
  fileOutput,
  voltageLogOutput,
  quarterHoursOutput,
  sunspecOutput,
  teeOutput,
] as const;

type Sections<Listed extends Output> = { readonly [Each in Listed as Each["name"]]: Each["section"] };

/** The outputs' part of the options' schema. */
export const outputSections = Object.fromEntries(outputs.map(({ name, section }) => [name, section])) as Sections<
  (typeof outputs)[number]
>;

/**
 * The outputs for which the checked options ask, in the order of this list. `inApp`: a Supervisor started the program.
 */
export function planOutputs(options: Readonly<Record<string, unknown>>, inApp: boolean): PlannedOutput[] {
  return outputs.flatMap((output) => output.plan(options, inApp) ?? []);
}
