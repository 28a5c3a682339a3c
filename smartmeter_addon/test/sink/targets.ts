import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

export interface Request {
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** An HTTP server that can go away, come back on the same port, stand still, or answer what it is told. */
export interface HttpTarget {
  readonly url: string;
  readonly requests: Request[];
  /** Status of the answers; `hang`: none. */
  answer: number | "hang";
  down(): Promise<void>;
  up(): Promise<void>;
}

export async function openHttpTarget(): Promise<HttpTarget> {
  let server: Server | undefined;
  let port = 0;
  const target: HttpTarget = {
    get url() {
      return `http://127.0.0.1:${port}`;
    },
    requests: [],
    answer: 204,
    async up() {
      if (server !== undefined) return;
      const opened = createServer(async (request, response) => {
        const parts: Buffer[] = [];
        for await (const part of request) parts.push(part as Buffer);
        if (target.answer === "hang") return;
        const { url = "", headers } = request;
        const whole = Buffer.concat(parts);
        const body = headers["content-encoding"] === "gzip" ? gunzipSync(whole) : whole;
        if (target.answer < 300) target.requests.push({ url, headers, body: body.toString("utf8") });
        response.writeHead(target.answer).end();
      });
      opened.on("clientError", () => {});
      // A test that fails leaves it open, and must not keep the run from ending.
      opened.unref();
      await new Promise<void>((resolve) => opened.listen(port, "127.0.0.1", resolve));
      port = (opened.address() as AddressInfo).port;
      server = opened;
    },
    async down() {
      const opened = server;
      server = undefined;
      if (opened === undefined) return;
      opened.closeAllConnections();
      await new Promise((resolve) => opened.close(resolve));
    },
  };
  await target.up();
  return target;
}
