import assert from "node:assert/strict";
import { test } from "node:test";
import { launch, viewers, violationsOf, visit, withoutBrowser } from "./chromium.ts";
import { key, openHousehold } from "./household.ts";

test("the page behind a password shows nothing before it, everything after it", {
  skip: withoutBrowser,
  timeout: 120_000,
}, async () => {
  const household = await openHousehold({ meter: "noe-kaifa-ma309", interval: 1, key, password: "cabinet 7" });
  const browser = await launch();
  try {
    const { page, leave } = await visit(browser, household.ingress.address, viewers[3]?.options ?? {});
    const field = page.getByLabel("Password");
    await field.waitFor();
    assert.equal(await page.getByRole("navigation").count(), 0);
    assert.deepEqual(await violationsOf(page), []);
    await field.fill("a guess");
    await page.keyboard.press("Enter");
    await page.getByText("That is not the password.").waitFor();
    await field.fill("cabinet 7");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("What you see is up to date.").waitFor();
    await page.reload();
    await page.getByText("What you see is up to date.").waitFor();
    await leave();
  } finally {
    await browser.close();
    await household.close();
  }
});
