import assert from "node:assert/strict";
import { test } from "node:test";
import { watch } from "./watched-line.ts";

test("lost telegrams are a problem only where they are many", () => {
  const line = watch();
  line.open();
  line.readings(30);
  line.lose(1);
  line.readings(10);
  assert.equal(line.status().code, "ok");
  assert.equal(line.status().counts.lost, 1);
  for (let times = 0; times < 10; times++) {
    line.lose(2);
    line.readings(2);
  }
  assert.equal(line.status().code, "telegrams-lost");
  assert.ok((line.status().linkQuality ?? 1) < 0.9);
  line.readings(200);
  assert.equal(line.status().code, "ok");
  assert.deepEqual(line.faults(), ["+telegrams-lost", "-telegrams-lost"]);
});

test("an outage and a counter that starts anew are no losses", () => {
  const line = watch();
  line.open();
  line.readings(30);
  line.pass(3600);
  line.lose(720);
  line.readings(30);
  line.lose(-500);
  line.readings(2);
  line.lose(1_000_000);
  line.readings(2);
  assert.equal(line.status().linkQuality, 1);
});

test("of the port holds what was seen last, not what it was before", () => {
  const line = watch();
  for (const code of ["host-unreachable", "reader-taken", "host-unreachable"] as const) {
    line.sourceFault(code);
    assert.equal(line.status().code, code);
  }
  line.open();
  assert.deepEqual(
    line.faults(),
    ["host-unreachable", "reader-taken", "host-unreachable"].flatMap((code) => [`+${code}`, `-${code}`]),
  );
});

test("what a meter sent while the port was away the line did not lose", () => {
  const line = watch();
  line.open();
  line.readings(30);
  for (let times = 0; times < 10; times++) {
    line.sourceFault("reader-disconnected");
    line.pass(14);
    line.lose(3);
    line.open();
    line.readings(3);
  }
  assert.equal(line.status().code, "ok");
  assert.equal(line.status().linkQuality, 1);
  line.sourceFault("port-unsteady");
  for (let times = 0; times < 20; times++) {
    line.lose(3);
    line.readings(1);
  }
  assert.equal(line.status().code, "port-unsteady");
});
