/** A serial port behind a telnet server with COM-PORT-OPTION (RFC 2217): ser2net, esp-link and others. */
import { connect, type Socket } from "node:net";
import { createFault, type Fault, type SeenBy } from "../fault.ts";
import { concatOctets, readUint32 } from "../octets.ts";
import { createAnswers } from "./answers.ts";
import { createGreeting, greetingMs } from "./greeting.ts";
import { disconnected, noAnswer, unreachable } from "./host-fault.ts";
import { type OpenPort, PortError, type PortHandlers, type PortOpener } from "./open-port.ts";
import { type NetworkPlace, nameOfPlace } from "./reader-address.ts";
import type { SerialSettings } from "./serial-settings.ts";
import { createTelnet, type Telnet, telnetOptions } from "./telnet.ts";

/** Commands of a client; a server answers with the code and 100 more (RFC 2217, section 3). */
const commands = { baudRate: 1, dataSize: 2, parity: 3, stopSize: 4 } as const;
const answerOffset = 100;
const parities = { none: 1, odd: 2, even: 3 } as const;

const connectMs = 10_000;
/** A server answers within a round trip. */
const answerMs = 5_000;
/** A server that refuses us says so within this. */
const wordsMs = 200;
/** After this long without an octet the server is asked for its speed, to see whether it is still there. */
const askMs = 20_000;
const keepAliveMs = 15_000;

/** A place, and how long answers and silence may take. */
export interface Rfc2217Options extends NetworkPlace {
  readonly answerMs?: number | undefined;
  readonly askMs?: number | undefined;
}

/** Opens the port behind the server; rejects with a {@link PortError}. */
export function createRfc2217Opener(options: Rfc2217Options): PortOpener {
  return async (name, settings, handlers) => {
    const socket = await openSocket(name, options, handlers.closing);
    const line = createLine(name, socket, handlers, options);
    const abort = (): void => void line.port.close();
    handlers.closing?.addEventListener("abort", abort, { once: true });
    try {
      await line.begin(settings);
    } catch (error) {
      await line.port.close();
      throw error;
    } finally {
      handlers.closing?.removeEventListener("abort", abort);
    }
    return line.port;
  };
}

/** `rfc2217://192.0.2.10:2217` */
export function nameOfRfc2217(place: NetworkPlace): string {
  return nameOfPlace("rfc2217", place);
}

function openSocket(name: string, { host, port }: NetworkPlace, closing: AbortSignal | undefined): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveMs });
    const fail = (error?: NodeJS.ErrnoException): void => {
      socket.destroy();
      reject(new PortError(unreachable(name, error)));
    };
    const abort = (): void => fail();
    closing?.addEventListener("abort", abort, { once: true });
    if (closing?.aborted) abort();
    socket.setTimeout(connectMs, fail);
    socket.once("error", fail);
    socket.once("connect", () => {
      closing?.removeEventListener("abort", abort);
      socket.setTimeout(0);
      socket.off("error", fail);
      resolve(socket);
    });
  });
}

interface Line {
  readonly port: OpenPort;
  /** Agrees on the option and sets the port for the first time. */
  begin(settings: SerialSettings): Promise<void>;
}

