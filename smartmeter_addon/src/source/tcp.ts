/** A meter behind a serial server or bridge that passes octets on over TCP, raw or as telnet. */
import { connect, type Socket } from "node:net";
import { createFault, type Fault } from "../fault.ts";
import { createSearch, type SearchEvent } from "./detect.ts";
import { createEventQueue } from "./event-queue.ts";
import { greetingMs } from "./greeting.ts";
import { disconnected, unreachable } from "./host-fault.ts";
import { createIntake, type Intake } from "./intake.ts";
import { createNews } from "./news.ts";
import { type NetworkPlace, nameOfPlace } from "./reader-address.ts";
import { createPauses, type PauseOptions, pause } from "./reconnect.ts";
import { createSearchClock } from "./search-clock.ts";
import type { Source } from "./source.ts";
import { setAtReader } from "./verdict.ts";

/** Where the bridge is, and how long it may be silent. */
export interface TcpSourceOptions {
  readonly host: string;
  readonly port: number;
  readonly pauses?: PauseOptions | undefined;
  /** A connection on which nothing comes for this long may be dead, and is made again. Longer than any meter pauses. */
  readonly silentMs?: number | undefined;
  readonly connectMs?: number | undefined;
}

/** Keeps the way through routers open, and notices when the other side has gone. */
const keepAliveMs = 15_000;
/** Answers have one octet each; if more than this is unsent, nobody takes them. */
const mostUnsent = 4096;
/** Most outages of a network reader told within an hour. */
export const outagesAnHour = 2;
/** After an outage a connection counts once octets come or it has held for this long. */
const heldMs = 3_000;

/** A meter behind a bridge that has its own speed and parity. It reconnects for ever. */
export function createTcpSource(options: TcpSourceOptions): Source {
  const { host, port, silentMs = 90_000, connectMs = 10_000 } = options;
  const name = nameOfPlace("tcp", { host, port });
  const search = createSearch({ candidates: [setAtReader] });
  const queue = createEventQueue();
  const pauses = createPauses(options.pauses);
  const closing = new AbortController();
  const news = createNews({ push: queue.push, outagesAnHour });
  let current: { readonly socket: Socket; readonly intake: Intake } | undefined;
  let isTelnetTold = false;
  const clock = createSearchClock(search, follow);

  function follow(events: readonly SearchEvent[]): void {
    for (const event of events) if (event.kind !== "settled") queue.push(event);
    if (current === undefined) clock.stop();
    else clock.set();
  }

  function tellOpened(): void {
    if (news.opened(name, undefined)) follow(search.opened(performance.now()));
  }

  function handOn(octets: Uint8Array): void {
    if (octets.length === 0) return;
    tellOpened();
    queue.push({ kind: "octets", octets: new Uint8Array(octets) }, search.settings());
    follow(search.octets(octets, performance.now()));
  }

  /** Uses a connection that has been made; the function it returns ends that. */
  function begin(socket: Socket): () => void {
    const intake = createIntake((octets) => answer(socket, octets));
    current = { socket, intake };
    socket.setTimeout(silentMs);
    let releasing: NodeJS.Timeout | undefined;
    const holding = setTimeout(tellOpened, heldMs);
    if (!news.isOutage()) tellOpened();
    socket.on("data", (octets) => {
      handOn(intake.take(octets));
      releasing ??= setTimeout(() => handOn(intake.release()), greetingMs);
    });
    return () => {
      clock.stop();
      for (const timer of [releasing, holding]) clearTimeout(timer);
      current = undefined;
    };
  }

  /** One connection from its beginning to its end. Undefined: closed, or given up because nothing came. */
  async function session(): Promise<Fault | undefined> {
    let leave = (): void => undefined;
    const { how, error } = await connection({ host, port }, connectMs, closing.signal, (socket) => {
      leave = begin(socket);
    });
    const intake = current?.intake;
    // The other side did not hang up, so what was held were not its last words.
    if (how === "silent" && intake !== undefined) handOn(intake.release());
    leave();
    if (closing.signal.aborted || how === "silent") return undefined;
    return how === "unreachable" ? unreachable(name, error) : disconnected(name, error, intake?.words());
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      const fault = await session();
      if (fault === undefined) continue;
      news.outage(fault);
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
    write: (octets) => current && answer(current.socket, current.intake.telnet()?.escape(octets) ?? octets),
    evidence(evidence) {
      // Octets alone prove nothing: a bridge that gives some and hangs up must not be tried faster and faster.
      if (evidence.proven > 0) pauses.reset();
      if (evidence.proven > 0 && !isTelnetTold && current?.intake.telnet() !== undefined) {
        isTelnetTold = true;
        queue.push({ kind: "fault", fault: createFault("reader-telnet", { is: "host", host: name }) });
      }
      follow(search.evidence(evidence, search.settings(), performance.now()));
    },
    close,
  };
}

/** Sends octets, unless nobody takes them. */
function answer(socket: Socket, octets: Uint8Array): void {
  if (socket.writable && socket.writableLength < mostUnsent) socket.write(octets);
}

/** How a connection ended. `silent`: nothing came for so long that it may be dead. */
interface Ended {
  readonly how: "unreachable" | "silent" | "disconnected";
  readonly error: NodeJS.ErrnoException | undefined;
}

/** Makes a connection, hands it to `begin`, and waits for its end. */
function connection(
  place: NetworkPlace,
  connectMs: number,
  closing: AbortSignal,
  begin: (socket: Socket) => void,
): Promise<Ended> {
  return new Promise((resolve) => {
    const socket = connect({ ...place, noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveMs });
    let error: NodeJS.ErrnoException | undefined;
    let isMade = false;
    let isSilent = false;
    const abort = (): unknown => socket.destroy();
    closing.addEventListener("abort", abort, { once: true });
    if (closing.aborted) abort();
    socket.setTimeout(connectMs);
    socket.on("connect", () => {
      isMade = true;
      begin(socket);
    });
    socket.on("timeout", () => {
      isSilent = isMade;
      socket.destroy();
    });
    socket.on("error", (found) => {
      error = found;
    });
    socket.on("close", () => {
      closing.removeEventListener("abort", abort);
      resolve({ how: isSilent ? "silent" : isMade ? "disconnected" : "unreachable", error });
    });
  });
}
