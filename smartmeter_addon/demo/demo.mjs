// The main job on one screen: a simulated meter over TCP, the program as it is shipped, an embedded broker, and what
// arrives there. `script/demo` prepares and calls this.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Aedes } from "aedes";

const { values } = parseArgs({
  options: {
    meter: { type: "string", default: "noe-kaifa-ma309" },
    interval: { type: "string", default: "1" },
    count: { type: "string", default: "0" },
  },
});
const testKey = "000102030405060708090A0B0C0D0E0F";
const testAuthenticationKey = "D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF";
const program = join(dirname(fileURLToPath(import.meta.url)), "../dist/smartmeter.mjs");
const children = [];
let ending = false;

function start(name, args, env, onLine) {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on("line", onLine);
  child.on("exit", (code) => {
    if (!ending) stop(`${name} ended with code ${code}`, 1);
  });
  children.push(child);
}

function stop(reason, code) {
  if (ending) return;
  ending = true;
  console.log(`\n${reason}`);
  for (const child of children) child.kill("SIGTERM");
  // Whatever hangs is not worth waiting for.
  setTimeout(() => {
    for (const child of children) child.kill("SIGKILL");
    process.exit(code);
  }, 3000).unref();
  const gone = children.map((child) => child.exitCode ?? new Promise((done) => child.once("exit", done)));
  Promise.all(gone).then(() => process.exit(code));
}

const broker = await Aedes.createBroker();
const server = createServer(broker.handle);
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const { port } = server.address();
console.log(
  `MQTT broker on 127.0.0.1:${port}; any client can subscribe to it, for example: mosquitto_sub -p ${port} -v -t 'smartmeter/#'`,
);

let states = 0;
broker.on("publish", ({ topic, payload }, client) => {
  if (client === null || ending) return;
  if (topic.startsWith("homeassistant/")) {
    if (payload.length === 0) return;
    const { dev, device, cmps, components } = JSON.parse(payload.toString());
    const entities = Object.keys(cmps ?? components ?? {});
    console.log(`discovery  ${topic}: "${(dev ?? device)?.name}" with ${entities.length} entities`);
    console.log(`           ${entities.join(", ")}`);
  } else if (topic.endsWith("/state") && !topic.includes("/bridge/")) {
    console.log(`values     ${topic}: ${payload}`);
    states++;
    if (Number(values.count) > 0 && states >= Number(values.count)) stop("That is what the demo was asked for.", 0);
  } else console.log(`status     ${topic}: ${payload.toString().slice(0, 120)}`);
});

for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => stop("Ending.", 0));
start(
  "the simulated meter",
  ["simulate", "--meter", values.meter, "--interval", values.interval, "--tcp", "0"],
  {},
  (line) => {
    console.log(`meter      ${line}`);
    const address = /tcp:\/\/\S+/.exec(line)?.[0];
    if (address === undefined) return;
    const env = {
      SMARTMETER_PORT: address,
      SMARTMETER_KEY: testKey,
      SMARTMETER_AUTHENTICATION_KEY: testAuthenticationKey,
      SMARTMETER_MQTT_HOST: "127.0.0.1",
      SMARTMETER_MQTT_PORT: String(port),
    };
    start("the program", ["run"], env, (text) => console.log(`program    ${text}`));
  },
);
