import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSimulatedMeter } from "../../src/tools/simulate/simulate.ts";
import { until } from "./process.ts";

export type Line = "tcp" | "pty";

export interface BenchMeter {
  /** What the program is to listen to. */
  readonly port: string;
  close(): void;
}

/**
 * A simulated meter of Netz NÖ behind a TCP port, or behind a pseudo-terminal that socat connects with it.
 * `onSent` hears when the last octet of a telegram has been written; `clockMs`: what the meter's clock goes on by.
 */
export async function openMeter(
  line: Line,
  seed: number,
  intervalMs: number,
  onSent: (atMs: number) => void,
  clockMs = 5000,
): Promise<BenchMeter> {
  const simulated = createSimulatedMeter({ meter: "noe-kaifa-ma309", startMs: Date.now(), intervalMs: clockMs, seed });
  let timer: NodeJS.Timeout | undefined;
  const server = createServer((socket) => {
    socket.setNoDelay(true).on("error", () => {});
    // Spread over the interval, as a thousand households are; the first meter's begins with it.
    timer = setTimeout(
      function send() {
        onSent(performance.now());
        socket.write(simulated.next().octets);
        timer = setTimeout(send, intervalMs);
      },
      seed === 1 ? 0 : Math.random() * intervalMs,
    );
    socket.on("close", () => clearTimeout(timer));
  });
  const tcpPort = await listen(server);
  const terminal = line === "pty" ? await openTerminal(tcpPort) : undefined;
  return {
    port: terminal?.path ?? `tcp://127.0.0.1:${tcpPort}`,
    close() {
      clearTimeout(timer);
      terminal?.close();
      server.close();
    },
  };
}

async function openTerminal(tcpPort: number): Promise<{ path: string; close(): void }> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const path = join(folder, "reader");
  const socat: ChildProcess = spawn("socat", [`pty,raw,echo=0,link=${path}`, `tcp:127.0.0.1:${tcpPort},nodelay`], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  await until(() => existsSync(path), 10_000);
  return {
    path,
    close() {
      socat.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}
