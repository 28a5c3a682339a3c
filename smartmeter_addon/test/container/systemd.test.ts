import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import { connectAsync, type MqttClient } from "mqtt";
import { type Mosquitto, startMosquitto } from "../support/mosquitto.ts";
import { programSays } from "../support/program-availability.ts";
import { machine, type Outcome, podman, until } from "./container.ts";

// The unit as it is, installed by its script on a Debian with systemd of its own, with a meter on a serial line.

/** Set by `test/container/run`. */
const image = process.env.SMARTMETER_SYSTEMD_IMAGE;
const key = randomBytes(16).toString("hex");
const name = `smartmeter-systemd-${process.pid}`;
const program = "/opt/smartmeter/smartmeter.mjs";
const script = "/checkout/deploy/systemd/install";

describe("under systemd", { skip: image === undefined ? "script/test --container makes the machine" : false }, () => {
  const topics = new Map<string, string>();
  let broker: Mosquitto;
  let listener: MqttClient;

  before(async () => {
    broker = await startMosquitto();
    listener = await connectAsync(`mqtt://127.0.0.1:${broker.port}`);
    listener.on("message", (topic, payload) => void topics.set(topic, payload.toString()));
    await listener.subscribeAsync("#");
    const flags = [
      "--network",
      "host",
      "--privileged",
      "--systemd",
      "always",
      "--volume",
      `${resolve("..")}:/checkout:ro`,
    ];
    const { code, output } = await podman("run", "--detach", "--name", name, ...machine, ...flags, image as string);
    assert.equal(code, 0, output);
    await until("systemd", async () => /running|degraded/.test((await inside("systemctl is-system-running")).output));
    // As on every machine; in a container systemd leaves it to whoever made the container.
    await done("mount --make-rshared /");
  });

  after(async () => {
    await podman("rm", "--force", "--time", "0", name);
    await listener?.endAsync(true);
    await broker?.stop();
  });

  it("the unit starts as a user of its own, reads the meter and tells systemd when it is ready", async () => {
    await done(script);
    await simulate("ttyMETER", "ttyREADER");
    await write("/etc/smartmeter/smartmeter.yaml", configuration("/dev/ttyREADER", "smartmeter"));
    await done("smartmeter check-config --config /etc/smartmeter/smartmeter.yaml");
    await done("systemctl start smartmeter");
    await until("a state", () => state("smartmeter") !== undefined);
    assert.ok(JSON.parse(state("smartmeter") as string).energy_import > 0);
    const status = await done(`cat /proc/${await show("MainPID")}/status`);
    assert.doesNotMatch(status, /^Uid:\s+0\s/m);
    assert.match(status, /^CapEff:\s+0+$/m);
    assert.match(status, /^NoNewPrivs:\s+1$/m);
    assert.match(status, /^Seccomp:\s+2$/m);
    assert.equal((await done("stat -c %a:%U /etc/smartmeter/smartmeter.yaml")).trim(), "600:root");
    await until("its state", async () => (await inside("ls /var/lib/private/smartmeter")).output.includes(".json"));
  });

  it("the watchdog ends a program that stands still, and it reads again", async () => {
    await write("/run/systemd/system/smartmeter.service.d/soon.conf", "[Service]\nWatchdogSec=4\nRestartSec=1\n");
    await done("systemctl daemon-reload && systemctl restart smartmeter");
    const before = await show("MainPID");
    // Twice its time: the beats arrive.
    await new Promise((wait) => setTimeout(wait, 8000));
    assert.equal(await show("MainPID"), before);
    await done(`kill -STOP ${before}`);
    await until("another process", async () => !["0", before].includes(await show("MainPID")));
    assert.match(await done("journalctl --unit smartmeter --output cat"), /[Ww]atchdog timeout/);
    topics.clear();
    await until("a state", () => state("smartmeter") !== undefined);
  });

  it("stops cleanly, and its journal holds no key", async () => {
    await done("systemctl stop smartmeter");
    assert.equal(await show("Result"), "success");
    await until("offline", () => programSays(topics, "offline"));
    const journal = await done("journalctl --unit smartmeter --output cat");
    assert.match(journal, /first telegram of meter/);
    assert.ok(!journal.toLowerCase().includes(key));
  });

  it("parts, by the commands of docs/scale.md, read a meter each and share nothing", async () => {
    await done("systemctl disable --now smartmeter");
    const document = readFileSync("../docs/scale.md", "utf8");
    const [, block = ""] = /```console\n([\s\S]*?)```/.exec(document.slice(document.indexOf("### Step by step"))) ?? [];
    const commands = block.replaceAll(/^ *\$ /gm, "").replaceAll("sudo ", "");
    assert.ok(commands.includes("smartmeter@.service"), commands);
    await done(`set -e\n${commands}`);
    for (const part of ["a", "b"]) {
      await simulate(`ttyMETER${part}`, `ttyREADER${part}`);
      const text = `${configuration(`/dev/ttyREADER${part}`, `smartmeter-${part}`)}web: { enabled: false }\n`;
      await write(`/etc/smartmeter/${part}.yaml`, text);
    }
    await done("systemctl enable --now smartmeter@a smartmeter@b");
    await until("both parts", () => ["a", "b"].every((part) => state(`smartmeter-${part}`) !== undefined));
    await done("test -d /var/lib/private/smartmeter-a && test -d /var/lib/private/smartmeter-b");
    await done("systemctl disable --now smartmeter@a smartmeter@b && rm /etc/systemd/system/smartmeter@.service");
  });

  it("is taken away again without a trace", async () => {
    await done("systemctl enable --now smartmeter");
    await done(`${script} --remove`);
    assert.equal((await inside("systemctl cat smartmeter")).code, 1);
    await done("test -e /etc/smartmeter/smartmeter.yaml && test ! -e /opt/smartmeter");
    await done(`${script} --purge`);
    const left = "find /etc /opt /usr/local /var/lib -iname '*smartmeter*'";
    assert.equal(await done(left), "");
  });

  function configuration(port: string, topic: string): string {
    const mqtt = `{ host: 127.0.0.1, port: ${broker.port}, base_topic: ${topic} }`;
    return `meters: [{ key: ${key}, port: ${port} }]\nmqtt: ${mqtt}\n`;
  }

  /** A virtual meter on one end of a serial line, whose other end belongs to the group dialout. */
  async function simulate(meter: string, reader: string): Promise<void> {
    const ends = [meter, reader].map((end) => `PTY,link=/dev/${end},raw,echo=0`);
    await podman("exec", "--detach", name, "socat", ...ends);
    await until("the line", async () => (await inside(`chgrp dialout $(readlink /dev/${reader})`)).code === 0);
    await done(`chmod 660 $(readlink /dev/${reader})`);
    const flags = ["--meter", "noe-kaifa-ma309", "--key", key, "--interval", "1", "--serial", `/dev/${meter}`];
    await podman("exec", "--detach", name, "node", program, "simulate", ...flags);
  }

  const inside = (command: string): Promise<Outcome> => podman("exec", name, "bash", "-c", command);
  async function done(command: string): Promise<string> {
    const { code, output } = await inside(command);
    assert.equal(code, 0, `${command}\n${output}\n${(await inside("journalctl --no-pager | tail -20")).output}`);
    return output;
  }
  const write = (path: string, text: string): Promise<string> =>
    done(`mkdir -p $(dirname ${path}) && cat >${path} <<'END'\n${text}END`);
  const show = async (property: string): Promise<string> =>
    (await done(`systemctl show --property ${property} --value smartmeter`)).trim();
  const state = (base: string): string | undefined =>
    [...topics].find(([topic]) => new RegExp(`^${base}/(?!bridge)[^/]+/state$`).test(topic))?.[1];
});
