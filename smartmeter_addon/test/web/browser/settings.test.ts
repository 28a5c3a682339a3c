import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { parse, stringify } from "yaml";
import { schema } from "../../../src/options/options.ts";
import { leavesOf } from "../../../src/schema/expectation.ts";
import { launch, untilTrue, violationsOf, visit, withoutBrowser } from "./chromium.ts";
import { type Household, key, openHousehold } from "./household.ts";

const german = { locale: "de-AT", timezoneId: "Europe/Vienna" };
const english = { locale: "en-GB", timezoneId: "Europe/Vienna" };
const phone = (width: number) => ({ viewport: { width, height: 720 }, isMobile: true, hasTouch: true });

const people = [
  { language: "de", options: { ...german, viewport: { width: 1280, height: 860 } } },
  { language: "en", options: { ...english, ...phone(320), colorScheme: "dark" } },
  { language: "de", options: { ...german, ...phone(390), colorScheme: "dark" } },
  { language: "en", options: { ...english, viewport: { width: 1280, height: 860 } } },
] as const;

const texts = {
  de: {
    all: "Alle Einstellungen",
    save: "Speichern und verwenden",
    saved: "Gespeichert",
    addVirtual: "Virtuellen Zähler hinzufügen",
    addZone: "Tarifzone hinzufügen",
    remove: "Entfernen",
    rest: "Virtueller Zähler 1: Rest",
    on: "ein",
    everything: "alles (debug)",
    fromFile: /Aus der Datei, Zeile \d+/,
    wrong: 'tariff.energy: gefunden: "0,12"',
  },
  en: {
    all: "All settings",
    save: "Save and use",
    saved: "Saved.",
    addVirtual: "Add a virtual meter",
    addZone: "Add a tariff zone",
    remove: "Remove",
    rest: "Virtual meter 1: Rest",
    on: "on",
    everything: "everything (debug)",
    fromFile: /From the file, line \d+/,
    wrong: 'tariff.energy: found "0,12"',
  },
} as const;

/** The field of an option, by its path. */
const field = (page: Page, path: string) => page.locator(`[id="setting-${path}"]`);

