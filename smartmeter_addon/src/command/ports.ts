/** `smartmeter ports`: the serial ports, and which of them would be taken. */
import type { Language } from "../language/language.ts";
import { choosePort, describePort, listPorts, type SerialPortInfo } from "../source/ports.ts";
import { commandSays, wrongUse } from "../texts/command-lines.ts";
import { usages } from "../texts/usages.ts";
import { languageOf, parseFlags, WrongUse, withUsage } from "./inputs.ts";

const flags = { json: { type: "boolean" }, language: { type: "string" }, help: { type: "boolean" } } as const;

/** Exit 0: there are ports; 1: there are none; 2: wrong use. */
export function portsCommand(args: string[]): Promise<number> {
  return withUsage(usages.ports, args, async () => {
    const { values, positionals } = parseFlags(args, flags);
    if (positionals.length > 0) throw new WrongUse(wrongUse.extra, { text: positionals.join(" ") });
    const language = languageOf(values);
    const ports = listPorts();
    // Data is the same in every language.
    const lines = ports.map((port) => `${JSON.stringify({ ...port, what: port.what.en })}\n`);
    process.stdout.write(values.json === true ? lines.join("") : formatPorts(ports, language));
    return ports.length > 0 ? 0 : 1;
  });
}

/** A table for people, and what would be done without a choice. */
export function formatPorts(ports: readonly SerialPortInfo[], language: Language): string {
  if (ports.length === 0) return `${commandSays(language, "noPort")}\n`;
  const rows = ports.map(({ device, kind, what, path }) => [
    device,
    `${kind}: ${what[language]}`,
    path === device ? "" : path,
  ]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const table = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return `${table.join("\n")}\n\n${advice(ports, language)}\n`;
}

function advice(ports: readonly SerialPortInfo[], language: Language): string {
  const choice = choosePort(ports);
  if (choice.kind === "one") return commandSays(language, "wouldRead", { port: describePort(choice.port, language) });
  if (choice.kind === "none") return commandSays(language, "noReader");
  const paths = choice.ports.map(({ path }) => `  ${path}`).join("\n");
  return `${commandSays(language, "severalPorts")}\n${paths}`;
}
