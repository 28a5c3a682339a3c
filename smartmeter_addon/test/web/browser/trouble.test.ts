import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { launch, untilTrue, viewers, violationsOf, visit, withoutBrowser } from "./chromium.ts";
import { key, openHousehold } from "./household.ts";

describe("the page where the key is wrong", { skip: withoutBrowser, timeout: 120_000 }, () => {
  test("the way of the data ends at deciphering, with the help there and under faults", async () => {
    const household = await openHousehold({
      meter: "wien-am550",
      interval: 1,
      key: "00112233445566778899AABBCCDDEEFF",
    });
    const browser = await launch();
    try {
      const { page, leave } = await visit(browser, `${household.ingress.address}#line`, viewers[0]?.options ?? {});
      await page.locator(".station.stopped:has-text('Entschlüsselt')").waitFor({ timeout: 60_000 });
      await page.locator(".card.problem").getByText("Was zu tun ist").waitFor();
      await page.locator(".station.flowing:has-text('Rahmen')").waitFor();
      assert.deepEqual(await violationsOf(page), []);
      await page.getByRole("navigation").getByRole("link", { name: "Störungen" }).click();
      await page.locator("summary").first().click();
      await page.getByText("key-wrong").first().waitFor();
      assert.deepEqual(await violationsOf(page), []);
      await leave();
    } finally {
      await browser.close();
      await household.close();
    }
  });
});

describe("the page behind an older Home Assistant, which holds streams back", {
  skip: withoutBrowser,
  timeout: 120_000,
}, () => {
  test("asks instead, and is as live", async () => {
    const household = await openHousehold({ meter: "noe-kaifa-ma309", interval: 1, key });
    household.ingress.collectStreams();
    const browser = await launch();
    try {
      const { page, complaints, leave } = await visit(browser, household.ingress.address, viewers[2]?.options ?? {});
      await page.getByText("Energy import").first().waitFor();
      const before = await page.locator("dt:has-text('Meter time') + dd").innerText();
      await untilTrue(page, `!document.body.innerText.includes(${JSON.stringify(before)})`);
      await page.getByRole("link", { name: "Line", exact: true }).click();
      await page.locator(".station.flowing:has-text('Published')").waitFor();
      assert.deepEqual(complaints, []);
      await leave();
    } finally {
      await browser.close();
      await household.close();
    }
  });
});
