import assert from "node:assert/strict";
import { createServer, type Server } from "node:net";
import { mock, test } from "node:test";
import { silentLog } from "../../src/log.ts";
import { keepListening } from "../../src/sink/listening.ts";
import { openMetricsServer } from "../../src/sink/prometheus/metrics-server.ts";
import { createPrometheusSink } from "../../src/sink/prometheus/prometheus.ts";
import { openTee } from "../../src/sink/tee/tee.ts";
import { until } from "./readings.ts";

/** Somebody else on a port. */
async function occupy(): Promise<{ port: number; leave(): Promise<void> }> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return { port, leave: () => new Promise((resolve) => server.close(() => resolve())) };
}

test("a port in use is a fault with a code, and is taken as soon as it is free", async () => {
  const other = await occupy();
  mock.timers.enable({ apis: ["setTimeout"] });
  const opened: number[] = [];
  const listening = keepListening(createServer(), { host: "127.0.0.1", port: other.port }, () =>
    opened.push(other.port),
  );
  assert.equal(listening.health().state, "idle");
  await listening.settled;
  const { state, code, message } = listening.health();
  assert.deepEqual([state, code], ["failing", "output-port-failed"]);
  assert.match(
    message ?? "",
    new RegExp(`^127\\.0\\.0\\.1:${other.port} cannot be used: another program is listening there`),
  );
  mock.timers.tick(10_000);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(listening.health().state, "failing", "still taken");
  await other.leave();
  mock.timers.tick(10_000);
  mock.timers.reset();
  await until("the port", () => opened.length === 1);
  assert.deepEqual(listening.health(), { state: "ok", message: undefined, waiting: 0, delivered: 0, lost: 0 });
  await listening.close();
});

test("Prometheus and the tee say so of themselves, and end while they wait", async () => {
  const other = await occupy();
  const where = { host: "127.0.0.1", port: other.port };
  const server = openMetricsServer(where, createPrometheusSink(silentLog).metrics, silentLog);
  // The second meter's port is the one that is taken.
  const tee = openTee({ enabled: true, host: where.host, port: where.port - 1 }, 2, silentLog);
  await until("both", () => [server.health(), tee.health()].every(({ state }) => state === "failing"));
  for (const { code, message } of [server.health(), tee.health()]) {
    assert.equal(code, "output-port-failed");
    assert.match(message ?? "", new RegExp(`:${other.port} cannot be used`));
  }
  await Promise.all([server.close(), tee.close(), other.leave()]);
});
