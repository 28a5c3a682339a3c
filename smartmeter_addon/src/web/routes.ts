/** Which address answers with what. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Language } from "../language/language.ts";
import type { Metrics } from "../sink/sink.ts";
import { assetOf } from "./assets.ts";
import { detailRoutes } from "./detail-routes.ts";
import { draftRoutes } from "./draft-routes.ts";
import { energyRoutes } from "./energy-routes.ts";
import type { EventHub } from "./events.ts";
import { answerJson, type Handler, Refusal, readObject, refuseForeign } from "./exchange.ts";
import { healthPath } from "./guard.ts";
import type { MeterBoard } from "./meter-board.ts";
import { createSessions, isPassword } from "./password.ts";
import { createRate, createRates } from "./token-bucket.ts";
import type { WebTools } from "./tools.ts";
import type { PageState, PasteView, TelegramView } from "./view.ts";

export interface RouteNeeds {
  readonly hub: EventHub;
  readonly tools: WebTools;
  readonly metrics: Metrics | undefined;
  /** Hash of the password that stands before everything; undefined: none. */
  readonly passwordHash: string | undefined;
  /** As a page sees it that looks at this meter. */
  state(meter: number): PageState;
  board(meter: number): MeterBoard | undefined;
  boards(): Iterable<MeterBoard>;
  /** Where the meters hang. */
  readonly timeZone: string;
}

/** What the page's paste box takes, as base64 in JSON; an explanation has some twenty times the size. */
const pasteLimit = 256 * 1024;
const mostPasted = 60;
const cookieName = "smartmeter";
export const eventsPath = "/api/events";

