// Which names in a browser's address line can be ours: the defence against DNS rebinding, for every server here.

/** Loopback's names: the addresses of 127/8, `::1` and `localhost`. */
export function isLoopback(host: string): boolean {
  return host === "::1" || host === "localhost" || /^127(\.\d{1,3}){3}$/.test(host);
}

/** `192.0.2.20:1883`, `[2001:db8::1]:1883`: an address as it stands in a URL. */
export function hostAndPort(host: string, port: number | string | undefined): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** The name of a Host header without its port and brackets, in small letters. */
export function hostName(host: string): string {
  const bracketed = /^\[([0-9a-f:.]+)\](:\d+)?$/i.exec(host);
  return (bracketed?.[1] ?? host.replace(/:\d+$/, "")).toLowerCase();
}

/** What a server may be called. */
export interface Names {
  /** It is served beyond this machine, so by addresses and by names of the home network, too. */
  readonly beyond: boolean;
  /** Names from the options, in small letters. */
  readonly hosts: readonly string[];
}

/**
 * A foreign name that resolves to this machine is how a page elsewhere reaches a server in the home network (DNS
 * rebinding); only names that nobody in the internet can give out are answered: addresses, names without a dot (of
 * containers and services) and those that RFC 6762, RFC 8375 and ICANN keep for networks at home.
 */
export function isOwnName(host: string | undefined, { beyond, hosts }: Names): boolean {
  const name = hostName(host ?? "");
  if (isLoopback(name) || hosts.includes(name)) return true;
  if (!beyond) return false;
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(name) || name.includes(":")) return true;
  return /^[a-z0-9_-]+$|^[a-z0-9._-]+\.(local|home\.arpa|internal)$/.test(name);
}
