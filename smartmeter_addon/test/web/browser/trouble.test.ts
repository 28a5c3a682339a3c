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
      const { page, leave } = await visit(
        browser,
        `${household.ingress.address}#connection`,
        viewers[0]?.options ?? {},
      );
      await page.locator(".station.stopped:has-text('Entschlüsselt')").waitFor({ timeout: 60_000 });
      await page.locator(".card.problem").getByText("Was zu tun ist").waitFor();
      await page.locator(".station.flowing:has-text('Rahmen')").waitFor();
      assert.deepEqual(await violationsOf(page), []);
      await page.getByRole("link", { name: "Schlüssel prüfen" }).waitFor();
      await page.locator(".faults summary").first().click();
      await page.locator(".faults").getByText("key-wrong").first().waitFor();
      await page.getByRole("navigation").getByRole("link", { name: "Jetzt" }).click();
      await page.locator(".view-now .card.problem").waitFor();
      assert.equal(await page.getByText("Sobald der Zähler spricht").count(), 0, "nothing beside it says the contrary");
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
      await page.getByText("What you see is up to date.").waitFor();
      const before = await page.locator(".digits").first().innerText();
      await untilTrue(page, `document.querySelector(".digits").innerText !== ${JSON.stringify(before)}`);
      await page.getByRole("link", { name: "Connection", exact: true }).click();
      await page.getByText("Show the path").click();
      await page.locator(".station.flowing:has-text('Decoded')").waitFor();
      assert.deepEqual(complaints, []);
      await leave();
    } finally {
      await browser.close();
      await household.close();
    }
  });
});
