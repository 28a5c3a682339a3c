/** Brings queued entries to a target, in order, at least once. */
import { createFault, type Fault, type FaultCode, reasonOf, type Seen, type SeenBy } from "../fault.ts";
import { noAnswer } from "../http/client.ts";
import { type Trust, TrustError, trustSettings } from "../http/trust.ts";
import type { Language } from "../language/language.ts";
import type { Log } from "../log.ts";
import { withoutSecrets } from "../secret.ts";
import { message } from "../texts/log-lines.ts";
import type { Queue } from "./queue.ts";
import type { SinkHealth } from "./sink.ts";

/** The target will never take these entries: they are dropped so that they do not block the ones behind them. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}

/** The target did not take the entries, for a reason that may pass: what it said, or why it said nothing. */
export class TargetError extends Error {
  override readonly name = "TargetError";
  readonly seen: SeenBy<"output-failed">;

  constructor(text: string, seen: SeenBy<"output-failed">) {
    super(text);
    this.seen = seen;
  }
}

function faultIn(error: unknown): { code: FaultCode; seen: Seen | undefined } {
  if (error instanceof TrustError) return { code: "output-untrusted", seen: distrust(error) };
  if (error instanceof TargetError) return { code: "output-failed", seen: error.seen };
  return { code: "output-failed", seen: { is: "reason", reason: reasonOf(error) } };
}

function distrust({ path, cause }: TrustError): SeenBy<"output-untrusted"> {
  const reason = reasonOf(cause);
  return path === undefined ? { is: "reason", reason } : { is: "file", path, reason };
}

/** What is wrong with the file that says whom a target over HTTPS trusts; undefined: nothing, or nobody reads it. */
export async function trustFault({ url, ...trust }: Trust & { readonly url: string }): Promise<Fault | undefined> {
  try {
    if (url.startsWith("https:")) await trustSettings(trust);
    return undefined;
  } catch (error) {
    if (error instanceof TrustError) return createFault("output-untrusted", distrust(error));
    throw error;
  }
}

/** What is delivered, and how. */
export interface DeliveryOptions {
  /** Name of the output, for the log. */
  readonly name: string;
  readonly queue: Promise<Queue>;
  /**
   * Hands entries to the target, all or none; throws where that fails. The signal ends an attempt that `close` cannot
   * wait for.
   */
  readonly send: (entries: readonly string[], signal: AbortSignal) => Promise<void>;
  /** Most entries in one send. */
  readonly batch: number;
  /** How long entries are collected for a send that is not full. */
  readonly collectMs: number;
  readonly log: Log;
  /** Of the log; English where left out. */
  readonly language?: Language | undefined;
  /** Shortest and longest wait after a failure. */
  readonly retryMs?: { readonly first: number; readonly longest: number };
}

/**
 * Brings what is pushed to a target: in order, in batches, again after a failure, and through a restart by way of the
 * disk. Its health says when it fails; the log reports that like any other fault.
 */
export interface Delivery {
  push(entry: string): void;
  health(): SinkHealth;
  /** Makes one last attempt; what it does not deliver goes to disk. */
  close(): Promise<void>;
}

/** Time that `close` grants the attempt under way and the last one together. */
const closeMs = 1000;
/** Most entries taken while the queue is still being opened. */
const mostEarly = 10_000;

