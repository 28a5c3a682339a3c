// Takes each recovery out of a copy of the program, one at a time, and runs the test that is there for it: that test has
// to fail. `script/recoveries` calls this; arguments choose faults by a part of their name.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

const root = dirname(fileURLToPath(import.meta.url));
const wanted = process.argv.slice(2);
const all = parse(readFileSync(join(root, "test/reliability/recoveries.yaml"), "utf8"));
const recoveries = all.filter(({ fault }) => wanted.length === 0 || wanted.some((part) => fault.includes(part)));

const workshop = mkdtempSync(join(tmpdir(), "recoveries-"));
const copy = join(workshop, "smartmeter_addon");
const left = new Set(["node_modules", ".build", "dist"]);
cpSync(root, copy, { recursive: true, filter: (path) => !left.has(path.slice(root.length + 1)) });
symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));

/** A test may hang without its recovery, s; `timeout` ends it with all that it has started. */
const longest = 150;

function run(command, args) {
  return spawnSync("timeout", ["-s", "KILL", `${longest}`, command, ...args], { cwd: copy, encoding: "utf8" });
}

/** Whether the test passes with the copy as it is, and whether there is one of that name at all. */
function passes({ test, name }) {
  const bundled = run("node", ["bundle.mjs", "--test"]);
  if (bundled.status !== 0) throw new Error(`does not bundle: ${bundled.stderr}`);
  const pattern = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const { status, stdout } = run("node", [
    "--test",
    "--test-reporter=spec",
    "--test-name-pattern",
    pattern,
    `.build/test/${test}.test.mjs`,
  ]);
  return { passed: status === 0, count: Number(/^ℹ pass (\d+)$/m.exec(stdout ?? "")?.[1] ?? 0) };
}

/** What came of taking one recovery out; undefined: its test failed, as it should. */
function problemOf({ file, take, put, test, name }) {
  const path = join(copy, "src", `${file}.ts`);
  const source = readFileSync(path, "utf8");
  if (source.split(take).length !== 2) return `src/${file}.ts has not exactly one "${take}"`;
  writeFileSync(
    path,
    source.replace(take, () => put),
  );
  const without = passes({ test, name });
  writeFileSync(path, source);
  if (without.passed) return "the test passes without the recovery";
  const { passed, count } = passes({ test, name });
  return passed && count > 0 ? undefined : "the test fails with the recovery, too, or is not there";
}

let failed = 0;
try {
  for (const recovery of recoveries) {
    const problem = problemOf(recovery);
    if (problem !== undefined) failed++;
    process.stdout.write(`${problem === undefined ? "ok  " : "FAIL"} ${recovery.fault}: ${problem ?? recovery.test}\n`);
  }
} finally {
  rmSync(workshop, { recursive: true, force: true });
}
process.stdout.write(`${recoveries.length - failed} passed, ${failed} failed\n`);
process.exit(failed === 0 && recoveries.length > 0 ? 0 : 1);
