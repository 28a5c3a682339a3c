// The main job on one screen: a simulated meter over TCP, the program as it is shipped, an embedded broker, and what
// arrives there. `script/demo` prepares and calls this.
import { spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Aedes } from "aedes";
import { createScreen } from "./screen.mjs";
import { words } from "./words.mjs";

const usage = `usage: script/demo [--meter ID] [--interval SECONDS] [--count TELEGRAMS] [--verbose]

A simulated meter speaks to the real program, which publishes to a broker of its own and serves its page. Ctrl-C ends it.

  --meter ID            which meter; script/smartmeter simulate --list shows them
  --interval SECONDS    between two telegrams, 1 unless given
  --count TELEGRAMS     end after so many
  --verbose             everything the broker gets, as JSON; so too where the output is no terminal
`;
const testKey = "000102030405060708090A0B0C0D0E0F";
const testAuthenticationKey = "D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF";
const program = join(dirname(fileURLToPath(import.meta.url)), "../dist/smartmeter.mjs");
const children = [];
let ending = false;

const { meter, interval, count, verbose } = readFlags();
const screen = createScreen(verbose || process.stdout.isTTY !== true);

function readFlags() {
  const options = {
    meter: { type: "string", default: "noe-kaifa-ma309" },
    interval: { type: "string", default: "1" },
    count: { type: "string", default: "0" },
    verbose: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  };
  try {
    const { values } = parseArgs({ options });
    if (values.help) {
      process.stdout.write(usage);
      process.exit(0);
    }
    if (!(Number(values.interval) > 0)) refuse(words.interval(values.interval));
    if (!/^\d+$/.test(values.count)) refuse(words.count(values.count));
    const list = spawnSync(process.execPath, [program, "simulate", "--list"], { encoding: "utf8" }).stdout;
    const known = list.split("\n").map((line) => line.split(/\s/)[0]);
    if (!known.includes(values.meter)) refuse(words.noMeter(values.meter));
    return values;
  } catch (error) {
    return refuse(String(error.message).split(/(?<=[.'])\s/)[0]);
  }
}

function refuse(sentence) {
  process.stderr.write(`${sentence}\n${words.help}\n`);
  process.exit(2);
}

function start(name, args, env, onLine) {
  const child = spawn(process.execPath, [program, ...args], {
    // Ctrl-C must not reach the meter before the program: that would tell of a reader that broke off.
    detached: true,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on("line", onLine);
  // Not `exit`: its last words come first.
  child.on("close", (code) => stop(words.ended(name, code), 1));
  children.push(child);
}

function stop(reason, code) {
  if (ending) return;
  ending = true;
  screen.end(reason);
  // The program first: it says good-bye to the broker, and misses no meter.
  const gone = (child) =>
    new Promise((done) => {
      if (child.exitCode !== null || child.signalCode !== null) return done();
      child.once("exit", done);
      child.kill("SIGTERM");
    });
  const all = [...children].reverse().reduce((before, child) => before.then(() => gone(child)), Promise.resolve());
  // Whatever hangs is not worth waiting for.
  setTimeout(() => {
    for (const child of children) child.kill("SIGKILL");
    process.exit(code);
  }, 4000).unref();
  all.then(() => process.exit(code));
}

/** The usual port of the page, or any other where somebody has it. */
async function freePort(wanted) {
  const server = createServer();
  const port = await new Promise((resolve) => {
    server.once("error", () => resolve(undefined));
    server.listen(wanted, "127.0.0.1", () => resolve(server.address().port));
  });
  if (port === undefined) return freePort(0);
  await new Promise((done) => server.close(done));
  return port;
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"]) process.on(signal, () => stop(words.ending, 0));
process.stdout.on("error", () => stop(words.ending, 0));

const broker = await Aedes.createBroker();
const server = createServer(broker.handle);
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const { port } = server.address();
const pagePort = await freePort(8099);
screen.say(words.page(`http://127.0.0.1:${pagePort}/`));
screen.say(words.broker(port));

let states = 0;
const told = new Set();
broker.on("publish", ({ topic, payload }, client) => {
  if (client === null || ending) return;
  const text = payload.toString();
  screen.message(topic, text);
  const tell = (key, sentence) => {
    if (!told.has(key)) screen.say(sentence);
    told.add(key);
  };
  if (topic.startsWith("homeassistant/") && text !== "") {
    const { dev, device, cmps, components } = JSON.parse(text);
    const entities = Object.keys(cmps ?? components ?? {}).length;
    const { name } = dev ?? device;
    tell(`${topic} ${entities}`, words.device(name, entities));
  } else if (topic.endsWith("/availability")) {
    tell(`${topic} ${text}`, topic.includes("/bridge") ? words.program(text) : words.meter(text));
  } else if (topic.endsWith("/state") && !topic.includes("/bridge/")) {
    states++;
    screen.values(JSON.parse(text), states);
    if (Number(count) > 0 && states >= Number(count)) stop(words.done, 0);
  }
});

start(words.theMeter, ["simulate", "--meter", meter, "--interval", interval, "--tcp", "0"], {}, (line) => {
  const address = /tcp:\/\/\S+/.exec(line)?.[0];
  if (address === undefined) return screen.say(line);
  const env = {
    SMARTMETER_PORT: address,
    SMARTMETER_KEY: testKey,
    SMARTMETER_AUTHENTICATION_KEY: testAuthenticationKey,
    SMARTMETER_MQTT_HOST: "127.0.0.1",
    SMARTMETER_MQTT_PORT: String(port),
    SMARTMETER_WEB_PORT: String(pagePort),
  };
  start(words.theProgram, ["run"], env, (text) => {
    if (!ending) screen.log(text);
  });
});
