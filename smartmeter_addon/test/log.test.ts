import assert from "node:assert/strict";
import { test } from "node:test";
import { createLog } from "../src/log.ts";
import { Secret } from "../src/secret.ts";

function collect(options: Parameters<typeof createLog>[0] = {}) {
  const lines: string[] = [];
  return { lines, log: createLog({ ...options, write: (line) => void lines.push(line) }) };
}

test("text lines carry time, level and message, one line each", () => {
  const { lines, log } = collect();
  log.info("Port opened");
  log.warning("a meter's text\n00:00:00 error forged \u001b[31mline");
  assert.match(lines[0] ?? "", /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d info Port opened\n$/);
  assert.match(
    lines[1] ?? "",
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d warning a meter's text 00:00:00 error forged {2}?\[31mline\n$/,
  );
});

test("levels below the chosen one are left out", () => {
  const { lines, log } = collect({ level: "warning" });
  log.debug("no");
  log.info("no");
  log.warning("yes");
  log.error("yes");
  assert.equal(lines.length, 2);
});

test("JSON lines carry fields", () => {
  const { lines, log } = collect({ format: "json", level: "debug" });
  log.debug("read", { code: "key-wrong", octets: 12 });
  const line = JSON.parse(lines[0] ?? "");
  assert.deepEqual([line.level, line.msg, line.code, line.octets], ["debug", "read", "key-wrong", 12]);
  assert.equal(new Date(line.time).toISOString(), line.time);
});

test("no secret leaves, whether marked, in a field named like one or inside a text", () => {
  const password = new Secret("correct-horse-7");
  for (const format of ["text", "json"] as const) {
    const { lines, log } = collect({ format, level: "debug" });
    log.info(`connecting with ${password.reveal()}`, { password, mqtt: { password: "unmarked-but-named" } });
    log.error("failed", { error: `bad login CORRECT-HORSE-7` });
    const all = lines.join("");
    assert.doesNotMatch(all, /correct-horse-7/i);
    assert.doesNotMatch(all, /unmarked-but-named/);
    assert.match(all, /\*\*\*/);
  }
});
