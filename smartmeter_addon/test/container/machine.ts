// A virtual machine with AppArmor in its kernel, for what no container can show: QEMU without KVM, Debian's kernel, and
// a file system that `make-machine` laid out.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createConnection, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Outcome, until } from "./container.ts";

/** Eight digits that stand for a repository's address, and the slug: what the Supervisor calls the app's profile. */
export const profileName = "5c53de3b_smartmeter_addon";

export interface Machine {
  /** Runs one line of shell outside every profile, as the host's administrator would. */
  run(line: string): Promise<Outcome>;
  /** What such a line wrote; fails where it failed. */
  done(line: string): Promise<string>;
  write(path: string, content: string | Uint8Array): Promise<void>;
  /** Loads this text of `apparmor.txt` for enforcement, renamed as the Supervisor renames it. */
  load(profile: string): Promise<void>;
  /** Starts the app below its profile, with these variables and a log that begins anew. */
  startApp(environment?: Readonly<Record<string, string>>): Promise<void>;
  /** What the app has written. */
  log(): Promise<string>;
  /** What the app ended with, once it has. */
  exitCode(): Promise<number>;
  /** What the kernel has written. */
  console(): string;
  /** What AppArmor has refused since the machine started, one line each, as the kernel writes it. */
  denials(): string[];
  /** The other end of the machine's serial port /dev/ttyUSB0. */
  readonly serial: Socket;
  stop(): Promise<void>;
}

export interface MachineOptions {
  /** Folder that `make-machine` printed. */
  readonly folder: string;
  readonly files: "small" | "whole";
  /** Port of this host that leads to the page of the app; the machine sees it come from the Supervisor. */
  readonly pagePort?: number;
  /** Port of this host that the machine knows as `supervisor:80`. */
  readonly supervisorPort?: number;
}

/**
 * Starts a machine and waits until it takes commands. Its network is the one of Home Assistant's apps: 172.30.32.2 is
 * this host (and for the page the Supervisor), 172.30.33.5 the app.
 */
