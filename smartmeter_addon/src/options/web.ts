import * as v from "valibot";
import { flag, option, port, preset, secret, text } from "../schema/field.ts";

export const web = v.strictObject({
  enabled: preset({ text: "`false` switches the page off." }, flag, true),
  host: option(
    {
      text: "Address the page is served on; any but this machine's own needs a password.",
      default: "127.0.0.1; in the app every one, where only the Supervisor is let in",
      example: "0.0.0.0",
    },
    text,
  ),
  port: preset({ text: "Port of the page." }, port, 8099),
  password: option(
    {
      text: "Password of the page, or its hash as `smartmeter hash-password` prints it.",
      default: "none",
      example: "my-password",
    },
    secret,
  ),
  token: option(
    {
      text: "Lets programs of other machines read the meters at `/api/v1/meters` (`Authorization: Bearer …`); this machine's own need none.",
      default: "none: this machine only",
      example: "my-token",
    },
    secret,
  ),
  hosts: option(
    {
      text: "Names of this machine that may stand in the browser's address line; with a password its addresses and names of the home network may in any case.",
      example: "meter.home",
    },
    v.array(text),
  ),
});

export type WebOptions = v.InferOutput<typeof web>;
