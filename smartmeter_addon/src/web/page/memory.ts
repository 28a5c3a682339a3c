/** What a person has chosen in this browser. */

const prefix = "smartmeter.";

/** Undefined where nothing was chosen, or the browser keeps nothing. */
export function recall(name: string): string | undefined {
  try {
    return localStorage.getItem(prefix + name) ?? undefined;
  } catch {
    // Storage is forbidden here: nothing is remembered, and nothing else is lost.
    return undefined;
  }
}

export function remember(name: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(prefix + name);
    else localStorage.setItem(prefix + name, value);
  } catch {
    // As above.
  }
}
