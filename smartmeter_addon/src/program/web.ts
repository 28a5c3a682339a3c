/** Opens the page and connects it with the program. */
import type { MeterKeys } from "../decoder.ts";
import { supervisorFromEnvironment } from "../host/supervisor.ts";
import { hostAndPort } from "../http/own-name.ts";
import type { Language } from "../language/language.ts";
import type { Log } from "../log.ts";
import type { Options } from "../options/options.ts";
import { readOptionsFile } from "../options/options-file.ts";
import { usualQuarterHours } from "../sink/quarter-hours/quarter-hours-options.ts";
import type { MeterHandle, Metrics } from "../sink/sink.ts";
import { createClockDrift } from "../status/clock-drift.ts";
import type { Definitions } from "../telegram/definition.ts";
import { message } from "../texts/log-lines.ts";
import type { EnergyStore } from "../web/curve.ts";
import { openWeb, type Web } from "../web/server.ts";
import type { SettingsTools, WebTools } from "../web/tools.ts";
import type { ConfigurationDraft, LogLine, OutputView } from "../web/view.ts";
import type { StateSaver } from "./state-saver.ts";
import { createWebDraft } from "./web-draft.ts";
import { createCurveMemory, createWebEnergy } from "./web-energy.ts";
import { createHeardPorts, createWebPorts, type WebPorts } from "./web-ports.ts";
import { lookAtHost } from "./web-reader.ts";
import { changesOf, createWebSettings } from "./web-settings.ts";

/** What the page needs of the program. */
export interface ProgramWebOptions {
  readonly options: Options;
  readonly inApp: boolean;
  readonly language: Language;
  readonly log: Log;
  readonly version: string;
  readonly timeZone: string;
  readonly meters: readonly MeterHandle[];
  /** The data folder. */
  readonly data: string | undefined;
  readonly saver: StateSaver;
  /** The last lines of the log. */
  lines(): readonly LogLine[];
  keysOf(meter: number): MeterKeys;
  readonly definitions: Definitions;
  /** Of the user's own definitions. */
  readonly ownFolder: string | undefined;
  /** How the outputs are doing. */
  health(): readonly OutputView[];
  /** Served beside the page. */
  readonly metrics: Metrics | undefined;
  /** The YAML file the program was started with; undefined where there is none to write. */
  readonly configurationFile: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Flags of the command line. */
  readonly flags?: readonly string[] | undefined;
  /** Restarts the program with the options as they are then written; undefined where that is impossible. */
  readonly reload?: (() => void) | undefined;
}

/** Settings can be written in the app, and elsewhere if the program was started with a file. */
function settingsOf({ inApp, env, configurationFile, flags, reload }: ProgramWebOptions): SettingsTools | undefined {
  if (reload === undefined || (!inApp && configurationFile === undefined)) return undefined;
  const input = { args: flags ?? [], env, readFile: readOptionsFile };
  return createWebSettings({ input, supervisor: inApp ? supervisorFromEnvironment(env) : undefined, reload });
}

const saveDraft =
  (settings: SettingsTools) =>
  (draft: ConfigurationDraft, language: Language): Promise<readonly string[]> =>
    settings.change(changesOf(draft), language);

/** Tools that are loaded with the first question: most starts never hear one. */
function toolsLoadedLater(given: ProgramWebOptions) {
  const { version, inApp, timeZone, options, lines } = given;
  const tools = async () => (await import("./web-tools.ts")).createWebTools(given);
  return {
    annotate: async (...question) => (await tools()).annotate(...question),
    readPaste: async (...question) => (await tools()).readPaste(...question),
    checkKey: async (question) => (await tools()).checkKey(question),
    capture: async (...question) => (await tools()).capture(...question),
    licences: async () => (await tools()).licences(),
    async diagnostics(question) {
      const own = await tools();
      const { createDiagnostics } = await import("./web-diagnostics.ts");
      const capture = (meter: number, octets: Uint8Array): string => own.capture(meter, octets).text;
      return createDiagnostics({ version, inApp, timeZone, options, log: lines, capture })(question);
    },
  } satisfies WebTools;
}

/** What the page can ask for; where nothing can be written, or nothing is kept, its tools are missing. */
function toolsOf(given: ProgramWebOptions, ports: WebPorts): WebTools {
  const { timeZone, keysOf, definitions, ownFolder } = given;
  const settings = settingsOf(given);
  const energy = createWebEnergy(given);
  return {
    ...toolsLoadedLater(given),
    energy,
    log: given.lines,
    ...(energy === undefined ? {} : { compare: compareWith(energy, timeZone) }),
    ports: ports.look,
    look: lookAtHost,
    settings,
    // Without settings nothing could restart the program with the new file.
    drafts: createWebDraft({ keysOf, definitions, folder: settings === undefined ? undefined : ownFolder }),
    ...(settings === undefined ? {} : { configure: saveDraft(settings) }),
  };
}

function compareWith(energy: EnergyStore, timeZone: string): NonNullable<WebTools["compare"]> {
  return async (...question) => {
    const { createCompare } = await import("./web-compare.ts");
    return createCompare(energy, timeZone)(...question);
  };
}

/** Opens the page with all it needs; undefined where that fails, which keeps no meter waiting. */
export async function openProgramWeb(given: ProgramWebOptions): Promise<Web | undefined> {
  const { options, inApp, language, log, version, meters } = given;
  const { host, port = 8099, password, token, hosts } = options.web ?? {};
  const heard = createHeardPorts();
  const ports = createWebPorts(heard);
  const mode = inApp ? "app" : "standalone";
  const onError = (error: unknown): void => log.error(`page: ${error instanceof Error ? error.stack : String(error)}`);
  let web: Web;
  try {
    web = await openWeb({
      mode,
      host,
      port,
      password: password?.reveal(),
      token: token?.reveal(),
      hosts,
      version,
      timeZone: given.timeZone,
      windowMinutes: { ...usualQuarterHours, ...options.quarter_hours }.window,
      currency: options.tariff?.currency,
      meters,
      tools: toolsOf(given, ports),
      keep: createCurveMemory(given.data, given.saver),
      health: given.health,
      metrics: given.metrics,
      drift: createClockDrift(given.timeZone),
      onError,
    });
  } catch (error) {
    await ports.close();
    const { code, message: reason } = error as NodeJS.ErrnoException;
    log.warning(
      code === "EADDRINUSE" ? message(language, "pageTaken", { port }) : message(language, "pageFailed", { reason }),
    );
    return undefined;
  }
  if (!inApp)
    log.info(message(language, "pageAt", { address: `http://${hostAndPort(host ?? "127.0.0.1", web.port)}/` }));
  return {
    ...web,
    feed: {
      ...web.feed,
      source(meter, event) {
        heard.source(meter.index, event);
        web.feed.source(meter, event);
      },
    },
    async close() {
      await Promise.all([web.close(), ports.close()]);
    },
  };
}