/** Starts to deliver at once. */
export function startDelivery(options: DeliveryOptions): Delivery {
  const { name, send, batch, collectMs, log, retryMs = { first: 1000, longest: 15_000 } } = options;
  const ending = createEnding();
  const sleep = createSleep();
  const record = createRecord(options);
  let queue: Queue | undefined;
  const early: string[] = [];
  let tooEarly = 0;

  /** Sends the next batch; false where it has to be sent again. */
  const attempt = async (from: Queue): Promise<boolean> => {
    const entries = await from.peek(batch);
    if (entries.length === 0) return true;
    try {
      await Promise.race([send(entries, ending.signal), ending.aborted]);
      record.delivered(entries.length, from.size - entries.length);
    } catch (error) {
      if (!(error instanceof RefusedError)) {
        record.failed(error, from.size);
        return false;
      }
      record.refused(error, entries.length);
    }
    await from.drop(entries.length);
    return true;
  };

  const spill = async (to: Queue): Promise<void> => {
    const before = to.lost;
    await to.spill();
    if (to.lost > before) record.full();
  };

  const run = async (): Promise<void> => {
    const opened = await options.queue;
    queue = opened;
    for (const entry of early.splice(0)) opened.push(entry);
    while (!ending.hasBegun()) {
      if (opened.size === 0) await sleep.for(undefined);
      if (!ending.hasBegun() && opened.size < batch && record.failures() === 0) await sleep.for(collectMs);
      if (ending.hasBegun()) break;
      if (await attempt(opened)) continue;
      await spill(opened);
      // Spread out, so that many processes do not come back to a server all at once.
      const pauseMs = Math.min(retryMs.first * 2 ** (record.failures() - 1), retryMs.longest);
      if (!ending.hasBegun()) await sleep.for(pauseMs * (0.8 + 0.4 * Math.random()));
    }
  };

  const running = run().catch((error) => log.error(`${name}: stopped: ${String(error)}`));

  return {
    push(entry) {
      if (queue === undefined) {
        if (early.length < mostEarly) early.push(entry);
        else tooEarly++;
        return;
      }
      queue.push(entry);
      // While the target fails, only the clock decides when to try again.
      if (record.failures() === 0 && (queue.size === 1 || queue.size === batch)) sleep.wake();
    },
    health: () => record.health((queue?.size ?? 0) + early.length, tooEarly + (queue?.lost ?? 0)),
    async close() {
      const done = ending.begin();
      sleep.wake();
      await running;
      if (queue !== undefined) {
        while (queue.size > 0 && !ending.signal.aborted && (await attempt(queue))) {}
        await spill(queue);
      }
      done();
    },
  };
}

/** What became of the entries, for health and log. */
function createRecord({ name, log, language = "en" }: DeliveryOptions) {
  let failure: { readonly text: string; readonly code: FaultCode; readonly seen: Seen | undefined } | undefined;
  let failures = 0;
  let delivered = 0;
  let refused = 0;
  let isLossLogged = false;

  const works = (): void => {
    failures = 0;
    failure = undefined;
    isLossLogged = false;
  };

  return {
    /** Attempts in a row that failed. */
    failures: (): number => failures,
    delivered(entries: number, waiting: number): void {
      delivered += entries;
      if (failures > 0) log.debug(`${name}: works again, ${waiting} entries are still waiting`);
      works();
    },
    failed(error: unknown, waiting: number): void {
      const text = withoutSecrets(error instanceof Error ? error.message : String(error));
      if (failures++ === 0) log.debug(`${name}: ${text}; ${waiting} entries wait and it is tried again`);
      failure = { text, ...faultIn(error) };
    },
    /** The target works, and will never take these: they are dropped. */
    refused(error: RefusedError, entries: number): void {
      refused += entries;
      log.warning(message(language, "outputRefused", { output: name, entries, reason: withoutSecrets(error.message) }));
      works();
    },
    /** The oldest entries were dropped because too many wait. */
    full(): void {
      if (!isLossLogged) log.warning(message(language, "outputFull", { output: name }));
      isLossLogged = true;
    },
    /** `lost`: entries given up before they were sent. */
    health: (waiting: number, lost: number): SinkHealth => ({
      state: failure !== undefined ? "failing" : delivered > 0 ? "ok" : "idle",
      ...(failure !== undefined && { code: failure.code }),
      message: failure?.text,
      ...(failure?.seen && { seen: failure.seen }),
      waiting,
      delivered,
      lost: refused + lost,
    }),
  };
}

/** Sleeps for a time, or for ever (undefined), unless it is woken before. */
function createSleep() {
  let wake = (): void => {};
  return {
    wake: (): void => wake(),
    for: (ms: number | undefined): Promise<void> =>
      new Promise((resolve) => {
        const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
  };
}

/** The end of a delivery, which must not take long: after a while it aborts the attempt under way. */
function createEnding() {
  const abort = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    abort.signal.addEventListener("abort", () => reject(abort.signal.reason));
  });
  aborted.catch(() => {});
  let hasBegun = false;
  return {
    signal: abort.signal,
    /** Rejects once the time is over. */
    aborted,
    hasBegun: (): boolean => hasBegun,
    /** Gives the function that says it is done. */
    begin(): () => void {
      hasBegun = true;
      const deadline = setTimeout(() => abort.abort(new Error("the program ends")), closeMs);
      return () => clearTimeout(deadline);
    },
  };
}

/** The error where nobody answered an HTTP request. */
export function unanswered(cause: unknown): Error {
  const error = noAnswer(cause);
  return error instanceof TrustError
    ? error
    : new TargetError(error.message, { is: "unanswered", reason: reasonOf(cause) });
}
