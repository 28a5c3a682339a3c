/** Options of the output. */
import type * as v from "valibot";
import { port, preset, text } from "../../schema/field.ts";
import { switchable } from "../output.ts";

export const schema = switchable({
  host: preset(
    { text: "Address to listen on; whoever connects hears the line.", example: "0.0.0.0" },
    text,
    "127.0.0.1",
  ),
  port: preset({ text: "Port of the first meter's octets; the next meters take the ports after it." }, port, 7700),
});

export type TeeOptions = v.InferOutput<typeof schema>;
