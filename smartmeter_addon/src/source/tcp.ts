import { connect, type Socket } from "node:net";
import { createFault, type Fault } from "../fault.ts";
import { createSearch, type SearchEvent } from "./detect.ts";
import { createEventQueue } from "./event-queue.ts";
import { createFaultReport, createPauses, type PauseOptions, pause } from "./reconnect.ts";
import type { Source } from "./source.ts";

export interface TcpSourceOptions {
  readonly host: string;
  readonly port: number;
  readonly pauses?: PauseOptions | undefined;
  /** A connection on which nothing comes for this long may be dead: it is made anew. Longer than any meter pauses. */
  readonly silentMs?: number | undefined;
  readonly connectMs?: number | undefined;
}

/** Keeps the way through routers open and finds out that the other side has gone. */
const keepAliveMs = 15_000;
/** Answers are one octet; more than this waiting means that nobody takes them. */
const mostUnsent = 4096;

/** A meter behind a serial server or a bridge; its speed and parity are set there. */
export function createTcpSource(options: TcpSourceOptions): Source {
  const { host, port, silentMs = 90_000, connectMs = 10_000 } = options;
  const name = `tcp://${host.includes(":") ? `[${host}]` : host}:${port}`;
  const search = createSearch({ candidates: ["the settings of the bridge"] });
  const queue = createEventQueue();
  const pauses = createPauses(options.pauses);
  const closing = new AbortController();
  const faults = createFaultReport((fault) => queue.push({ kind: "fault", fault }));
  let socket: Socket | undefined;
  let timer: NodeJS.Timeout | undefined;
  /** The last connection was given up because nothing came: the next one is no news. */
  let isQuiet = false;

  function follow(events: readonly SearchEvent[]): void {
    for (const event of events) if (event.kind !== "settled") queue.push(event);
    clearTimeout(timer);
    const dueMs = search.dueMs() - performance.now();
    if (socket === undefined || dueMs === Number.POSITIVE_INFINITY) return;
    timer = setTimeout(() => follow(search.tick(performance.now())), Math.max(1, dueMs));
  }

  /** One connection from its beginning to its end. */
  function session(): Promise<Fault | undefined> {
    return new Promise((resolve) => {
      const current = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveMs });
      let failure: NodeJS.ErrnoException | undefined;
      let isConnected = false;
      let isSilent = false;
      const abort = (): unknown => current.destroy();
      closing.signal.addEventListener("abort", abort, { once: true });
      if (closing.signal.aborted) abort();
      current.setTimeout(connectMs);
      current.on("connect", () => {
        isConnected = true;
        socket = current;
        current.setTimeout(silentMs);
        faults.clear();
        if (isQuiet) return;
        queue.push({ kind: "opened", description: name, settings: undefined });
        follow(search.opened(performance.now()));
      });
      current.on("data", (octets) => {
        isQuiet = false;
        pauses.reset();
        queue.push({ kind: "octets", octets: new Uint8Array(octets) }, search.settings());
        follow(search.octets(octets, performance.now()));
      });
      current.on("timeout", () => {
        isSilent = isConnected;
        current.destroy();
      });
      current.on("error", (error) => {
        failure = error;
      });
      current.on("close", () => {
        closing.signal.removeEventListener("abort", abort);
        clearTimeout(timer);
        socket = undefined;
        if (!isSilent) isQuiet = false;
        if (closing.signal.aborted) resolve(undefined);
        else if (isSilent) {
          isQuiet = true;
          resolve(undefined);
        } else resolve(faultOf(name, isConnected, failure));
      });
    });
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      const fault = await session();
      if (fault === undefined) continue;
      faults.report(fault);
      await pause(pauses.nextMs(), closing.signal);
    }
  }

  const running = run();

  async function close(): Promise<void> {
    closing.abort();
    await running;
    queue.end();
  }

  return {
    [Symbol.asyncIterator]: () => queue.iterate(close),
    write(octets) {
      if (socket?.writable && socket.writableLength < mostUnsent) socket.write(octets);
    },
    evidence: (evidence) => follow(search.evidence(evidence, search.settings(), performance.now())),
    close,
  };
}

const reasons: Record<string, string> = {
  ECONNREFUSED: "nothing listens on that port",
  ENOTFOUND: "the name is not known",
  EAI_AGAIN: "the name cannot be looked up at the moment",
  EHOSTUNREACH: "there is no way to that host",
  ENETUNREACH: "there is no way to that network",
  ETIMEDOUT: "no answer",
  ECONNRESET: "the connection was reset",
  EPIPE: "the connection was closed",
};

function faultOf(name: string, isConnected: boolean, error: NodeJS.ErrnoException | undefined): Fault {
  const reason = error === undefined ? undefined : (reasons[error.code ?? ""] ?? error.message);
  if (isConnected) return createFault("port-lost", `${name}: ${reason ?? "the other side closed the connection"}`);
  return createFault("host-unreachable", `${name}: ${reason ?? "no answer"}`);
}
