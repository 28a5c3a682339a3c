import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { doctorCommand } from "../../src/command/doctor.ts";
import { explainCommand } from "../../src/command/explain.ts";
import { concatOctets, toHex } from "../../src/octets.ts";
import { axdr } from "../../src/tools/encode/encode.ts";
import { testKey } from "../../src/tools/simulate/simulate.ts";
import { clock, hdlc } from "../decoder/pushes.ts";
import { runCommand } from "../support/run-command.ts";

const folder = mkdtempSync(join(tmpdir(), "learn-"));
after(() => rmSync(folder, { recursive: true }));
const key = toHex(testKey);

/** Of a list nobody has described: a clock, a register that rises, one that stands still. */
const telegram = (step: number): Uint8Array => {
  const numbers = [5000 + step, 77, 3600].map((number) => axdr.uint32(number));
  return hdlc({ body: axdr.structure([axdr.octetString(clock(step)), ...numbers]), counter: step + 1, second: step });
};
const telegrams = Array.from({ length: 30 }, (_, step) => telegram(step));

test("explain drafts a definition behind what it explains; as data there is none", async () => {
  const file = join(folder, "unknown.hex");
  writeFileSync(file, toHex(concatOctets(telegrams)));
  const { out } = await runCommand(explainCommand, ["--key", key, "--language", "de", file]);
  assert.match(out, /Entwurf aus 30 Telegrammen/);
  assert.match(out, /role: clock/);
  assert.match(out, /# Element 2, jetzt 5029: .*\n {2}- \{ type: u32 \}/);
  const json = await runCommand(explainCommand, ["--key", key, "--json", file]);
  assert.doesNotMatch(json.out, /Draft/);
});

test("doctor listens on until its time is up and drafts a definition", async () => {
  const server = createServer((socket) => {
    let step = 0;
    socket.on("error", () => {});
    const sending = setInterval(() => socket.write(telegrams[step++ % telegrams.length] as Uint8Array), 100);
    socket.on("close", () => clearInterval(sending));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const port = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const args = ["--port", port, "--key", key, "--seconds", "8", "--language", "en"];
  const { code, out, err } = await runCommand(doctorCommand, args);
  server.close();
  assert.equal(code, 1);
  assert.match(out, /\[layout-unknown\]/);
  assert.match(err, /go on listening/);
  assert.match(out, /1 of 4 elements are certain/);
});
