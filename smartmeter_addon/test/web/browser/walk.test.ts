import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { launch, untilTrue, viewers, violationsOf, visit, withoutBrowser } from "./chromium.ts";
import { type Household, key, openHousehold } from "./household.ts";

const texts = {
  de: {
    views: ["Jetzt", "Leitung", "Ausrichten", "Einrichten", "Telegramme", "Störungen"],
    titles: [
      "Phasen",
      "Der Weg der Daten",
      "Den Infrarotkopf ausrichten",
      "Einrichten",
      "Telegramm-Inspektor",
      "Keine Störungen",
    ],
    register: "Energiebezug",
    opens: "geht damit auf",
    opensNot: "geht damit nicht auf",
    tooFew: "1 zu wenig",
    write: "Konfiguration schreiben",
    licences: "Lizenzen",
  },
  en: {
    views: ["Now", "Line", "Align", "Set-up", "Telegrams", "Faults"],
    titles: ["Phases", "The way of the data", "Align the infrared head", "Set-up", "Telegram inspector", "No faults"],
    register: "Energy import",
    opens: "opens with it",
    opensNot: "does not open with it",
    tooFew: "1 too few",
    write: "Write the configuration",
    licences: "Licences",
  },
} as const;

describe("the page before a real program", { skip: withoutBrowser, timeout: 240_000 }, () => {
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

  for (const { name, language, options } of viewers) {
    test(`${name}: every view says what it should, fits, is accessible and complains of nothing`, async () => {
      const said = texts[language];
      const { page, complaints, leave } = await visit(browser, household.ingress.address, options);
      assert.equal(await page.evaluate("document.documentElement.lang"), language);
      for (const [number, view] of said.views.entries()) {
        await page.getByRole("navigation").getByRole("link", { name: view, exact: true }).click();
        await page.getByRole("heading", { name: said.titles[number] ?? "", level: 2 }).waitFor();
        assert.deepEqual(await violationsOf(page), [], view);
        const tooWide = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
        assert.ok(Number(tooWide) <= 0, `${view} scrolls sideways`);
      }
      assert.deepEqual(complaints, []);
      await leave();
    });
  }

  test("values come by themselves, and the chart follows the range", async () => {
    const { page, complaints, leave } = await visit(browser, household.ingress.address, viewers[2]?.options ?? {});
    await page.getByText("Energy import").first().waitFor();
    const time = page.locator("dt:has-text('Meter time') + dd");
    const before = await time.innerText();
    await untilTrue(page, `!document.body.innerText.includes(${JSON.stringify(before)})`);
    for (const range of ["1 h", "24 h", "5 min"]) {
      await page.getByRole("button", { name: range }).click();
      await page.getByText(/Lowest .* W · Mean .* W · Highest .* W/).waitFor();
    }
    await page.getByRole("img", { name: /Power of the last five minutes/ }).waitFor();
    assert.deepEqual(complaints, []);
    await leave();
  });

  test("the licences of what it is made of are one click away", async () => {
    for (const { language, options } of viewers.slice(0, 4).filter(({ name }) => name.startsWith("desk"))) {
      const { page, complaints, leave } = await visit(browser, household.ingress.address, options);
      const opened = page.waitForEvent("popup");
      await page.getByRole("link", { name: texts[language].licences }).click();
      const text = await (await opened).locator("body").innerText();
      for (const title of ["MIT License", "Smart Meter for Home Assistant", "uplot 1", "mqtt 5"])
        assert.ok(text.includes(title), title);
      assert.deepEqual(complaints, []);
      await leave();
    }
  });

  test("after a cut it catches up without being loaded anew", async () => {
    const { page, leave } = await visit(browser, household.ingress.address, viewers[2]?.options ?? {});
    await page.getByText("Energy import").first().waitFor();
    await page.evaluate("window.stayed = true");
    const lineOf = page.locator("dt:has-text('Meter time') + dd");
    household.ingress.cut();
    await page.getByText("Connection lost").waitFor();
    const before = await lineOf.innerText();
    household.ingress.asked.length = 0;
    household.ingress.mend();
    await untilTrue(page, `!document.body.innerText.includes(${JSON.stringify(before)})`);
    assert.equal(await page.evaluate("window.stayed"), true);
    assert.ok(household.ingress.asked.some((path) => path.startsWith("/api/events")));
    await leave();
  });

  test("the key is judged while it is typed, and is in no answer", async () => {
    for (const { language, options } of viewers.slice(0, 4).filter(({ name }) => name.startsWith("desk"))) {
      const said = texts[language];
      const { page, leave } = await visit(browser, `${household.ingress.address}#setup`, options);
      const answers: string[] = [];
      page.on("response", (response) => {
        if (response.url().includes("api/"))
          void response.text().then(
            (text) => answers.push(text),
            () => {},
          );
      });
      const field = page.locator("#field-key");
      await field.fill(key.slice(1));
      await page.getByText(said.tooFew).waitFor();
      await field.fill("00112233445566778899AABBCCDDEEFF");
      await page.getByText(said.opensNot).waitFor();
      await field.fill(key);
      await page.getByText(said.opens).waitFor();
      assert.deepEqual(await violationsOf(page), []);
      assert.ok(!answers.join().includes(key));
      await leave();
    }
  });

  test("the configured key is in no answer of the program", async () => {
    const { page, leave } = await visit(browser, household.ingress.address, viewers[2]?.options ?? {});
    await page.getByText("Energy import").first().waitFor();
    for (const path of ["state", "history?range=24h", "faults", "telegrams", "ports", "capture"]) {
      const answer = String(await page.evaluate(`fetch("api/${path}").then((answer) => answer.text())`));
      assert.ok(answer.length > 1, path);
      assert.ok(!answer.toUpperCase().includes(key), path);
    }
    await leave();
  });

  test("operator and meter lead to socket, reader and the name of the key; the configuration is written", async () => {
    const { page, complaints, leave } = await visit(
      browser,
      `${household.ingress.address}#setup`,
      viewers[2]?.options ?? {},
    );
    await page.selectOption("#operator", "Energienetze Steiermark");
    await page.getByText("Sagemcom T210-D-r / S210").click();
    await page.getByRole("img", { name: /Pin 5: data/ }).waitFor();
    await page.getByText("“GAK” the authentication key").waitFor();
    await page.getByText("Landis+Gyr E450").click();
    await page.getByRole("img", { name: /Pin 3: M-Bus, Pin 4: M-Bus/ }).waitFor();
    await page.selectOption("#operator", "Wiener Netze");
    await page.getByText("Iskraemeco AM550").click();
    await page.getByText("A USB infrared head after IEC 62056-21, with a magnet. Reading is enough").waitFor();
    await page.selectOption("#operator", "Linz Netz");
    await page.getByText("no interface").waitFor();
    assert.deepEqual(await violationsOf(page), []);
    await page.locator("#field-key").fill(key);
    await page.locator("#meter-name").fill("Named in the page");
    await page.getByRole("button", { name: texts.en.write }).click();
    await page.getByText("Written.").waitFor();
    assert.match(readFileSync(household.configurationFile, "utf8"), /name: Named in the page/);
    await page.getByText("It works.").waitFor();
    assert.deepEqual(complaints, []);
    await leave();
  });

  test("a telegram is explained field by field, and a capture downloaded", async () => {
    const { page, leave } = await visit(browser, `${household.ingress.address}#telegrams`, viewers[1]?.options ?? {});
    await page.getByRole("rowheader", { name: "Energiebezug" }).first().waitFor();
    await page.locator(".octets .field").nth(3).tap();
    await page.locator(".fields tr.pointed").waitFor();
    const [field = ""] = (await page.locator(".fields tr.pointed th").innerText()).split("\n");
    assert.ok((await page.locator(".pointed-at").first().innerText()).startsWith(field));
    const downloading = page.waitForEvent("download");
    await page.getByRole("link", { name: /Mitschnitt/ }).click();
    const file = await (await downloading).path();
    assert.match(readFileSync(file, "utf8"), /"hex": "[0-9A-F]+"/);
    await leave();
  });

  test("the keyboard alone leads everywhere", async () => {
    const { page, leave } = await visit(browser, household.ingress.address, viewers[2]?.options ?? {});
    await page.getByText("Energy import").first().waitFor();
    const focused = () => page.evaluate("document.activeElement.innerText.trim()");
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "Skip to the contents");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate("document.activeElement.id"), "main");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "1 h");
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "1 h", pressed: true }).waitFor();
    for (const view of texts.en.views) {
      await page.getByRole("link", { name: view, exact: true }).focus();
      await page.keyboard.press("Enter");
      await page.locator(`nav a[aria-current=page]:has-text("${view}")`).waitFor();
    }
    await leave();
  });

  test("the alignment assistant shows a full score and sounds only when asked", async () => {
    const { page, complaints, leave } = await visit(
      browser,
      `${household.ingress.address}#align`,
      viewers[3]?.options ?? {},
    );
    await untilTrue(page, "Number(document.querySelector('.big .number')?.textContent) >= 90");
    const tone = page.getByRole("button", { name: "Tone on" });
    assert.equal(await tone.getAttribute("aria-pressed"), "false");
    await tone.click();
    await page.getByRole("button", { name: "Tone off", pressed: true }).click();
    await page.getByRole("button", { name: "Tone on", pressed: false }).waitFor();
    assert.deepEqual(complaints, []);
    await leave();
  });
});
