import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { launch, untilTrue, viewers, violationsOf, visit, withoutBrowser } from "./chromium.ts";
import { type Household, key, openHousehold } from "./household.ts";

const texts = {
  de: {
    views: ["Jetzt", "Verbindung", "Einrichten", "Details"],
    titles: ["Phasen", "Der Weg der Daten", "Einrichten", "Telegramm-Inspektor"],
    well: "Was du siehst, ist aktuell.",
    opens: "geht damit auf",
    opensNot: "geht damit nicht auf",
    tooFew: "1 zu wenig",
    write: "Speichern und verwenden",
    licences: "Lizenzen",
  },
  en: {
    views: ["Now", "Connection", "Set-up", "Details"],
    titles: ["Phases", "The path of the data", "Set-up", "Telegram inspector"],
    well: "What you see is up to date.",
    opens: "It opens the meter's last telegram",
    opensNot: "It doesn't open the meter's last telegram",
    tooFew: "1 too few",
    write: "Save and use",
    licences: "Licences",
  },
} as const;

/** What the page shows of the first register, which grows with every telegram of the simulated meter. */
const register = (page: Page) => page.locator(".registers .digits").first();

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

  test("paper is light, and where the system sets the colours one view and one range are marked", async () => {
    const { page, leave } = await visit(browser, household.ingress.address, { colorScheme: "dark" });
    const inked = (css: string, property: string) =>
      page.evaluate(
        `[...new Set([...document.querySelectorAll(${JSON.stringify(css)})].map((e) => getComputedStyle(e).${property}))]`,
      );
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    assert.deepEqual(await inked(":root, .card", "backgroundColor"), ["rgb(255, 255, 255)"]);
    await page.emulateMedia({ media: "screen", forcedColors: "active" });
    for (const [marked, others, property] of [
      ["nav a[aria-current]", "nav a:not([aria-current])", "borderBottomColor"],
      [".segments button[aria-pressed=true]", ".segments button[aria-pressed=false]", "backgroundColor"],
    ] as const)
      assert.notDeepEqual(await inked(marked, property), await inked(others, property), marked);
    await leave();
  });

  test("values come by themselves, and the curve follows what is chosen, which stays chosen", async () => {
    const { page, complaints, leave } = await visit(browser, household.ingress.address, viewers[2]?.options ?? {});
    await page.getByText(texts.en.well).waitFor();
    assert.match(await page.title(), /^−?[\d,.]+ k?W – Now – Smart Meter$/);
    const before = await register(page).innerText();
    assert.match(before, /^\d+\.\d{3}$/, "as on the display");
    await untilTrue(page, `document.querySelector(".digits").innerText !== ${JSON.stringify(before)}`);
    // A day of which minutes are known would look empty.
    await page.getByRole("button", { name: "5 min", pressed: true }).waitFor();
    for (const range of ["1 h", "Day", "Week", "5 min"]) {
      await page.getByRole("button", { name: range, exact: true }).click();
      await page.getByText(/Lowest .* W · Mean .* W · Highest .* W/).waitFor();
    }
    // Known only once a quarter hour has been heard from its beginning.
    for (const range of ["Month", "Year"]) {
      await page.getByRole("button", { name: range, exact: true }).click();
      await page.getByText(/Import [\d.,]+ kWh|Nothing is known about this time/).waitFor();
    }
    assert.match(page.url(), /#now\?range=year$/);
    await page.goto(`${household.ingress.address}?again`);
    await page.getByRole("button", { name: "Year", pressed: true }).waitFor();
    assert.deepEqual(complaints, []);
    await leave();
  });

  test("the curve is read by finger and by keys, and the readout stays with its moment", async () => {
    const { page, complaints, leave } = await visit(
      browser,
      `${household.ingress.address}#now?range=5m`,
      viewers[2]?.options ?? {},
    );
    await page.getByText(/Lowest .* W/).waitFor();
    await untilTrue(page, "document.querySelector('.u-over') !== null");
    const text = page.locator(".under-chart");
    const chart = page.locator(".chart");
    await chart.focus();
    // The one before the last: the last bucket is still being filled.
    for (const _ of [1, 2]) await page.keyboard.press("ArrowLeft");
    await page.getByText(/\d\d:\d\d:\d\d · [\d,.]+ W/).waitFor();
    // What the second key brings is drawn with the next frame.
    await page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
    const read = await text.innerText();
    const power = await page.locator(".hero .number").innerText();
    await untilTrue(page, `document.querySelector(".hero .number").innerText !== ${JSON.stringify(power)}`);
    assert.equal(await text.innerText(), read, "a telegram later it still tells of the same moment");
    await page.keyboard.press("Escape");
    await page.getByText(/Lowest .* W/).waitFor();
    const box = (await chart.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const middle = { x: box.x + box.width * 0.6, y: box.y + box.height / 2 };
    await page.mouse.move(middle.x, middle.y);
    await page.mouse.down();
    await page.mouse.move(middle.x + box.width / 3, middle.y, { steps: 5 });
    await page.mouse.up();
    await page.getByRole("button", { name: "Back to now" }).click();
    await chart.focus();
    await page.keyboard.press("-");
    await page.keyboard.press("PageUp");
    await page.getByRole("button", { name: "Back to now" }).waitFor();
    await page.keyboard.press("Home");
    await page.getByRole("button", { name: "Back to now" }).waitFor({ state: "detached" });
    assert.deepEqual(await violationsOf(page), []);
    assert.deepEqual(complaints, []);
    await leave();
  });

  test("two fingers on a phone show more or less of it", async () => {
    const { page, leave } = await visit(
      browser,
      `${household.ingress.address}#now?range=1h`,
      viewers[3]?.options ?? {},
    );
    await page.getByText(/Lowest .* W/).waitFor();
    const before = await page.locator(".leaf .span").innerText();
    await page.evaluate(`(() => {
      const chart = document.querySelector(".chart");
      const { left, top, width } = chart.getBoundingClientRect();
      const send = (type, pointerId, share) => chart.dispatchEvent(new PointerEvent(type, {
        pointerId, pointerType: "touch", button: 0, bubbles: true, clientX: left + share * width, clientY: top + 60 }));
      send("pointerdown", 1, 0.4);
      send("pointerdown", 2, 0.6);
      for (const share of [0.7, 0.8, 0.9]) send("pointermove", 2, share);
      send("pointerup", 1, 0.4);
      send("pointerup", 2, 0.9);
    })()`);
    await untilTrue(page, `document.querySelector(".leaf .span").innerText !== ${JSON.stringify(before)}`);
    await leave();
  });

  test("theme and language are chosen and stay, and the fuse too", async () => {
    const { page, complaints, leave } = await visit(browser, household.ingress.address, viewers[0]?.options ?? {});
    await page.getByText(texts.de.well).waitFor();
    await page.getByRole("button", { name: "Dunkel" }).click();
    await untilTrue(page, "document.documentElement.dataset.theme === 'dark'");
    await page.selectOption(".fuse select", "35");
    await page.getByRole("button", { name: "English" }).click();
    await page.getByText(texts.en.well).waitFor();
    assert.equal(await page.evaluate("document.documentElement.lang"), "en");
    assert.equal(await page.evaluate("document.documentElement.dataset.theme"), "dark");
    assert.equal(await page.locator(".fuse select").inputValue(), "35");
    assert.deepEqual(await violationsOf(page), []);
    assert.deepEqual(complaints, []);
    await leave();
  });

  test("a narrow phone, large letters and one lying on its side: nothing overlaps or sticks out", async () => {
    for (const [viewport, zoom] of [
      [{ width: 320, height: 640 }, 1],
      [{ width: 640, height: 800 }, 2],
      [{ width: 740, height: 360 }, 1],
    ] as const) {
      const { page, leave } = await visit(browser, household.ingress.address, {
        ...viewers[1]?.options,
        isMobile: false,
        viewport,
      });
      for (const view of ["now", "connection", "set-up", "details"]) {
        await page.goto(`${household.ingress.address}#${view}`);
        await page.locator(`main.view-${view} .card`).first().waitFor();
        await page.evaluate(`document.documentElement.style.fontSize = "${16 * zoom}px"`);
        await page.waitForTimeout(150);
        const wide = Number(await page.evaluate("document.documentElement.scrollWidth - innerWidth"));
        assert.ok(wide <= 0, `${view} at ${viewport.width}, letters ${zoom} times as large: ${wide} px too wide`);
      }
      await page.goto(`${household.ingress.address}#now`);
      await page.locator(".chart canvas").waitFor();
      if (viewport.height < 400) {
        const top = await page.evaluate("document.querySelector('.chart').getBoundingClientRect().top");
        assert.ok(Number(top) < viewport.height, "the curve is seen without scrolling");
      }
      await leave();
    }
  });

  test("what can be touched is large enough for a finger", async () => {
    const { page, leave } = await visit(browser, household.ingress.address, viewers[3]?.options ?? {});
    for (const view of texts.en.views) {
      await page.getByRole("navigation").getByRole("link", { name: view, exact: true }).click();
      await page.locator("main .card").first().waitFor();
      const small =
        await page.evaluate(`[...document.querySelectorAll("button, select, summary, nav a, a.button, header a")]
        .filter((element) => element.getClientRects().length > 0)
        .map((element) => [element.textContent, Math.round(element.getBoundingClientRect().height)])
        .filter(([, height]) => height < 44)`);
      assert.deepEqual(small, [], view);
    }
    await leave();
  });

  test("the licences of what it is made of are one click away", async () => {
    for (const { language, options } of viewers.slice(0, 4).filter(({ name }) => name.startsWith("desk"))) {
      const { page, complaints, leave } = await visit(browser, household.ingress.address, options);
      const opened = page.waitForEvent("popup");
      // By key: a click where the page is still finding its length may fall beside it.
      await page.getByRole("link", { name: texts[language].licences }).press("Enter");
      const text = await (await opened).locator("body").innerText();
      for (const title of ["MIT License", "Smart Meter for Home Assistant", "uplot 1", "mqtt 5"])
        assert.ok(text.includes(title), title);
      assert.deepEqual(complaints, []);
      await leave();
    }
  });

  test("without the program the whole page says so; afterwards it catches up without being loaded anew", async () => {
    const { page, leave } = await visit(browser, household.ingress.address, viewers[2]?.options ?? {});
    await page.getByText(texts.en.well).waitFor();
    await page.evaluate("window.stayed = true");
    household.ingress.cut();
    await page.locator(".lost").getByText("No connection to the program").waitFor();
    await page.locator("header .status.bad", { hasText: "No connection to the program" }).waitFor();
    await page.locator("main.unheard .hero.aged .age", { hasText: "ago" }).waitFor();
    assert.equal(await page.getByText(texts.en.well).count(), 0, "nothing beside it says the contrary");
    assert.match(await page.title(), /^– – Now/);
    const moving = "getComputedStyle(document.querySelector('.stream') ?? document.body).animationName";
    assert.equal(await page.evaluate(moving), "none", "nothing moves");
    const before = await register(page).innerText();
    household.ingress.asked.length = 0;
    household.ingress.mend();
    await untilTrue(page, `document.querySelector(".digits").innerText !== ${JSON.stringify(before)}`);
    await page.getByText(texts.en.well).waitFor();
    assert.equal(await page.evaluate("window.stayed"), true);
    assert.ok(household.ingress.asked.some((path) => path.startsWith("/api/events")));
    await leave();
  });

  test("the key is judged while it is typed, and is in no answer", async () => {
    for (const { language, options } of viewers.slice(0, 4).filter(({ name }) => name.startsWith("desk"))) {
      const said = texts[language];
      const { page, leave } = await visit(browser, `${household.ingress.address}#set-up`, options);
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
    await page.getByText(texts.en.well).waitFor();
    for (const path of [
      "state",
      "curve?day=0&days=1",
      "energy?span=year",
      "sparks",
      "faults",
      "telegrams",
      "ports",
      "capture",
    ]) {
      const answer = String(await page.evaluate(`fetch("api/${path}").then((answer) => answer.text())`));
      assert.ok(answer.length > 1, path);
      assert.ok(!answer.toUpperCase().includes(key), path);
    }
    await leave();
  });

  test("operator and meter lead to socket, reader and the name of the key; the configuration is written", async () => {
    const { page, complaints, leave } = await visit(
      browser,
      `${household.ingress.address}#set-up`,
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
    await page.getByText("A USB infrared head to IEC 62056-21, with a magnet. Reading is enough").waitFor();
    await page.selectOption("#operator", "Linz Netz");
    await page.getByText("no interface").waitFor();
    assert.deepEqual(await violationsOf(page), []);
    await page.locator("#field-key").fill(key);
    await page.locator("#meter-name").fill("Named in the page");
    await page.getByRole("button", { name: texts.en.write }).click();
    await page.getByText("Saved. The program restarts").waitFor();
    assert.match(readFileSync(household.configurationFile, "utf8"), /name: Named in the page/);
    await page.getByText("It works.").waitFor();
    assert.deepEqual(complaints, []);
    await leave();
  });

  test("a telegram is explained field by field, and a capture downloaded", async () => {
    const { page, leave } = await visit(browser, `${household.ingress.address}#details`, viewers[1]?.options ?? {});
    const energy = page.locator(".fields").getByRole("rowheader", { name: "Energiebezug" }).first();
    // The program has just started anew: the list fills by itself with the first telegram.
    await energy.waitFor({ timeout: 60_000 });
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
    await page.getByText(texts.en.well).waitFor();
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
      `${household.ingress.address}#connection`,
      viewers[3]?.options ?? {},
    );
    await page.getByRole("button", { name: "Align the head" }).click();
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
