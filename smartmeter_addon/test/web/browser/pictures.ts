import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMeterDecoder } from "../../../src/decoder.ts";
import { createEnergy } from "../../../src/derive/energy.ts";
import { estimatePhasePower } from "../../../src/derive/phase-power.ts";
import { parseOptions } from "../../../src/options/options.ts";
import { readOptionsFile } from "../../../src/options/options-file.ts";
import { tariffOf } from "../../../src/options/tariff.ts";
import { createWebEnergy } from "../../../src/program/web-energy.ts";
import { createWebSettings } from "../../../src/program/web-settings.ts";
import { createWebTools } from "../../../src/program/web-tools.ts";
import { loadHistory } from "../../../src/sink/quarter-hours/history.ts";
import { quarterHoursFolder } from "../../../src/sink/quarter-hours/quarter-hours.ts";
import { createClockDrift } from "../../../src/status/clock-drift.ts";
import { createStatusTracker } from "../../../src/status/status.ts";
import { loadDefinitions } from "../../../src/telegram/definitions.ts";
import { createSimulatedMeter, testKey } from "../../../src/tools/simulate/simulate.ts";
import { openWeb } from "../../../src/web/server.ts";
import { meter } from "../made-up.ts";
import { launch, viewers, visit } from "./chromium.ts";
import { simulatedReading, writeYear } from "./year.ts";

/**
 * Takes the pictures of the page for README and documentation (`script/pictures FOLDER`): the page of the app before a
 * simulated meter that has been read for a summer's day, shortly after noon. `all` behind the folder: every view by every
 * viewer, to look at.
 */
const folder = process.argv[2] ?? "pictures";
const noon = Date.UTC(2026, 5, 16, 10, 42, 30);
const shift = noon - Date.now();
const realNow = Date.now.bind(Date);
Date.now = () => realNow() + shift;

const key = { key: testKey };
const definitions = loadDefinitions();
const path = "/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_AB0CDEF1-if00-port0";
const data = mkdtempSync(join(tmpdir(), "smartmeter-pictures-"));
const timeZone = "Europe/Vienna";
let octets = 0;
const ports = async () => [
  { path, name: "FTDI FT232R USB UART", kind: "adapter" as const, octets, inUse: true },
  {
    path: "/dev/serial/by-id/usb-ITead_Sonoff_Zigbee_3.0_USB_Dongle_Plus-if00-port0",
    name: "ITead Sonoff Zigbee 3.0 USB Dongle Plus",
    kind: "radio" as const,
    octets: undefined,
    inUse: false,
  },
];
const file = join(data, "smartmeter.yaml");
const tariff = { energy: 0.14, network: 0.08, levies: 0.02, vat: 20, export: 0.07, zones: [{ preset: "snap" }] };
writeFileSync(file, JSON.stringify({ meters: [{ name: meter.name, key: testKey }], tariff }));
const parsed = parseOptions({ tariff });
if ("problems" in parsed) throw new Error(JSON.stringify(parsed.problems));
const { options } = parsed;
const broker = { name: "mqtt", title: { en: "MQTT", de: "MQTT" }, message: undefined, waiting: 0, lost: 0 } as const;
let delivered = 0;
const web = await openWeb({
  mode: "standalone",
  port: 0,
  version: "0",
  timeZone,
  health: () => [{ ...broker, state: "ok", delivered }],
  meters: [meter],
  tools: {
    ...createWebTools({ version: "0", keysOf: () => key, definitions }),
    energy: createWebEnergy({ options, timeZone, data }),
    ports,
    configure: async () => [],
    settings: createWebSettings({
      input: { args: ["--config", file], env: {}, readFile: readOptionsFile },
      supervisor: undefined,
      reload() {},
    }),
  },
  drift: createClockDrift("Europe/Vienna"),
});
const simulated = createSimulatedMeter({ meter: "noe-kaifa-ma309", startMs: noon - 86_400_000 });
const decoder = createMeterDecoder({ keys: key, definitions });
const tracker = createStatusTracker({ startedAtMs: noon - 86_400_000, timeZone: "Europe/Vienna" });
const opened = { kind: "opened", description: path, settings: "2400 8E1" } as const;
tracker.source(opened, noon - 86_400_000);
web.feed.source(meter, opened);

let energy: ReturnType<typeof createEnergy> | undefined;

/** What follows from a reading, with the year before it; its days are written when the meter's name is known. */
async function remember(meterId: string): Promise<void> {
  writeYear(data, meterId, noon - 86_400_000, timeZone);
  energy = createEnergy({
    windowMs: 900_000,
    zone: timeZone,
    tariff: options.tariff && tariffOf(options.tariff),
    limitW: undefined,
    yearStarts: 1,
  });
  energy.restore(meterId, await loadHistory(quarterHoursFolder(data), meterId));
}

