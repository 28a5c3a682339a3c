/** A real ser2net in front of a line. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { SerialLine } from "../support-line/parts.ts";

/** How ser2net's documentation writes the three kinds of access. */
const accepters = { raw: "tcp", telnet: "telnet,tcp", rfc2217: "telnet(rfc2217),tcp" } as const;

export interface Ser2net {
  readonly host: "127.0.0.1";
  readonly port: number;
  /** As a power cut stops it. */
  kill(): Promise<void>;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}

export async function startSer2net(
  kind: keyof typeof accepters,
  line: SerialLine,
  { settings = "9600n81", port = 0 } = {},
): Promise<Ser2net> {
  const at = port === 0 ? await freePort() : port;
  const folder = mkdtempSync(join(tmpdir(), "ser2net-"));
  const file = join(folder, "ser2net.yaml");
  writeFileSync(
    file,
    `%YAML 1.1
---
connection: &meter
  accepter: ${accepters[kind]},127.0.0.1,${at}
  connector: serialdev,${line.path},${settings},local
`,
  );
  const child = spawn("setpriv", ["--pdeathsig", "KILL", "ser2net", "-n", "-d", "-c", file], { stdio: "ignore" });
  await once(child, "spawn");
  for (let attempt = 0; ; attempt++) {
    if (child.exitCode !== null || attempt > 100) throw new Error(`ser2net ended with ${child.exitCode}`);
    if (await isListening(at)) break;
    await sleep(50);
  }
  // The look at it was a client, too.
  await sleep(300);
  return {
    host: "127.0.0.1",
    port: at,
    async kill() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, "exit");
        child.kill("SIGKILL");
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
