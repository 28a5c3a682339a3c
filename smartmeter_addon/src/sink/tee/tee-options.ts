/** Options of the output. */
import type * as v from "valibot";
import { port, preset, text } from "../../schema/field.ts";
import { switchable } from "../output.ts";

export const schema = switchable({
  host: preset(
    {
      title: { en: "Address to listen on", de: "Eigene Adresse" },
      text: {
        en: "Address to listen on; whoever connects hears the line.",
        de: "Adresse, unter der mitgehört werden kann; wer sich verbindet, hört die Leitung.",
      },
      example: "0.0.0.0",
    },
    text,
    "127.0.0.1",
  ),
  port: preset(
    {
      title: { en: "Port", de: "Port" },
      text: {
        en: "Port for the first meter's bytes; the next meters take the ports after it.",
        de: "Port des ersten Zählers; die weiteren Zähler bekommen die Ports danach.",
      },
    },
    port,
    7700,
  ),
});

export type TeeOptions = v.InferOutput<typeof schema>;
