/** `smartmeter ports`: the serial ports, and which of them would be taken. */
import { parseArgs } from "node:util";
import { choosePort, describePort, listPorts, type SerialPortInfo } from "../source/ports.ts";

const usage = `usage: smartmeter ports [--json]

Lists this machine's serial ports: their stable names, what is plugged in, and which one would be used.
`;

/** Exit 0: there are ports; 1: there are none; 2: wrong use. */
export async function portsCommand(args: string[]): Promise<number> {
  let json: boolean;
  try {
    const { values } = parseArgs({ args, options: { json: { type: "boolean" }, help: { type: "boolean" } } });
    if (values.help) {
      process.stdout.write(usage);
      return 0;
    }
    json = values.json ?? false;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return 2;
  }
  const ports = listPorts();
  process.stdout.write(json ? ports.map((port) => `${JSON.stringify(port)}\n`).join("") : formatPorts(ports));
  return ports.length > 0 ? 0 : 1;
}

/** A table for people, and what would be done without a choice. */
export function formatPorts(ports: readonly SerialPortInfo[]): string {
  if (ports.length === 0) return "This machine has no serial ports.\n";
  const rows = ports.map(({ device, kind, what, path }) => [device, `${kind}: ${what}`, path === device ? "" : path]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const table = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return `${table.join("\n")}\n\n${advice(ports)}\n`;
}

function advice(ports: readonly SerialPortInfo[]): string {
  const choice = choosePort(ports);
  if (choice.kind === "one") return `Without the option "device", this one is read: ${describePort(choice.port)}`;
  if (choice.kind === "none")
    return 'None of them looks like a reader; set the option "device" to open one all the same.';
  const paths = choice.ports.map(({ path }) => `  ${path}`).join("\n");
  return `Any of these could be the reader; set the option "device" to the right one:\n${paths}`;
}
