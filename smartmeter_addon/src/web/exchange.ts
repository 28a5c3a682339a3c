/** Reads requests and answers them. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { securityHeaders } from "./guard.ts";

/** Thrown where a request is to be answered with this HTTP status and no more. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`HTTP status ${status}`);
    this.status = status;
  }
}

/** Answers a request; throws a {@link Refusal} where it will not. */
export type Handler = (request: IncomingMessage, response: ServerResponse, query: URLSearchParams) => unknown;

/** Most octets in the body of a request; a key and a password need far fewer. */
const bodyLimit = 4096;

/** Refuses what another page sent. Browsers say where a request comes from; other clients say nothing. */
export function refuseForeign(request: IncomingMessage): void {
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") throw new Refusal(403);
}

/**
 * The JSON object of a request. Its content type must say JSON: no foreign page can send that without being asked, so
 * it also keeps forged requests out. `charge` counts the attempt once it is known that the page itself sent it:
 * otherwise a foreign page could use up what its user may do. `limit`: most octets in the body. Throws a {@link
 * Refusal}.
 */
export async function readObject(
  request: IncomingMessage,
  charge: () => void,
  limit: number = bodyLimit,
): Promise<Record<string, unknown>> {
  const body = await readBody(request, "application/json", limit, charge);
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // The text may hold a key, so it is not repeated.
  }
  throw new Refusal(400);
}

/** A file in a request of at most `limit` octets; its content type keeps forged requests out as JSON's does. */
export const readOctets = (request: IncomingMessage, limit: number, charge: () => void): Promise<Uint8Array> =>
  readBody(request, "application/octet-stream", limit, charge);

async function readBody(request: IncomingMessage, type: string, limit: number, charge: () => void): Promise<Buffer> {
  const told = (request.headers["content-type"] ?? "").split(";")[0] ?? "";
  if (told.trim().toLowerCase() !== type) throw new Refusal(415);
  refuseForeign(request);
  charge();
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > limit) throw new Refusal(413);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Answers 200 with the value as JSON. */
export function answerJson(response: ServerResponse, value: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(200, { "content-type": "application/json; charset=utf-8", ...headers });
  response.end(JSON.stringify(value));
}

/** Answers with a file to be saved. `name`: letters, digits, `_`, `.` and `-`. */
export function answerFile(response: ServerResponse, type: string, name: string, text: string): void {
  response.writeHead(200, { "content-type": type, "content-disposition": `attachment; filename="${name}"` });
  response.end(text);
}

/** Answers with an HTTP status and no more; a response that has begun is cut off. */
export function refuse(response: ServerResponse, status: number): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", connection: "close" });
  response.end(`${status}\n`);
}

/** Sets what every answer carries. */
export function setSecurityHeaders(response: ServerResponse): void {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
}