export async function startMachine(options: MachineOptions): Promise<Machine> {
  const folder = mkdtempSync(join(tmpdir(), "smartmeter-machine-"));
  const path = (name: string): string => join(folder, name);
  const forwards = [
    ...(options.pagePort === undefined ? [] : [`hostfwd=tcp:127.0.0.1:${options.pagePort}-172.30.33.5:8099`]),
    ...(options.supervisorPort === undefined
      ? []
      : [`guestfwd=tcp:172.30.32.3:80-cmd:socat STDIO TCP:127.0.0.1:${options.supervisorPort}`]),
  ];
  const network = ["user,id=net", "net=172.30.32.0/23,host=172.30.32.2,dns=172.30.32.4,dhcpstart=172.30.33.50"];
  const socket = (id: string): string => `socket,id=${id},path=${path(id)},server=on,wait=off`;
  const process = spawn("qemu-system-x86_64", [
    ...["-accel", "tcg", "-smp", "2", "-m", options.files === "small" ? "256" : "768"],
    ...["-no-user-config", "-nodefaults", "-no-reboot", "-display", "none"],
    ...["-kernel", join(options.folder, "kernel"), "-initrd", join(options.folder, `${options.files}.cpio`)],
    ...["-append", "console=ttyS0 rdinit=/machine/boot panic=-1 security=apparmor mitigations=off"],
    ...["-chardev", `file,id=console,path=${path("console")}`, "-serial", "chardev:console"],
    ...["-chardev", socket("commands"), "-serial", "chardev:commands"],
    ...["-device", "piix3-usb-uhci", "-chardev", socket("meter"), "-device", "usb-serial,chardev=meter"],
    ...["-netdev", [...network, ...forwards].join(","), "-device", "e1000,netdev=net"],
  ]);
  let complaint = "";
  process.stderr.on("data", (chunk) => (complaint += chunk));
  const readConsole = (): string => readFileSync(path("console"), "utf8");

  const opened: Socket[] = [];
  const stop = async (): Promise<void> => {
    for (const one of opened) one.destroy();
    if (process.exitCode === null && process.signalCode === null) {
      process.kill("SIGKILL");
      await once(process, "exit");
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (const id of ["commands", "meter"]) opened.push(await connect(path(id), process));
    const [commands, serial] = opened as [Socket, Socket];
    const answers = createAnswers(commands);
    const ready = await answers.next();
    if (!ready.output.startsWith("ready")) throw new Error(`instead of being ready: ${ready.output}`);
    const run = async (line: string): Promise<Outcome> => {
      commands.write(`${line}\n`);
      return answers.next();
    };
    const done = async (line: string): Promise<string> => {
      const { code, output } = await run(line);
      if (code !== 0) throw new Error(`in the virtual machine: ${line}: ${output}`);
      return output;
    };
    return {
      run,
      done,
      ...appOf(done),
      console: readConsole,
      denials: () =>
        readConsole()
          .split("\n")
          .filter((line) => line.includes('apparmor="DENIED"')),
      serial,
      stop,
    };
  } catch (error) {
    const console = readConsole();
    await stop();
    throw new Error(`the virtual machine: ${(error as Error).message}\n${complaint}\n${console.slice(-2000)}`);
  }
}

async function connect(path: string, process: ChildProcess): Promise<Socket> {
  let found: Socket | undefined;
  await until("QEMU's sockets", async () => {
    if (process.exitCode !== null) throw new Error(`QEMU ended with ${process.exitCode}`);
    const socket = createConnection(path);
    found = await new Promise<Socket | undefined>((resolve) =>
      socket.once("connect", () => resolve(socket)).once("error", () => resolve(undefined)),
    );
    return found !== undefined;
  });
  const socket = found as Socket;
  socket.on("error", () => {});
  return socket;
}

/** Cuts what the machine's shell answers: output up to a line `@@ exit code`. */
function createAnswers(commands: Socket): { next(): Promise<Outcome> } {
  let text = "";
  commands.setEncoding("utf8");
  commands.on("data", (chunk) => (text += chunk));
  return {
    next: async () => {
      let match: RegExpExecArray | null = null;
      await until(
        "an answer of the virtual machine",
        () => {
          match = /(?:^|\n)@@ (\w+)\r?\n/.exec(text);
          return match !== null || commands.closed;
        },
        300_000,
      );
      if (match === null) throw new Error(`the line to the virtual machine was closed after: ${text}`);
      const [whole, code] = match as RegExpExecArray as unknown as [string, string];
      const at = text.indexOf(whole);
      const output = text.slice(0, at);
      text = text.slice(at + whole.length);
      return code === "ready" ? { code: 0, output: code } : { code: Number(code), output };
    },
  };
}

/** What a host does with the app and its profile, as lines of shell. */
function appOf(done: Machine["done"]): Pick<Machine, "write" | "load" | "startApp" | "log" | "exitCode"> {
  /** In portions, because the shell reads a line octet by octet. */
  const write: Machine["write"] = async (path, content) => {
    const text = Buffer.from(content).toString("base64");
    await done(`mkdir -p "$(dirname ${path})"; : >${path}`);
    for (let from = 0; from < text.length; from += 2048)
      await done(`echo ${text.slice(from, from + 2048)} | base64 -d >>${path}`);
  };
  return {
    write,
    load: async (profile) => {
      await write("/machine/profile", profile.replace(/^profile smartmeter_addon /m, `profile ${profileName} `));
      // Everything this kernel can mediate, whatever Debian's parser would leave out.
      const features = "--kernel-features $features --policy-features $features";
      await done(`features=/sys/kernel/security/apparmor/features; apparmor_parser ${features} -r -K /machine/profile`);
    },
    startApp: async (environment = {}) => {
      const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
      await done(`: >/machine/log; /machine/start-app ${profileName} ${variables.join(" ")}`);
    },
    log: () => done("cat /machine/log"),
    exitCode: async () => {
      const ended = (): Promise<string> => done("cat /machine/exit-code 2>/dev/null || true");
      await until("the end of the app", async () => (await ended()) !== "", 120_000);
      return Number(await ended());
    },
  };
}
