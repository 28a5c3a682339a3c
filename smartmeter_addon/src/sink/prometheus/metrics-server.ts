/** The HTTP server that Prometheus scrapes. */
import { createServer } from "node:http";
import { limitConnections } from "../../http/connections.ts";
import { hostAndPort, isLoopback, isOwnName } from "../../http/own-name.ts";
import type { Language } from "../../language/language.ts";
import type { Log } from "../../log.ts";
import { message } from "../../texts/log-lines.ts";
import { keepListening } from "../listening.ts";
import type { Metrics, SinkHealth } from "../sink.ts";

/** The server, until it is closed. */
export interface MetricsServer {
  /** Port it listens on; undefined while it does not. */
  readonly port: number | undefined;
  /** Resolves once it is known whether the port is free. */
  readonly settled: Promise<void>;
  /** Whether it listens; `delivered` counts the scrapes. */
  health(): SinkHealth;
  close(): Promise<void>;
}

/** Serves nothing but `/metrics`, for when the page is off or Prometheus must not reach it. */
export function openMetricsServer(
  where: { readonly host: string; readonly port: number; readonly hosts?: readonly string[] | undefined },
  metrics: Metrics,
  log: Log,
  language: Language = "en",
): MetricsServer {
  let scrapes = 0;
  const names = { beyond: !isLoopback(where.host), hosts: (where.hosts ?? []).map((name) => name.toLowerCase()) };
  const server = createServer((request, response) => {
    if (!isOwnName(request.headers.host, names)) {
      response.writeHead(421, { "content-type": "text/plain; charset=utf-8", connection: "close" });
      response.end("The name in the address is not known here: see prometheus.hosts\n");
      return;
    }
    const known = request.url?.split("?")[0] === "/metrics";
    if (!known || (request.method !== "GET" && request.method !== "HEAD")) {
      response.writeHead(known ? 405 : 404, { "content-type": "text/plain; charset=utf-8" });
      response.end(known ? "Only GET\n" : "Metrics are at /metrics\n");
      return;
    }
    metrics.render().then(
      (text) => {
        scrapes++;
        response.writeHead(200, { "content-type": metrics.contentType, "cache-control": "no-store" });
        response.end(request.method === "HEAD" ? undefined : text);
      },
      (error) => {
        log.error(`prometheus: ${String(error)}`);
        response.writeHead(500).end();
      },
    );
  });
  server.requestTimeout = 10_000;
  limitConnections(server, 32, () => false);
  const listening = keepListening(server, where, () => {
    const address = `http://${hostAndPort(where.host, listening.port)}/metrics`;
    log.info(message(language, "metricsAt", { address }));
  });
  return {
    get port() {
      return listening.port;
    },
    settled: listening.settled,
    health: () => ({ ...listening.health(), delivered: scrapes }),
    close() {
      const closed = listening.close();
      server.closeAllConnections();
      return closed;
    },
  };
}
