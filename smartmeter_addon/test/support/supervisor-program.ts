import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { type RegisteredBroker, type SupervisorMode, startSupervisorStandIn, supervisorModes } from "./supervisor.ts";

/**
 * The Supervisor's stand-in as a program, for tests that run the app in a container. Commands on standard input switch
 * it while it runs: `mode not_enabled`, `register {"host":"127.0.0.1","port":1883,"username":"u","password":"p"}`.
 * A line `ready <url>` on standard output says that it listens; each command is answered with `done` or `error …`.
 */
const { values } = parseArgs({
  options: {
    host: { type: "string", default: "127.0.0.1" },
    port: { type: "string", default: "0" },
    token: { type: "string" },
    mode: { type: "string", default: "ok" },
    broker: { type: "string" },
    options: { type: "string" },
  },
});

const standIn = await startSupervisorStandIn({
  host: values.host,
  port: Number(values.port),
  mode: modeOf(values.mode),
  ...(values.token === undefined ? {} : { token: values.token }),
  ...(values.broker === undefined ? {} : { broker: JSON.parse(values.broker) as RegisteredBroker }),
  ...(values.options === undefined ? {} : { appOptions: JSON.parse(values.options) as unknown }),
});
process.stdout.write(`ready ${standIn.url}\n`);
process.once("SIGTERM", () => process.exit(0));

for await (const line of createInterface({ input: process.stdin })) {
  const [command, ...rest] = line.trim().split(" ");
  try {
    if (command === "mode") await standIn.setMode(modeOf(rest[0] ?? ""));
    else if (command === "register") standIn.register(JSON.parse(rest.join(" ")) as RegisteredBroker);
    else throw new Error(`unknown command ${command}`);
    process.stdout.write("done\n");
  } catch (error) {
    process.stdout.write(`error ${(error as Error).message}\n`);
  }
}

function modeOf(text: string): SupervisorMode {
  const mode = supervisorModes.find((name) => name === text);
  if (mode === undefined) throw new Error(`mode ${text} is none of ${supervisorModes.join(", ")}`);
  return mode;
}
