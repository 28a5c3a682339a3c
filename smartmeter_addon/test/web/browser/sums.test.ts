import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { quantityByKey } from "../../../src/telegram/quantity.ts";
import type { NumericValue, Reading } from "../../../src/telegram/reading.ts";
import { openWeb, type Web } from "../../../src/web/server.ts";
import { meter, numberOf, readingOf, statusOf } from "../made-up.ts";
import { launch, untilTrue, viewers, violationsOf, withoutBrowser } from "./chromium.ts";
import { type Ingress, openIngress } from "./ingress.ts";

const timeZone = "Europe/Vienna";

/** What the program works out stands in the manufacturers' range. */
function workedOut(key: string, value: number): NumericValue {
  const quantity = quantityByKey(key);
  if (quantity === undefined) throw new Error(`no quantity ${key}`);
  return { ...numberOf("power_import", value * quantity.divisor), unit: quantity.unit, quantity };
}

describe("sums that are not whole", { skip: withoutBrowser, timeout: 120_000 }, () => {
  let web: Web;
  let ingress: Ingress;
  let browser: Browser;
  const sinceMs = Date.now() - 3_600_000;
  const since = { kind: "since", atMs: sinceMs } as const;
  const text = (language: string, options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(language, { ...options, timeZone }).format(sinceMs);

  const speak = (receivedAtMs: number, more: Partial<Reading>): void => {
    const values = [
      numberOf("energy_import", 1_000_000),
      numberOf("power_import", 450),
      ...[workedOut("quarter_power", 500), workedOut("quarter_projection", 510), workedOut("peak_month", 3200)],
      ...[workedOut("energy_import_today", 1.5), workedOut("energy_import_month", 3.75)],
    ];
    web.accept({ kind: "reading", meter, reading: readingOf(values, more), receivedAtMs });
    web.accept({ kind: "status", meter, status: statusOf({ lastReadingAtMs: receivedAtMs }), atMs: receivedAtMs });
  };

  before(async () => {
    const given = { mode: "standalone", port: 0, version: "0", timeZone, currency: "EUR" } as const;
    web = await openWeb({ ...given, meters: [meter], drift: () => 0, tools: {} });
    ingress = await openIngress(web.port);
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await ingress?.close();
    await web?.close();
  });

  for (const { name, language, options } of viewers.filter(({ name }) => name.includes("light")))
    test(`${name}: since when they count stands beside them, and nothing beside those that are whole`, async () => {
      const context = await browser.newContext(options);
      const page = await context.newPage();
      const clock = text(language === "de" ? "de-AT" : "en-GB", {
        hour: "2-digit",
        minute: "2-digit",
        hourCycle: "h23",
      });
      const said = language === "de" ? { today: "seit", over: "ab" } : { today: "since", over: "from" };
      const head = (at: number) => page.locator("table").first().locator("thead th").nth(at);
      const isSaid = (at: number, words: string) => head(at).filter({ hasText: words }).waitFor();

      speak(Date.now(), {
        caveats: {
          energy_import_today: since,
          energy_import_yesterday: since,
          energy_import_month: since,
          peak_month: since,
        },
        incomplete: [workedOut("energy_import_yesterday", 2.25)],
      });
      await page.goto(ingress.address);
      await isSaid(0, `${said.today} ${clock}`);
      await isSaid(1, `${said.over} ${clock}`);
      await page.getByText(/^2[.,]25 kWh$/).waitFor();
      await page
        .locator(".quarter dt")
        .filter({ hasText: `(${said.today} ` })
        .waitFor();
      await page.locator("summary").last().click();
      await page.getByText(new RegExp(`^3[.,]750 kWh \\(${said.today} \\d+`)).waitFor();
      assert.deepEqual(await violationsOf(page), []);
      await untilTrue(page, "document.documentElement.scrollWidth <= innerWidth");

      speak(Date.now(), {
        caveats: { energy_import_today: { kind: "estimated" }, energy_import_yesterday: { kind: "gaps" } },
        incomplete: [workedOut("energy_import_yesterday", 2.25)],
      });
      await isSaid(0, language === "de" ? "um Mitternacht kam kein Telegramm" : "no telegram came at midnight");
      await isSaid(1, language === "de" ? "unvollständig" : "incomplete");
      await untilTrue(page, "document.documentElement.scrollWidth <= innerWidth");

      speak(Date.now(), { caveats: {}, incomplete: [] });
      await untilTrue(page, "document.querySelector('table thead').innerText.trim().split(/\\s+/).length === 2");
      assert.equal(await page.locator(".quarter dt").filter({ hasText: "(" }).count(), 0);

      // The meter fell silent yesterday: what it said last is not about today.
      speak(Date.now() - 86_400_000, { caveats: {}, incomplete: [] });
      await untilTrue(page, "!/Heute|Today/.test(document.querySelector('table thead').innerText)");
      await context.close();
    });
});
