import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { localDay } from "../../../src/host/calendar.ts";
import { launch, untilTrue, viewers, violationsOf, visit, withoutBrowser } from "./chromium.ts";
import { type Household, key, openHousehold } from "./household.ts";
import { simulatedReading, writeYear } from "./year.ts";

const zone = "Europe/Vienna";
const model = "noe-kaifa-ma309";
const tariff = "tariff: { energy: 0.14, network: 0.08, export: 0.07, zones: [{ preset: day_night, energy: 0.1 }] }";

describe("a year in the store, and files to take along", { skip: withoutBrowser, timeout: 180_000 }, () => {
  const reading = simulatedReading(model, Date.now());
  let browser: Browser;
  let household: Household;
  before(async () => {
    const prepare = (folder: string): void => writeYear(folder, reading.meterId, Date.now(), zone);
    household = await openHousehold({ meter: model, interval: 1, key, more: [tariff], prepare });
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await household?.close();
  });

  test("day with yesterday behind it and cheap hours, week, month and year", async () => {
    const { page, complaints, leave } = await visit(browser, household.ingress.address, viewers[2]?.options ?? {});
    await page.getByText("the day before", { exact: true }).waitFor();
    await page.getByText("cheap hours").waitFor();
    await page.getByRole("button", { name: "Week" }).click();
    await page.getByText(/Lowest .* W · Mean/).waitFor();
    await page.getByRole("button", { name: "Month", exact: true }).click();
    await page.getByText(/Import [\d.,]+ kWh · Exported|Import [\d.,]+ kWh/).waitFor();
    await page.getByRole("button", { name: "Earlier" }).click();
    await page.getByText(/Cost [\d.,]+ €/).waitFor();
    await page.getByRole("button", { name: "Year" }).click();
    const chart = page.locator(".chart");
    await page.getByText(/Import [\d.,]+ kWh/).waitFor();
    await chart.focus();
    await page.keyboard.press("ArrowLeft");
    await page.getByText(new RegExp(`\\w+ ${new Date().getFullYear()} · Import [\\d.,]+ kWh`)).waitFor();
    // In the first quarter of an hour of a day nothing is known of it yet.
    await page.getByRole("row", { name: /Import .* kWh/ }).waitFor();
    assert.deepEqual(await violationsOf(page), []);
    assert.deepEqual(complaints, []);
    await leave();
  });

  test("the curve stays where it was zoomed and turned to, however little is known there", async () => {
    const { page, complaints, leave } = await visit(browser, household.ingress.address, viewers[2]?.options ?? {});
    await page.getByText("the day before", { exact: true }).waitFor();
    const chosen = page.locator(".segments button[aria-pressed=true]", { hasText: /^(5 min|Day)$/ });
    const press = async (key: string, times: number, isLast: (question: URLSearchParams) => boolean): Promise<void> => {
      const answered = page.waitForResponse((response) => {
        const { pathname, searchParams } = new URL(response.url());
        return pathname.endsWith("/api/curve") && isLast(searchParams);
      });
      await page.locator(".chart").focus();
      for (let count = 0; count < times; count++) await page.keyboard.press(key);
      await answered;
      await page.getByText(/Lowest .* W|Nothing is known about this time/).waitFor();
      assert.equal(await chosen.innerText(), "Day");
      await page.getByRole("button", { name: "Back to now" }).click();
      await page.getByText("the day before", { exact: true }).waitFor();
    };
    await press("+", 8, (question) => Number(question.get("to")) - Number(question.get("from")) < 600_000);
    await press("PageUp", 3, (question) => question.get("day") === "-3");
    assert.deepEqual(complaints, []);
    await leave();
  });

  test("a portal's export is compared with what was read, and what is none is told", async () => {
    const { page, leave } = await visit(browser, `${household.ingress.address}#details`, viewers[2]?.options ?? {});
    const day = localDay(Date.now() - 3 * 86_400_000, zone);
    const csv = String(
      await page.evaluate(`fetch("api/csv?meter=0&from=${day}&to=${day}").then((answer) => answer.text())`),
    );
    const rows = csv.trim().split("\n").slice(1);
    assert.ok(rows.length >= 92, `${rows.length} quarter hours`);
    const lines = rows.map((row) => {
      const [start = "", , wh = ""] = row.split(";");
      const clock = `${start.slice(8, 10)}.${start.slice(5, 7)}.${start.slice(0, 4)} ${start.slice(11, 16)}`;
      return `${clock};${(Number(wh) / 1000).toFixed(3).replace(".", ",")}`;
    });
    const file = join(tmpdir(), `portal-${process.pid}.csv`);
    writeFileSync(file, ["Beginn;Verbrauch (kWh)", ...lines, ""].join("\n"));
    await page.locator(".drop input").setInputFiles(file);
    await page.locator(".truth.good", { hasText: "The bill agrees with your meter" }).waitFor();
    writeFileSync(
      file,
      ["Beginn;Verbrauch (kWh)", ...lines.slice(0, -1), `${lines.at(-1)?.split(";")[0]};9,999`].join("\n"),
    );
    await page.locator(".drop input").setInputFiles(file);
    await page.getByText("1 quarter hour differs").waitFor();
    writeFileSync(file, "a letter to grandmother");
    await page.locator(".drop input").setInputFiles(file);
    await page.getByText("This is no export of quarter hours").waitFor();
    await leave();
  });

  test("the log is filtered; diagnostics hold what helps and nothing of the household", async () => {
    const { page, complaints, leave } = await visit(
      browser,
      `${household.ingress.address}#details`,
      viewers[2]?.options ?? {},
    );
    await page.locator(".log-lines li").first().waitFor();
    await page.getByRole("searchbox").fill("nothing says this");
    await page.getByText("No line matches.").waitFor();
    await page.getByText("What is new").click();
    await page.locator(".news li").first().waitFor();
    const downloading = page.waitForEvent("download");
    await page.getByRole("link", { name: "Diagnostics" }).click();
    const text = readFileSync(await (await downloading).path(), "utf8");
    const parsed = JSON.parse(text) as {
      log: string[];
      captures: { hex: string }[];
      configuration: { tariff?: object };
    };
    assert.ok(
      parsed.log.length > 0 && parsed.configuration.tariff !== undefined && (parsed.captures[0]?.hex.length ?? 0) > 200,
    );
    // A capture's meters are made up, as the simulated one is.
    const told = text.slice(0, text.indexOf('"captures"'));
    for (const secret of [key, reading.meterId, reading.meterNumber ?? "", reading.systemTitle ?? "", "Main meter"])
      assert.ok(secret !== "" && !told.toLowerCase().includes(secret.toLowerCase()), `holds ${secret}`);
    assert.deepEqual(await violationsOf(page), []);
    assert.deepEqual(complaints, []);
    await leave();
  });

  test("after a restart the curve goes on", async () => {
    const { page, leave } = await visit(browser, household.ingress.address, viewers[2]?.options ?? {});
    await page.getByText("What you see is up to date.").waitFor();
    await household.restart();
    const files = readdirSync(household.folder).filter((name) => name.startsWith("curve-"));
    assert.deepEqual(files, ["curve-Main_meter.json"]);
    assert.ok(existsSync(join(household.folder, files[0] ?? "")));
    const kept = JSON.parse(readFileSync(join(household.folder, files[0] ?? ""), "utf8")) as number[][];
    assert.ok(kept.length > 0);
    const first = (kept[0]?.[0] ?? 0) * 1000;
    const question = `fetch("api/curve?meter=0&from=${first - 7_200_000}&to=${first + 120_000}").then((answer) => answer.json()).then(({ at }) => at.includes(${first}))`;
    await page.getByText("What you see is up to date.").waitFor({ timeout: 60_000 });
    await untilTrue(page, question);
    await leave();
  });
});