describe("settings on the page", { skip: withoutBrowser, timeout: 240_000 }, () => {
  let browser: Browser;
  let household: Household;
  before(async () => {
    household = await openHousehold({ meter: "noe-kaifa-ma309", interval: 1, key });
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await household?.close();
  });
  const file = () => parse(readFileSync(household.configurationFile, "utf8")) as Record<string, never>;

  async function open(page: Page, language: "de" | "en"): Promise<void> {
    await page.locator(".card.settings > summary", { hasText: texts[language].all }).click();
    await page.locator(".setting-section").first().waitFor();
    await page.evaluate("for (const one of document.querySelectorAll('.setting-section')) one.open = true");
  }

  async function save(page: Page, language: "de" | "en"): Promise<void> {
    await page.locator(".settings").getByRole("button", { name: texts[language].save }).click();
    await page.locator(".setting-save .verdict p").first().waitFor();
    assert.match(await page.locator(".setting-save .verdict").innerText(), new RegExp(texts[language].saved));
  }

  for (const { language, options } of people) {
    const said = texts[language];
    test(`${language}, ${options.viewport.width} wide: each kind is set, checked, seen again and taken away`, async () => {
      const { page, leave } = await visit(browser, `${household.ingress.address}#set-up`, options);
      await open(page, language);
      const labels = await page.locator(".setting label").allInnerTexts();
      const paths = await page.locator(".setting-path").allInnerTexts();
      assert.ok(labels.every((label) => label.trim().length > 1));
      for (const { path } of leavesOf(schema)) {
        // Entries of lists are seen once one is added.
        if (path.includes("*") && path[0] !== "meters") continue;
        assert.ok(paths.includes(path.join(".").replace(".*", "[0]")), path.join("."));
      }
      assert.deepEqual(await violationsOf(page), []);
      const wide = Number(await page.evaluate("document.documentElement.scrollWidth - innerWidth"));
      assert.ok(wide <= 0, `${wide} px too wide`);

      await field(page, "tariff.energy").fill("0,12");
      await field(page, "webhook.url").fill("http://127.0.0.1:9/x");
      await field(page, "webhook.token").fill("a word");
      await field(page, "webhook.headers").fill("X-House=home");
      await field(page, "webhook.enabled").selectOption("false");
      await field(page, "interval").fill("2");
      await field(page, "web.hosts").fill("meter.home, other.home");
      await field(page, "log_level").selectOption({ label: said.everything });
      await page.getByRole("button", { name: said.addVirtual }).click();
      await field(page, "virtual[0].id").fill("rest");
      await field(page, "virtual[0].name").fill("Rest");
      await field(page, "virtual[0].add").fill("0");
      await page.locator(".settings").getByRole("button", { name: said.save }).click();
      await page.locator(".setting-save").getByText(said.wrong).waitFor();
      assert.equal(await field(page, "tariff.energy").getAttribute("aria-invalid"), "true");
      assert.equal(file().webhook, undefined, "nothing is written as long as one thing is wrong");
      await field(page, "tariff.energy").fill("0.12");
      await page.getByRole("button", { name: said.addZone }).click();
      await field(page, "tariff.zones[0].preset").selectOption("snap");
      await save(page, language);
      assert.deepEqual(
        [file().tariff, file().webhook, file().interval, file().virtual, file().log_level],
        [
          { energy: 0.12, zones: [{ preset: "snap" }] },
          { url: "http://127.0.0.1:9/x", token: "a word", headers: { "X-House": "home" }, enabled: false },
          2,
          [{ id: "rest", name: "Rest", add: ["0"] }],
          "debug",
        ],
      );
      // Seen again once the program has started anew, with where it comes from; a secret never.
      await page.getByText(said.rest, { exact: true }).waitFor();
      await page
        .locator(".setting", { has: field(page, "tariff.energy") })
        .getByText(said.fromFile)
        .waitFor();
      assert.equal(await field(page, "webhook.token").inputValue(), "");
      assert.equal(await field(page, "web.hosts").inputValue(), "meter.home, other.home");
      assert.ok(!(await page.content()).includes("a word"));

      const takeAway = page.locator(".setting-entry > button", { hasText: said.remove });
      // The only meter cannot go.
      for (const left of [2, 1, 0]) {
        const text = JSON.stringify(said.remove);
        const those = `[...document.querySelectorAll(".setting-entry > button")].filter((one) => one.innerText === ${text})`;
        await untilTrue(page, `${those}.length === ${left}`);
        if (left > 0) await takeAway.first().click();
      }
      for (const path of ["interval", "tariff.energy", "web.hosts", "webhook.url", "webhook.headers"])
        await field(page, path).fill("");
      for (const path of ["log_level", "webhook.enabled"]) await field(page, path).selectOption("");
      await page
        .locator(".setting", { has: field(page, "webhook.token") })
        .getByRole("button")
        .click();
      await save(page, language);
      assert.deepEqual(Object.keys(file()).sort(), ["data", "meters", "web"]);
      await untilTrue(page, "document.querySelectorAll('.setting-entry').length === 1");
      await leave();
    });
  }

  test("one meter stays, and what goes from other lists is no meter", async () => {
    const { meters, ...rest } = parse(readFileSync(household.configurationFile, "utf8"));
    const second = { name: "Second meter", port: "tcp://127.0.0.1:9" };
    const tariff = { energy: 0.14, zones: [{ preset: "day_night", energy: 0.1 }] };
    writeFileSync(household.configurationFile, stringify({ ...rest, meters: [...meters, second], tariff }));
    await household.restart();
    const { page, leave } = await visit(browser, `${household.ingress.address}#set-up`, people[3].options);
    await open(page, "en");
    const buttonOf = (name: string) =>
      page.locator(".setting-entry", { hasText: name }).getByRole("button", { name: /^(Remove|Keep it)$/ });
    await buttonOf("Tariff zone 1").click();
    await page.getByText("Removed when you save.").waitFor();
    assert.deepEqual([await buttonOf("Main meter").count(), await buttonOf("Second meter").count()], [1, 1]);
    await buttonOf("Second meter").click();
    await untilTrue(page, "document.querySelectorAll('.setting-entry > button').length === 2");
    assert.equal(await buttonOf("Main meter").count(), 0);
    await leave();
  });
});
