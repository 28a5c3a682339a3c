/** Every command, and the module that carries it out; loaded only when asked for. */
const commands = {
  run: async () => (await import("./command/run.ts")).runCommand,
  ports: async () => (await import("./command/ports.ts")).portsCommand,
  doctor: async () => (await import("./command/doctor.ts")).doctorCommand,
  decode: async () => (await import("./command/decode.ts")).decodeCommand,
  explain: async () => (await import("./command/explain.ts")).explainCommand,
  quarters: async () => (await import("./command/quarters.ts")).quartersCommand,
  compare: async () => (await import("./command/compare.ts")).compareCommand,
  capture: async () => (await import("./command/capture.ts")).captureCommand,
  "check-config": async () => (await import("./command/check-config.ts")).checkConfigCommand,
  "import-config": async () => (await import("./command/import-config.ts")).importConfigCommand,
  simulate: async () => (await import("./command/simulate.ts")).simulateCommand,
  "hash-password": async () => (await import("./command/hash-password.ts")).hashPasswordCommand,
} as const;

const usage = {
  en: `usage: smartmeter COMMAND [options]

  run             read the configured meters and publish what they send
  ports           list the serial ports and which could be the reader
  doctor          check port, key and what the meter sends
  decode          decode recorded bytes
  explain         walk through recorded telegrams byte by byte
  quarters        quarter hours from recorded telegrams, as a table
  compare         compare the grid operator's export with your own quarter hours
  capture         record telegrams in a form that is safe to share
  simulate        be a virtual meter
  check-config    say what is wrong with the configuration, or what would run
  import-config   read the configuration of another program
  hash-password   hash a password for the page

smartmeter COMMAND --help says more; smartmeter --version shows the version.
`,
  de: `Aufruf: smartmeter BEFEHL [Optionen]

  run             die eingestellten Zähler lesen und veröffentlichen, was sie senden
  ports           die seriellen Anschlüsse zeigen, und welcher das Lesegerät sein kann
  doctor          Anschluss, Schlüssel und das prüfen, was vom Zähler kommt
  decode          aufgezeichnete Bytes decodieren
  explain         aufgezeichnete Telegramme Byte für Byte durchgehen
  quarters        Viertelstunden aus aufgezeichneten Telegrammen, als Tabelle
  compare         den Export des Netzbetreibers mit den eigenen Viertelstunden vergleichen
  capture         Telegramme so aufzeichnen, dass man sie weitergeben kann
  simulate        ein virtueller Zähler sein
  check-config    sagen, was an der Konfiguration nicht stimmt, oder was laufen würde
  import-config   die Konfiguration eines anderen Programms lesen
  hash-password   ein Passwort für die Seite verschlüsseln

smartmeter BEFEHL --help sagt mehr; smartmeter --version nennt die Version.
`,
} as const;

const unknown = { en: 'There is no command "{name}".', de: "Einen Befehl „{name}“ gibt es nicht." } as const;

/** Carries out one command; the exit code is 0 for success, 1 for nothing found or failed, 2 for wrong use. */
async function main([name, ...args]: string[]): Promise<number> {
  if (name === "--version" || name === "-v") {
    process.stdout.write(`${process.env.SMARTMETER_VERSION}\n`);
    return 0;
  }
  const { chooseLanguage } = await import("./language/language.ts");
  const wish = args[args.indexOf("--language") + 1];
  const language = chooseLanguage({ wish, locale: process.env.LANG });
  if (name === undefined || name === "--help" || name === "help") {
    (name === undefined ? process.stderr : process.stdout).write(usage[language]);
    return name === undefined ? 2 : 0;
  }
  if (!Object.hasOwn(commands, name)) {
    process.stderr.write(`${unknown[language].replace("{name}", name)}\n\n${usage[language]}`);
    return 2;
  }
  const command = await commands[name as keyof typeof commands]();
  return command(args);
}

let unwritten: Error | undefined;
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // Whoever reads the output may have seen enough: `smartmeter decode … | head`.
  if (error.code === "EPIPE") process.exit();
  if (unwritten === undefined) process.stderr.write(`standard output: ${error.message}\n`);
  unwritten = error;
  process.exitCode = 1;
});
const code = await main(process.argv.slice(2));
process.exitCode = unwritten === undefined ? code : Math.max(code, 1);

export {};
