import * as v from "valibot";
import { flag, id, option, port, preset, required, secret, text, webAddress, whole } from "./field.ts";

const queue = (unit: string) =>
  preset(
    { unit, text: `How many ${unit} wait on disk for a target that does not answer; beyond it the oldest go.` },
    whole(100, 10_000_000),
    500_000,
  );

export const influxdb = v.strictObject({
  enabled: preset({ text: "`false` keeps the section and switches it off." }, flag, true),
  url: required({ text: "Address of the server, without a path.", example: "http://127.0.0.1:8086" }, webAddress),
  org: required({ text: "Organisation; VictoriaMetrics takes any.", example: "home" }, text),
  bucket: required({ text: "Bucket to write to.", example: "energy" }, text),
  token: option({ text: "API token with the right to write to the bucket.", example: "my-token" }, secret),
  measurement: preset({ text: "Measurement the fields stand under.", example: "electricity" }, text, "smartmeter"),
  tags: option(
    { text: "Tags on every point besides `meter`.", example: "house=home,floor=0" },
    v.record(v.string(), v.string()),
  ),
  time: preset(
    {
      text: "Time of a point: the meter's own where it can be known as UTC, or the moment the telegram arrived.",
    },
    v.picklist(["meter", "arrival"]),
    "meter",
  ),
  interval: preset(
    { text: "At least this long between two points of a meter; 0: every telegram.", unit: "s", example: 60 },
    whole(0, 3600),
    0,
  ),
  batch: preset({ text: "Points in one write at most.", unit: "points" }, whole(1, 50_000), 1000),
  flush_interval: preset({ text: "How long points are collected before a write.", unit: "s" }, whole(1, 3600), 10),
  queue: queue("points"),
});

export const prometheus = v.strictObject({
  enabled: preset({ text: "`false` keeps the section and switches it off." }, flag, true),
  host: preset(
    { text: "Address the metrics are served on; `0.0.0.0` for every network.", example: "0.0.0.0" },
    text,
    "127.0.0.1",
  ),
  port: preset({ text: "Port of `/metrics`." }, port, 9877),
});

export const consoleSection = v.strictObject({
  enabled: preset({ text: "`false` keeps the section and switches it off." }, flag, true),
  format: preset(
    { text: "`text`: a line for people. `json`: one JSON object a line." },
    v.picklist(["text", "json"]),
    "text",
  ),
  interval: preset(
    { text: "At least this long between two lines of a meter; 0: every telegram.", unit: "s", example: 60 },
    whole(0, 3600),
    0,
  ),
});

export const webhook = v.strictObject({
  enabled: preset({ text: "`false` keeps the section and switches it off." }, flag, true),
  url: required({ text: "Where readings are posted as JSON.", example: "https://example.org/meter" }, webAddress),
  token: option({ text: "Sent as `Authorization: Bearer …`.", example: "my-token" }, secret),
  headers: option({ text: "Further header fields.", example: "X-House=home" }, v.record(v.string(), v.string())),
  interval: preset(
    { text: "At least this long between two posted readings of a meter.", unit: "s" },
    whole(0, 3600),
    60,
  ),
  timeout: preset({ text: "How long an answer may take.", unit: "s" }, whole(1, 120), 10),
  queue: queue("readings"),
});

export const file = v.strictObject({
  enabled: preset({ text: "`false` keeps the section and switches it off." }, flag, true),
  folder: required({ text: "Folder of the files; it is made when it is missing.", example: "/share/smartmeter" }, text),
  format: preset(
    { text: "`jsonl`: one JSON object a line. `csv`: one line a reading, one column a quantity." },
    v.picklist(["jsonl", "csv"]),
    "jsonl",
  ),
  interval: preset(
    { text: "At least this long between two lines of a meter; 0: every telegram.", unit: "s", example: 60 },
    whole(0, 86_400),
    0,
  ),
  keep: preset(
    { text: "Files older than this are deleted; 0 keeps all.", unit: "days", example: 400 },
    whole(0, 36_500),
    0,
  ),
});

export const voltageLog = v.strictObject({
  enabled: preset({ text: "`false` keeps the section and switches it off." }, flag, true),
  folder: required({ text: "Folder of the files, one a day and meter.", example: "/share/smartmeter" }, text),
  nominal: preset({ text: "Nominal voltage.", unit: "V" }, whole(100, 300), 230),
  tolerance: preset({ text: "Width of the band around it, to either side.", unit: "%" }, whole(1, 50), 10),
  keep: preset(
    { text: "Files older than this are deleted; 0 keeps all.", unit: "days", example: 400 },
    whole(0, 36_500),
    0,
  ),
});

export const tee = v.strictObject({
  enabled: preset({ text: "`false` keeps the section and switches it off." }, flag, true),
  host: preset(
    { text: "Address to listen on; whoever connects hears the line.", example: "0.0.0.0" },
    text,
    "127.0.0.1",
  ),
  port: preset({ text: "Port of the first meter's octets; the next meters take the ports after it." }, port, 7700),
});

export const virtual = v.strictObject({
  id: required({ text: "Id that topics and entities are made of.", example: "household" }, id),
  name: option({ text: "Name of the virtual meter.", default: "its id", example: "Household without heat pump" }, text),
  add: required(
    { text: "Meters that are added: their ids or their positions, from 0.", example: "main" },
    v.pipe(v.array(text), v.minLength(1)),
  ),
  subtract: option({ text: "Meters that are subtracted.", example: "heatpump" }, v.array(text)),
});

export const deadband = v.strictObject({
  power: required(
    {
      text: "A change of power by more than this is published at once, between two intervals.",
      unit: "W",
      example: 50,
    },
    whole(1, 100_000),
  ),
});

/** Sections that the app's form leaves out: they belong to a file or the environment. */
export const formless = [
  "tariff",
  "voltage_log",
  "entity_ids",
  "console",
  "file",
  "tee",
  "virtual",
  "deadband",
  "prometheus",
  "webhook",
  "influxdb",
  "web",
] as const;

export type InfluxdbOptions = v.InferOutput<typeof influxdb>;
export type PrometheusOptions = v.InferOutput<typeof prometheus>;
export type ConsoleOptions = v.InferOutput<typeof consoleSection>;
export type WebhookOptions = v.InferOutput<typeof webhook>;
export type FileOptions = v.InferOutput<typeof file>;
export type VoltageLogOptions = v.InferOutput<typeof voltageLog>;
export type TeeOptions = v.InferOutput<typeof tee>;
export type VirtualOptions = v.InferOutput<typeof virtual>;
export type DeadbandOptions = v.InferOutput<typeof deadband>;
