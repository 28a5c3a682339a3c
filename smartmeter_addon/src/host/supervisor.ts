/** What the app asks of the Supervisor. */
import * as v from "valibot";
import { causeOf, exchange } from "../http/client.ts";
import { Secret } from "../secret.ts";

/** What the Supervisor answers to the question for an MQTT broker. */
export type MqttService =
  | {
      readonly kind: "broker";
      readonly host: string;
      readonly port: number;
      readonly tls: boolean;
      readonly username: string | undefined;
      readonly password: Secret | undefined;
      /** `3.1.1` or `3.1`, as the provider registered it. */
      readonly protocol: string;
    }
  /** Passes by itself or once the user has installed a broker: ask again. */
  | { readonly kind: "transient"; readonly why: "none" | "silent"; readonly reason: string }
  /** The Supervisor does not let us ask. Only a restart of the app can change that, but asking again costs nothing. */
  | { readonly kind: "refused"; readonly reason: string };

export interface Supervisor {
  /** Never throws; answers within the time limit, or at once when the signal aborts. */
  mqttService(signal?: AbortSignal): Promise<MqttService>;
  /** The app's own options as stored, including those its form no longer has. `isFinal`: asking again is pointless. */
  ownOptions(): Promise<{ readonly options: unknown } | { readonly problem: string; readonly isFinal: boolean }>;
  /** Replaces the app's own options, from its next start on; gives the reason where the Supervisor refuses them. */
  saveOptions(options: Readonly<Record<string, unknown>>): Promise<string | undefined>;
  /** Restarts the app, which ends this process; gives the reason where the Supervisor does not. */
  restart(): Promise<string | undefined>;
}

export interface SupervisorOptions {
  readonly token: Secret;
  readonly baseUrl?: string | undefined;
  readonly timeoutMs?: number | undefined;
}

/** The Supervisor of this app; undefined where none started the program. `SUPERVISOR_URL` names a stand-in for tests. */
export function supervisorFromEnvironment(environment: NodeJS.ProcessEnv): Supervisor | undefined {
  const token = environment.SUPERVISOR_TOKEN;
  if (token === undefined || token === "") return undefined;
  return createSupervisor({ token: new Secret(token), baseUrl: environment.SUPERVISOR_URL });
}

/** Client of the Supervisor's API. Each call asks once; the caller decides when to ask again. */
export function createSupervisor(options: SupervisorOptions): Supervisor {
  const baseUrl = options.baseUrl ?? "http://supervisor";
  const timeoutMs = options.timeoutMs ?? 10_000;

  const mqttService = async (signal?: AbortSignal): Promise<MqttService> => {
    try {
      const headers = { authorization: `Bearer ${options.token.reveal()}` };
      const { status, body } = await exchange(`${baseUrl}/services/mqtt`, { headers }, timeoutMs, signal);
      return readAnswer(status, body);
    } catch (error) {
      return { kind: "transient", why: "silent", reason: `the Supervisor does not answer (${causeOf(error)})` };
    }
  };

  /** Options and restart need no right beyond the app's own token. */
  const post = async (path: string, body: unknown): Promise<string | undefined> => {
    const headers = { authorization: `Bearer ${options.token.reveal()}`, "content-type": "application/json" };
    const request = { method: "POST" as const, headers, body: JSON.stringify(body) };
    try {
      const { status, body: said } = await exchange(`${baseUrl}${path}`, request, timeoutMs);
      return status === 200 ? undefined : messageOf(said);
    } catch (error) {
      return causeOf(error);
    }
  };

  const ownOptions = async () => {
    const headers = { authorization: `Bearer ${options.token.reveal()}` };
    try {
      const { status, body } = await exchange(`${baseUrl}/addons/self/info`, { headers }, timeoutMs);
      const answer = v.safeParse(ownInfo, parseJson(body));
      if (status === 200 && answer.success) return { options: answer.output.data.options };
      return { problem: messageOf(body), isFinal: status === 401 || status === 403 };
    } catch (error) {
      return { problem: causeOf(error), isFinal: false };
    }
  };

  return {
    mqttService,
    ownOptions,
    saveOptions: (own) => post("/addons/self/options", { options: own }),
    restart: () => post("/addons/self/restart", {}),
  };
}

const broker = v.object({
  result: v.literal("ok"),
  data: v.object({
    host: v.pipe(v.string(), v.minLength(1)),
    // The documentation says it is a text, but the code sends a number.
    port: v.pipe(v.union([v.number(), v.string()]), v.transform(Number), v.integer(), v.minValue(1), v.maxValue(65535)),
    ssl: v.optional(v.boolean(), false),
    protocol: v.optional(v.string(), "3.1.1"),
    username: v.nullish(v.string()),
    password: v.nullish(v.string()),
  }),
});
const ownInfo = v.object({ result: v.literal("ok"), data: v.object({ options: v.record(v.string(), v.unknown()) }) });
const refusal = v.object({ result: v.literal("error"), message: v.string() });

function readAnswer(status: number, body: string): MqttService {
  // A token or role the Supervisor does not know is answered in plain text, a missing `services` entry in the envelope.
  if (status === 401 || status === 403) return { kind: "refused", reason: messageOf(body) };
  const answer = v.safeParse(broker, parseJson(body));
  if (status === 200 && answer.success) {
    const { host, port, ssl, protocol, username, password } = answer.output.data;
    return {
      kind: "broker",
      host,
      port,
      tls: ssl,
      protocol,
      username: username ?? undefined,
      password: typeof password === "string" ? new Secret(password) : undefined,
    };
  }
  if (status === 400 && messageOf(body) === "Service not enabled")
    return {
      kind: "transient",
      why: "none",
      reason: 'Home Assistant has no MQTT broker running: install and start the app "Mosquitto broker"',
    };
  return { kind: "transient", why: "silent", reason: `the Supervisor answered ${status}: ${messageOf(body)}` };
}

function messageOf(body: string): string {
  const answer = v.safeParse(refusal, parseJson(body));
  return (answer.success ? answer.output.message : body).slice(0, 200);
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
