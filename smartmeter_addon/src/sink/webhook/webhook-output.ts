/** A web address as an output: its options and words. */
import * as v from "valibot";
import { option, preset, required, secret, webAddress, whole } from "../../schema/field.ts";
import { defineOutput, queueOption, switchable } from "../output.ts";

const schema = switchable({
  url: required({ text: "Where readings are posted as JSON.", example: "https://example.org/meter" }, webAddress),
  token: option({ text: "Sent as `Authorization: Bearer …`.", example: "my-token" }, secret),
  headers: option({ text: "Further header fields.", example: "X-House=home" }, v.record(v.string(), v.string())),
  interval: preset(
    { text: "At least this long between two posted readings of a meter.", unit: "s" },
    whole(0, 3600),
    60,
  ),
  timeout: preset({ text: "How long an answer may take.", unit: "s" }, whole(1, 120), 10),
  queue: queueOption("readings"),
});

export type WebhookOptions = v.InferOutput<typeof schema>;

export const webhookOutput = defineOutput({
  name: "webhook",
  title: { en: "Web address (webhook)", de: "Webadresse (webhook)" },
  text: "Readings posted to an address.",
  schema,
  summary: ({ url }) => `posts to ${url}`,
  open: async (options, context) => (await import("./webhook.ts")).createWebhookSink(options, context),
});