/** Answers a request that the guard has let in. Everything else throws a {@link Refusal}. */
export function createRoutes({ hub, tools, metrics, passwordHash, state, board, boards, timeZone }: RouteNeeds) {
  const sessions = createSessions();
  const mayWrite = createRate(5, 20);
  const mayPaste = createRate(5, 20);
  const mayLook = createRate(4, 12);
  const mayAskKey = createRate(20, 90);
  const mayLogIn = createRates(5, 6, 32);
  const mayDownload = createRate(5, 20);

  const boardOf = (query: URLSearchParams): MeterBoard => {
    const found = board(meterOf(query));
    if (found === undefined) throw new Refusal(404);
    return found;
  };

  const open: Record<string, Handler> = {
    [`GET ${healthPath}`]: (_request, response) =>
      response.writeHead(200, { "content-type": "text/plain" }).end("ok\n"),
    "POST /api/login": async (request, response) => {
      const { password } = await readObject(request, () => demand(mayLogIn(request.socket.remoteAddress ?? "")));
      if (passwordHash === undefined) throw new Refusal(404);
      if (!isPassword(text(password), passwordHash)) throw new Refusal(401);
      const token = sessions.begin(Date.now());
      const cookie = `${cookieName}=${token}; HttpOnly; SameSite=Strict; Path=/; Max-Age=604800`;
      answerJson(response, { good: true }, { "set-cookie": cookie });
    },
  };

  const guarded: Record<string, Handler> = {
    "GET /api/state": (_request, response, query) => answerJson(response, state(meterOf(query))),
    [`GET ${eventsPath}`]: (request, response, query) => {
      const header = request.headers["last-event-id"];
      const after = typeof header === "string" ? header : (query.get("after") ?? undefined);
      const meter = meterOf(query);
      if (!hub.attach(response, { meter, after, snapshot: () => state(meter) })) throw new Refusal(503);
    },
    "GET /metrics": async (_request, response) => {
      if (metrics === undefined) throw new Refusal(404);
      const text = await metrics.render();
      response.writeHead(200, { "content-type": metrics.contentType }).end(text);
    },
    "GET /licences.txt": (_request, response) => {
      const licences = tools.licences?.();
      if (licences === undefined) throw new Refusal(404);
      response.writeHead(200, { "content-type": "text/plain; charset=utf-8" }).end(licences);
    },
    "GET /api/missed": (_request, response, query) => {
      const meter = meterOf(query);
      const after = query.get("after") ?? undefined;
      const now = state(meter);
      const { id, events } = hub.collect({ meter, after, snapshot: () => now });
      const moments = [
        { name: "line", data: now.meter?.line },
        { name: "outputs", data: now.outputs },
        { name: "faults", data: now.faults },
        { name: "meters", data: now.meters },
      ];
      answerJson(response, { id, events: [...events, ...moments.filter(({ data }) => data !== undefined)] });
    },
    ...detailRoutes({ tools, boardOf, boards, state: () => state(0), mayDownload: () => demand(mayDownload) }),
    ...draftRoutes({ tools, board }),
    ...energyRoutes({ tools, timeZone, boardOf, boards, mayDownload: () => demand(mayDownload) }),
    "GET /api/faults": (_request, response, query) => answerJson(response, boardOf(query).faults()),
    "GET /api/telegrams": (_request, response, query) => {
      if (tools.annotate === undefined) throw new Refusal(404);
      const { tail } = boardOf(query);
      const found = tools.annotate(meterOf(query), tail.octets(), languageOf(query.get("language")));
      const views = found.map(({ end, ...said }): TelegramView => ({ ...said, receivedAtMs: tail.timeOf(end - 1) }));
      answerJson(response, views.reverse());
    },
    "POST /api/paste": async (request, response) => {
      if (tools.readPaste === undefined) throw new Refusal(404);
      const posted = await readObject(request, () => demand(mayPaste), pasteLimit);
      const octets = Uint8Array.from(Buffer.from(text(posted.octets), "base64"));
      const read = await tools.readPaste(indexOf(posted.meter), octets, languageOf(posted.language));
      const telegrams = read.telegrams
        .slice(0, mostPasted)
        .map(({ end: _, ...said }, index): TelegramView => ({ ...said, receivedAtMs: index }));
      answerJson(response, { ...read, telegrams } satisfies PasteView);
    },
    "GET /api/ports": async (_request, response) => answerJson(response, (await tools.ports?.()) ?? []),
    "POST /api/reader": async (request, response) => {
      if (tools.look === undefined) throw new Refusal(404);
      const { host, key, language } = await readObject(request, () => demand(mayLook));
      const look = await tools.look(text(host), filled(key), languageOf(language));
      if (look === undefined) throw new Refusal(400);
      answerJson(response, look);
    },
    "GET /api/capture": (_request, response, query) => {
      if (tools.capture === undefined) throw new Refusal(404);
      demand(mayDownload);
      const { name, text: contents } = tools.capture(meterOf(query), boardOf(query).tail.octets());
      response.writeHead(200, {
        "content-type": "application/octet-stream",
        "content-disposition": `attachment; filename="${name.replace(/[^\w.-]/g, "_")}"`,
      });
      response.end(contents);
    },
    "POST /api/key": async (request, response) => {
      if (tools.checkKey === undefined) throw new Refusal(404);
      const posted = await readObject(request, () => demand(mayAskKey));
      const { meter, kind, key, authenticationKey, language } = posted;
      const index = indexOf(meter);
      const verdict = await tools.checkKey({
        meter: index,
        kind: kind === "authentication_key" ? kind : "key",
        key: text(key),
        authenticationKey: text(authenticationKey),
        octets: board(index)?.tail.octets() ?? new Uint8Array(0),
        language: languageOf(language),
      });
      answerJson(response, withoutKeys(verdict, [text(key), text(authenticationKey)]));
    },
    "GET /api/settings": (_request, response, query) => {
      if (tools.settings === undefined) throw new Refusal(404);
      answerJson(response, tools.settings.describe(languageOf(query.get("language"))));
    },
    "POST /api/settings": async (request, response) => {
      if (tools.settings === undefined) throw new Refusal(404);
      const { changes, language } = await readObject(request, () => demand(mayWrite));
      answerJson(response, { problems: await tools.settings.change(changesIn(changes), languageOf(language)) });
    },
    "POST /api/settings/apply": async (request, response) => {
      if (tools.settings === undefined) throw new Refusal(404);
      await readObject(request, () => demand(mayWrite));
      answerJson(response, { problem: await tools.settings.apply() });
    },
    "POST /api/configuration": async (request, response) => {
      if (tools.configure === undefined) throw new Refusal(404);
      const posted = await readObject(request, () => demand(mayWrite));
      const { meter, name, port, readerKey, key, authenticationKey, language } = posted;
      const draft = {
        meter: indexOf(meter),
        name: filled(name),
        port: filled(port),
        readerKey: filled(readerKey),
        key: filled(key),
        authenticationKey: filled(authenticationKey),
      };
      answerJson(response, { problems: await tools.configure(draft, languageOf(language)) });
    },
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = pathOf(request.url);
    if (!/^\/(?!\/)/.test(path)) throw new Refusal(400);
    const query = new URLSearchParams((request.url ?? "").slice(path.length));
    const name = `${request.method === "HEAD" ? "GET" : request.method} ${path}`;
    const opened = open[name];
    if (opened !== undefined) {
      await opened(request, response, query);
      return;
    }
    const handler = guarded[name];
    if (handler !== undefined) {
      if (passwordHash !== undefined && !sessions.knows(cookieOf(request), Date.now())) throw new Refusal(401);
      if (path.startsWith("/api/")) refuseForeign(request);
      await handler(request, response, query);
      return;
    }
    if (!name.startsWith("GET ")) throw new Refusal(405);
    answerAsset(request, response, path.slice(1) || "index.html");
  };
}

