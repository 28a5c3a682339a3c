/** Looking up names without holding up the program when no name server answers. */
import dns, { type LookupAddress, type LookupOptions } from "node:dns";
import { readFileSync } from "node:fs";

type Done = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;
type Lookup = (host: string, options: LookupOptions, done: Done) => void;

/** Two tries; a name server that answers at all does so within milliseconds. */
const patience = { timeout: 1500, tries: 2 };
/** What the resolver says when nobody answered it. */
const unanswered = ["ETIMEOUT", "ECONNREFUSED"];

/**
 * A `dns.lookup` that first checks whether a name server answers: the system's own lookup cannot be cancelled, and the
 * process does not end while it waits in vain (10 s and more). `servers`: used instead of the system's.
 */
export function createLookup(system: Lookup, servers?: readonly string[]): Lookup {
  return (host, options, done) => {
    if (isLocal(host)) {
      system(host, options, done);
      return;
    }
    // A new one each time, because a resolver reads the list of servers only once.
    const resolver = new dns.Resolver(patience);
    if (servers !== undefined) resolver.setServers(servers);
    resolver.resolve4(host, (error) => {
      if (error === null || !unanswered.includes(error.code ?? "")) system(host, options, done);
      else done(Object.assign(new Error(`no name server answers for ${host}`), { code: "EAI_AGAIN" }), "");
    });
  };
}

/** Whether the name is found without a name server: in the hosts file, or by multicast DNS. */
function isLocal(host: string): boolean {
  if (/^(localhost|.*\.local)\.?$/i.test(host)) return true;
  try {
    const lines = readFileSync("/etc/hosts", "utf8").split("\n");
    return lines.some((line) => line.replace(/#.*/, "").split(/\s+/).slice(1).includes(host));
  } catch {
    return false;
  }
}

/** Makes every later connection of this process look names up this way. */
export function installLookup(): void {
  const system = dns.lookup as unknown as Lookup & { readonly patched?: true };
  if (system.patched) return;
  const lookup = createLookup(system);
  const patched = (host: string, options: LookupOptions | number | Done, done?: Done): void => {
    const call = done ?? (options as Done);
    const asked = typeof options === "number" ? { family: options } : typeof options === "function" ? {} : options;
    lookup(host, asked, call);
  };
  dns.lookup = Object.assign(patched, { patched: true }) as unknown as typeof dns.lookup;
}
