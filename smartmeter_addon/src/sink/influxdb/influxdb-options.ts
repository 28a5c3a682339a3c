/** Options of the output. */
import * as v from "valibot";
import { choice, option, preset, required, secret, text, webAddress, whole } from "../../schema/field.ts";
import { intervalOption, queueOption, switchable, trustOptions } from "../output.ts";

export const schema = switchable({
  url: required(
    {
      title: { en: "Address", de: "Adresse" },
      text: { en: "Address of the server, without a path.", de: "Adresse des Servers, ohne Pfad." },
      example: "http://127.0.0.1:8086",
    },
    webAddress,
  ),
  org: required(
    {
      title: { en: "Organisation", de: "Organisation" },
      text: { en: "Organisation; VictoriaMetrics takes any.", de: "Organisation; VictoriaMetrics nimmt jede." },
      example: "home",
    },
    text,
  ),
  bucket: required(
    {
      title: { en: "Bucket", de: "Bucket" },
      text: { en: "Bucket to write to.", de: "Bucket, in den geschrieben wird." },
      example: "energy",
    },
    text,
  ),
  token: option(
    {
      title: { en: "Token", de: "Token" },
      text: {
        en: "API token that may write to the bucket.",
        de: "API-Token, das in den Bucket schreiben darf.",
      },
      example: "my-token",
    },
    secret,
  ),
  measurement: preset(
    {
      title: { en: "Measurement", de: "Measurement" },
      text: { en: "Measurement the fields belong to.", de: "Measurement, unter dem die Felder stehen." },
      example: "electricity",
    },
    text,
    "smartmeter",
  ),
  tags: option(
    {
      title: { en: "Tags", de: "Tags" },
      text: { en: "Tags on every point besides `meter`.", de: "Tags an jedem Punkt, zusätzlich zu `meter`." },
      example: "house=home,floor=0",
    },
    v.record(v.string(), v.string()),
  ),
  time: preset(
    {
      title: { en: "Time of a point", de: "Zeit eines Punkts" },
      text: {
        en: "Time of a point: the meter's own if it can be known in UTC, or when the telegram arrived.",
        de: "Die Zeit des Zählers, wo sie sich als UTC bestimmen lässt (`meter`), oder der Moment, in dem das Telegramm kam (`arrival`).",
      },
    },
    choice({
      meter: { en: "the meter's", de: "die des Zählers" },
      arrival: { en: "when it arrived", de: "wann es angekommen ist" },
    }),
    "meter",
  ),
  interval: intervalOption({ en: "points", de: "Punkten" }),
  batch: preset(
    {
      title: { en: "Points in one write", de: "Punkte je Schreiben" },
      text: { en: "The most points in one write.", de: "So viele Punkte werden höchstens auf einmal geschrieben." },
      unit: { en: "points", de: "Punkte" },
    },
    whole(1, 50_000),
    1000,
  ),
  flush_interval: preset(
    {
      title: { en: "Collect for", de: "Sammeln" },
      text: {
        en: "How long points are collected before a write.",
        de: "So lange werden Punkte gesammelt, bevor geschrieben wird.",
      },
      unit: "s",
    },
    whole(1, 3600),
    10,
  ),
  ...trustOptions,
  queue: queueOption({ en: "points", de: "Punkte" }),
});

export type InfluxdbOptions = v.InferOutput<typeof schema>;
