import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * A stand-in for the Supervisor's REST API (`home-assistant.md`, section f): envelopes, plain-text refusals and states
 * as the real one has them. `hang` accepts and never answers; `refuse` closes the port.
 */
export const supervisorModes = [
  "ok",
  "not_enabled",
  "forbidden",
  "bad_token",
  "not_ready",
  "garbage",
  "hang",
  "refuse",
] as const;
export type SupervisorMode = (typeof supervisorModes)[number];

/** What the broker's app registered. */
export interface RegisteredBroker {
  readonly host: string;
  readonly port: number;
  readonly ssl?: boolean;
  readonly username?: string;
  readonly password?: string;
  readonly protocol?: string;
}

export interface SupervisorStandIn {
  readonly url: string;
  readonly token: string;
  /** Paths asked for, in order; the newest thousand. */
  readonly requests: readonly string[];
  /** Takes effect for the next request; for `refuse` and back from it once the promise is done. */
  setMode(mode: SupervisorMode): Promise<void>;
  register(broker: RegisteredBroker): void;
  close(): Promise<void>;
}

export interface StandInOptions {
  readonly mode?: SupervisorMode;
  readonly broker?: RegisteredBroker;
  readonly token?: string;
  readonly host?: string;
  readonly port?: number;
  /** Options of the app, for `/addons/self/info` and `/addons/self/options/config`. */
  readonly appOptions?: unknown;
  /** Checks options that are posted, as the app's schema has it; throws what the Supervisor would answer. */
  readonly checkOptions?: (posted: unknown) => unknown;
  /** Options that passed; the real one lays them before the app at its next start. */
  readonly onOptions?: (checked: unknown) => void;
  readonly onRestart?: () => void;
  readonly version?: string;
}

export async function startSupervisorStandIn(options: StandInOptions = {}): Promise<SupervisorStandIn> {
  const token = options.token ?? "7".repeat(112);
  const host = options.host ?? "127.0.0.1";
  let mode = options.mode ?? "ok";
  let broker = options.broker;
  const requests: string[] = [];

  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    if (requests.length > 1000) requests.shift();
    if (mode === "hang") return;
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const { status, type, body } = answer(request, Buffer.concat(parts).toString("utf8"));
      response.writeHead(status, { "content-type": `${type}; charset=utf-8` }).end(body);
    });
  });

  const answer = (request: IncomingMessage, body: string): Answer => {
    const path = new URL(request.url ?? "/", "http://supervisor").pathname;
    if (mode === "garbage") return { status: 200, type: "text/html", body: "<html>502 Bad Gateway</html>" };
    if (path === "/supervisor/ping") return ok({});
    const given = tokenOf(request);
    if (given === undefined) return plain(401, "Unauthorized");
    if (given !== token || mode === "bad_token") return plain(403, "Forbidden");
    if (mode === "not_ready") return failed(400, "System is not ready with state: setup");
    if (request.method === "POST" && path === "/addons/self/options") return saveOptions(body);
    if (request.method === "POST" && path === "/addons/self/restart") {
      options.onRestart?.();
      return ok({});
    }
    if (request.method !== "GET") return plain(405, "Method Not Allowed");
    if (path === "/info") return ok(systemInfo);
    if (path === "/addons/self/info") return ok(appInfo(options));
    if (path === "/addons/self/options/config") return ok(options.appOptions ?? {});
    if (path === "/services") return ok({ services: services(mode === "ok" && broker !== undefined) });
    if (path === "/services/mqtt") return mqttService();
    if (path.startsWith("/services/")) return failed(404, "Service does not exist");
    return plain(403, "Forbidden");
  };

  const saveOptions = (body: string): Answer => {
    try {
      const posted = (JSON.parse(body) as { options?: unknown }).options;
      options.onOptions?.(options.checkOptions?.(posted) ?? posted);
      return ok({});
    } catch (error) {
      return failed(400, error instanceof Error ? error.message : String(error));
    }
  };

  const mqttService = (): Answer => {
    if (mode === "forbidden") return failed(403, "No access to mqtt service!");
    if (mode === "not_enabled" || broker === undefined) return failed(400, "Service not enabled");
    return ok({ ssl: false, protocol: "3.1.1", ...broker, addon: "core_mosquitto" });
  };

  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => server.once("error", reject).listen(port, host, () => resolve()));
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });

  await listen(options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  if (mode === "refuse") await stop();

  return {
    url: `http://${host === "0.0.0.0" ? "127.0.0.1" : host}:${port}`,
    token,
    requests,
    setMode: async (next) => {
      const before = mode;
      mode = next;
      if (before !== "refuse" && next === "refuse") await stop();
      if (before === "refuse" && next !== "refuse") await listen(port);
    },
    register: (next) => {
      broker = next;
    },
    close: async () => {
      if (server.listening) await stop();
    },
  };
}

/** The headers the Supervisor looks at, in its order. */
function tokenOf(request: IncomingMessage): string | undefined {
  const { headers } = request;
  const bearer = headers.authorization?.split(" ").at(-1);
  return [headers["x-supervisor-token"], headers["x-hassio-key"], bearer].flat().find((text) => text !== undefined);
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const json = (status: number, body: unknown): Answer => ({
  status,
  type: "application/json",
  body: JSON.stringify(body),
});
const ok = (data: unknown): Answer => json(200, { result: "ok", data });
const failed = (status: number, message: string): Answer => json(status, { result: "error", message });
/** The middleware's own refusals carry no envelope. */
const plain = (status: number, text: string): Answer => ({ status, type: "text/plain", body: `${status}: ${text}` });

const services = (mqtt: boolean) => [
  { slug: "mqtt", available: mqtt, providers: mqtt ? ["core_mosquitto"] : [] },
  { slug: "mysql", available: false, providers: [] },
];

const systemInfo = {
  supervisor: "2026.08.0",
  homeassistant: "2026.8.0",
  hassos: "16.0",
  docker: "28.3.3",
  hostname: "homeassistant",
  operating_system: "Home Assistant OS 16.0",
  features: ["reboot", "shutdown", "services", "network", "hostname"],
  machine: "generic-x86-64",
  arch: "amd64",
  supported_arch: ["amd64"],
  supported: true,
  channel: "stable",
  logging: "info",
  state: "running",
  timezone: "Europe/Vienna",
};

const appInfo = (options: StandInOptions) => ({
  slug: "local_smartmeter_addon",
  name: "Smart Meter",
  version: options.version ?? "0.1.0",
  version_latest: options.version ?? "0.1.0",
  update_available: false,
  hostname: "local-smartmeter-addon",
  ip_address: "172.30.33.2",
  options: options.appOptions ?? {},
  state: "started",
  ingress: true,
  ingress_entry: "/api/hassio_ingress/stand-in",
  ingress_url: "/api/hassio_ingress/stand-in/",
  ingress_port: 8099,
  network: null,
  rating: 8,
  watchdog: false,
});
