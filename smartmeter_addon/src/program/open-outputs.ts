/** Opens the outputs that the options ask for, and knows how they are doing. */
import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import { supervisorFromEnvironment } from "../host/supervisor.ts";
import type { Options } from "../options/options.ts";
import type { OutputContext } from "../sink/output.ts";
import { planOutputs } from "../sink/output-list.ts";
import type { MeterHandle, Sink } from "../sink/sink.ts";
import type { OutputView } from "../web/view.ts";
import { openOutputMemory } from "./output-memory.ts";
import { pageAddress } from "./page-address.ts";
import type { ProgramOptions } from "./program-options.ts";
import type { StateSaver } from "./state-saver.ts";

/** The outputs, until they are closed. */
export interface OpenOutputs {
  readonly sinks: readonly Sink[];
  /** What every output with a target says about itself. */
  health(): OutputView[];
}

/** What outputs need besides the options. */
export interface OpenOutputsOptions extends ProgramOptions {
  /** The data folder. */
  readonly data: string | undefined;
  readonly saver: StateSaver;
  /** The meters of the options, and the virtual ones behind them. */
  readonly meters: readonly MeterHandle[];
  /** How many meters have a line of their own. */
  readonly lines: number;
}

/** Opens them in the order of the list. Rejects where one cannot be opened at all. */
export async function openOutputs(given: OpenOutputsOptions): Promise<OpenOutputs> {
  const { options, data, inApp, log, language, saver } = given;
  const opened: { readonly sink: Sink; readonly title: OutputView["title"] }[] = [];
  const health = (): OutputView[] =>
    opened.flatMap(({ sink, title }) => {
      const own = sink.health?.();
      return own === undefined ? [] : [{ name: sink.name, title, ...own }];
    });
  const context: OutputContext = {
    log,
    language,
    data,
    folder: data === undefined ? undefined : join(data, "queues"),
    timeZone: given.timeZone,
    version: given.version,
    pageAddress: pageAddress({ inApp, web: options.web, hostname: hostname() }),
    meters: given.meters,
    lines: given.lines,
    seed: configurationSeed(options, data === undefined ? "" : hostname()),
    health,
    supervisor: supervisorFromEnvironment(given.env),
    memory: (name) => openOutputMemory(name, { folder: data, language, log, saver }),
    publishing: {
      intervalS: options.interval,
      deadbandW: options.deadband?.power,
      entityIds: options.entity_ids,
      currency: options.tariff?.currency,
    },
  };
  for (const { title, open } of planOutputs(options, inApp)) opened.push({ title, sink: await open(context) });
  return { sinks: opened.map(({ sink }) => sink), health };
}

/**
 * What is made from this goes into the data folder; where there is none, a container's name changes with every start.
 */
function configurationSeed({ meters = [], mqtt }: Options, host: string): string {
  const told = meters.map(({ name, port, device, id, key }) => [name, port, device, id, key?.reveal()]);
  return createHash("sha256")
    .update(JSON.stringify([host, mqtt?.host, mqtt?.base_topic, told]))
    .digest("hex");
}
