/** Where a browser reaches the page, for Home Assistant's "Visit". */
import { hostAndPort } from "../http/own-name.ts";
import type { WebOptions } from "../options/web.ts";

/** What the address depends on. */
export interface PageAddressQuestion {
  readonly inApp: boolean;
  readonly web: WebOptions | undefined;
  /** Name of the machine or, in the app, of its container. */
  readonly hostname: string;
}

/**
 * Where a browser finds the page, as far as the program can know: Home Assistant's own address for an app's page, or
 * the page's URL where the options name the machine. Undefined where it would be a guess.
 */
export function pageAddress({ inApp, web, hostname }: PageAddressQuestion): string | undefined {
  if (web?.enabled === false) return undefined;
  if (inApp) {
    // The Supervisor makes the container's name from the app's, and a host name has no underscores.
    return /^[a-z0-9]+-smartmeter-addon$/.test(hostname)
      ? `homeassistant://hassio/ingress/${hostname.replaceAll("-", "_")}`
      : undefined;
  }
  const reachable = [...(web?.hosts ?? []), web?.host].find(
    (host) => host !== undefined && !isForThisMachineOnly(host),
  );
  if (reachable === undefined) return undefined;
  return `http://${hostAndPort(reachable, web?.port ?? 8099)}/`;
}

/** `0.0.0.0` means every address of the machine and is not one that a browser can open. */
function isForThisMachineOnly(host: string): boolean {
  return /^(localhost|127\.|0\.0\.0\.0$|::1?$)/.test(host);
}
