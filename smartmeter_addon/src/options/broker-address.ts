/** What people type as the host of a broker: an address as other programs want it is taken apart. */
import type { Sentence, Words } from "../language/language.ts";
import { sentence } from "../language/message.ts";
import { Secret } from "../secret.ts";

/** A broker's address, taken apart. */
export interface BrokerAddress {
  readonly host: string;
  readonly port: number | undefined;
  /** From the scheme; undefined where there is none. */
  readonly tls: boolean | undefined;
  readonly username: string | undefined;
  readonly password: Secret | undefined;
}

/** What is wrong, in the words of an option's problem; never has what was typed in front of an `@`. */
export interface BrokerAddressProblem {
  readonly found: Words;
  readonly expected: Words;
}

const expected: Sentence = {
  en: "a name or address like 192.0.2.20, or mqtt://192.0.2.20:1883",
  de: "ein Name oder eine Adresse wie 192.0.2.20, oder mqtt://192.0.2.20:1883",
};
const words = {
  scheme: { en: "{scheme}://, which is not spoken here", de: "{scheme}://, das hier niemand spricht" },
  port: { en: "port {port}", de: "Port {port}" },
  anyPort: { en: "a port from 1 to 65535", de: "ein Port von 1 bis 65535" },
} as const;
const tlsOf: Readonly<Record<string, boolean>> = { mqtt: false, tcp: false, mqtts: true, ssl: true, tls: true };

/**
 * Takes `host`, `host:1883`, `[::1]`, `[::1]:1883`, `mqtt://user:password@host:1883/`, `mqtts://…`; also `tcp`, `ssl`,
 * `tls`.
 */
export function parseBrokerAddress(typed: string): BrokerAddress | BrokerAddressProblem {
  const text = typed.trim();
  const [, scheme, rest = text] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(text) ?? [];
  const tls = scheme === undefined ? undefined : tlsOf[scheme.toLowerCase()];
  if (scheme !== undefined && tls === undefined)
    return { found: sentence(words.scheme, { scheme: scheme.toLowerCase() }), expected };
  const at = rest.lastIndexOf("@");
  const login = /^([^:]*)(?::(.*))?$/s.exec(at < 0 ? "" : rest.slice(0, at));
  const place = rest.slice(at + 1).replace(/\/$/, "");
  const shown = at < 0 ? `"${place}"` : "***";
  const named = /^(?:\[([0-9a-f:.]+(?:%\w+)?)\]|([^\s:/@?#[\]]+))(?::(\d{1,6}))?$/i.exec(place);
  const bare = /^[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*$/i.test(place) ? place : undefined;
  const host = bare ?? named?.[1] ?? named?.[2];
  if (host === undefined) return { found: shown, expected };
  const port = bare === undefined && named?.[3] !== undefined ? Number(named[3]) : undefined;
  if (port !== undefined && (port < 1 || port > 65_535))
    return { found: sentence(words.port, { port: String(port) }), expected: words.anyPort };
  const username = unescaped(login?.[1] ?? "") || undefined;
  const password = login?.[2] === undefined ? undefined : new Secret(unescaped(login[2]));
  return { host, port, tls, username, password };
}

/** Undoes percent-encoding; a password with a lone `%` is taken as it stands. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
