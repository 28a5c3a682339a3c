/** Secrets that do not print. */

const known = new Set<string>();

/** A key, password or token. It prints, logs and serialises as `***`; only {@link Secret.reveal} gives the text. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
    // Short texts would blank out half the log.
    if (text.length >= 6) known.add(text);
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return "***";
  }

  toJSON(): string {
    return "***";
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return "***";
  }
}

/** The text with every secret of this process, in any case of letters, replaced by `***`. */
export function withoutSecrets(text: string): string {
  let clean = text;
  for (const secret of known) {
    const at = clean.toLowerCase().indexOf(secret.toLowerCase());
    if (at >= 0) clean = clean.replaceAll(new RegExp(secret.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "gi"), "***");
  }
  return clean;
}
