import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { quantityByKey } from "../../../src/telegram/quantity.ts";
import type { NumericValue } from "../../../src/telegram/reading.ts";
import { openWeb, type Web } from "../../../src/web/server.ts";
import { meter, numberOf, readingOf, statusOf } from "../made-up.ts";
import { launch, untilTrue, viewers, violationsOf, withoutBrowser } from "./chromium.ts";
import { type Ingress, openIngress } from "./ingress.ts";

/** What the program derives stands in the manufacturers' range. */
function moneyOf(key: string, value: number): NumericValue {
  const quantity = quantityByKey(key);
  if (quantity === undefined) throw new Error(`no quantity ${key}`);
  return { ...numberOf("power_import", value * quantity.divisor), unit: quantity.unit, quantity };
}

/** Home Assistant's frontend around the page, as far as it tells something: language, theme, its registry of devices. */
const frontend = (address: string): string => `<!doctype html><title>Home Assistant</title>
<home-assistant></home-assistant><iframe src="${address}" style="border: 0; width: 100%; height: 95vh"></iframe>
<script>document.querySelector("home-assistant").hass = { language: "de-AT", themes: { darkMode: true }, devices: {
  a1: { identifiers: [["hue", "smartmeter_tst1"]] },
  b2: { identifiers: [["mqtt", "smartmeter_tst1"]] } } }</script>`;

describe("the page in Home Assistant's frame", { skip: withoutBrowser, timeout: 120_000 }, () => {
  let web: Web;
  let ingress: Ingress;
  let browser: Browser;
  let speaking: ReturnType<typeof setInterval>;
  const speak = (): void => {
    const values = [
      numberOf("energy_import", 1_000_000),
      numberOf("power_import", 450),
      numberOf("power_export", 0),
      moneyOf("cost_today", 1.5),
      moneyOf("cost_yesterday", 2.25),
    ];
    const now = Date.now();
    web.accept({ kind: "reading", meter, reading: readingOf(values), receivedAtMs: now });
    const { counts } = statusOf();
    const leftOutRules = { "register-falls": 2, "clock-back": 1 };
    const status = statusOf({ lastReadingAtMs: now, counts: { ...counts, leftOut: 3 }, leftOutRules });
    web.accept({ kind: "status", meter, status, atMs: now });
  };
  before(async () => {
    const given = { mode: "standalone", port: 0, version: "0", timeZone: "Europe/Vienna", currency: "CHF" } as const;
    web = await openWeb({ ...given, meters: [meter], drift: () => 0, tools: {} });
    ingress = await openIngress(web.port);
    speak();
    speaking = setInterval(speak, 1000);
    browser = await launch();
  });
  after(async () => {
    clearInterval(speaking);
    await browser?.close();
    await ingress?.close();
    await web?.close();
  });

  test("language, theme, link to the device, and everything as it was left when it comes back", async () => {
    const context = await browser.newContext({ ...viewers[2]?.options, colorScheme: "light" });
    const page = await context.newPage();
    const home = new URL("/", ingress.address).href;
    await page.route(home, (route) =>
      route.fulfill({ contentType: "text/html", body: frontend(new URL(ingress.address).pathname) }),
    );
    await page.goto(home);
    const frame = page.frameLocator("iframe");
    await frame.getByText("Was du siehst, ist aktuell.").waitFor();
    assert.equal(await frame.locator("html").getAttribute("data-theme"), "dark");
    await frame.getByRole("button", { name: "Woche", exact: true }).click();
    await frame.getByRole("link", { name: "Details", exact: true }).click();
    const device = frame.getByRole("link", { name: "Das Gerät des Zählers in Home Assistant" });
    assert.equal(await device.getAttribute("href"), "/config/devices/device/b2");
    assert.equal(await device.getAttribute("target"), "_top");
    // Elsewhere in Home Assistant, and back: the frame begins without an address.
    await page.goto("about:blank");
    await page.goto(home);
    await frame.locator("nav a[aria-current=page]", { hasText: "Details" }).waitFor();
    await frame.getByRole("link", { name: "Jetzt", exact: true }).click();
    await frame.getByRole("button", { name: "Woche", pressed: true }).waitFor();
    await context.close();
  });

  for (const { name, language, options } of viewers.filter(({ name }) => name.includes("light"))) {
    test(`${name}: money in the currency of the prices, and what was left out in words`, async () => {
      const context = await browser.newContext(options);
      const page = await context.newPage();
      await page.goto(ingress.address);
      await page.getByText(/^(1,50|1\.50) CHF$/).waitFor();
      assert.equal(await page.getByText("€").count(), 0);
      assert.equal(await page.getByText(/\d-\d:\d+\.\d+\.\d+/).count(), 0, "no code of OBIS outside Details");
      await page.goto(`${ingress.address}#connection`);
      const leftOut = page.locator(".left-out");
      await leftOut.waitFor();
      const text = await leftOut.innerText();
      const words =
        language === "de" ? [/3 Telegramme heil/, /2 × ein Zählerstand/] : [/3 telegrams/, /2 × a meter reading/];
      for (const word of words) assert.match(text, word);
      assert.doesNotMatch(text, /register-falls|clock-back/);
      assert.deepEqual(await violationsOf(page), []);
      await untilTrue(page, "document.documentElement.scrollWidth <= innerWidth");
      await context.close();
    });
  }
});
