/** The options of the page. */
import * as v from "valibot";
import { flag, option, port, preset, secret, text } from "../schema/field.ts";

export const web = v.strictObject({
  enabled: preset(
    {
      title: { en: "Show the page", de: "Seite anzeigen" },
      text: { en: "`false` switches the page off.", de: "`false` schaltet diese Seite ab." },
    },
    flag,
    true,
  ),
  host: option(
    {
      title: { en: "Address to listen on", de: "Adresse, unter der sie erreichbar ist" },
      text: {
        en: "Address the page is served on; any address but this machine's own needs a password.",
        de: "Adresse, unter der die Seite erreichbar ist; jede außer der eigenen dieses Rechners braucht ein Passwort.",
      },
      default: {
        en: "127.0.0.1; in the app every address, where only the Supervisor is let in",
        de: "127.0.0.1; in der App jede, eingelassen wird dort nur der Supervisor",
      },
      example: "0.0.0.0",
    },
    text,
  ),
  port: preset(
    { title: { en: "Port", de: "Port" }, text: { en: "Port of the page.", de: "Port der Seite." } },
    port,
    8099,
  ),
  password: option(
    {
      title: { en: "Password", de: "Passwort" },
      text: {
        en: "Password of the page, or its hash as `smartmeter hash-password` prints it.",
        de: "Passwort der Seite, oder sein Hash, wie ihn `smartmeter hash-password` ausgibt.",
      },
      default: { en: "none", de: "keines" },
      example: "my-password",
    },
    secret,
  ),
  token: option(
    {
      title: { en: "Token for programs", de: "Token für Programme" },
      text: {
        en: "Lets programs on other machines read the meters at `/api/v1/meters` (`Authorization: Bearer …`); programs on this machine don't need it.",
        de: "Damit lesen Programme anderer Rechner die Zähler unter `/api/v1/meters` (`Authorization: Bearer …`); die dieses Rechners brauchen keines.",
      },
      default: { en: "none: this machine only", de: "keines: nur dieser Rechner" },
      example: "my-token",
    },
    secret,
  ),
  hosts: option(
    {
      title: { en: "Names of this machine", de: "Namen dieses Rechners" },
      text: {
        en: "Names of this machine that are allowed in the browser's address bar; with a password, its addresses and names in the home network always are.",
        de: "Namen dieses Rechners, die in der Adresszeile des Browsers stehen dürfen; mit Passwort dürfen es seine Adressen und Namen des Heimnetzes auf jeden Fall.",
      },
      example: "meter.home",
    },
    v.array(text),
  ),
});

export type WebOptions = v.InferOutput<typeof web>;
