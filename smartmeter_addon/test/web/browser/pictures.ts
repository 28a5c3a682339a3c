import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createMeterDecoder } from "../../../src/decoder.ts";
import { createWebTools } from "../../../src/program/web-tools.ts";
import { createClockDrift } from "../../../src/status/clock-drift.ts";
import { createStatusTracker } from "../../../src/status/status.ts";
import { loadDefinitions } from "../../../src/telegram/definitions.ts";
import { createSimulatedMeter, testKey } from "../../../src/tools/simulate/simulate.ts";
import { openWeb } from "../../../src/web/server.ts";
import { meter } from "../made-up.ts";
import { launch, viewers, visit } from "./chromium.ts";

/**
 * Takes the pictures of the page for README and documentation (`script/pictures FOLDER`): the page of the app before a
 * simulated meter that has been read for a summer's day, shortly after noon.
 */
const folder = process.argv[2] ?? "pictures";
const noon = Date.UTC(2026, 5, 16, 10, 42, 30);
const shift = noon - Date.now();
const realNow = Date.now.bind(Date);
Date.now = () => realNow() + shift;

const key = { key: testKey };
const definitions = loadDefinitions();
const path = "/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_AB0CDEF1-if00-port0";
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
const web = await openWeb({
  mode: "standalone",
  port: 0,
  version: "0",
  meters: [meter],
  tools: { ...createWebTools({ version: "0", keysOf: () => key, definitions }), ports },
  drift: createClockDrift("Europe/Vienna"),
});
const simulated = createSimulatedMeter({ meter: "noe-kaifa-ma309", startMs: noon - 86_400_000 });
const decoder = createMeterDecoder({ keys: key, definitions });
const tracker = createStatusTracker({ startedAtMs: noon - 86_400_000, timeZone: "Europe/Vienna" });
const opened = { kind: "opened", description: path, settings: "2400 8E1" } as const;
tracker.source(opened, noon - 86_400_000);
web.feed.source(meter, opened);

function take(telegram: Uint8Array, atMs: number): void {
  octets += telegram.length;
  const event = { kind: "octets", octets: telegram } as const;
  tracker.source(event, atMs);
  web.feed.source(meter, event);
  for (const decoded of decoder.push(telegram)) {
    tracker.meter(decoded, atMs);
    web.feed.decoded(meter, decoded);
    if (decoded.kind === "reading") {
      web.accept({ kind: "reading", meter, reading: decoded.reading, receivedAtMs: atMs });
    }
  }
  tracker.link(decoder.statistics(), atMs);
  web.feed.statistics(meter, decoder.statistics());
  web.accept({ kind: "status", meter, status: tracker.status(), atMs });
}
for (let atMs = noon - 86_400_000; atMs < noon; atMs += 5000) take(simulated.next(atMs).octets, atMs);
const speaking = setInterval(() => take(simulated.next(Date.now()).octets, Date.now()), 5000);
// The rates are those of a whole minute.
await new Promise((resolve) => setTimeout(resolve, 62_000));

const pictures: readonly (readonly [string, string, string])[] = [
  ["now", "desk-de-light", "page-now-de"],
  ["now", "desk-en-dark", "page-now-en"],
  ["now", "phone-de-dark", "page-now-phone"],
  ["line", "desk-en-dark", "page-line"],
  ["align", "phone-en-light", "page-align-phone"],
  ["setup", "desk-de-light", "page-setup"],
  ["telegrams", "desk-de-light", "page-telegrams"],
];

mkdirSync(folder, { recursive: true });
const browser = await launch();
for (const [view, name, file] of pictures) {
  const viewer = viewers.find((entry) => entry.name === name);
  const { page, leave } = await visit(browser, `http://127.0.0.1:${web.port}/#${view}`, viewer?.options ?? {});
  await page.locator(`main.view-${view} .card`).first().waitFor();
  if (view === "now") await page.getByRole("button", { name: "24 h" }).click();
  if (view === "setup") {
    await page.selectOption("#operator", { index: 1 });
    await page.locator("input[name=model]").first().check();
    await page.locator("#field-key").fill("000102030405060708090A0B0C0D0E0F");
    await page.locator(".verdict.good").waitFor();
    await page.locator("#field-key").blur();
  }
  if (view === "telegrams") await page.locator(".part:last-of-type .octets .field").nth(40).hover();
  await page.waitForTimeout(700);
  const height = view === "telegrams" ? 1000 : Number(await page.evaluate("document.documentElement.scrollHeight"));
  const width = page.viewportSize()?.width ?? 1280;
  await page.setViewportSize({ width, height: Math.min(height, 1900) });
  await page.waitForTimeout(300);
  await page.screenshot({ path: join(folder, `${file}.png`) });
  await leave();
}
await browser.close();
clearInterval(speaking);
await web.close();
