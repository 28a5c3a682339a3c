/** Which address answers with what, and whom. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { meterOf, textOf } from "./asked.ts";
import { assetOf } from "./assets.ts";
import { detailRoutes } from "./detail-routes.ts";
import { draftRoutes } from "./draft-routes.ts";
import { energyRoutes } from "./energy-routes.ts";
import { answerJson, type Handler, Refusal, readObject, refuseForeign } from "./exchange.ts";
import { healthPath } from "./guard.ts";
import type { MeterBoard } from "./meter-board.ts";
import { createSessions, isPassword, type Sessions } from "./password.ts";
import { createLimits, demand, type RouteNeeds } from "./route-needs.ts";
import { setupRoutes } from "./setup-routes.ts";
import { stateRoutes } from "./state-routes.ts";
import { createTokenBuckets } from "./token-bucket.ts";

const sessionCookie = "smartmeter";

/**
 * Answers a request that the guard has let in. Everything else throws a {@link Refusal}. `passwordHash`: of the
 * password that stands before everything; undefined for none.
 */
export function createRoutes(given: Omit<RouteNeeds, "boardOf">, passwordHash: string | undefined) {
  const needs = {
    ...given,
    boardOf(query: URLSearchParams): MeterBoard {
      const found = given.board(meterOf(query));
      if (found === undefined) throw new Refusal(404);
      return found;
    },
  };
  const sessions = createSessions();
  const limits = createLimits();
  const open = publicRoutes(sessions, passwordHash);
  const guarded: Record<string, Handler> = {
    ...stateRoutes(needs),
    ...energyRoutes(needs, limits),
    ...detailRoutes(needs, limits),
    ...draftRoutes(needs, limits),
    ...setupRoutes(needs, limits),
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
      if (passwordHash !== undefined && !sessions.knows(tokenOf(request), Date.now())) throw new Refusal(401);
      if (path.startsWith("/api/")) refuseForeign(request);
      await handler(request, response, query);
      return;
    }
    if (!name.startsWith("GET ")) throw new Refusal(405);
    answerAsset(request, response, path.slice(1) || "index.html");
  };
}

/** What is answered without a password. */
function publicRoutes(sessions: Sessions, passwordHash: string | undefined): Record<string, Handler> {
  const mayLogIn = createTokenBuckets(5, 6, 32);
  return {
    [`GET ${healthPath}`]: (_request, response) =>
      response.writeHead(200, { "content-type": "text/plain" }).end("ok\n"),
    "POST /api/login": async (request, response) => {
      const { password } = await readObject(request, () => demand(mayLogIn(request.socket.remoteAddress ?? "")));
      if (passwordHash === undefined) throw new Refusal(404);
      if (!isPassword(textOf(password), passwordHash)) throw new Refusal(401);
      const token = sessions.begin(Date.now());
      const cookie = `${sessionCookie}=${token}; HttpOnly; SameSite=Strict; Path=/; Max-Age=604800`;
      answerJson(response, { good: true }, { "set-cookie": cookie });
    },
  };
}

function tokenOf(request: IncomingMessage): string | undefined {
  const cookies = (request.headers.cookie ?? "").split(/;\s*/);
  return cookies.find((cookie) => cookie.startsWith(`${sessionCookie}=`))?.slice(sessionCookie.length + 1);
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

/** The path of a request as it was sent: only plain paths of ours can be asked for. */
export function pathOf(target: string | undefined): string {
  return (target ?? "/").split("?")[0] as string;
}
