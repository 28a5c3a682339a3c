// A meter nobody has described: the page drafts its definition from what it hears, asks, tries, and puts it to use.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser, Locator, Page } from "playwright-core";
import { launch, untilTrue, viewers, violationsOf, visit, withoutBrowser } from "./chromium.ts";
import { type Household, key, openHousehold } from "./household.ts";
import { openUnknownMeter, type UnknownMeter } from "./unknown-meter.ts";

const texts = {
  de: {
    toDraft: "Den Zähler kennenlernen",
    title: "Deinen Zähler kennenlernen",
    noValues: "Noch keine Werte",
    zero: "Jetzt ist es 0",
    import: "Energiebezug",
    voltage: "Spannung L1",
    is: "Das ist",
    shows: "Die Anzeige zeigt etwa",
    noValue: /Noch kein Wert/,
    file: "Die Datei",
  },
  en: {
    toDraft: "Get to know the meter",
    title: "Get to know your meter",
    noValues: "No values yet",
    zero: "It is 0 now",
    import: "Energy import",
    voltage: "Voltage L1",
    is: "It is",
    shows: "The display shows about",
    noValue: /No value yet/,
    file: "The file",
  },
} as const;

const cardOf = (page: Page, title: string): Locator => page.getByRole("region", { name: title, exact: true });

/** Says what elements 2 and 4 are, and gives what is read with that. */
async function answer(page: Page, language: "de" | "en"): Promise<Locator> {
  const said = texts[language];
  const card = cardOf(page, said.title);
  const question = (number: number): Locator => card.locator(".questions li", { hasText: `Element ${number}` });
  await question(2).getByLabel(said.is).selectOption({ label: said.import });
  await question(4).getByLabel(said.is).selectOption({ label: said.voltage });
  await question(4).getByLabel(said.shows).selectOption("-1");
  await card.getByRole("row", { name: said.voltage }).waitFor();
  return card;
}

describe("a meter nobody has described", { skip: withoutBrowser, timeout: 240_000 }, () => {
  let browser: Browser;
  let meter: UnknownMeter;
  let household: Household;
  before(async () => {
    meter = await openUnknownMeter();
    household = await openHousehold({ meter: meter.port, interval: 1, key });
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await household?.close();
    meter?.close();
  });

  for (const { name, language, options } of viewers)
    test(`${name}: its fault leads to the draft; answers are tried on what was heard`, async () => {
      const said = texts[language];
      const { page, complaints, leave } = await visit(browser, `${household.ingress.address}#connection`, options);
      const toDraft = page.locator(".card.problem").getByRole("link", { name: said.toDraft });
      await toDraft.waitFor();
      await page.evaluate("location.hash = '#now'");
      await toDraft.waitFor();
      // Telegrams do come.
      await page.getByRole("heading", { name: said.noValues }).waitFor();
      await page.evaluate("location.hash = '#connection'");
      await page.locator(".faults summary").first().click();
      await page.locator(".faults").getByRole("link", { name: said.toDraft }).click();
      const card = cardOf(page, said.title);
      await card.getByText(said.noValue).waitFor();
      assert.equal(await card.locator(".questions li").count(), 4);
      await card.locator(".questions li", { hasText: said.zero }).waitFor();
      assert.equal(await card.locator(".questions select").count(), 3);
      await answer(page, language);
      await card.getByText(said.file, { exact: true }).click();
      const file = await card.getByRole("region", { name: said.file }).innerText();
      assert.match(file, /u32, obis: "1-0:1\.8\.0", unit: Wh \}/);
      assert.match(file, /u16, obis: "1-0:32\.7\.0", unit: V, scaler: -1 \}/);
      const row = await card.getByRole("row", { name: said.voltage }).innerText();
      assert.match(row, language === "de" ? /2(29|30),\d V/ : /2(29|30)\.\d V/);
      assert.deepEqual(await violationsOf(page), []);
      const tooWide = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
      assert.ok(Number(tooWide) <= 0, "scrolls sideways");
      assert.deepEqual(complaints, []);
      await leave();
    });

  test("goes on with what comes, is taken along, used, and set aside again", async () => {
    const { page, complaints, leave } = await visit(
      browser,
      `${household.ingress.address}#details`,
      viewers[2]?.options ?? {},
    );
    const card = await answer(page, "en");
    const heard = async (): Promise<number> =>
      Number(/The last ([\d,]+) of them/.exec(await card.innerText())?.[1]?.replace(",", "") ?? 0);
    const before = await heard();
    assert.ok(before > 300, `${before} telegrams`);
    while ((await heard()) <= before) await page.waitForTimeout(500);
    const downloading = page.waitForEvent("download");
    await card.getByRole("button", { name: "Download" }).click();
    const text = readFileSync(await (await downloading).path(), "utf8");
    assert.match(text, /^# Draft from .*name: my-meter\n.*1-0:32\.7\.0/s);

    await card.getByRole("button", { name: "The values are right: use it" }).click();
    await card.getByText(/Saved/).waitFor();
    const path = join(household.folder, "meters/my-meter.yaml");
    assert.match(readFileSync(path, "utf8"), /1-0:32\.7\.0/);
    // Read by it, once the program has started anew.
    await page.getByText("This meter is read by your own file my-meter").waitFor({ timeout: 60_000 });
    await page.getByRole("link", { name: "Now", exact: true }).click();
    await untilTrue(page, `/5[.,]?000[.,]\\d/.test(document.body.innerText)`);

    await page.getByRole("link", { name: "Details", exact: true }).click();
    await page.getByRole("button", { name: "Set it aside" }).click();
    await card.getByText(/Nobody has described/).waitFor({ timeout: 60_000 });
    assert.deepEqual([existsSync(path), existsSync(`${path}.unused`)], [false, true]);
    assert.deepEqual(
      // The program was away for a moment.
      complaints.filter((text) => !/ERR_|Failed to load|502|503/.test(text)),
      [],
    );
    await leave();
  });

  test("what was said of one list is not taken for another", async () => {
    const { page, leave } = await visit(browser, `${household.ingress.address}#details`, viewers[2]?.options ?? {});
    const card = await answer(page, "en");
    meter.changeList();
    await card
      .locator(".questions")
      .getByText(/Element 3, now 50\d+/)
      .waitFor({ timeout: 120_000 });
    await card.getByText(texts.en.noValue).waitFor();
    await leave();
  });
});
