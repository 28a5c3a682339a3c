import { existsSync, readFileSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

/** Debian's; there is nothing to test without it. */
const path = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((name) => existsSync(name));
export const withoutBrowser = path === undefined && "needs Debian's package chromium";

export function launch(): Promise<Browser> {
  const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
  return chromium.launch({
    ...(path === undefined ? {} : { executablePath: path }),
    args: [...args, "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required"],
  });
}

/** How someone looks at the page. */
export interface Viewer {
  readonly name: string;
  readonly language: "de" | "en";
  readonly options: BrowserContextOptions;
}

const desk = { viewport: { width: 1280, height: 860 } };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const german = { locale: "de-AT", timezoneId: "Europe/Vienna" };
const english = { locale: "en-GB", timezoneId: "Europe/Vienna" };

export const viewers: readonly Viewer[] = [
  { name: "desk-de-light", language: "de", options: { ...desk, ...german, colorScheme: "light" } },
  { name: "phone-de-dark", language: "de", options: { ...phone, ...german, colorScheme: "dark" } },
  { name: "desk-en-dark", language: "en", options: { ...desk, ...english, colorScheme: "dark" } },
  { name: "phone-en-light", language: "en", options: { ...phone, ...english, colorScheme: "light" } },
];

export interface Visit {
  readonly page: Page;
  /** Errors of scripts and policy, and requests to anywhere else. */
  readonly complaints: string[];
  leave(): Promise<void>;
}

export async function visit(browser: Browser, address: string, options: BrowserContextOptions): Promise<Visit> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(address.replace(/#.*/, ""))) complaints.push(`asked for ${request.url()}`);
  });
  await page.goto(address);
  return { page, complaints, leave: () => context.close() };
}

const axe = readFileSync("node_modules/axe-core/axe.min.js", "utf8");

/** What axe-core (MPL-2.0, for development only) finds wrong for people with disabilities. */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate<{ id: string; nodes: { target: string[] }[] }[]>(
    "axe.run(document).then(({ violations }) => violations)",
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}

/** Waits until an expression is true in the page; Playwright's own way would need the policy to allow `eval`. */
export async function untilTrue(page: Page, expression: string, limitMs = 60_000): Promise<void> {
  const end = Date.now() + limitMs;
  while ((await page.evaluate(expression)) !== true) {
    if (Date.now() > end) throw new Error(`never true: ${expression}`);
    await page.waitForTimeout(50);
  }
}
