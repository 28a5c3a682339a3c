/** A meter behind a serial server or bridge that passes octets on over TCP, raw or as telnet. */
import { connect, type Socket } from "node:net";
import { createFault, type Fault } from "../fault.ts";
import { concatOctets } from "../octets.ts";
import { createSearch, type SearchEvent } from "./detect.ts";
import { createEventQueue } from "./event-queue.ts";
import { createGreeting, greetingMs } from "./greeting.ts";
import { disconnected, unreachable } from "./host-fault.ts";
import { createNews } from "./news.ts";
import { nameOfPlace } from "./reader-address.ts";
import { createPauses, type PauseOptions, pause } from "./reconnect.ts";
import type { Source } from "./source.ts";
import { beginsWithTelnet, createTelnet, type Telnet, telnetOptions } from "./telnet.ts";
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

/** Keeps the way through routers open and finds out that the other side has gone. */
const keepAliveMs = 15_000;
/** Answers have one octet each; more than this unsent means that nobody takes them. */
const mostUnsent = 4096;
/** Most outages of a network reader told within an hour. */
export const outagesAnHour = 2;
/** After an outage a connection counts once octets come or it has held for this long. */
const heldMs = 3_000;

/** Takes in the octets of one connection: telnet commands are taken out, words of the bridge held. */
interface Intake {
  take(octets: Uint8Array): Uint8Array;
  release(): Uint8Array;
  words(): string | undefined;
  /** The other side speaks telnet. */
  telnet(): Telnet | undefined;
}

function createIntake(send: (octets: Uint8Array) => void): Intake {
  const greeting = createGreeting();
  let first: Uint8Array | undefined = new Uint8Array(0);
  let telnet: Telnet | undefined;

  /** Decides by the first octets whether it is telnet. */
  function look(octets: Uint8Array): Uint8Array {
    if (first === undefined) return octets;
    const looked = concatOctets([first, octets]);
    const verdict = beginsWithTelnet(looked);
    first = verdict === "open" ? looked : undefined;
    if (verdict === "yes") telnet = createTelnet([telnetOptions.binary, telnetOptions.suppressGoAhead], { send });
    return verdict === "open" ? new Uint8Array(0) : looked;
  }

  return {
    take(octets) {
      const looked = look(octets);
      return greeting.take(telnet?.take(looked) ?? looked);
    },
    release() {
      const undecided = first ?? new Uint8Array(0);
      first = undefined;
      return concatOctets([greeting.release(), undecided]);
    },
    words: greeting.words,
    telnet: () => telnet,
  };
}

/** A meter behind a bridge at which speed and parity are set; connected to for ever. */
export function createTcpSource(options: TcpSourceOptions): Source {
  const { host, port, silentMs = 90_000, connectMs = 10_000 } = options;
  const name = nameOfPlace("tcp", { host, port });
  const search = createSearch({ candidates: [setAtReader] });
  const queue = createEventQueue();
  const pauses = createPauses(options.pauses);
  const closing = new AbortController();
  const news = createNews({ push: queue.push, outagesAnHour });
  let socket: Socket | undefined;
  let intake: Intake | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isTelnetTold = false;

  function follow(events: readonly SearchEvent[]): void {
    for (const event of events) if (event.kind !== "settled") queue.push(event);
    clearTimeout(timer);
    const dueMs = search.dueMs() - performance.now();
    if (socket === undefined || dueMs === Number.POSITIVE_INFINITY) return;
    timer = setTimeout(() => follow(search.tick(performance.now())), Math.max(1, dueMs));
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

  function send(octets: Uint8Array): void {
    if (socket?.writable && socket.writableLength < mostUnsent) socket.write(octets);
  }

  /** Uses a connection that has been made; the result ends that. */
  function begin(current: Socket): () => void {
    const taking = createIntake(send);
    socket = current;
    intake = taking;
    current.setTimeout(silentMs);
    let releasing: NodeJS.Timeout | undefined;
    const holding = setTimeout(tellOpened, heldMs);
    if (!news.isOutage()) tellOpened();
    current.on("data", (octets) => {
      handOn(taking.take(octets));
      releasing ??= setTimeout(() => handOn(taking.release()), greetingMs);
    });
    return () => {
      for (const one of [timer, releasing, holding]) clearTimeout(one);
      socket = intake = undefined;
    };
  }

  /** One connection from its beginning to its end. Undefined: closed, or given up because nothing came. */
  function session(): Promise<Fault | undefined> {
    return new Promise((resolve) => {
      const current = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveMs });
      let failure: NodeJS.ErrnoException | undefined;
      let isSilent = false;
      let leave: (() => void) | undefined;
      let taking: Intake | undefined;
      const abort = (): unknown => current.destroy();
      closing.signal.addEventListener("abort", abort, { once: true });
      if (closing.signal.aborted) abort();
      current.setTimeout(connectMs);
      current.on("connect", () => {
        leave = begin(current);
        taking = intake;
      });
      current.on("timeout", () => {
        isSilent = leave !== undefined;
        current.destroy();
      });
      current.on("error", (error) => {
        failure = error;
      });
      current.on("close", () => {
        closing.signal.removeEventListener("abort", abort);
        // What was held were no last words: we hung up.
        if (isSilent && taking !== undefined) handOn(taking.release());
        leave?.();
        if (closing.signal.aborted || isSilent) resolve(undefined);
        else if (taking === undefined) resolve(unreachable(name, failure));
        else resolve(disconnected(name, failure, taking.words()));
      });
    });
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
    write: (octets) => send(intake?.telnet()?.escape(octets) ?? octets),
    evidence(evidence) {
      if (evidence.proven > 0) {
        // Octets alone prove nothing: a bridge that gives some and hangs up must not be tried faster and faster.
        pauses.reset();
        if (intake?.telnet() !== undefined && !isTelnetTold) {
          isTelnetTold = true;
          queue.push({ kind: "fault", fault: createFault("reader-telnet", { is: "host", host: name }) });
        }
      }
      follow(search.evidence(evidence, search.settings(), performance.now()));
    },
    close,
  };
}
