/** The page's HTTP server. */
import { createServer } from "node:http";
import type { Fault } from "../fault.ts";
import { limitConnections } from "../http/connections.ts";
import { isLoopback } from "../http/own-name.ts";
import type { MeterHandle, Metrics, Sink } from "../sink/sink.ts";
import { leftOutNames } from "../status/left-out.ts";
import { createEventHub } from "./events.ts";
import { Refusal, refuse, setSecurityHeaders } from "./exchange.ts";
import { createFaultBook } from "./fault-book.ts";
import type { WebFeed } from "./feed.ts";
import { admit } from "./guard.ts";
import { createMeterBoard, type MeterBoard } from "./meter-board.ts";
import { asHash } from "./password.ts";
import { apiPath, createReadApi } from "./read-api.ts";
import type { ClockDrift } from "./reading-view.ts";
import { createRoutes, eventsPath, pathOf } from "./routes.ts";
import type { WebTools } from "./tools.ts";
import type { FaultView, MeterSummary, OutputView, PageState } from "./view.ts";

export interface WebOptions {
  readonly mode: "app" | "standalone";
  readonly port: number;
  /** Address to listen on; every one in the app, where only the Supervisor is let in, loopback alone standalone. */
  readonly host?: string | undefined;
  /** Password or its hash (`scrypt:…`), standalone; without one nothing but loopback is allowed. */
  readonly password?: string | undefined;
  /** Lets programs of other machines read `/api/v1`. */
  readonly token?: string | undefined;
  /** Further names of this machine that may stand in the address line. */
  readonly hosts?: readonly string[] | undefined;
  readonly version: string;
  /** Where the meters hang; this machine's zone where left out. */
  readonly timeZone?: string | undefined;
  /** Length of the windows that are billed; a quarter of an hour where left out. */
  readonly windowMinutes?: number | undefined;
  /** Of prices and costs, ISO 4217; euros where left out. */
  readonly currency?: string | undefined;
  readonly meters: readonly MeterHandle[];
  readonly tools: WebTools;
  /** Compares the meter's clock with the host's, in the household's time zone. */
  readonly drift: ClockDrift;
  /** Gives what was kept of a meter's curve before the start, and asks for it anew whenever that is to be saved. */
  readonly keep?: ((meter: MeterHandle, state: () => unknown) => unknown) | undefined;
  /** How the outputs stand. */
  readonly health?: (() => readonly OutputView[]) | undefined;
  /** Served at `/metrics` to whom the page is served; undefined: not there. */
  readonly metrics?: Metrics | undefined;
  /** A bug met while answering; the request itself is never passed on. */
  onError?(error: unknown): void;
}

export interface Web extends Sink {
  readonly feed: WebFeed;
  /** The port listened on: the one asked for, or the one given where that was 0. */
  readonly port: number;
}

/** Enough for a household of browsers, far below the limit of open files. */
const mostConnections = 200;
/** A thousand meters with a fault each are more than anybody reads. */
const mostFaults = 200;

