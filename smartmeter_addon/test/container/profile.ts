/** Path rules of one AppArmor profile, as far as opening files goes. */
export interface Profile {
  /** Whether a file may be opened with all of these permissions (`r`, `w`). */
  allows(path: string, permissions: string): boolean;
}

/** A nested profile out of the text that `apparmor_parser --preprocess` prints, its abstractions written out. */
export function parseProfile(text: string, name: string): Profile {
  const variables = new Map<string, string[]>();
  for (const [, variable, values] of text.matchAll(/^@\{(\w+)\}\s*\+?=\s*(.+)$/gm))
    variables.set(variable as string, [
      ...(variables.get(variable as string) ?? []),
      ...(values as string).replaceAll(/\/(?=\s|$)/g, "").split(/\s+/),
    ]);

  const inner = text.slice(text.search(new RegExp(`^ *profile ${name} `, "m")));
  const rules = inner
    .split("\n")
    .map((line) => /^\s*(?:owner )?((?:\/|@\{)\S*)\s+([a-zA-Z]+),/.exec(line))
    .filter((match) => match !== null)
    .map((match) => ({ pattern: pattern(match[1] as string, variables), permissions: match[2] as string }));
  return {
    allows: (path, permissions) => {
      const granted = rules.filter((rule) => rule.pattern.test(path)).flatMap((rule) => [...rule.permissions]);
      return [...permissions].every((permission) => granted.includes(permission));
    },
  };
}

function pattern(glob: string, variables: ReadonlyMap<string, readonly string[]>): RegExp {
  let text = glob;
  while (/@\{\w+\}/.test(text))
    text = text.replaceAll(/@\{(\w+)\}/g, (_, name: string) => `{${(variables.get(name) ?? []).join(",")}}`);
  const source = text
    .replaceAll(/[.+^$()|\\]/g, "\\$&")
    .replaceAll("**", "\u0000")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]")
    .replaceAll("\u0000", ".*")
    .replaceAll("{", "(?:")
    .replaceAll("}", ")")
    .replaceAll(",", "|")
    .replaceAll(/\/{2,}/g, "/");
  return new RegExp(`^${source}$`);
}

/** What a program opened: path and permissions, from what strace saw of `open`, `openat` and its relatives. */
export function openedFiles(trace: string): [path: string, permissions: string][] {
  const opened = new Map<string, string>();
  for (const [, path, flags] of trace.matchAll(/\bopen(?:at)?\((?:AT_FDCWD, )?"([^"]+)", ([A-Z_|]+)[^)]*\)\s+= \d+/g)) {
    const permissions = /O_RDWR/.test(flags as string) ? "rw" : /O_WRONLY/.test(flags as string) ? "w" : "r";
    // The kernel sees the process behind `self`, and a directory with a slash behind it.
    const process = (path as string).replace(/^\/proc\/(self|thread-self)\//, "/proc/1/");
    const real = /O_DIRECTORY/.test(flags as string) ? process.replace(/\/?$/, "/") : process;
    opened.set(real, [...new Set([...(opened.get(real) ?? ""), ...permissions])].join(""));
  }
  for (const [, path] of trace.matchAll(/\b(?:mkdir|unlink|rename)\("([^"]+)".*\)\s+= 0/g))
    opened.set(path as string, "w");
  return [...opened];
}
