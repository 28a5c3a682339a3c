import { hostname } from "node:os";
import type { Fault } from "../fault.ts";
import { supervisorFromEnvironment } from "../host/supervisor.ts";
import type { Log } from "../log.ts";
import type { MeterHandle, OutputHealth, Sink } from "../sink/sink.ts";
import { faultHelp } from "../texts/help.ts";
import type { Language } from "../texts/language.ts";
import { faultBegins, faultEnds, message } from "../texts/log-lines.ts";
import { formatSpan } from "../texts/message.ts";
import type { WebFeed } from "../web/feed.ts";
import type { FaultListener } from "./output-watch.ts";
import { pageAddress } from "./page-address.ts";
import type { ProgramOptions } from "./program.ts";
import type { Save, StateSaver } from "./state-saver.ts";
import { openStore } from "./state-store.ts";

/** A line in the log where a fault of an output begins and where it ends; the page hears of it too. */
export function createFaultListener(
  output: string,
  { language, log, feed }: { readonly language: Language; readonly log: Log; readonly feed: WebFeed | undefined },
): FaultListener {
  let standing: { fault: Fault; sinceMs: number } | undefined;
  return (fault) => {
    const now = Date.now();
    if (standing !== undefined)
      log.info(faultEnds(language, output, standing.fault, formatSpan(now - standing.sinceMs)));
    standing = fault && { fault, sinceMs: now };
    if (fault === undefined) return;
    log.warning(faultBegins(language, output, fault));
    feed?.fault(fault);
  };
}

export interface MqttContext extends ProgramOptions {
  readonly data: string | undefined;
  readonly meters: readonly MeterHandle[];
  readonly feed: WebFeed | undefined;
  readonly saver: StateSaver;
  health(): readonly OutputHealth[];
}

/** MQTT, where it is wanted. */
export async function openMqtt(context: MqttContext): Promise<Sink | undefined> {
  const { options, inApp, language, log } = context;
  const mqtt = options.mqtt ?? {};
  if (!(mqtt.enabled ?? (inApp || mqtt.host !== undefined))) return undefined;
  const store = openStore({
    folder: context.data,
    name: "home-assistant",
    onFault: (fault) => fault && log.warning(faultBegins(language, "home-assistant.json", fault)),
  });
  /** All meters stand in one file: a thousand that are heard for the first time must not write it a thousand times. */
  let known: unknown;
  const save: Save = (how) => {
    if (known !== undefined) store.save(known, how);
  };
  context.saver.add(save);
  const { createMqttSink } = await import("../sink/mqtt/mqtt.ts");
  return createMqttSink({
    mqtt,
    meters: context.meters,
    language,
    timeZone: context.timeZone,
    intervalS: options.interval,
    deadbandW: options.deadband?.power,
    entityIds: options.entity_ids,
    version: context.version,
    pageAddress: pageAddress({ inApp, web: options.web, hostname: hostname() }),
    log,
    onConnected: (broker) => log.info(message(language, "brokerConnected", { broker })),
    supervisor: supervisorFromEnvironment(context.env),
    store: {
      load: store.load,
      save(meters) {
        known = meters;
        context.saver.soon(save);
      },
    },
    onFault: createFaultListener("MQTT", context),
    describe: ({ fault }) => (fault === undefined ? "" : Object.values(faultHelp(fault.code, language)).join(" ")),
    health: context.health,
  });
}
