/** Readings posted to a web address. */
import { exchange } from "../../http/client.ts";
import { RefusedError, startDelivery, TargetError, unanswered } from "../delivery.ts";
import { guarded } from "../guarded.ts";
import type { SinkContext } from "../output.ts";
import { openQueue } from "../queue.ts";
import { readingRecord, windowRecord } from "../reading-record.ts";
import type { Sink } from "../sink.ts";
import { createThrottle } from "../throttle.ts";
import type { WebhookOptions } from "./webhook-options.ts";

/** Answers to a request that a server will never accept; any other reason may pass. */
const refusals = [400, 413, 415, 422];

/** Posts readings as JSON, one per request and one after the other; any 2xx answer counts as arrived. */
export function createWebhookSink(options: WebhookOptions, context: SinkContext): Sink {
  const { url, token, headers = {}, timeout } = options;
  const throttle = createThrottle(options.interval * 1000);
  const delivery = startDelivery({
    name: "webhook",
    queue: openQueue({ folder: context.folder, name: "webhook", limit: options.queue }),
    batch: 1,
    collectMs: 0,
    log: context.log,
    language: context.language,
    async send([body = ""], signal) {
      const authorization = token === undefined ? {} : { authorization: `Bearer ${token.reveal()}` };
      const request = {
        method: "POST" as const,
        body,
        trust: options,
        headers: { ...headers, "content-type": "application/json", ...authorization },
      };
      const { status, statusText } = await exchange(url, request, timeout * 1000, signal).catch((error) => {
        throw unanswered(error);
      });
      if (status >= 200 && status < 300) return;
      const text = `the server answers ${status} ${statusText}`.trim();
      throw refusals.includes(status) ? new RefusedError(text) : new TargetError(text, { is: "answered", status });
    },
  });
  return {
    name: "webhook",
    accept: guarded("webhook", context.log, (event) => {
      if (event.kind === "window") delivery.push(JSON.stringify(windowRecord(event, context.timeZone)));
      if (event.kind !== "reading" || !throttle.due(event.meter.index, event.receivedAtMs)) return;
      delivery.push(JSON.stringify(readingRecord(event, context.timeZone)));
    }),
    health: () => delivery.health(),
    close: () => delivery.close(),
  };
}
