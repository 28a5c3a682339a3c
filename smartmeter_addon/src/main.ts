/** Every command, and the module that carries it out; loaded only when asked for. */
const commands = {
  run: async () => (await import("./command/run.ts")).runCommand,
  decode: async () => (await import("./command/decode.ts")).decodeCommand,
  simulate: async () => (await import("./command/simulate.ts")).simulateCommand,
  "hash-password": async () => (await import("./command/hash-password.ts")).hashPasswordCommand,
} as const;

const usage = `usage: smartmeter COMMAND [options]

  run           read the meters of the configuration and publish what they say
  decode        decode recorded octets
  simulate      be a virtual meter
  hash-password hash the page's password for a configuration file

smartmeter COMMAND --help tells more; smartmeter --version names the version.
`;

async function main([name, ...args]: string[]): Promise<number> {
  if (name === "--version" || name === "-v") {
    process.stdout.write(`${process.env.SMARTMETER_VERSION}\n`);
    return 0;
  }
  if (name === undefined || name === "--help" || name === "help") {
    (name === undefined ? process.stderr : process.stdout).write(usage);
    return name === undefined ? 2 : 0;
  }
  if (!Object.hasOwn(commands, name)) {
    process.stderr.write(`There is no command "${name}".\n\n${usage}`);
    return 2;
  }
  const command = await commands[name as keyof typeof commands]();
  return command(args);
}

process.exitCode = await main(process.argv.slice(2));

export {};
