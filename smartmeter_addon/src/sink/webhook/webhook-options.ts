/** Options of the output. */
import * as v from "valibot";
import { option, preset, required, secret, webAddress, whole } from "../../schema/field.ts";
import { queueOption, switchable, trustOptions } from "../output.ts";

export const schema = switchable({
  url: required({ text: "Where readings are posted as JSON.", example: "https://example.org/meter" }, webAddress),
  token: option({ text: "Sent as `Authorization: Bearer …`.", example: "my-token" }, secret),
  headers: option({ text: "Further header fields.", example: "X-House=home" }, v.record(v.string(), v.string())),
  interval: preset(
    { text: "At least this long between two posted readings of a meter.", unit: "s" },
    whole(0, 3600),
    60,
  ),
  timeout: preset({ text: "How long an answer may take.", unit: "s" }, whole(1, 120), 10),
  ...trustOptions,
  queue: queueOption("readings"),
});

export type WebhookOptions = v.InferOutput<typeof schema>;
