// The app under its AppArmor profile as a host's kernel enforces it: the program, s6 and a script of the shape of
// s6-overlay's /init in a virtual machine; Supervisor, broker and meters outside of it.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { connectAsync } from "mqtt";
import { parseHex } from "../../src/octets.ts";
import { createSimulatedMeter } from "../../src/tools/simulate/simulate.ts";
import { makeCertificates } from "../support/certificates.ts";
import { freePort, startMosquitto } from "../support/mosquitto.ts";
import { programSays } from "../support/program-availability.ts";
import { startSupervisorStandIn } from "../support/supervisor.ts";
import { openTcpMeter } from "../support/tcp-meter.ts";
import { until } from "./container.ts";
import { type Machine, profileName, startMachine } from "./machine.ts";

/** Set by `test/container/run`, which makes the machine. */
const folder = process.env.SMARTMETER_MACHINE;

/** What the profile refuses on purpose although the app asks for it. */
const expectedDenials: readonly { readonly pattern: RegExp; readonly reason: string }[] = [
  {
    pattern: /operation="create" profile="\S+\/\/node" .* comm="libuv-worker" family="unix" sock_type="stream"/,
    reason:
      "Debian's C library asks a cache of names (nscd) before it asks the network; Alpine's, in the image, has none",
  },
];

