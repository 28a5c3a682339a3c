import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { ask } from "../made-up.ts";
import { launch, viewers, violationsOf, visit, withoutBrowser } from "./chromium.ts";
import { key, openHousehold } from "./household.ts";

/** The Supervisor's address and another app's; both exist only in a network namespace of the test's own. */
const supervisor = "172.30.32.2";
const neighbour = "172.30.33.9";
const inside = process.env.PAGE_TEST_NAMESPACE === "1";
const prepare = `ip link set lo up && ip addr add ${supervisor}/32 dev lo && ip addr add ${neighbour}/32 dev lo`;
const cannot =
  withoutBrowser ||
  (!inside && spawnSync("unshare", ["-n", "sh", "-c", prepare]).status !== 0 && "needs unshare and ip");

test("in the app, with the Supervisor's address", { skip: cannot, timeout: 120_000 }, async () => {
  if (inside) return lookAsTheSupervisor();
  const command = `${prepare} && exec "$0" "$@"`;
  const args = ["-n", "sh", "-c", command, process.execPath, "--enable-source-maps", "--test", String(process.argv[1])];
  const env: NodeJS.ProcessEnv = { ...process.env, PAGE_TEST_NAMESPACE: "1" };
  // Set for a file that the test runner has started; another runner would not begin.
  delete env.NODE_TEST_CONTEXT;
  const { status, stdout } = spawnSync("unshare", args, { env, encoding: "utf8", timeout: 100_000 });
  assert.equal(status, 0, stdout);
  assert.match(stdout, /pass 1\b/);
});

async function lookAsTheSupervisor(): Promise<void> {
  const household = await openHousehold({ meter: "noe-kaifa-ma309", interval: 1, key, supervisor });
  const browser = await launch();
  try {
    const { page, complaints, leave } = await visit(browser, household.ingress.address, viewers[3]?.options ?? {});
    // There is no broker here, and that stands on top.
    await page.getByText("Importing").waitFor();
    await page.getByRole("link", { name: "Set-up" }).click();
    await page.getByRole("button", { name: "Save and use" }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Save and use" }).count(), 1);
    assert.deepEqual(await violationsOf(page), []);
    assert.deepEqual(complaints, []);
    await leave();

    const statusOf = async (from: string, path: string): Promise<number> =>
      (await ask(household.pagePort, path, { from })).status;
    assert.deepEqual(
      await Promise.all(["/", "/api/state", "/health"].map((path) => statusOf(supervisor, path))),
      [200, 200, 200],
    );
    assert.deepEqual(
      await Promise.all(["/", "/api/state", "/health"].map((path) => statusOf(neighbour, path))),
      [403, 403, 403],
    );
    assert.deepEqual(
      await Promise.all(["/", "/api/state", "/health"].map((path) => statusOf("127.0.0.1", path))),
      [403, 403, 200],
    );
  } finally {
    await browser.close();
    await household.close();
  }
}
