import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { createFault } from "../../../src/fault.ts";
import { openWeb, type Web } from "../../../src/web/server.ts";
import { numberOf, readingOf, statusOf } from "../made-up.ts";
import { launch, viewers, violationsOf, visit, withoutBrowser } from "./chromium.ts";

/** Long names that differ where a narrow column would cut them. */
const meters = Array.from({ length: 12 }, (_, index) => ({
  index,
  name: `Wohnhaus in der Hauptstraße, Stiege ${1 + Math.floor(index / 6)}, Wohnung ${index + 1}`,
}));
let web: Web;
let browser: Browser;

function speak(): void {
  const now = Date.now();
  for (const meter of meters) {
    const isWrong = meter.index === 3 || meter.index === 7;
    const isSilent = meter.index === 5;
    if (!isWrong && !isSilent) {
      const values = [
        numberOf("energy_import", 1_000_000 + meter.index),
        numberOf("power_import", meter.index === 0 ? 0 : 100 * meter.index),
        numberOf("power_export", meter.index === 0 ? 2500 : 0),
      ];
      web.accept({
        kind: "reading",
        meter,
        reading: readingOf(values, { meterId: `tst${meter.index}` }),
        receivedAtMs: now,
      });
    }
    const status = isWrong
      ? statusOf({ code: "key-wrong", fault: createFault("key-wrong", "made up"), problem: true, available: false })
      : isSilent
        ? statusOf({ code: "waiting", available: false, lastReadingAtMs: undefined })
        : statusOf({ lastReadingAtMs: now });
    web.accept({ kind: "status", meter, status, atMs: now });
    if (isWrong) web.feed.decoded(meter, { kind: "fault", fault: createFault("key-wrong", "made up") });
  }
}

describe("twelve meters", { skip: withoutBrowser, timeout: 120_000 }, () => {
  let speaking: ReturnType<typeof setInterval>;
  before(async () => {
    web = await openWeb({
      mode: "standalone",
      port: 0,
      version: "0",
      timeZone: "Europe/Vienna",
      meters,
      drift: () => 0,
      tools: {
        annotate: (meter) => [{ end: 0, title: `Telegram of meter ${meter}`, fault: undefined, parts: [] }],
      },
    });
    speak();
    speaking = setInterval(speak, 1000);
    browser = await launch();
  });
  after(async () => {
    clearInterval(speaking);
    await browser?.close();
    await web?.close();
  });

  for (const { name, language, options } of viewers) {
    test(`${name}: list, sum, states and one header that says how many need somebody`, async () => {
      const german = language === "de";
      const { page, complaints, leave } = await visit(browser, `http://127.0.0.1:${web.port}/`, options);
      const list = page.locator(".meters-list li");
      await list.nth(11).waitFor();
      assert.equal(await list.count(), 12);
      const header = page.locator("header .status.bad");
      await header.getByText(german ? "2 von 12 Zählern brauchen dich" : "2 of 12 meters need you").waitFor();
      // 100 · (1 + 2 + 4 + 6 + 8 + 9 + 10 + 11) − 2500
      await page
        .locator(".sum")
        .getByText(/2.600 W/)
        .waitFor();
      await page.locator(".sum").getByText("9 / 12").waitFor();
      assert.match(await page.title(), /^2.600 W – /, "the title says what is looked at");
      for (const meter of meters)
        assert.ok(await page.locator(".meter-name").getByText(meter.name, { exact: true }).isVisible());
      const cut = await page.evaluate(`[...document.querySelectorAll(".meter-name")]
        .filter((name) => name.scrollWidth > name.clientWidth + 1).length`);
      assert.equal(cut, 0, "no name is cut");
      assert.equal(await list.nth(3).locator(".meter-state.bad").count(), 1);
      assert.equal(await list.nth(5).locator(".meter-state.wait").count(), 1);
      assert.match(await list.nth(5).locator(".meter-power").innerText(), /^–/);
      assert.deepEqual(await violationsOf(page), []);
      assert.ok(Number(await page.evaluate("document.documentElement.scrollWidth - innerWidth")) <= 0);

      await list.nth(2).getByRole("link").click();
      await page.getByRole("heading", { name: meters[2]?.name ?? "" }).waitFor();
      assert.match(page.url(), /#now\?meter=2/);
      await page.locator(".hero").getByText("200").waitFor();
      await page.goto(`http://127.0.0.1:${web.port}/?again`);
      await page.getByRole("heading", { name: meters[2]?.name ?? "" }).waitFor();
      await page
        .getByRole("navigation")
        .getByRole("link", { name: german ? "Verbindung" : "Connection" })
        .click();
      await page.locator(".states li").nth(11).waitFor();
      assert.equal(await page.locator(".states li").count(), 12, "each with its state");
      assert.equal(await page.locator(".states .bad").count(), 2);
      await page.locator(".faults", { hasText: "Wohnung 4" }).waitFor();
      await page.locator(".faults", { hasText: "Wohnung 8" }).waitFor();
      assert.deepEqual(await violationsOf(page), []);
      assert.deepEqual(complaints, []);
      await leave();
    });
  }

  test("telegrams that come late are not shown where another meter is looked at by then", async () => {
    const { page, leave } = await visit(browser, "about:blank", viewers[2]?.options ?? {});
    let release = (): void => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route("**/api/telegrams?meter=1&*", async (route) => {
      await released;
      await route.continue();
    });
    const late = page.waitForResponse(/telegrams\?meter=1&/);
    await page.goto(`http://127.0.0.1:${web.port}/#details?meter=1`);
    await page.locator(".inspector").waitFor();
    await page.evaluate("location.hash = '#details?meter=2'");
    const shown = page.locator(".inspector option");
    await shown.getByText("Telegram of meter 2").waitFor({ state: "attached" });
    release();
    await (await late).finished();
    // Whatever the answer changes is drawn by then.
    await page.evaluate("new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))");
    assert.match((await shown.allInnerTexts()).join(), /^[^T]*Telegram of meter 2$/);
    await leave();
  });

  test("a meter that falls silent greys, says how old its power is, and then only what it was", async () => {
    const { page, leave } = await visit(
      browser,
      `http://127.0.0.1:${web.port}/#now?meter=4`,
      viewers[2]?.options ?? {},
    );
    await page.locator(".hero.current").getByText("400").waitFor();
    clearInterval(speaking);
    const meter = meters[4] as (typeof meters)[number];
    const aMinuteAgo = Date.now() - 40_000;
    const values = [numberOf("power_import", 351), numberOf("power_export", 0)];
    web.accept({ kind: "reading", meter, reading: readingOf(values, { meterId: "tst4" }), receivedAtMs: aMinuteAgo });
    await page.locator(".hero.aged .number", { hasText: "351" }).waitFor();
    await page.locator(".hero.aged .age", { hasText: /4\d s ago/ }).waitFor();
    assert.equal(await page.evaluate("getComputedStyle(document.querySelector('.stream')).animationName"), "none");
    assert.equal(await page.locator(".truth.good").count(), 0);
    assert.match(await page.title(), /^– – Now/);
    web.accept({
      kind: "status",
      meter,
      status: statusOf({ code: "waiting", available: false, lastReadingAtMs: aMinuteAgo }),
      atMs: Date.now(),
    });
    await page.locator(".hero.gone .number", { hasText: "–" }).waitFor();
    await page.locator(".hero.gone .age", { hasText: /last 351 W, \d\d:\d\d:\d\d/ }).waitFor();
    await page.locator(".truth.wait").waitFor();
    await leave();
    speaking = setInterval(speak, 1000);
  });
});
