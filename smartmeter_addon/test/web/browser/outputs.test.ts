import assert from "node:assert/strict";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { launch, viewers, violationsOf, visit, withoutBrowser } from "./chromium.ts";
import { key, openHousehold } from "./household.ts";

describe("the page with outputs of which one has trouble", { skip: withoutBrowser, timeout: 120_000 }, () => {
  test("names each as people do, says of the one what to do, and the header does not say that all is well", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as { port: number };
    const folder = join(tmpdir(), `outputs-${process.pid}`);
    const more = [`file: { folder: ${folder} }`, `prometheus: { port: ${port} }`];
    const household = await openHousehold({ meter: "noe-kaifa-ma309", interval: 1, key, more });
    const browser = await launch();
    try {
      for (const viewer of viewers.slice(0, 2)) {
        const { page, complaints, leave } = await visit(
          browser,
          `${household.ingress.address}#connection`,
          viewer.options,
        );
        const card = page.locator("section", { has: page.locator("#outputs") });
        await card
          .locator("li.ok", { hasText: "Dateien" })
          .getByText(/\d+ angekommen/)
          .waitFor();
        const failing = card.locator("li.failing", { hasText: "Prometheus" });
        await failing.getByText("Gib dieser Ausgabe einen anderen 'port'").waitFor();
        await failing.getByText("lauscht schon ein anderes Programm").first().waitFor();
        await page.locator("header .status.bad", { hasText: "Der Port einer Ausgabe ist belegt" }).waitFor();
        await page.locator(".station.stopped", { hasText: "Weitergegeben" }).waitFor();
        await page.locator(".faults").getByText("belegt").waitFor();
        await page.getByRole("navigation").getByRole("link", { name: "Jetzt" }).click();
        await page
          .locator("main.view-now .card.problem", { hasText: "Prometheus" })
          .getByText("Gib dieser Ausgabe")
          .waitFor();
        assert.equal(await page.locator(".truth.good").count(), 0, "nothing beside it says the contrary");
        const wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth");
        assert.equal(wide, false, "nothing sticks out");
        assert.deepEqual(await violationsOf(page), []);
        assert.deepEqual(complaints, []);
        await leave();
      }
    } finally {
      await browser.close();
      await household.close();
      other.close();
    }
  });

  test("a broker that is away is red on the first view, with what to do, and nothing counts as published", async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
    const { port } = closed.address() as { port: number };
    await new Promise((resolve) => closed.close(resolve));
    const more = [`mqtt: { host: 127.0.0.1, port: ${port} }`];
    const household = await openHousehold({ meter: "noe-kaifa-ma309", interval: 1, key, more });
    const browser = await launch();
    try {
      for (const viewer of viewers) {
        const isGerman = viewer.language === "de";
        const { page, complaints, leave } = await visit(browser, household.ingress.address, viewer.options);
        await page.locator(".view-now .card.problem", { hasText: "MQTT" }).locator(".next").waitFor();
        await page.locator("header .status.bad").waitFor();
        assert.equal(await page.locator(".truth.good").count(), 0, "nothing beside it says the contrary");
        const said = await page.locator(".card.problem").innerText();
        if (isGerman) assert.doesNotMatch(said, /ECONNREFUSED|connect /, "no English tail");
        await page.goto(`${household.ingress.address}#connection`);
        const published = page.locator(".station.stopped", { hasText: isGerman ? "Weitergegeben" : "Published" });
        await published.getByText(isGerman ? "0 insgesamt" : "0 in all").waitFor();
        assert.deepEqual(await violationsOf(page), []);
        assert.deepEqual(complaints, []);
        await leave();
      }
    } finally {
      await browser.close();
      await household.close();
    }
  });
});
