import { createServer } from "node:http";
import type { Log } from "../log.ts";
import type { Metrics } from "./sink.ts";

export interface MetricsServer {
  /** Port it listens on; undefined while it does not. */
  readonly port: number | undefined;
  close(): Promise<void>;
}

/** Serves `/metrics` alone, for when the page is off or must not be reached by Prometheus. */
export function openMetricsServer(
  where: { readonly host: string; readonly port: number },
  metrics: Metrics,
  log: Log,
): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    const known = request.url?.split("?")[0] === "/metrics";
    if (!known || (request.method !== "GET" && request.method !== "HEAD")) {
      response.writeHead(known ? 405 : 404, { "content-type": "text/plain; charset=utf-8" });
      response.end(known ? "Only GET\n" : "Metrics are at /metrics\n");
      return;
    }
    metrics.render().then(
      (text) => {
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
  server.maxConnections = 32;
  return new Promise((resolve) => {
    const opened = (): void => {
      const address = server.address();
      resolve({
        port: typeof address === "object" && address !== null ? address.port : undefined,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    };
    server.on("error", (error) => {
      log.error(`prometheus: ${where.host}:${where.port} cannot be used: ${error.message}`);
      opened();
    });
    server.listen(where.port, where.host, () => {
      log.info(`prometheus: metrics are at ${where.host}:${where.port}/metrics`);
      opened();
    });
  });
}