describe("the app", { skip: folder === undefined ? "script/test --container makes the machine" : false }, () => {
  const key = parseHex(randomBytes(16).toString("hex")) as Uint8Array;
  const token = randomBytes(56).toString("hex");
  const messages = new Map<string, string>();
  const closing: (() => unknown)[] = [];
  let machine: Machine;
  let pagePort: number;

  before(async () => {
    const certificates = makeCertificates();
    closing.push(() => certificates.remove());
    const { ca, certificate, clientCertificate, clientKey } = certificates;
    const broker = await startMosquitto({ tls: { ca, certificate, key: certificates.key, clientCa: true } });
    closing.push(() => broker.stop());
    const [authority, cert, privateKey] = [ca, clientCertificate, clientKey].map((path) => readFileSync(path));
    const tls = { ca: authority as Buffer, cert: cert as Buffer, key: privateKey as Buffer };
    const listener = await connectAsync(`mqtts://127.0.0.1:${broker.port}`, tls);
    closing.push(() => listener.endAsync(true));
    listener.on("message", (topic, payload) => void messages.set(topic, payload.toString()));
    await listener.subscribeAsync("smartmeter/#");
    const meter = await openTcpMeter({ meter: "noe-kaifa-ma309", key, seed: 2 });
    closing.push(() => meter.close());
    const supervisor = await startSupervisorStandIn({ token });
    closing.push(() => supervisor.close());
    pagePort = await freePort();
    const supervisorPort = Number(new URL(supervisor.url).port);
    machine = await startMachine({ folder: folder as string, files: "whole", pagePort, supervisorPort });
    closing.push(() => machine.stop());

    await machine.load(readFileSync("apparmor.txt", "utf8"));
    const network = `tcp://172.30.32.2:${new URL(meter.port).port}`;
    const keyText = Buffer.from(key).toString("hex");
    await machine.write(
      "/data/options.json",
      JSON.stringify({
        meters: [
          { name: "Serial", key: keyText },
          { name: "Network", key: keyText, port: network },
        ],
        mqtt: {
          host: "172.30.32.2",
          port: broker.port,
          tls: true,
          ca: "/ssl/ca.pem",
          certificate: "/ssl/client/client.crt",
          private_key: "/ssl/client/client.key",
        },
        definitions: "/share/smartmeter",
        log_level: "debug",
      }),
    );
    await machine.write("/ssl/ca.pem", tls.ca);
    await machine.write("/ssl/client/client.crt", tls.cert);
    await machine.write("/ssl/client/client.key", tls.key);
    await machine.write("/share/smartmeter/own.yaml", ownDefinition);
  });

  after(async () => {
    for (const close of closing.reverse()) await close();
  });

  it("finds a serial reader, reads it and a network reader, keeps its state, serves its page and is healthy", async () => {
    await start();
    const simulated = createSimulatedMeter({ meter: "noe-kaifa-ma309", key, startMs: Date.now() });
    const sending = setInterval(() => machine.serial.write(simulated.next(Date.now()).octets), 1000);
    await until("both meters", () => states().length === 2, 180_000).finally(() => clearInterval(sending));
    assert.ok(
      states().every((state) => state.includes('"own_power_factor"')),
      "the definition below /share counts",
    );
    assert.equal((await fetch(`http://127.0.0.1:${pagePort}/`)).status, 200);
    await until("health", async () => (await machine.run(healthCheck)).code === 0);
    await until("its state in /data", async () => /\.json/.test(await machine.done("ls /data | grep -v options")));
  });

  it("runs the program in the inner profile, and what starts it in the outer", async () => {
    const profileOf = async (program: string): Promise<string> =>
      (await machine.done(`cat /proc/$(pidof ${program})/attr/current`)).trim();
    assert.equal(await profileOf("node"), `${profileName}//node (enforce)`);
    assert.equal(await profileOf("s6-svscan"), `${profileName} (enforce)`);
  });

  it("ends with 0 when it is stopped", async () => {
    await machine.done("kill -TERM $(pidof s6-svscan)");
    assert.equal(await machine.exitCode(), 0);
    await until("offline", () => programSays(messages, "offline"));
  });

  it("ends with 139 when the program crashes", async () => {
    await start();
    await until("the program is connected", () => programSays(messages, "online"));
    await machine.done("kill -SEGV $(pidof node)");
    assert.equal(await machine.exitCode(), 139);
  });

  it("was refused nothing that does not stand here with a reason", () => {
    const unexpected = machine.denials().filter((line) => !expectedDenials.some(({ pattern }) => pattern.test(line)));
    assert.deepEqual(unexpected, []);
  });

  // Last, because it asks for what must be refused.
  it("can read certificates and definitions of /ssl and /share, and nothing else there", async () => {
    await machine.done("for name in /ssl/privkey.pem /ssl/notes.txt /share/diary.txt; do echo secret >$name; done");
    const read = async (path: string): Promise<number> => {
      const program = `require("fs").readFileSync(process.argv[1])`;
      return (await machine.run(`/machine/in-profile ${profileName}//node node -e '${program}' ${path}`)).code;
    };
    for (const path of ["/ssl/ca.pem", "/share/smartmeter/own.yaml"]) assert.equal(await read(path), 0, path);
    for (const path of ["/ssl/privkey.pem", "/ssl/notes.txt", "/share/diary.txt"])
      assert.notEqual(await read(path), 0, path);
  });

  const heartbeat = "SMARTMETER_HEARTBEAT=/tmp/smartmeter.heartbeat";
  const healthCheck = `${heartbeat} /machine/in-profile ${profileName} smartmeter-alive`;

  async function start(): Promise<void> {
    await machine.startApp({
      SUPERVISOR_TOKEN: token,
      HASSIO_TOKEN: token,
      TZ: "Europe/Vienna",
      NODE_ENV: "production",
      SMARTMETER_HEARTBEAT: "/tmp/smartmeter.heartbeat",
      // A processor made of software on a busy machine.
      S6_SERVICES_GRACETIME: "60000",
    });
  }

  function states(): string[] {
    return [...messages]
      .filter(([topic]) => /^smartmeter\/(?!bridge)[^/]+\/state$/.test(topic))
      .map(([, payload]) => payload);
  }
});

/** Netz NÖ's, with a value of the owner's own. */
const ownDefinition = `name: own
title: Own definition
layout: obis-scaled
when:
  framing: [mbus, apdu]
  objects: ["1-0:13.7.0"]
objects:
  - { obis: "1-0:13.7.0", key: own_power_factor, en: Own power factor, de: Eigener Leistungsfaktor, unit: "1" }
`;
