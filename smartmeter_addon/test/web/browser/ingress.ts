import { createServer, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Stands where Home Assistant and the Supervisor do: a prefix the page does not know, and streams that can break. */
export interface Ingress {
  /** Address of the page, with the prefix and a slash at its end. */
  readonly address: string;
  /** Paths asked for, below the prefix. */
  readonly asked: string[];
  /** Cuts every stream and lets nothing through, until {@link Ingress.mend}. */
  cut(): void;
  mend(): void;
  /** Holds streams back, as Home Assistant's Core did until January 2026: it compressed them, and so collected what they said. */
  collectStreams(): void;
  close(): Promise<void>;
}

const prefix = "/api/hassio_ingress/Ub3tuKsZl1Gk0PpHQTFs7w";

export async function openIngress(port: number, localAddress?: string): Promise<Ingress> {
  const open = new Set<ServerResponse>();
  const asked: string[] = [];
  let whole = true;
  let collecting = false;
  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? "/";
    if (!whole || !path.startsWith(`${prefix}/`)) {
      outgoing.writeHead(whole ? 404 : 502).end();
      return;
    }
    asked.push(path.slice(prefix.length));
    open.add(outgoing);
    outgoing.on("close", () => open.delete(outgoing));
    const headers = { ...incoming.headers, "x-ingress-path": prefix, "x-remote-user-name": "somebody" };
    const onward = request(
      {
        host: localAddress ?? "127.0.0.1",
        port,
        path: path.slice(prefix.length),
        method: incoming.method,
        headers,
        localAddress,
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        outgoing.flushHeaders();
        if (collecting && answer.headers["content-type"] === "text/event-stream") answer.resume();
        else answer.pipe(outgoing);
      },
    );
    onward.on("error", () => outgoing.destroy());
    outgoing.on("close", () => onward.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}/`,
    asked,
    cut() {
      whole = false;
      for (const response of open) response.destroy();
    },
    mend() {
      whole = true;
    },
    collectStreams() {
      collecting = true;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
