/** What the view of details asks for: telegrams octet by octet, the log, files to share, a portal's export compared. */
import { indexOf, languageOf, meterOf, textOf } from "./asked.ts";
import { answerFile, answerJson, type Handler, Refusal, readObject, readOctets } from "./exchange.ts";
import type { Limits, RouteNeeds } from "./route-needs.ts";
import type { PasteView, TelegramView } from "./view.ts";

/** A file of diagnostics holds the lines of at most this many meters. */
const mostMeters = 20;
/** Quarter hours of two years, as portals write them, are some 5 MB. */
const mostExportOctets = 12_000_000;
/** What the page's paste box takes, as base64 in JSON; an explanation is some twenty times as long. */
const mostPastedOctets = 256 * 1024;
const mostPastedTelegrams = 60;

export function detailRoutes(needs: RouteNeeds, limits: Limits): Record<string, Handler> {
  const { tools, boardOf, boards, state } = needs;
  return {
    ...telegramRoutes(needs, limits),
    "GET /api/faults": (_request, response, query) => answerJson(response, boardOf(query).faults()),
    "GET /api/log": (_request, response) => answerJson(response, tools.log?.() ?? []),
    "GET /api/diagnostics": async (_request, response) => {
      if (tools.diagnostics === undefined) throw new Refusal(404);
      limits.download();
      const views = [...boards()]
        .slice(0, mostMeters)
        .map((board) => ({ ...board.view(), octets: board.lastOctets.octets() }));
      const text = await tools.diagnostics({ state: state(0), boards: views });
      const day = new Date().toISOString().slice(0, 10);
      answerFile(response, "application/json; charset=utf-8", `smartmeter-diagnostics-${day}.json`, text);
    },
    "POST /api/compare": async (request, response, query) => {
      if (tools.compare === undefined) throw new Refusal(404);
      const board = boardOf(query);
      const file = await readOctets(request, mostExportOctets, limits.download);
      answerJson(response, await tools.compare(board.meterId(), file, languageOf(query.get("language"))));
    },
    "GET /licences.txt": async (_request, response) => {
      const licences = await tools.licences?.();
      if (licences === undefined) throw new Refusal(404);
      response.writeHead(200, { "content-type": "text/plain; charset=utf-8" }).end(licences);
    },
  };
}

function telegramRoutes({ tools, boardOf }: RouteNeeds, limits: Limits): Record<string, Handler> {
  return {
    "GET /api/telegrams": async (_request, response, query) => {
      if (tools.annotate === undefined) throw new Refusal(404);
      const { lastOctets } = boardOf(query);
      const timeOf = lastOctets.times();
      const found = await tools.annotate(meterOf(query), lastOctets.octets(), languageOf(query.get("language")));
      const views = found.map(({ end, ...said }): TelegramView => ({ ...said, receivedAtMs: timeOf(end - 1) }));
      answerJson(response, views.reverse());
    },
    "GET /api/capture": async (_request, response, query) => {
      if (tools.capture === undefined) throw new Refusal(404);
      limits.download();
      const { name, text } = await tools.capture(meterOf(query), boardOf(query).lastOctets.octets());
      answerFile(response, "application/octet-stream", name.replace(/[^\w.-]/g, "_"), text);
    },
    "POST /api/paste": async (request, response) => {
      if (tools.readPaste === undefined) throw new Refusal(404);
      const posted = await readObject(request, limits.paste, mostPastedOctets);
      const octets = Uint8Array.from(Buffer.from(textOf(posted.octets), "base64"));
      const read = await tools.readPaste(indexOf(posted.meter), octets, languageOf(posted.language));
      const telegrams = read.telegrams
        .slice(0, mostPastedTelegrams)
        .map(({ end: _, ...said }, index): TelegramView => ({ ...said, receivedAtMs: index }));
      answerJson(response, { ...read, telegrams } satisfies PasteView);
    },
  };
}