function createLine(name: string, socket: Socket, handlers: PortHandlers, options: Rfc2217Options): Line {
  const answers = createAnswers<number | "agreement">(options.answerMs ?? answerMs);
  const greeting = createGreeting();
  let failure: NodeJS.ErrnoException | undefined;
  let isReady = false;
  let isClosed = false;
  let ended: Fault | undefined;
  let asking: NodeJS.Timeout | undefined;

  const telnet = createTelnet([telnetOptions.binary, telnetOptions.suppressGoAhead, telnetOptions.comPort], {
    send: (octets) => socket.writable && socket.write(octets),
    agreed(option, isAgreed) {
      if (option !== telnetOptions.comPort) return;
      if (isAgreed) answers.resolve("agreement", new Uint8Array(0));
      else answers.reject("agreement", unsuitable({ is: "refused", host: name }));
    },
    subnegotiation(option, [code = 0, ...octets]) {
      if (option === telnetOptions.comPort) answers.resolve(code, Uint8Array.from(octets));
    },
  });

  /** What a missing answer means: before the server has ever answered, and after that. */
  const unanswered = unsuitable({ is: "unanswered", host: name });
  const silent = new PortError(disconnected(name, noAnswer, undefined));

  /** Ends all waiting for answers, and reports a port that was in use as lost. */
  function end(fault: Fault): void {
    if (isClosed) return;
    isClosed = true;
    ended = fault;
    clearTimeout(asking);
    socket.destroy();
    answers.rejectAll(new PortError(fault));
    if (isReady) handlers.lost(fault);
  }

  /** Asks for a value, or sets it; the answer is what is in force. */
  function command(code: number, value: Uint8Array, ifNone: PortError): Promise<Uint8Array> {
    const answered = answers.wait(code + answerOffset, ifNone);
    telnet.subnegotiate(telnetOptions.comPort, concatOctets([Uint8Array.of(code), value]));
    return answered;
  }

  /** Asks the server for its speed whenever nothing has come for a while. */
  function watch(): void {
    clearTimeout(asking);
    if (isClosed) return;
    asking = setTimeout(() => {
      command(commands.baudRate, toUint32(0), silent).then(watch, (error: PortError) => end(error.fault));
    }, options.askMs ?? askMs);
  }

  function handOn(octets: Uint8Array): void {
    if (octets.length > 0 && isReady && !isClosed) handlers.octets(octets);
  }

  socket.on("data", (octets) => {
    if (isReady) watch();
    handOn(greeting.take(telnet.take(octets)));
    if (!greeting.isOver()) setTimeout(() => handOn(greeting.release()), greetingMs);
  });
  socket.on("error", (error) => {
    failure = error;
  });
  socket.on("close", () => end(disconnected(name, failure, greeting.words())));

  const first = firstWords(socket);

  return {
    async begin(settings) {
      const agreed = answers.wait("agreement", unsuitable({ is: "no-telnet", host: name }));
      agreed.catch(() => undefined);
      await first;
      if (ended !== undefined) throw new PortError(ended);
      propose(telnet);
      await agreed;
      await setAll(name, settings, (code, value) => command(code, value, unanswered));
      isReady = true;
      watch();
    },
    port: {
      write: (octets) => socket.writable && socket.write(telnet.escape(octets)),
      change: (settings) => setAll(name, settings, (code, value) => command(code, value, silent)),
      async close() {
        if (isClosed) return;
        isClosed = true;
        clearTimeout(asking);
        answers.rejectAll(new PortError(disconnected(name, undefined, undefined)));
        await closeSocket(socket);
      },
    },
  };
}

/** Proposes octets as they are, both ways, and COM-PORT-OPTION on our side. */
function propose(telnet: Telnet): void {
  for (const option of [telnetOptions.binary, telnetOptions.suppressGoAhead]) {
    telnet.offer(option);
    telnet.ask(option);
  }
  telnet.offer(telnetOptions.comPort);
}

/** Sets all four values, each by a `command` that gives the one in force; rejects with a {@link PortError} if any differs. */
async function setAll(
  name: string,
  { speed, dataBits, parity, stopBits }: SerialSettings,
  command: (code: number, value: Uint8Array) => Promise<Uint8Array>,
): Promise<void> {
  const wanted = [speed, dataBits, parities[parity], stopBits];
  const inForce = await Promise.all([
    command(commands.baudRate, toUint32(speed)),
    command(commands.dataSize, Uint8Array.of(dataBits)),
    command(commands.parity, Uint8Array.of(parities[parity])),
    command(commands.stopSize, Uint8Array.of(stopBits)),
  ]);
  const there = inForce.map((octets) => (octets.length === 4 ? readUint32(octets, 0) : (octets[0] ?? 0)));
  if (there.some((value, at) => value !== wanted[at]))
    throw unsuitable({ is: "stays", host: name, wanted: settingsText(wanted), there: settingsText(there) });
}

/** Resolves with the server's first octets: sending to one that has already hung up would lose its last words. */
function firstWords(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once("data", () => resolve()).once("close", () => resolve());
    setTimeout(resolve, wordsMs);
  });
}

/** Sends what is left and closes; a server that does not take it is cut off after half a second. */
function closeSocket(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once("close", () => resolve());
    socket.destroySoon();
    setTimeout(() => socket.destroy(), 500).unref();
    if (socket.destroyed) resolve();
  });
}

const unsuitable = (seen: SeenBy<"reader-unsuitable">): PortError =>
  new PortError(createFault("reader-unsuitable", seen));

/** `2400 8E1`, from the values of the four commands. */
function settingsText([speed, dataBits, parity = 0, stopBits]: readonly number[]): string {
  return `${speed} ${dataBits}${["?", "N", "O", "E", "M", "S"][parity] ?? "?"}${stopBits === 3 ? "1.5" : stopBits}`;
}

function toUint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}
