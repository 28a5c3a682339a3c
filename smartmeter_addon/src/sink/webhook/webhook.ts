import type { WebhookOptions } from "../../options/outputs.ts";
import { RefusedError, startDelivery } from "../delivery.ts";
import { guarded } from "../guarded.ts";
import type { OutputContext } from "../influxdb/influxdb.ts";
import { openQueue } from "../queue.ts";
import { readingRecord } from "../reading-record.ts";
import type { Sink } from "../sink.ts";
import { createPace } from "../throttle.ts";

/** What a server answers to a body it will never take; everything else may pass after the user or the server acts. */
const refusals = [400, 413, 415, 422];

/** Posts readings as JSON, one a request and one after the other; any 2xx answer counts as arrived. */
export function createWebhookSink(options: WebhookOptions, context: OutputContext): Sink {
  const { url, token, headers = {}, timeout } = options;
  const pace = createPace(options.interval * 1000);
  const delivery = startDelivery({
    name: "webhook",
    queue: openQueue({ folder: context.folder, name: "webhook", limit: options.queue }),
    batch: 1,
    collectMs: 0,
    log: context.log,
    language: context.language,
    async send([body = ""], signal) {
      const response = await fetch(url, {
        method: "POST",
        body,
        headers: {
          ...headers,
          "content-type": "application/json",
          ...(token === undefined ? {} : { authorization: `Bearer ${token.reveal()}` }),
        },
        redirect: "error",
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeout * 1000)]),
      }).catch((error) => {
        throw new Error(`no answer: ${reason(error)}`);
      });
      // The connection is free for the next request only when the answer was read.
      await response.arrayBuffer();
      if (response.ok) return;
      const text = `the server answers ${response.status} ${response.statusText}`.trim();
      throw refusals.includes(response.status) ? new RefusedError(text) : new Error(text);
    },
  });
  return {
    name: "webhook",
    accept: guarded("webhook", context.log, (event) => {
      if (event.kind !== "reading" || !pace.due(event.meter.index, event.receivedAtMs)) return;
      delivery.push(JSON.stringify(readingRecord(event, context.timeZone)));
    }),
    health: () => delivery.health(),
    close: () => delivery.close(),
  };
}

/** `fetch` hides what happened in the cause of its error. */
function reason(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}
