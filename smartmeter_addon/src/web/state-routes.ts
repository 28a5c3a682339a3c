/** What the page shows at once and keeps current: the state, the events that change it, and the metrics beside it. */
import { meterOf } from "./asked.ts";
import { answerJson, type Handler, Refusal } from "./exchange.ts";
import type { RouteNeeds } from "./route-needs.ts";

/** Address of the stream of events. */
export const eventsPath = "/api/events";

export function stateRoutes({ hub, metrics, state }: RouteNeeds): Record<string, Handler> {
  return {
    "GET /api/state": (_request, response, query) => answerJson(response, state(meterOf(query))),
    [`GET ${eventsPath}`]: (request, response, query) => {
      const header = request.headers["last-event-id"];
      const after = typeof header === "string" ? header : (query.get("after") ?? undefined);
      const meter = meterOf(query);
      if (!hub.attach(response, { meter, after, snapshot: () => state(meter) })) throw new Refusal(503);
    },
    // For a page that the stream does not reach: what it has missed, and what the stream sends without keeping it.
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
    "GET /metrics": async (_request, response) => {
      if (metrics === undefined) throw new Refusal(404);
      const text = await metrics.render();
      response.writeHead(200, { "content-type": metrics.contentType }).end(text);
    },
  };
}
