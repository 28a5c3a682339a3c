/** Options of the output. */
import * as v from "valibot";
import { option, preset, required, secret, webAddress, whole } from "../../schema/field.ts";
import { queueOption, switchable, trustOptions } from "../output.ts";

export const schema = switchable({
  url: required(
    {
      title: { en: "Address", de: "Adresse" },
      text: { en: "Where readings are posted as JSON.", de: "Wohin Werte als JSON gesendet werden." },
      example: "https://example.org/meter",
    },
    webAddress,
  ),
  token: option(
    {
      title: { en: "Token", de: "Token" },
      text: { en: "Sent as `Authorization: Bearer …`.", de: "Wird als `Authorization: Bearer …` gesendet." },
      example: "my-token",
    },
    secret,
  ),
  headers: option(
    {
      title: { en: "Header fields", de: "Kopfzeilen" },
      text: { en: "Further header fields.", de: "Weitere Kopfzeilen." },
      example: "X-House=home",
    },
    v.record(v.string(), v.string()),
  ),
  interval: preset(
    {
      title: { en: "Interval", de: "Intervall" },
      text: {
        en: "The shortest time between two posted readings of a meter.",
        de: "So viel Zeit liegt mindestens zwischen zwei Sendungen eines Zählers.",
      },
      unit: "s",
    },
    whole(0, 3600),
    60,
  ),
  timeout: preset(
    {
      title: { en: "Time for an answer", de: "Zeit für eine Antwort" },
      text: { en: "How long to wait for an answer.", de: "So lange darf eine Antwort brauchen." },
      unit: "s",
    },
    whole(1, 120),
    10,
  ),
  ...trustOptions,
  queue: queueOption({ en: "readings", de: "Sendungen" }),
});

export type WebhookOptions = v.InferOutput<typeof schema>;
