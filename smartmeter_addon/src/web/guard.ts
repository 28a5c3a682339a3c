/** Decides who may see the page. */
import { isLoopback, isOwnName } from "../http/own-name.ts";

/** Who is let in; decided before anything else about a request is looked at. */
export interface AccessRules {
  /** `app`: behind Home Assistant, which has asked for the password; `standalone`: nobody has asked yet. */
  readonly mode: "app" | "standalone";
  /** A password protects everything (standalone, and reachable from other machines). */
  readonly password: boolean;
  /** Names this machine is called by in the address line, besides its addresses. */
  readonly hosts: readonly string[];
}

/** Who asks, and for what. */
export interface Caller {
  readonly address: string | undefined;
  readonly host: string | undefined;
  readonly path: string;
}

/** The Supervisor's ingress always comes from here. */
const supervisor = "172.30.32.2";
/** Answered without a password to requests from this machine, for container engines. */
export const healthPath = "/health";

/** `in`, or the HTTP status of the refusal. */
export function admit(rules: AccessRules, caller: Caller): "in" | 403 | 421 {
  const address = plainAddress(caller.address ?? "");
  if (isLoopback(address) && caller.path === healthPath) return "in";
  if (rules.mode === "app") return address === supervisor ? "in" : 403;
  if (!rules.password && !isLoopback(address)) return 403;
  return isOwnName(caller.host, { beyond: rules.password, hosts: rules.hosts }) ? "in" : 421;
}

/** The address without the prefix of an IPv4 address in an IPv6 socket. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "");
}

/**
 * Sent with every answer. They allow our own scripts, styles and connections alone, and no frame but Home Assistant's.
 */
export const securityHeaders: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; require-trusted-types-for 'script'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};