/** The page and what it lives on. Rejects when the port is taken or the options would let strangers in. */
export async function openWeb(options: WebOptions): Promise<Web> {
  const { mode, tools, metrics, health = () => [] } = options;
  const host = options.host ?? (mode === "app" ? undefined : "127.0.0.1");
  const password = options.password ? asHash(options.password) : undefined;
  const isOpened = password !== undefined || Boolean(options.token);
  if (mode === "standalone" && !isOpened && !(host !== undefined && isLoopback(host))) {
    throw new Error("web.password is missing: without it the page is served to this machine only (127.0.0.1)");
  }
  const timeZone = options.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const openBoard = (meter: MeterHandle): MeterBoard => {
    const board = createMeterBoard(meter, options.drift);
    const kept = options.keep?.(meter, () => board.curveState());
    if (kept !== undefined) board.history.restore(kept);
    return board;
  };
  const boards = new Map(options.meters.map((meter) => [meter.index, openBoard(meter)]));
  const ownFaults = createFaultBook(undefined);
  const hub = createEventHub(Date.now().toString(36));

  const boardOf = (meter: MeterHandle): MeterBoard => {
    const board = boards.get(meter.index) ?? openBoard(meter);
    boards.set(meter.index, board);
    return board;
  };
  const allFaults = (): FaultView[] =>
    [ownFaults, ...boards.values()]
      .flatMap((book) => ("all" in book ? book.all() : book.faults()))
      .sort((one, other) => other.lastAtMs - one.lastAtMs)
      .slice(0, mostFaults);
  const state = (meter: number): PageState => ({
    version: options.version,
    mode,
    configurable: tools.configure !== undefined,
    nowMs: Date.now(),
    timeZone,
    windowMinutes: options.windowMinutes ?? 15,
    currency: options.currency ?? "EUR",
    leftOutNames,
    meters: [...boards.values()].map((board) => board.summary()),
    meter: boards.get(meter)?.view(),
    faults: allFaults(),
    outputs: health(),
  });

  const door = {
    mode,
    password: password !== undefined,
    hosts: (options.hosts ?? []).map((name) => name.toLowerCase()),
  };
  const answerApi = createReadApi({ door, token: options.token, boards: () => boards.values() });
  const answer = createRoutes({
    hub,
    tools,
    metrics,
    passwordHash: password,
    state,
    board: (meter) => boards.get(meter),
    boards: () => boards.values(),
    timeZone,
  });
  const server = createServer({ requestTimeout: 20_000, headersTimeout: 10_000 }, (request, response) => {
    setSecurityHeaders(response);
    const path = pathOf(request.url);
    const fail = (error: unknown): void => {
      if (!(error instanceof Refusal)) options.onError?.(error);
      refuse(response, error instanceof Refusal ? error.status : 500);
    };
    // It has a door of its own: a token in place of a password.
    if (path.startsWith(apiPath)) {
      answerApi(request, response, path).catch(fail);
      return;
    }
    const verdict = admit(door, { address: request.socket.remoteAddress, host: request.headers.host, path });
    if (verdict !== "in") {
      refuse(response, verdict);
      return;
    }
    answer(request, response).catch(fail);
  });
  limitConnections(server, mostConnections, ({ url }) => pathOf(url) === eventsPath);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, host, resolve);
  });

  /** What pages were last told, as it was sent. */
  const told = { outputs: "", faults: "" };
  const tellIfNew = (name: keyof typeof told, data: unknown): void => {
    const text = JSON.stringify(data);
    if (text !== told[name]) hub.send({ name, meter: undefined, data, kept: false });
    told[name] = text;
  };
  const toldSummaries = new Map<number, MeterSummary>();
  const ticking = setInterval(() => {
    const now = Date.now();
    const outputs = health();
    const published = outputs.reduce((sum, { delivered }) => sum + delivered, 0);
    const news: MeterSummary[] = [];
    for (const [meter, board] of boards) {
      const moved = board.tick(now, published);
      if (moved && hub.isWatched(meter)) hub.send({ name: "line", meter, data: board.line(), kept: false });
      const summary = board.summary();
      if (hub.pages === 0 || summary === toldSummaries.get(meter)) continue;
      toldSummaries.set(meter, summary);
      news.push(summary);
    }
    if (hub.pages === 0) return;
    tellIfNew("outputs", outputs);
    tellIfNew("faults", allFaults());
    if (news.length > 0) hub.send({ name: "meters", meter: undefined, data: news, kept: false });
  }, 1000);
  ticking.unref();

  const address = server.address();
  return {
    name: "web",
    port: typeof address === "object" && address !== null ? address.port : options.port,
    accept(event) {
      if (event.kind === "price") return;
      const board = boardOf(event.meter);
      const meter = event.meter.index;
      if (event.kind === "reading") {
        const data = board.reading(event.reading, event.receivedAtMs);
        hub.send({ name: "reading", meter, data, kept: true });
      } else if (event.kind === "status") {
        board.status(event.status);
        hub.send({ name: "status", meter, data: event.status, kept: true });
      }
    },
    feed: {
      source: (meter, event) => boardOf(meter).source(event, Date.now()),
      decoded: (meter, event) => boardOf(meter).decoded(event, Date.now()),
      statistics: (meter, statistics) => boardOf(meter).statistics(statistics),
      fault: (fault: Fault) => ownFaults.enter(fault, Date.now()),
    },
    async close() {
      clearInterval(ticking);
      hub.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
