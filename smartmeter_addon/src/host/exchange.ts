// One request over HTTP to a server that may say nothing, trickle for ever or answer without end.

/** Octets of an answer that are read; what comes behind them is left, and the connection with it. */
export const answerLimit = 65_536;

/** What a server said. */
export interface Answer {
  readonly status: number;
  readonly statusText: string;
  /** As text, at most {@link answerLimit} octets of it; what had come where the answer broke off or took too long. */
  readonly body: string;
}

/**
 * Sends the request and reads the answer; follows no redirect. Throws where no status came: the reason of `signal`,
 * a `TimeoutError` after `timeoutMs`, or what `fetch` throws.
 *
 * The time-out is a timer of its own: Node 20 collects a signal made by `AbortSignal.any` of `AbortSignal.timeout`
 * while `fetch` still waits for it, and then it never fires.
 */
export async function exchange(
  url: string,
  init: RequestInit,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<Answer> {
  const limit = new AbortController();
  const stop = (): void => limit.abort(signal?.reason);
  const timer = setTimeout(
    () => limit.abort(new DOMException(`nothing came within ${timeoutMs / 1000} s`, "TimeoutError")),
    timeoutMs,
  );
  signal?.addEventListener("abort", stop);
  if (signal?.aborted === true) stop();
  try {
    const response = await fetch(url, { ...init, redirect: "error", signal: limit.signal });
    return { status: response.status, statusText: response.statusText, body: await firstOctets(response) };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
    // Ends what was left unread.
    limit.abort();
  }
}

async function firstOctets(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let left = answerLimit;
  try {
    for await (const part of response.body ?? []) {
      parts.push(part.subarray(0, left));
      left -= part.length;
      if (left <= 0) break;
    }
  } catch {
    // Broken off or too slow: the status stands in any case.
  }
  return Buffer.concat(parts).toString("utf8");
}

/** The reason inside fetch's "fetch failed". */
export function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = (error.cause ?? error) as { code?: unknown; message?: unknown };
  return String(cause.message || cause.code || error.message || error.name);
}
