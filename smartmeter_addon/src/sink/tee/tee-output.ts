/** The line's raw octets as an output: its options and words. */
import type * as v from "valibot";
import { port, preset, text } from "../../schema/field.ts";
import { defineOutput, switchable } from "../output.ts";

const schema = switchable({
  host: preset(
    { text: "Address to listen on; whoever connects hears the line.", example: "0.0.0.0" },
    text,
    "127.0.0.1",
  ),
  port: preset({ text: "Port of the first meter's octets; the next meters take the ports after it." }, port, 7700),
});

export type TeeOptions = v.InferOutput<typeof schema>;

export const teeOutput = defineOutput({
  name: "tee",
  title: { en: "Second program (tee)", de: "Zweites Programm (tee)" },
  text: "The line's raw octets for a second program.",
  schema,
  summary: ({ host, port }) => `octets at ${host}:${port}`,
  open: async (options, { lines, log, language }) => (await import("./tee.ts")).openTee(options, lines, log, language),
});
