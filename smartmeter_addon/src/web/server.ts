/** The page's HTTP server. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Fault } from "../fault.ts";
import { limitConnections } from "../http/connections.ts";
import { isLoopback } from "../http/own-name.ts";
import type { Metrics, Sink } from "../sink/sink.ts";
import { leftOutNames } from "../status/left-out.ts";
import { type BoardsNeeds, createBoards } from "./boards.ts";
import { createEventHub } from "./events.ts";
import { Refusal, refuse, setSecurityHeaders } from "./exchange.ts";
import type { WebFeed } from "./feed.ts";
import { type AccessRules, admit } from "./guard.ts";
import { createPageNews } from "./page-news.ts";
import { asHash } from "./password.ts";
import { apiPath, createReadApi } from "./read-api.ts";
import { createRoutes, pathOf } from "./routes.ts";
import { eventsPath } from "./state-routes.ts";
import type { WebTools } from "./tools.ts";
import type { OutputView, PageState } from "./view.ts";

/** Where the page is served, to whom, and what it shows. */
export interface PageOptions extends BoardsNeeds {
  readonly mode: "app" | "standalone";
  readonly port: number;
  /** Address to listen on. Left out: every one in the app, where only the Supervisor is let in; standalone loopback. */
  readonly host?: string | undefined;
  /** Password or its hash (`scrypt:…`), standalone; without one nothing but loopback is allowed. */
  readonly password?: string | undefined;
  /** Lets programs of other machines read `/api/v1`. */
  readonly token?: string | undefined;
  /** Further names of this machine that may stand in the address line. */
  readonly hosts?: readonly string[] | undefined;
  readonly version: string;
  /** Zone of the household; this machine's where left out. */
  readonly timeZone?: string | undefined;
  /** Length of the windows that are billed; a quarter of an hour where left out. */
  readonly windowMinutes?: number | undefined;
  /** Of prices and costs, ISO 4217; euros where left out. */
  readonly currency?: string | undefined;
  readonly tools: WebTools;
  /** How the outputs stand. */
  readonly health?: (() => readonly OutputView[]) | undefined;
  /** Served at `/metrics` to whoever is served the page; undefined: not there. */
  readonly metrics?: Metrics | undefined;
  /** Hears of a bug met while answering; the request itself is never passed on. */
  onError?(error: unknown): void;
}

/** The page as an output. */
export interface Web extends Sink {
  readonly feed: WebFeed;
  /** The port listened on: the one asked for, or the one given where that was 0. */
  readonly port: number;
}

/** Enough for a household of browsers, far below the limit of open files. */
const mostConnections = 200;

/** Opens the page. Rejects if the port is taken or the options would let strangers in. */
export async function openWeb(options: PageOptions): Promise<Web> {
  const { health = () => [] } = options;
  const { host, rules, passwordHash } = admissionOf(options);
  const boards = createBoards(options);
  const hub = createEventHub(Date.now().toString(36));
  const timeZone = options.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;

  const state = (meter: number): PageState => ({
    version: options.version,
    mode: options.mode,
    configurable: options.tools.configure !== undefined,
    nowMs: Date.now(),
    timeZone,
    windowMinutes: options.windowMinutes ?? 15,
    currency: options.currency ?? "EUR",
    leftOutNames,
    meters: [...boards.all()].map((board) => board.summary()),
    meter: boards.at(meter)?.view(),
    faults: boards.faults(),
    outputs: health(),
  });

  const { tools, metrics } = options;
  const server = createPageServer(rules, {
    api: createReadApi({ rules, token: options.token, boards: boards.all }),
    page: createRoutes({ hub, tools, metrics, timeZone, state, board: boards.at, boards: boards.all }, passwordHash),
    onError: (error) => options.onError?.(error),
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, host, resolve);
  });
  const tellNews = createPageNews({ hub, boards, health });
  const ticking = setInterval(() => tellNews(Date.now()), 1000);
  ticking.unref();

  const address = server.address();
  return {
    name: "web",
    port: typeof address === "object" && address !== null ? address.port : options.port,
    accept(event) {
      if (event.kind === "price") return;
      const board = boards.of(event.meter);
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
      source: (meter, event) => boards.of(meter).source(event, Date.now()),
      decoded: (meter, event) => boards.of(meter).decoded(event, Date.now()),
      statistics: (meter, statistics) => boards.of(meter).statistics(statistics),
      fault: (fault: Fault) => boards.ownFaults.enter(fault, Date.now()),
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

/** Where to listen, and who is let in. Throws where the options would let strangers in. */
function admissionOf({ mode, host: given, password, token, hosts = [] }: PageOptions) {
  const host = given ?? (mode === "app" ? undefined : "127.0.0.1");
  const passwordHash = password ? asHash(password) : undefined;
  const isOpened = passwordHash !== undefined || Boolean(token);
  if (mode === "standalone" && !isOpened && !(host !== undefined && isLoopback(host))) {
    throw new Error("web.password is missing: without it the page is served to this machine only (127.0.0.1)");
  }
  const rules: AccessRules = {
    mode,
    password: passwordHash !== undefined,
    hosts: hosts.map((name) => name.toLowerCase()),
  };
  return { host, rules, passwordHash };
}

interface Answering {
  /** Has an admission of its own: a token in place of a password. */
  api(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>;
  page(request: IncomingMessage, response: ServerResponse): Promise<void>;
  onError(error: unknown): void;
}

function createPageServer(rules: AccessRules, { api, page, onError }: Answering): Server {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = pathOf(request.url);
    if (path.startsWith(apiPath)) {
      await api(request, response, path);
      return;
    }
    const verdict = admit(rules, { address: request.socket.remoteAddress, host: request.headers.host, path });
    if (verdict !== "in") throw new Refusal(verdict);
    await page(request, response);
  };
  const server = createServer({ requestTimeout: 20_000, headersTimeout: 10_000 }, (request, response) => {
    setSecurityHeaders(response);
    answer(request, response).catch((error: unknown) => {
      if (!(error instanceof Refusal)) onError(error);
      refuse(response, error instanceof Refusal ? error.status : 500);
    });
  });
  limitConnections(server, mostConnections, ({ url }) => pathOf(url) === eventsPath);
  return server;
}
