import assert from "node:assert/strict";
import { test } from "node:test";
import { type Fault, reasonOf } from "../../src/fault.ts";
import { createFaultListener, createOutputWatch } from "../../src/program/output-watch.ts";
import type { OutputHealth } from "../../src/sink/sink.ts";

const health = (name: string, over: Partial<OutputHealth> = {}): OutputHealth => ({
  name,
  state: "ok",
  message: undefined,
  waiting: 0,
  delivered: 1,
  lost: 0,
  ...over,
});
const reason = reasonOf({ code: "ECONNREFUSED" });
const failing = {
  state: "failing",
  message: "connection refused",
  seen: { is: "reason", reason },
  waiting: 7,
} as const;

test("an output that fails is one fault that begins once and ends once, whatever it says meanwhile", () => {
  const heard: [string, Fault | undefined][] = [];
  const look = createOutputWatch((output) => (fault) => heard.push([output, fault]));
  look([health("influxdb", { state: "idle" }), health("file")]);
  look([health("influxdb", failing), health("file")]);
  look([health("influxdb", { ...failing, message: "the server answers 401", waiting: 9 }), health("file")]);
  assert.deepEqual(
    heard.map(([output, fault]) => [output, fault?.code, fault?.layer, fault?.message]),
    [["influxdb", "output-failed", "output", "influxdb: connection refused; entries waiting: 7"]],
  );
  look([health("influxdb"), health("file", failing)]);
  look([health("influxdb"), health("file", failing)]);
  assert.deepEqual(
    heard.slice(1).map(([output, fault]) => [output, fault?.code]),
    [
      ["influxdb", undefined],
      ["file", "output-failed"],
    ],
  );
});

test("an output that says which fault it is, is told as that", () => {
  const heard: (Fault | undefined)[] = [];
  const look = createOutputWatch(() => (fault) => heard.push(fault));
  look([health("prometheus", { state: "failing", code: "output-port-failed", message: "port 9877 is taken" })]);
  look([health("prometheus")]);
  assert.deepEqual(
    heard.map((fault) => fault && [fault.code, fault.message]),
    [["output-port-failed", "prometheus: port 9877 is taken"], undefined],
  );
});

test("a fault that takes the place of another is told once, and one of the broker says by itself whose it is", () => {
  const heard: (Fault | undefined)[] = [];
  const look = createOutputWatch(() => (fault) => heard.push(fault));
  const refused = { ...failing, code: "broker-refused", message: "the broker refuses the login" } as const;
  for (const now of [{ ...failing, code: "broker-unreachable" } as const, refused, refused])
    look([health("mqtt", now)]);
  look([health("mqtt")]);
  assert.deepEqual(
    heard.map((fault) => fault && [fault.code, fault.message]),
    [["broker-unreachable", "connection refused"], ["broker-refused", "the broker refuses the login"], undefined],
  );
});

test("the log has it in the user's language, with its help, and that it is over", () => {
  const lines: string[] = [];
  const add = (level: string) => (text: string) => void lines.push(`${level} ${text}`);
  const log = { error: add("error"), warning: add("warning"), info: add("info"), debug: add("debug") };
  const pageHears: string[] = [];
  const feed = {
    source() {},
    decoded() {},
    statistics() {},
    fault: ({ code }: Fault): void => void pageHears.push(code),
  };
  const look = createOutputWatch((output) => createFaultListener(output, { language: "de", log, feed }));
  look([health("influxdb", failing)]);
  look([health("influxdb")]);
  assert.equal(lines.length, 2);
  assert.match(
    lines[0] ?? "",
    /^warning influxdb: Eine Ausgabe hat .*\[output-failed\]\. Die Werte lassen sich nicht schreiben: dort lauscht niemand\. Prüf Adresse/,
  );
  assert.match(lines[1] ?? "", /^info influxdb: vorbei nach .*\[output-failed\]/);
  assert.deepEqual(pageHears, ["output-failed"]);
});
