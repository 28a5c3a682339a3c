import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/** A real Mosquitto on a port of its own; everything of it goes with `stop`. */
export interface Mosquitto {
  readonly port: number;
  /** The same port, a new process: what was retained is gone, as after a broker without persistence. */
  restart(changed?: MosquittoOptions): Promise<void>;
  /** Ends the process and keeps the port free for `restart`. */
  halt(): Promise<void>;
  /** Stops and continues the process: it hangs with its connections open. */
  freeze(frozen: boolean): void;
  stop(): Promise<void>;
}

export interface MosquittoOptions {
  /** User names and passwords; anybody may come in without. */
  readonly users?: Readonly<Record<string, string>>;
  /** PEM files; `clientCa` asks for a client certificate signed by it. */
  readonly tls?: {
    readonly ca: string;
    readonly certificate: string;
    readonly key: string;
    readonly clientCa?: boolean;
  };
  /** Rules of who may read and write what; everything is allowed where left out. */
  readonly acl?: readonly string[];
  /** Further lines of its configuration. */
  readonly lines?: readonly string[];
}

const binary = ["/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto"].find((path) => {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
});

/** Why tests with a real broker are skipped; `false` where they run. In CI a missing broker is a failure, not a skip. */
export const mosquittoMissing: string | false =
  binary !== undefined || process.env.CI === "true" ? false : "Mosquitto is not installed (apt-get install mosquitto)";

/** Ends the broker with its standard input, so that it never outlives a test that was killed. */
const keeperScript = '"$0" -c "$1" >/dev/null 2>&1 & echo $!; read -r _; kill -9 $!; wait';

export async function startMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  if (binary === undefined) throw new Error("Mosquitto is not installed (apt-get install mosquitto)");
  const folder = mkdtempSync(join(tmpdir(), "mosquitto-"));
  const port = await freePort();
  let child: { keeper: ChildProcess; pid: number } | undefined;

  const start = async (now: MosquittoOptions): Promise<void> => {
    const file = join(folder, "mosquitto.conf");
    writeFileSync(file, configuration(folder, port, now));
    const keeper = spawn("sh", ["-c", keeperScript, binary, file], { stdio: ["pipe", "pipe", "ignore"] });
    const [line] = (await once(keeper.stdout, "data")) as [Buffer];
    child = { keeper, pid: Number(line.toString()) };
    await reachable(port);
  };
  const halt = async (): Promise<void> => {
    if (child === undefined) return;
    const exited = once(child.keeper, "exit");
    child.keeper.stdin?.end();
    await exited;
    child = undefined;
  };

  await start(options);
  return {
    port,
    halt,
    restart: async (changed = options) => {
      await halt();
      await start(changed);
    },
    freeze(frozen) {
      if (child !== undefined) process.kill(child.pid, frozen ? "SIGSTOP" : "SIGCONT");
    },
    stop: async () => {
      await halt();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configuration(folder: string, port: number, { users, tls, acl, lines: more = [] }: MosquittoOptions): string {
  const lines = [`listener ${port} 127.0.0.1`, ...more, `user ${userInfo().username}`, "persistence false"];
  lines.push(`allow_anonymous ${users === undefined}`);
  if (users !== undefined) {
    const file = join(folder, "users");
    writeFileSync(file, "", { mode: 0o600 });
    for (const [name, password] of Object.entries(users))
      execFileSync("mosquitto_passwd", ["-b", file, name, password], { stdio: "ignore" });
    lines.push(`password_file ${file}`);
  }
  if (acl !== undefined) {
    const file = join(folder, "acl");
    writeFileSync(file, `${acl.join("\n")}\n`, { mode: 0o600 });
    lines.push(`acl_file ${file}`);
  }
  if (tls !== undefined) {
    lines.push(`cafile ${tls.ca}`, `certfile ${tls.certificate}`, `keyfile ${tls.key}`);
    if (tls.clientCa === true) lines.push("require_certificate true", "use_identity_as_username false");
  }
  return `${lines.join("\n")}\n`;
}

/** A port nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function reachable(port: number): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    const socket = connect(port, "127.0.0.1");
    const open = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true));
      socket.once("error", () => resolve(false));
    });
    socket.destroy();
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`Mosquitto does not listen on ${port}`);
}
