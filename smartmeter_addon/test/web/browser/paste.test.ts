// The paste box in a real browser: a dump is pasted, a file is chosen, and what is no dump is named.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { concatOctets, toHex } from "../../../src/octets.ts";
import { dataNotification, sealApdu } from "../../../src/tools/encode/encode-apdu.ts";
import { axdr } from "../../../src/tools/encode/encode-axdr.ts";
import { mbusTelegram } from "../../../src/tools/encode/encode-link.ts";
import { testKey } from "../../../src/tools/test-keys.ts";
import { forms } from "../../paste/forms.ts";
import { loadFixtures, octetsOf } from "../../support/fixtures.ts";
import { launch, viewers, violationsOf, visit, withoutBrowser } from "./chromium.ts";
import { type Household, key, openHousehold } from "./household.ts";

describe("the paste box", { skip: withoutBrowser, timeout: 240_000 }, () => {
  let browser: Browser;
  let household: Household;
  before(async () => {
    household = await openHousehold({ meter: "noe-kaifa-ma309", interval: 5, key });
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await household?.close();
  });

  test("a paste and a file are answered with the annotated telegram", async () => {
    const { page, complaints, leave } = await visit(
      browser,
      `${household.ingress.address}#details`,
      viewers[2]?.options ?? {},
    );
    const box = page.getByRole("textbox", { name: "Read a pasted telegram" });
    await box.waitFor();
    const fixture = loadFixtures().find((other) => other.key?.toUpperCase() === key && other.readings === 1);
    assert.ok(fixture);
    const octets = octetsOf(fixture);
    await box.fill(forms["hexdump -C"]?.(octets, { width: 16, remarks: false }) ?? "");
    await page.getByRole("button", { name: "Read it" }).click();
    await page.getByText(/^Read as a hex dump with offsets/).waitFor();
    await page
      .getByRole("heading", { name: /On the line|On the wire/ })
      .first()
      .waitFor();
    await page
      .getByRole("heading", { name: /Deciphered/ })
      .first()
      .waitFor();
    await page.getByLabel("or a file:").setInputFiles({ name: "frame.bin", mimeType: "", buffer: Buffer.from(octets) });
    await page
      .getByRole("heading", { name: /Deciphered/ })
      .first()
      .waitFor();
    await box.fill("Hello, my meter is silent.");
    await page.getByRole("button", { name: "Read it" }).click();
    await page.getByText(/holds no bytes of a telegram/).waitFor();
    assert.deepEqual(await violationsOf(page), []);
    const tooWide = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
    assert.ok(Number(tooWide) <= 0, "scrolls sideways");
    assert.deepEqual(complaints, []);
    await leave();
  });

  test("a list nobody has described is answered with a draft and its questions", async () => {
    const { page, complaints, leave } = await visit(
      browser,
      `${household.ingress.address}#details`,
      viewers[1]?.options ?? {},
    );
    await page.getByRole("textbox", { name: "Ein kopiertes Telegramm lesen" }).fill(toHex(unknownTelegrams()));
    await page.getByRole("button", { name: "Lesen", exact: true }).click();
    const draft = page.getByRole("region", { name: "Entwurf einer Zählerbeschreibung" });
    await draft.getByText("layout: positional").waitFor();
    assert.match(await draft.innerText(), /aus 3 Telegrammen.*# Element 2, jetzt 7:.*- \{ type: u32 \}/s);
    assert.deepEqual(await violationsOf(page), []);
    const tooWide = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
    assert.ok(Number(tooWide) <= 0, "scrolls sideways");
    assert.deepEqual(complaints, []);
    await leave();
  });
});

/** Two registers and a number that stands still, in no order that a meter of ours has. */
function unknownTelegrams(): Uint8Array {
  const systemTitle = Uint8Array.from(Buffer.from("4B464D1020017654", "hex"));
  return concatOctets(
    [1, 2, 3].map((count) => {
      const body = axdr.structure([axdr.uint32(1000 + count), axdr.uint32(7), axdr.uint32(500 + 2 * count)]);
      const seal = { key: testKey, systemTitle, invocationCounter: count, securityControl: 0x20 };
      return mbusTelegram(sealApdu(dataNotification(count, undefined, body), seal));
    }),
  );
}
