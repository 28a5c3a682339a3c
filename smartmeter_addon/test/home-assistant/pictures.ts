import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { launch } from "../web/browser/chromium.ts";
import { expectedValues } from "./expected.ts";
import type { Home } from "./home.ts";
import { devices, stateOf } from "./registry.ts";
import { limitMs, openScene } from "./scene.ts";
import { configureEnergy } from "./statistics.ts";
import { until } from "./until.ts";

/**
 * Takes the pictures of Home Assistant for README and documentation (`script/home-assistant pictures`): the program as
 * shipped reads a simulated household, whose days before are brought along as hourly statistics.
 */
const folder = process.argv[2] ?? "pictures";
const hourMs = 3_600_000;
const stepMs = 60_000;
const ids = {
  from: "sensor.smart_meter_energy_import",
  to: "sensor.smart_meter_energy_export",
  power: "sensor.smart_meter_power_net",
};

type Point = readonly [atMs: number, value: number];

/** One row an hour: a register's last value and what it has counted, or the spread of a power. */
async function importPast(home: Home, id: string, unit: "kWh" | "W", points: readonly Point[]): Promise<void> {
  const hours = new Map<number, number[]>();
  for (const [atMs, value] of points) {
    const hour = Math.floor(atMs / hourMs) * hourMs;
    hours.set(hour, [...(hours.get(hour) ?? []), value]);
  }
  const first = points[0]?.[1] ?? 0;
  const stats = [...hours].map(([hour, values]) => {
    const last = values.at(-1) ?? 0;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const counted = { state: last, sum: last - first };
    const spread = { mean, min: Math.min(...values), max: Math.max(...values) };
    return { start: new Date(hour).toISOString(), ...(unit === "kWh" ? counted : spread) };
  });
  await home.call({
    type: "recorder/import_statistics",
    metadata: {
      statistic_id: id,
      source: "recorder",
      name: null,
      has_sum: unit === "kWh",
      mean_type: unit === "kWh" ? 0 : 1,
      unit_of_measurement: unit,
      unit_class: unit === "kWh" ? "energy" : "power",
    },
    stats: stats.slice(0, -1),
  });
}

const scene = await openScene([
  {
    meter: "noe-kaifa-ma309",
    seed: 4,
    past: { fromMs: Math.floor(Date.now() / hourMs) * hourMs - 72 * hourMs, stepMs },
  },
]);
const { home } = scene;
const browser = await launch();
try {
  await scene.startProgram();
  await until("the meter is there", limitMs, async () => {
    const [device] = await devices(home);
    const known = device?.identifiers[0]?.[1].replace("smartmeter_", "") ?? "";
    return Number((await stateOf(home, known, "power_net"))?.state) > -1e6;
  });
  const past = (scene.meters[0]?.past ?? []).map(([atMs, telegram]) => [atMs, expectedValues(telegram)] as const);
  const pointsOf = (key: string): Point[] => past.map(([atMs, values]) => [atMs, values.get(key) ?? 0]);
  await importPast(home, ids.from, "kWh", pointsOf("energy_import"));
  await importPast(home, ids.to, "kWh", pointsOf("energy_export"));
  await importPast(home, ids.power, "W", pointsOf("power_net"));
  await configureEnergy(home, ids);

  mkdirSync(folder, { recursive: true });
  const context = await browser.newContext({
    locale: "en-GB",
    timezoneId: "Europe/Vienna",
    colorScheme: "light",
  });
  // What the frontend keeps after a login with "keep me logged in".
  const tokens = {
    hassUrl: home.core.url,
    clientId: `${home.core.url}/`,
    access_token: home.token,
    refresh_token: "",
    token_type: "Bearer",
    expires_in: 1e9,
    expires: Date.now() + 1e12,
  };
  await context.addInitScript(`localStorage.setItem("hassTokens", ${JSON.stringify(JSON.stringify(tokens))});
    localStorage.setItem("dockedSidebar", '"always_hidden"');`);
  const page = await context.newPage();

  /** A picture of a path as soon as it shows the text, `height` high. */
  const picture = async (name: string, path: string, text: string, height: number, prepare?: () => Promise<void>) => {
    await page.setViewportSize({ width: 920, height });
    await page.goto(home.core.url + path);
    await page.getByText(text).first().waitFor({ timeout: 60_000 });
    await prepare?.();
    await page.waitForTimeout(5000);
    await page.screenshot({ path: join(folder, `home-assistant-${name}.png`) });
  };
  const [device] = await devices(home);
  await picture("device", `/config/devices/device/${device?.id}`, "Energy import", 1130);
  await picture("energy", "/energy", "Grid total", 720, () =>
    page.getByRole("button", { name: "Previous" }).first().click(),
  );
  const start = new Date(Date.now() - 48 * hourMs).toISOString();
  await picture("history", `/history?entity_id=${ids.power}&start_date=${start}&back=1`, "Power", 620);
} finally {
  await browser.close();
  await scene.close();
}