function answerAsset(request: IncomingMessage, response: ServerResponse, name: string): void {
  const asset = assetOf(name);
  if (asset === undefined) throw new Refusal(404);
  const gzip = /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
  response.writeHead(200, {
    "content-type": asset.type,
    vary: "accept-encoding",
    ...(gzip ? { "content-encoding": "gzip" } : {}),
    ...(asset.lasting ? { "cache-control": "public, max-age=31536000, immutable" } : {}),
  });
  response.end(gzip ? asset.gzip : asset.plain);
}

/** The path of a request as it was sent: whatever is no plain path of ours is nothing that could be asked for. */
export function pathOf(target: string | undefined): string {
  return (target ?? "/").split("?")[0] as string;
}

/** By the clock that nobody sets: one set back would empty the bucket for as long. */
function demand(allowed: (nowMs: number) => boolean): void {
  if (!allowed(performance.now())) throw new Refusal(429);
}

/** Belt and braces: a verdict that held a key would be a fault of the doctor, and must not become one of the page. */
function withoutKeys(verdict: unknown, keys: readonly string[]): unknown {
  const said = JSON.stringify(verdict).toLowerCase();
  if (keys.some((key) => key.length >= 6 && said.includes(key.toLowerCase()))) throw new Refusal(500);
  return verdict;
}

/** Changes of settings as they were posted; whatever is none of them is left out. */
function changesIn(posted: unknown): { path: string; value: unknown }[] {
  if (!Array.isArray(posted) || posted.length > 200) throw new Refusal(400);
  return posted.flatMap((entry: { path?: unknown; value?: unknown } | null) =>
    typeof entry?.path === "string" ? [{ path: entry.path, value: entry.value }] : [],
  );
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const filled = (value: unknown): string | undefined => text(value).trim() || undefined;
const indexOf = (value: unknown): number => (Number.isInteger(Number(value)) ? Math.max(0, Number(value)) : 0);
const meterOf = (query: URLSearchParams): number => indexOf(query.get("meter"));
const languageOf = (value: unknown): Language => (value === "de" ? "de" : "en");

function cookieOf(request: IncomingMessage): string | undefined {
  const cookies = (request.headers.cookie ?? "").split(/;\s*/);
  return cookies.find((cookie) => cookie.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1);
}
