/** A web address as an output: its options and words. */
import { defineOutput } from "../output.ts";
import { schema } from "./webhook-options.ts";

export const webhookOutput = defineOutput({
  name: "webhook",
  title: { en: "Web address (webhook)", de: "Webadresse (webhook)" },
  text: { en: "Readings posted to a web address.", de: "Sendet Werte an eine Adresse." },
  schema,
  summary: ({ url }) => ({ en: `posts to ${url}`, de: `sendet an ${url}` }),
  check: async (options) => (await import("../delivery.ts")).trustFault(options),
  open: async (options, context) => (await import("./webhook.ts")).createWebhookSink(options, context),
});
