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
        await failing.getByText("EADDRINUSE").waitFor();
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
});