function take(telegram: Uint8Array, atMs: number): void {
  octets += telegram.length;
  const event = { kind: "octets", octets: telegram } as const;
  tracker.source(event, atMs);
  web.feed.source(meter, event);
  for (const decoded of decoder.push(telegram)) {
    tracker.meter(decoded, atMs);
    web.feed.decoded(meter, decoded);
    if (decoded.kind === "reading") {
      const { reading } = decoded;
      const values = [...reading.values, ...estimatePhasePower(reading)];
      const event = { kind: "reading", meter, reading: { ...reading, values }, receivedAtMs: atMs } as const;
      for (const complete of energy?.accept(event) ?? [event]) web.accept(complete);
      delivered += 21;
    }
  }
  tracker.link(decoder.statistics(), atMs);
  web.feed.statistics(meter, decoder.statistics());
  web.accept({ kind: "status", meter, status: tracker.status(), atMs });
}
await remember(simulatedReading("noe-kaifa-ma309", noon - 86_400_000).meterId);
for (let atMs = noon - 86_400_000; atMs < noon; atMs += 5000) take(simulated.next(atMs).octets, atMs);
const speaking = setInterval(() => take(simulated.next(Date.now()).octets, Date.now()), 5000);
// The rates are those of a whole minute.
await new Promise((resolve) => setTimeout(resolve, 62_000));

/** View, viewer, file, and the range of the curve. */
const pictures: readonly (readonly [string, string, string, string?])[] = [
  ["now", "desk-de-light", "page-now-de", "day"],
  ["now", "desk-en-dark", "page-now-en", "day"],
  ["now", "phone-de-dark", "page-now-phone", "day"],
  ["now", "desk-en-dark", "page-year", "year"],
  ["connection", "desk-en-dark", "page-connection"],
  ["align", "phone-en-light", "page-align-phone"],
  ["set-up", "desk-de-light", "page-setup"],
  ["details", "desk-de-light", "page-details"],
  ["settings", "desk-en-dark", "page-settings"],
];
const scenes = ["now", "connection", "align", "set-up", "settings", "details"];
const everything = viewers.flatMap(({ name }) =>
  scenes.map((scene) => [scene, name, `${scene}-${name}`] as [string, string, string, string?]),
);

mkdirSync(folder, { recursive: true });
const browser = await launch();
for (const [scene, name, picture, range = "day"] of process.argv[3] === "all" ? everything : pictures) {
  const viewer = viewers.find((entry) => entry.name === name);
  if (viewer === undefined) throw new Error(`nobody looks as ${name}`);
  const view = scene === "align" ? "connection" : scene === "settings" ? "set-up" : scene;
  const { page, leave } = await visit(browser, `http://127.0.0.1:${web.port}/#${view}?range=${range}`, viewer.options);
  await page.locator(`main.view-${view} .card`).first().waitFor();
  if (scene === "align") await page.getByRole("button", { name: /^(Align the head|Kopf ausrichten)$/ }).click();
  if (scene === "connection") await page.locator(".folded > summary").first().click();
  if (scene === "settings") {
    await page.locator(".card.settings > summary").click();
    const sections = page.locator(".setting-section");
    await sections.first().waitFor();
    const opened = [/^(Virtual meters|Virtuelle Zähler)/, /^(Prices|Preise)/, /^MQTT/];
    for (const name of process.argv[3] === "all" ? opened : opened.slice(0, 1))
      await page.locator(".setting-section > summary", { hasText: name }).click();
    await page.getByRole("button", { name: /^(Add a virtual meter|Virtuellen Zähler hinzufügen)$/ }).click();
    await page.locator('[id="setting-virtual[0].name"]').fill("House without heat pump");
  }
  if (scene === "set-up") {
    await page.selectOption("#operator", { index: 1 });
    await page.locator("input[name=model]").first().check();
    await page.locator("#field-key").fill("000102030405060708090A0B0C0D0E0F");
    await page.locator(".verdict.good").waitFor();
    await page.locator("#field-key").blur();
  }
  if (view === "details") await page.locator(".part:last-of-type .octets .field").nth(40).hover();
  await page.waitForTimeout(700);
  const height = view === "details" ? 1000 : Number(await page.evaluate("document.documentElement.scrollHeight"));
  const width = page.viewportSize()?.width ?? 1280;
  await page.setViewportSize({
    width,
    height: Math.min(height, process.argv[3] === "all" ? 4000 : view === "set-up" ? 5000 : 1900),
  });
  // A field that was filled in is scrolled to.
  if (view === "set-up") await page.evaluate("scrollTo(0, 0)");
  await page.waitForTimeout(300);
  const target = { path: join(folder, `${picture}.png`) };
  // The settings stand below the whole set-up.
  if (scene === "settings") await page.locator(".card.settings").screenshot(target);
  else await page.screenshot(target);
  await leave();
}
await browser.close();
clearInterval(speaking);
await web.close();
rmSync(data, { recursive: true });
