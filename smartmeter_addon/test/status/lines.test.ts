/**
 * The same matrix for serial lines: no port, a port at which nothing comes, one at which nothing makes sense whatever it is
 * set to, and a meter that falls silent. Real pseudo-terminals, a real Mosquitto, the program as it is shipped.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { type TestContext, test } from "node:test";
import { createSimulatedMeter } from "../../src/tools/simulate/simulate.ts";
import { mosquittoMissing } from "../support/mosquitto.ts";
import { openLine, type SerialLine, withoutProgram } from "../support-line/parts.ts";
import { agreed, keys, openStatusRig } from "./status-rig.ts";

const skip = mosquittoMissing || withoutProgram("socat");
/** A line counts as silent after 65 s; searching it takes no less. */
const patienceMs = 150_000;

async function lineFor(t: TestContext): Promise<SerialLine> {
  const line = await openLine();
  t.after(() => line.remove());
  return line;
}

/** Sends on the line until it is stopped. */
function sending(t: TestContext, line: SerialLine, everyMs: number, next: () => Uint8Array): () => void {
  const timer = setInterval(() => line.send(next()), everyMs);
  const stop = (): void => clearInterval(timer);
  t.after(stop);
  return stop;
}

test("three meters: none there, one that says nothing, one that makes no sense", { skip }, async (t) => {
  const [silent, senseless] = [await lineFor(t), await lineFor(t)];
  sending(t, senseless, 500, () => randomBytes(60).map((octet) => octet | 0x80));
  const rows = [
    `port: "${silent.path}-nowhere", ${keys}`,
    `port: "${silent.path}", ${keys}`,
    `port: "${senseless.path}", ${keys}`,
  ];
  const all = await openStatusRig(rows);
  t.after(() => all.end());
  const client = await all.listen();
  t.after(() => client.endAsync(true));
  await agreed(() => all.meters(["port-missing", "waiting", "waiting"]), all.log);
  assert.match(all.log(), /Meter 1: trying \d+ 8[EN]1 \(1 of \d+\)/);
  await agreed(() => all.meters(["port-missing", "line-silent", "no-frame"]), all.log, patienceMs);

  // The doctor wants the ports for itself.
  all.kill();
  const codes = ["port-missing", "line-silent", "no-frame"];
  const diagnoses = await Promise.all(codes.map((_, at) => all.doctor(at + 1, 100)));
  for (const [at, { status, said }] of diagnoses.entries()) {
    assert.equal(status, 1, said);
    assert.match(said, new RegExp(`\\[${codes[at]}\\]`));
    assert.doesNotMatch(said, /All is well/);
  }
});

test("one meter: it is searched for, read, falls silent and speaks again", { skip }, async (t) => {
  const line = await lineFor(t);
  const one = await openStatusRig([`port: "${line.path}", ${keys}`]);
  t.after(() => one.end());
  const client = await one.listen();
  t.after(() => client.endAsync(true));
  await agreed(() => one.meters(["waiting"]), one.log);
  const simulated = createSimulatedMeter({ meter: "noe-kaifa-ma309", startMs: Date.now() });
  const speak = () => sending(t, line, 700, () => simulated.next(Date.now()).octets);
  const stop = speak();
  await agreed(() => one.meters(["ok"]), one.log);
  const isUp = async (up: boolean): Promise<void> => {
    await one.meters([up ? "ok" : "line-silent"]);
    await one.availability(up);
  };
  await agreed(() => isUp(true), one.log);
  stop();
  await agreed(() => isUp(false), one.log, patienceMs);
  assert.match(one.log(), /no telegram for \d+ (s|min); its values are now unavailable/);
  speak();
  await agreed(() => isUp(true), one.log);
});
