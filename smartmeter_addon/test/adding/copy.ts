/** A copy of the program to which a test adds something, to show which places that takes. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const parts = [
  ...["CHANGELOG.md", "DOCS.md", "meters", "package.json", "src", "translations", "tsconfig.json"],
  ...readdirSync(".").filter((name) => name.endsWith(".mjs")),
];

export interface ProgramCopy {
  readonly folder: string;
  /** Adds the text before the only place where the mark stands. */
  insert(path: string, mark: string, text: string): void;
  write(path: string, text: string): void;
  read(path: string): string;
  /** What the compiler has to say; empty where all is well. The page is compiled for a browser, by its own settings. */
  compile(project?: "." | "src/web/page"): string;
  /** Runs a script of the copy; throws with its output where that fails. */
  run(...command: string[]): string;
  [Symbol.dispose](): void;
}

export function copyProgram(): ProgramCopy {
  const repository = mkdtempSync(join(tmpdir(), "smartmeter-copy-"));
  const folder = join(repository, "smartmeter_addon");
  for (const part of parts) cpSync(part, join(folder, part), { recursive: true });
  cpSync("../docs", join(repository, "docs"), { recursive: true, filter: (path) => !path.includes("images") });
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));

  const read = (path: string): string => readFileSync(join(folder, path), "utf8");
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const execute = (command: readonly string[]) =>
    spawnSync(process.execPath, command, { cwd: folder, encoding: "utf8", env: { ...process.env, NODE_OPTIONS: "" } });

  return {
    folder,
    read,
    write,
    insert(path, mark, text) {
      const before = read(path);
      if (before.split(mark).length !== 2) throw new Error(`${path}: "${mark}" must stand there once`);
      write(
        path,
        before.replace(mark, () => `${text}${mark}`),
      );
    },
    compile(project = ".") {
      const { stdout } = execute(["node_modules/typescript/bin/tsc", "--pretty", "false", "-p", project]);
      return stdout;
    },
    run(...command) {
      const { status, stdout, stderr } = execute(command);
      if (status !== 0) throw new Error(`${command.join(" ")}: ${stdout}${stderr}`);
      return stdout;
    },
    [Symbol.dispose]() {
      rmSync(repository, { recursive: true });
    },
  };
}
