// One request over HTTP to a server that may say nothing, trickle for ever or answer without end.
import { type ClientRequest, type IncomingMessage, request as requestHttp } from "node:http";
import type { RequestOptions } from "node:https";
import { isTrustError, type Trust, TrustError, trustSettings } from "./trust.ts";

/** Octets of an answer that are read; what comes behind them is left, and the connection with it. */
export const answerLimit = 65_536;

/** What is sent. */
export interface Request {
  readonly method?: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Over HTTPS: whom to trust; the system's authorities where left out. */
  readonly trust?: Trust;
}

/** What a server said. */
export interface Answer {
  readonly status: number;
  readonly statusText: string;
  /** As text, at most {@link answerLimit} octets of it; what had come where the answer broke off or took too long. */
  readonly body: string;
}

/**
 * Sends the request and reads the answer; follows no redirect. Throws where no status came: the reason of `signal`,
 * a {@link TrustError} where the file of an authority cannot be read, a sentence after `timeoutMs`, or what the connection says.
 *
 * The socket itself is destroyed when time is up. `fetch` gets to know of it by a signal that it holds weakly, and on
 * Node 20 garbage collection takes `AbortSignal.any` of `AbortSignal.timeout` and the link to a plain one alike: the
 * request then waits for ever.
 */
export async function exchange(url: string, sent: Request, timeoutMs: number, signal?: AbortSignal): Promise<Answer> {
  if (signal?.aborted === true) throw signal.reason;
  const { method = "GET", headers, body, trust = {} } = sent;
  const settings = { method, headers: { "user-agent": "smartmeter", ...headers } };
  const request = url.startsWith("https:")
    ? await encrypted(url, { ...settings, ...(await trustSettings(trust)) })
    : requestHttp(url, settings);
  const stop = (): void => void request.destroy(signal?.reason);
  const late = (): void => void request.destroy(new Error(`nothing came within ${timeoutMs / 1000} s`));
  const timer = setTimeout(late, timeoutMs);
  signal?.addEventListener("abort", stop);
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request.on("response", resolve).on("error", reject).end(body);
    });
    const { statusCode: status = 0, statusMessage: statusText = "" } = response;
    return { status, statusText, body: await firstOctets(response) };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

/** TLS takes a tenth of a start and 2 MB of memory, which a program that asks the Supervisor alone need not pay. */
async function encrypted(url: string, settings: RequestOptions): Promise<ClientRequest> {
  const { request } = await import("node:https");
  return request(url, settings);
}

/** Reads to the end, so that the connection is free for the next request, or leaves and ends it. */
async function firstOctets(response: IncomingMessage): Promise<string> {
  const parts: Uint8Array[] = [];
  let left = answerLimit;
  try {
    for await (const part of response as AsyncIterable<Buffer>) {
      parts.push(part.subarray(0, left));
      left -= part.length;
      if (left <= 0) break;
    }
  } catch {
    // Broken off or too slow: the status counts in any case.
  }
  return Buffer.concat(parts).toString("utf8");
}

/** Why a request got no answer, in words or as a code; an error of several addresses has no text of its own. */
export function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || String((error as NodeJS.ErrnoException).code ?? error.name);
}

/** Why a request got no answer, for whoever waits for one: a certificate keeps its own kind of error. */
export function noAnswer(error: unknown): Error {
  const text = `no answer: ${causeOf(error)}`;
  if (error instanceof TrustError) return new TrustError(text, error);
  return isTrustError(error) ? new TrustError(text, { cause: error }) : new Error(text, { cause: error });
}
