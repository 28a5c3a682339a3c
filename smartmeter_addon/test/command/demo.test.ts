import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { describe, test } from "node:test";

const env = { ...process.env, LANG: "C.UTF-8", LC_ALL: "" };
const demo = (...args: string[]): ChildProcess => spawn(process.execPath, ["demo/demo.mjs", ...args], { env });

async function ended(child: ChildProcess): Promise<{ code: number | null; out: string; err: string }> {
  let [out, err] = ["", ""];
  child.stdout?.on("data", (part: Buffer) => {
    out += part.toString();
  });
  child.stderr?.on("data", (part: Buffer) => {
    err += part.toString();
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, out, err };
}

/** util-linux's `script` runs a command on a terminal of its own. */
const withoutTerminal = spawnSync("script", ["--version"]).status !== 0 && "needs script of util-linux";

describe("the demo", { timeout: 120_000 }, () => {
  test("into a pipe: one JSON object a line, the sentences on the other output", async () => {
    const { code, out, err } = await ended(demo("--count", "2", "--interval", "0.2"));
    assert.equal(code, 0, err);
    const messages = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { topic: string; payload: { power_net?: number } });
    assert.equal(messages.filter(({ payload }) => payload.power_net !== undefined).length, 2);
    assert.match(err, /^The page: http:\/\/127\.0\.0\.1:\d+\/\n/);
  });

  test("what cannot be is answered in a sentence", async () => {
    for (const [args, words] of [
      [["--meter", "nix"], /^There is no meter "nix"; .* shows them all\.\n/],
      [["--wrong"], /^Unknown option '--wrong'\n/],
      [["--interval", "soon"], /^The interval "soon" is no number of seconds\.\n/],
      [["more"], /^Unexpected argument 'more'\.\n/],
    ] as const) {
      const { code, out, err } = await ended(demo(...args));
      assert.deepEqual([code, out], [2, ""]);
      assert.match(err, words);
      assert.ok(!/ at |node:/.test(err), err);
    }
    const { code, out } = await ended(demo("--help"));
    assert.equal(code, 0);
    assert.match(out, /^usage: script\/demo/);
  });

  test("on a terminal: the page first, one line in its place, and an end without a warning", {
    skip: withoutTerminal,
  }, async () => {
    // Another program has the page's usual port.
    const other = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      other.once("error", () => resolve(false));
      other.listen(8099, "127.0.0.1", () => resolve(true));
    });
    // `exec`, so that the code is the demo's: a shell that stays (dash does) ends by Ctrl-C itself, with 130.
    const command = `exec ${process.execPath} demo/demo.mjs --interval 0.2`;
    const child = spawn("script", ["-qec", command, "/dev/null"], {
      env: { ...env, SHELL: "/bin/sh" },
      stdio: ["pipe", "pipe", "pipe"],
    });
    let [seen, isAsked] = ["", false];
    child.stdout.on("data", (part: Buffer) => {
      seen += part.toString();
      // Ctrl-C, as the terminal sends it.
      if (isAsked || !seen.includes("meter is online") || seen.split("\r\x1b[K").length <= 5) return;
      isAsked = true;
      child.stdin.write("\x03");
    });
    const limit = setTimeout(() => child.kill(), 60_000);
    const { code } = await ended(child);
    clearTimeout(limit);
    if (isFree) await new Promise((resolve) => other.close(resolve));
    assert.equal(code, 0, seen);
    const lines = seen.split("\r\n");
    assert.match(lines[0] ?? "", /^The page: http:\/\/127\.0\.0\.1:(?!8099\/)\d+\/$/);
    assert.match(seen, /The meter is online\./);
    const live = lines.find((line) => line.includes(" kWh ")) ?? "";
    assert.ok(live.split("\r\x1b[K").length > 2, "written again in its place");
    assert.match(live, /\d\d:\d\d:\d\d {2}(import|export) [\d,]+ W {2}[\d,.]+ kWh in/);
    assert.match(seen, /Ending\.\r\n$/);
    assert.doesNotMatch(seen, /warning|Error|Deprecat/);
  });
});
