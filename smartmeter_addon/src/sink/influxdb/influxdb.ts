/** Readings as points in InfluxDB. */
import { gzipSync } from "node:zlib";
import { Point } from "@influxdata/influxdb-client";
import type { WindowEvent } from "../../derive/events.ts";
import { meterInstantMs } from "../../derive/meter-instant.ts";
import { exchange } from "../../http/client.ts";
import { RefusedError, startDelivery, TargetError, unanswered } from "../delivery.ts";
import { guarded } from "../guarded.ts";
import type { SinkContext } from "../output.ts";
import { openQueue } from "../queue.ts";
import type { Sink, SinkEvent } from "../sink.ts";
import { recordValues } from "../state-values.ts";
import { createThrottle } from "../throttle.ts";
import type { InfluxdbOptions } from "./influxdb-options.ts";

/** Answers to lines that a server will never accept; any other reason may pass. */
const refusals = [400, 413, 422];
/** Longest time for one batch, from connecting to the end of the answer. */
const timeoutMs = 10_000;
/** From this many octets on, lines are compressed. */
const gzipFrom = 4096;

/**
 * Writes every telegram as one point through `/api/v2/write`: with the tag `meter`, and with fields named and in units
 * as in all outputs. Order is kept: a batch leaves only after the one before it has arrived.
 */
export function createInfluxdbSink(options: InfluxdbOptions, context: SinkContext): Sink {
  const { url, org, bucket, token, measurement, tags = {}, batch } = options;
  const query = new URLSearchParams({ org, bucket, precision: "ms" });
  const address = `${url.replace(/\/+$/, "")}/api/v2/write?${query}`;
  const authorization = token === undefined ? {} : { authorization: `Token ${token.reveal()}` };
  const throttle = createThrottle(options.interval * 1000);
  const delivery = startDelivery({
    name: "influxdb",
    queue: openQueue({ folder: context.folder, name: "influxdb", limit: options.queue }),
    batch,
    collectMs: options.flush_interval * 1000,
    log: context.log,
    language: context.language,
    async send(lines, signal) {
      const text = Buffer.from(lines.join("\n"));
      const packed = text.length < gzipFrom ? {} : { "content-encoding": "gzip" };
      const body = text.length < gzipFrom ? text : gzipSync(text);
      const headers = { ...authorization, ...packed, "content-type": "text/plain; charset=utf-8" };
      const answer = await exchange(
        address,
        { method: "POST", body, headers, trust: options },
        timeoutMs,
        signal,
      ).catch((error) => {
        throw unanswered(error);
      });
      const { status, statusText } = answer;
      if (status >= 200 && status < 300) return;
      const said = `the server answers ${status} ${statusText} ${saidIn(answer.body)}`.trim();
      throw refusals.includes(status) ? new RefusedError(said) : new TargetError(said, { is: "answered", status });
    },
  });

  const toLine = (event: Extract<SinkEvent, { kind: "reading" }>): string | undefined => {
    const { reading, meter, receivedAtMs } = event;
    const own = options.time === "meter" && reading.meterTime !== undefined;
    const point = new Point(measurement)
      .tag("meter", tagText(reading.meterId))
      .timestamp(own ? meterInstantMs(reading.meterTime, context.timeZone, receivedAtMs) : receivedAtMs);
    if (meter.name !== undefined) point.tag("name", tagText(meter.name));
    for (const [name, value] of Object.entries(tags)) point.tag(tagText(name), tagText(value));
    for (const { key, value } of recordValues(reading)) point.floatField(key, value);
    return point.toLineProtocol();
  };

  /** A finished window has its own measurement, and the time at which it began. */
  const toWindowLine = ({ meter, meterId, window }: WindowEvent): string | undefined => {
    const point = new Point(`${measurement}_window`).tag("meter", tagText(meterId)).timestamp(window.startMs);
    if (meter.name !== undefined) point.tag("name", tagText(meter.name));
    for (const [name, value] of Object.entries(tags)) point.tag(tagText(name), tagText(value));
    if (window.imported !== undefined) point.floatField("import_wh", window.imported.wh);
    if (window.exported !== undefined) point.floatField("export_wh", window.exported.wh);
    point.stringField("quality", window.quality).intField("minutes", (window.endMs - window.startMs) / 60_000);
    return point.toLineProtocol();
  };

  return {
    name: "influxdb",
    accept: guarded("influxdb", context.log, (event) => {
      if (event.kind === "window") delivery.push((toWindowLine(event) ?? "").replaceAll(/[\r\n]+/g, " "));
      if (event.kind !== "reading" || !throttle.due(event.meter.index, event.receivedAtMs)) return;
      const line = toLine(event);
      // A line break in a name would make two entries out of one.
      if (line !== undefined) delivery.push(line.replaceAll(/[\r\n]+/g, " "));
    }),
    health: () => delivery.health(),
    close: () => delivery.close(),
  };
}

/** In line protocol a tag cannot end with a backslash, and the client lets one swallow what comes next. */
function tagText(text: string): string {
  return text.replaceAll("\\", "/");
}

/** The reason in an answer: InfluxDB sends JSON, others plain text. */
function saidIn(body: string): string {
  try {
    const { message } = JSON.parse(body) as { message?: unknown };
    if (typeof message === "string") return message.slice(0, 500);
  } catch {
    // Plain text.
  }
  return body.slice(0, 500);
}
