// The AppArmor profile as a host's kernel enforces it, without the program: in a virtual machine, loaded under the name
// that the Supervisor gives it, with a shell script of the shape of s6-overlay's /init.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { until } from "./container.ts";
import { type Machine, profileName, startMachine } from "./machine.ts";

/** Set by `test/container/run`, which makes the machine. */
const folder = process.env.SMARTMETER_MACHINE;
const shipped = readFileSync("apparmor.txt", "utf8");

describe("the profile", { skip: folder === undefined ? "script/test --container makes the machine" : false }, () => {
  let machine: Machine;

  before(async () => {
    machine = await startMachine({ folder: folder as string, files: "small" });
    // In the place of Node: it ends at once with 127, because busybox has no such command.
    await machine.done("cp /bin/busybox /usr/bin/node; echo secret >/data/options.json");
  });

  after(() => machine?.stop());

  it("lets s6 start the service and end with its exit code, and refuses nothing of it", async () => {
    await machine.load(shipped);
    await machine.startApp();
    assert.equal(await machine.exitCode(), 127);
    assert.equal(await machine.log(), "node: applet not found");
    assert.deepEqual(machine.denials(), []);
  });

  it("keeps everything but the program from options, network and serial lines", async () => {
    const before = machine.denials().length;
    for (const line of ["cat /data/options.json", "cat /ssl", "cat /dev/ttyUSB0", "nc -w 1 172.30.32.2 80"]) {
      const { code, output } = await machine.run(`/machine/in-profile ${profileName} ${line}`);
      assert.notEqual(code, 0, line);
      assert.match(output, /Permission denied/, line);
    }
    assert.equal(machine.denials().length, before + 4);
  });

  // Each of these rules stands for a start that failed.
  for (const { rule, instead, said } of [
    { rule: "/init rix,", instead: "/init ix,", said: /can't open '\/init': Permission denied/ },
    { rule: "network unix stream,", instead: "", said: /unable to create socket: Permission denied/ },
  ])
    it(`starts no service without \`${rule}\``, async () => {
      assert.ok(shipped.includes(rule));
      await machine.load(shipped.replace(rule, instead));
      await machine.startApp();
      await until("a word about it", async () => said.test(await machine.log()));
      assert.doesNotMatch(await machine.log(), /applet not found/);
      await machine.run("kill -KILL $(pidof s6-svscan) 2>/dev/null");
      await machine.exitCode();
    });
});
