/** Options of the output. */
import * as v from "valibot";
import { option, preset, required, secret, text, webAddress, whole } from "../../schema/field.ts";
import { intervalOption, queueOption, switchable, trustOptions } from "../output.ts";

export const schema = switchable({
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
  interval: intervalOption("points"),
  batch: preset({ text: "Points in one write at most.", unit: "points" }, whole(1, 50_000), 1000),
  flush_interval: preset({ text: "How long points are collected before a write.", unit: "s" }, whole(1, 3600), 10),
  ...trustOptions,
  queue: queueOption("points"),
});

export type InfluxdbOptions = v.InferOutput<typeof schema>;
