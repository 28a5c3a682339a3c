/** A configuration is good only where the program can run with it; keys and words are tried in `test/options`. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { checkConfigCommand } from "../../src/command/check-config.ts";
import { runCommand } from "../support/run-command.ts";

test("a certificate file that cannot be read is not good", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "check-config-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "smartmeter.yaml");
  const check = async (tls: boolean, ca: string) => {
    const mqtt = JSON.stringify({ host: "192.0.2.20", tls, ca });
    writeFileSync(file, `language: de\nmeters: [{ key: 000102030405060708090A0B0C0D0E0F }]\nmqtt: ${mqtt}\n`);
    return runCommand(checkConfigCommand, ["--config", file]);
  };
  const missing = await check(true, join(folder, "nowhere.pem"));
  assert.equal(missing.code, 1, missing.out);
  assert.match(missing.out, /^mqtt: .*\[broker-tls\]\. Die Zertifikatsdatei .*nowhere\.pem lässt sich nicht lesen/);
  assert.doesNotMatch(missing.out, /Passt/);
  assert.match((await check(true, folder)).out, /es ist keine Datei/);
  assert.equal((await check(true, file)).code, 0);
  // Nobody reads it without TLS.
  assert.equal((await check(false, join(folder, "nowhere.pem"))).code, 0);
});

test("nor one of an output over HTTPS", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "check-config-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "smartmeter.yaml");
  const missing = join(folder, "nowhere.pem");
  const check = async (section: string, given: object) => {
    writeFileSync(
      file,
      `language: de\nmeters: [{ key: 000102030405060708090A0B0C0D0E0F }]\n${section}: ${JSON.stringify(given)}\n`,
    );
    return runCommand(checkConfigCommand, ["--config", file]);
  };
  for (const [section, more] of [
    ["webhook", {}],
    ["influxdb", { org: "home", bucket: "meter", token: "secret" }],
  ] as const) {
    const of = (url: string, ca: string, rest = {}) => check(section, { url, ca, ...more, ...rest });
    const unread = await of("https://192.0.2.20/x", missing);
    assert.equal(unread.code, 1, unread.out);
    assert.match(
      unread.out,
      new RegExp(
        `^${section}: .*\\[output-untrusted\\]\\. Die Zertifikatsdatei .*nowhere\\.pem lässt sich nicht lesen: es ist nicht da`,
      ),
    );
    assert.match((await of("https://192.0.2.20/x", folder)).out, /lässt sich nicht lesen: es ist keine Datei/);
    assert.equal((await of("https://192.0.2.20/x", file)).code, 0);
    // Nobody reads it without TLS, or for an output that is switched off.
    assert.equal((await of("http://192.0.2.20/x", missing)).code, 0);
    assert.equal((await of("https://192.0.2.20/x", missing, { enabled: false })).code, 0);
  }
});

test("a wrong argument is named in the language the arguments ask for", async () => {
  for (const args of [
    ["--language", "de", "extra"],
    ["extra", "--language=de"],
  ]) {
    const { code, out } = await runCommand(checkConfigCommand, args);
    assert.equal(code, 1);
    assert.match(out, /^Befehlszeile: gefunden: extra; erwartet: /);
  }
});
