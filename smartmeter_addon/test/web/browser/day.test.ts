import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { CDPSession } from "playwright-core";
import { launch, untilTrue, viewers, visit, withoutBrowser } from "./chromium.ts";
import { key, openHousehold } from "./household.ts";

/** `PAGE_TEST_TELEGRAMS=17280` is a day of a meter that speaks every five seconds, in some two minutes. */
const telegrams = Number(process.env.PAGE_TEST_TELEGRAMS ?? 2000);

interface Memory {
  readonly telegrams: number;
  /** Octets of the page's heap after a collection. */
  readonly heap: number;
  readonly nodes: number;
  readonly listeners: number;
  /** kB of the program in memory. */
  readonly program: number;
}

test("hours of telegrams leave page and program as large as they were", {
  skip: withoutBrowser,
  timeout: 600_000,
}, async (t) => {
  const household = await openHousehold({ meter: "noe-kaifa-ma309", interval: 0.005, key });
  const browser = await launch();
  try {
    const { page, complaints, leave } = await visit(browser, household.ingress.address, viewers[2]?.options ?? {});
    await page.getByText("What you see is up to date.").waitFor();
    const devTools = await page.context().newCDPSession(page);

    const lookAfter = async (count: number): Promise<Memory> => {
      const counted =
        "fetch('api/state').then((answer) => answer.json()).then(({ meter }) => meter.line.totals.decoded";
      await untilTrue(page, `${counted} >= ${count})`, 500_000);
      return measure(devTools, household.processId, Number(await page.evaluate(`${counted})`)));
    };
    const before = await lookAfter(telegrams / 4);
    const after = await lookAfter(telegrams);
    t.diagnostic(`${JSON.stringify(before)} → ${JSON.stringify(after)}`);
    // The history fills up to its bound, some 720 buckets of four numbers; nothing else may grow.
    assert.ok(after.heap - before.heap < 700_000, `the page grew by ${after.heap - before.heap} octets`);
    // A drawing that is not collected yet has some 50 listeners; one left behind with each telegram would have thousands.
    assert.ok(
      after.nodes < before.nodes * 1.2 && after.listeners < before.listeners + 100,
      "elements were left behind",
    );
    assert.deepEqual(complaints, []);
    await leave();
  } finally {
    await browser.close();
    await household.close();
  }
});

async function measure(devTools: CDPSession, processId: number, count: number): Promise<Memory> {
  await devTools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devTools.send("Runtime.getHeapUsage");
  const { nodes, jsEventListeners } = await devTools.send("Memory.getDOMCounters");
  const program = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${processId}/status`, "utf8"))?.[1]);
  return { telegrams: count, heap: usedSize, nodes, listeners: jsEventListeners, program };
}
