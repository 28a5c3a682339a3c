/** What the view of details asks for: the log, one file to share, a portal's export compared. */
import { answerJson, type Handler, Refusal, readOctets } from "./exchange.ts";
import type { MeterBoard } from "./meter-board.ts";
import type { WebTools } from "./tools.ts";
import type { PageState } from "./view.ts";

export interface DetailRouteNeeds {
  readonly tools: WebTools;
  boardOf(query: URLSearchParams): MeterBoard;
  boards(): Iterable<MeterBoard>;
  state(): PageState;
  /** Throws where it is asked too often. */
  mayDownload(): void;
}

/** A file of diagnostics holds the lines of as many meters at most. */
const mostMeters = 20;
/** Quarter hours of two years as portals write them are some 5 MB. */
const mostExportOctets = 12_000_000;

export function detailRoutes({
  tools,
  boardOf,
  boards,
  state,
  mayDownload,
}: DetailRouteNeeds): Record<string, Handler> {
  return {
    "GET /api/log": (_request, response) => answerJson(response, tools.log?.() ?? []),
    "GET /api/diagnostics": (_request, response) => {
      if (tools.diagnostics === undefined) throw new Refusal(404);
      mayDownload();
      const views = [...boards()]
        .slice(0, mostMeters)
        .map((board) => ({ ...board.view(), octets: board.tail.octets() }));
      const text = tools.diagnostics({ state: state(), boards: views });
      const day = new Date().toISOString().slice(0, 10);
      response.writeHead(200, {
        "content-type": "application/json; charset=utf-8",
        "content-disposition": `attachment; filename="smartmeter-diagnostics-${day}.json"`,
      });
      response.end(text);
    },
    "POST /api/compare": async (request, response, query) => {
      if (tools.compare === undefined) throw new Refusal(404);
      const board = boardOf(query);
      const file = await readOctets(request, mostExportOctets, mayDownload);
      const language = query.get("language") === "de" ? "de" : "en";
      answerJson(response, await tools.compare(board.meterId(), file, language));
    },
  };
}
