/** The line's raw octets as an output: its options and words. */
import { hostAndPort } from "../../http/own-name.ts";
import { defineOutput } from "../output.ts";
import { schema } from "./tee-options.ts";

export const teeOutput = defineOutput({
  name: "tee",
  title: { en: "Second program (tee)", de: "Zweites Programm (tee)" },
  text: {
    en: "The line's raw bytes, for a second program.",
    de: "Die rohen Bytes der Leitung für ein zweites Programm.",
  },
  schema,
  summary: ({ host, port }) => ({
    en: `bytes of the line at ${hostAndPort(host, port)}`,
    de: `Bytes der Leitung unter ${hostAndPort(host, port)}`,
  }),
  open: async (options, { lines, log, language }) => (await import("./tee.ts")).openTee(options, lines, log, language),
});
