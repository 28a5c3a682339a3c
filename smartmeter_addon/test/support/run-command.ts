/** What a command wrote, and how it ended. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command of the program in this process and keeps what it writes. */
export async function runCommand(command: (args: string[]) => Promise<number>, args: string[]): Promise<Ran> {
  const written = { stdout: "", stderr: "" };
  const originals = { stdout: process.stdout.write, stderr: process.stderr.write };
  for (const name of ["stdout", "stderr"] as const) {
    // Commands write text; what the test runner reports meanwhile are octets.
    process[name].write = ((text: string | Uint8Array) => {
      if (typeof text !== "string") return originals[name].call(process[name], text);
      written[name] += text;
      return true;
    }) as typeof process.stdout.write;
  }
  try {
    const code = await command(args);
    return { code, out: written.stdout, err: written.stderr };
  } finally {
    process.stdout.write = originals.stdout;
    process.stderr.write = originals.stderr;
  }
}
