import { type ExecFileException, execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A container of the app's image, started the way the Supervisor starts one. */
export interface Container {
  readonly name: string;
  /** Runs a command inside; its exit code and output. */
  exec(...command: string[]): Promise<Outcome>;
  /** Starts a command inside and leaves it running. */
  start(...command: string[]): Promise<void>;
  /** What the image's HEALTHCHECK answers now. */
  healthy(): Promise<boolean>;
  running(): Promise<boolean>;
  /** `docker stop` with the Supervisor's ten seconds; how long it took. */
  stop(): Promise<number>;
  exitCode(): Promise<number>;
  /** Everything that was written to standard output and error. */
  logs(): Promise<string>;
  remove(): Promise<void>;
}

export interface Outcome {
  readonly code: number;
  readonly output: string;
}

export interface ContainerOptions {
  readonly image: string;
  /** What the Supervisor writes to /data/options.json; without it there is no /data. */
  readonly options?: unknown;
  readonly env?: Readonly<Record<string, string>>;
  /** Further flags for `podman run`. */
  readonly flags?: readonly string[];
  readonly command?: readonly string[];
}

/** Limits of a machine without systemd. */
export const machine = ["--runtime", "runc", "--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1000:1000"] as const;
/** Stands in for the Supervisor's own. */
const hostNetwork = ["--network", "host"] as const;

export async function startContainer({
  image,
  options,
  env = {},
  flags = [],
  command = [],
}: ContainerOptions): Promise<Container> {
  const data = mkdtempSync(join(tmpdir(), "smartmeter-data-"));
  writeFileSync(join(data, "options.json"), JSON.stringify(options ?? {}), { mode: 0o600 });
  const variables = Object.entries(env).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
  const name = `smartmeter-test-${process.pid}-${++count}`;
  const volume = options === undefined ? [] : ["--volume", `${data}:/data`];
  const mounts = [...volume, "--tmpfs", "/tmp"];
  const run = [
    "run",
    "--detach",
    "--name",
    name,
    ...machine,
    ...hostNetwork,
    ...mounts,
    ...variables,
    ...flags,
    image,
    ...command,
  ];
  const started = await podman(...run);
  if (started.code !== 0) throw new Error(`podman run: ${started.output}`);
  const inspect = async (field: string) => (await podman("inspect", "--format", `{{${field}}}`, name)).output.trim();
  return {
    name,
    exec: (...inner) => podman("exec", name, ...inner),
    start: async (...inner) => {
      const outcome = await podman("exec", "--detach", name, ...inner);
      if (outcome.code !== 0) throw new Error(outcome.output);
    },
    healthy: async () => (await podman("healthcheck", "run", name)).code === 0,
    running: async () => (await inspect(".State.Running")) === "true",
    stop: async () => {
      const before = performance.now();
      await podman("stop", "--time", "10", name);
      return performance.now() - before;
    },
    exitCode: async () => Number(await inspect(".State.ExitCode")),
    logs: async () => (await podman("logs", name)).output,
    remove: async () => {
      await podman("rm", "--force", "--time", "0", name);
      rmSync(data, { recursive: true, force: true });
    },
  };
}

let count = 0;

/** Podman's answer; what it misses of systemd and of network plug-ins is no part of it. */
export function podman(...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = { maxBuffer: 64 * 1024 * 1024 };
    execFile("podman", ["--log-level", "fatal", ...args], options, (error: ExecFileException | null, stdout, stderr) =>
      resolve({ code: error === null ? 0 : typeof error.code === "number" ? error.code : 1, output: stdout + stderr }),
    );
  });
}

/** Waits until a question is answered with yes; generous, because the machine may be busy. */
export async function until(what: string, question: () => Promise<boolean> | boolean, limitMs = 60_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await question())) {
    if (performance.now() > end) throw new Error(`gave up waiting: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
