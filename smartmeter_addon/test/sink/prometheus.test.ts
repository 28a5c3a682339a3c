import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { test } from "node:test";
import { createFault } from "../../src/fault.ts";
import { silentLog } from "../../src/log.ts";
import { openMetricsServer } from "../../src/sink/prometheus/metrics-server.ts";
import { createPrometheusSink, type PrometheusSink } from "../../src/sink/prometheus/prometheus.ts";
import { metricName } from "../../src/sink/prometheus/prometheus-values.ts";
import { quantities, quantityByKey } from "../../src/telegram/quantity.ts";
import { noonMs, numericValue, readingEvent, statusEvent } from "./readings.ts";

/** Value of a series, by its name and labels as they are written. */
async function value(sink: PrometheusSink, series: string): Promise<number | undefined> {
  const line = (await sink.metrics.render()).split("\n").find((text) => text.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

const energy = 'smartmeter_energy_import_joules_total{meter="main"}';
const power = 'smartmeter_power_import_watts{meter="main"}';

test("registers are counters in base units, live values gauges, and the newest counts", async () => {
  const sink = createPrometheusSink(silentLog);
  sink.accept(readingEvent({ energy_import: 1000, power_import: 230, voltage_l1: 230.1, power_factor: 0.98 }));
  sink.accept(readingEvent({ energy_import: 1001, power_import: 240 }));
  assert.equal(await value(sink, energy), 1001 * 3600);
  assert.equal(await value(sink, power), 240);
  assert.equal(await value(sink, 'smartmeter_voltage_l1_volts{meter="main"}'), 230.1);
  assert.equal(await value(sink, 'smartmeter_power_factor_ratio{meter="main"}'), 0.98);
  const text = await sink.metrics.render();
  assert.match(text, /# TYPE smartmeter_energy_import_joules_total counter/);
  assert.match(text, /# TYPE smartmeter_power_import_watts gauge/);
  assert.match(text, /smartmeter_meter_info\{meter="main",name="",manufacturer="KFM",number="1234567",.*\} 1/);
  assert.match(text, /process_cpu_seconds_total/);
  assert.equal(await value(sink, 'smartmeter_latency_seconds_count{meter="main"}'), 2);
});

test("a meter that falls silent takes its values away, its status stays", async () => {
  const sink = createPrometheusSink(silentLog);
  sink.accept(readingEvent({ energy_import: 1000, power_import: 230 }));
  sink.accept(statusEvent());
  assert.equal(await value(sink, 'smartmeter_meter_up{meter="main"}'), 1);
  assert.equal(await value(sink, 'smartmeter_link_quality_ratio{meter="main"}'), 0.97);
  assert.equal(await value(sink, 'smartmeter_lost_total{meter="main"}'), 3);
  assert.equal(await value(sink, 'smartmeter_last_reading_timestamp_seconds{meter="main"}'), noonMs / 1000);
  const fault = createFault("line-silent", "nothing for 60 s");
  sink.accept(statusEvent({ code: "line-silent", fault, available: false, sinceMs: noonMs + 1 }));
  sink.accept(statusEvent({ code: "line-silent", fault, available: false, sinceMs: noonMs + 1 }));
  assert.equal(await value(sink, energy), undefined);
  assert.equal(await value(sink, power), undefined);
  assert.equal(await value(sink, 'smartmeter_meter_up{meter="main"}'), 0);
  assert.equal(await value(sink, 'smartmeter_faults_total{meter="main",code="line-silent"}'), 1);
  sink.accept(readingEvent({ power_import: 5 }));
  assert.equal(await value(sink, power), 5);
});

test("a sum that is no longer known ends, and does not go on as that of another day", async () => {
  const sink = createPrometheusSink(silentLog);
  const told = (keys: readonly string[]) => {
    const { reading, ...event } = readingEvent({ energy_import: 1000 });
    const sums = keys.flatMap((key) => {
      const quantity = quantityByKey(key);
      return quantity === undefined ? [] : [{ ...numericValue("energy_import", 5), quantity }];
    });
    sink.accept({ ...event, reading: { ...reading, values: [...reading.values, ...sums] } });
  };
  const yesterday = 'smartmeter_energy_import_yesterday_joules{meter="main"}';
  told(["energy_import_today", "energy_import_yesterday"]);
  told([]);
  assert.equal(await value(sink, yesterday), 5 * 3600, "a telegram without any sum ends none");
  told(["energy_import_today"]);
  assert.equal(await value(sink, yesterday), undefined);
  assert.equal(await value(sink, 'smartmeter_energy_import_today_joules{meter="main"}'), 5 * 3600);
});

test("another meter on the line ends the series of the one before", async () => {
  const sink = createPrometheusSink(silentLog);
  sink.accept(statusEvent({ code: "waiting", available: false }));
  sink.accept(readingEvent({ power_import: 230 }));
  sink.accept(statusEvent());
  sink.accept(readingEvent({ power_import: 7 }, noonMs, { meterId: "other", meterNumber: "7" }));
  sink.accept(statusEvent());
  const text = await sink.metrics.render();
  assert.equal(await value(sink, 'smartmeter_power_import_watts{meter="other"}'), 7);
  assert.ok(!text.includes('meter="main"') && !text.includes('meter="0"'), text.match(/.*meter="(main|0)".*/)?.[0]);
});

test("outputs stand with what they say of themselves at each scrape", async () => {
  let waiting = 3;
  const sink = createPrometheusSink(silentLog, () => [
    { name: "influxdb", state: "failing", message: "refused", waiting, delivered: 40, lost: 1 },
    { name: "mqtt", state: "ok", message: undefined, waiting: 0, delivered: 50, lost: 0 },
  ]);
  assert.equal(await value(sink, 'smartmeter_output_failing{output="influxdb"}'), 1);
  assert.equal(await value(sink, 'smartmeter_output_failing{output="mqtt"}'), 0);
  assert.equal(await value(sink, 'smartmeter_output_waiting_entries{output="influxdb"}'), 3);
  waiting = 0;
  assert.equal(await value(sink, 'smartmeter_output_waiting_entries{output="influxdb"}'), 0);
  assert.equal(await value(sink, 'smartmeter_output_delivered_total{output="mqtt"}'), 50);
  assert.equal(await value(sink, 'smartmeter_output_lost_total{output="influxdb"}'), 1);
});

test("every quantity has a name of its own that Prometheus accepts", () => {
  const names = quantities.map(metricName);
  assert.equal(new Set(names).size, names.length);
  for (const name of names) assert.match(name, /^smartmeter_[a-z0-9_]+$/);
});

const promtool = spawnSync("promtool", ["--version"]).status === 0;

const skip = promtool || process.env.CI === "true" ? false : "promtool is not installed (apt-get install prometheus)";

test("Prometheus' own linter finds nothing", { skip }, async () => {
  const sink = createPrometheusSink(silentLog, () => [
    { name: "influxdb", state: "ok", message: undefined, waiting: 0, delivered: 40, lost: 1 },
  ]);
  const all = { energy_import: 1, energy_export: 1, power_import: 1, power_export: 0, voltage_l1: 230, current_l1: 1 };
  sink.accept(readingEvent({ ...all, power_factor: 1, phase_angle_l1: 3 }));
  sink.accept(statusEvent({ fault: createFault("line-silent", ""), code: "line-silent" }));
  execFileSync("promtool", ["check", "metrics"], { input: await sink.metrics.render() });
});

test("the metrics' own server serves them and nothing else, and counts", async () => {
  const sink = createPrometheusSink(silentLog);
  sink.accept(readingEvent({ power_import: 230 }));
  const server = openMetricsServer({ host: "127.0.0.1", port: 0 }, sink.metrics, silentLog);
  await server.settled;
  const url = `http://127.0.0.1:${server.port}`;
  const response = await fetch(`${url}/metrics`);
  assert.match(response.headers.get("content-type") ?? "", /^text\/plain; version=0\.0\.4/);
  assert.match(await response.text(), /smartmeter_power_import_watts\{meter="main"\} 230/);
  assert.equal((await fetch(url)).status, 404);
  assert.equal((await fetch(`${url}/metrics`, { method: "POST" })).status, 405);
  assert.deepEqual(server.health(), { state: "ok", message: undefined, waiting: 0, delivered: 1, lost: 0 });
  await server.close();
});
