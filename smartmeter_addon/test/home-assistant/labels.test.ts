// What the documentation tells people to click is there in the frontend that Core brings, in both languages.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";

/** Labels by the frontend's own keys. */
const labels = [
  "panel.config",
  "ui.panel.config.dashboard.apps.main",
  "ui.panel.config.apps.installed.add_app",
  "ui.panel.config.apps.store.title",
  "ui.panel.config.apps.store.repositories",
  "ui.panel.config.apps.panel.configuration",
  "ui.panel.config.apps.dashboard.open_web_ui",
  "ui.panel.config.apps.dashboard.option.ingress_panel.title",
  "ui.panel.config.dashboard.devices.main",
  "ui.panel.config.devices.open_configuration_url",
  "ui.panel.config.dashboard.dashboards.main",
  "ui.panel.config.dashboard.energy.main",
  "ui.panel.config.energy.grid.title",
  "ui.panel.config.energy.grid.add_connection",
  "ui.panel.config.energy.grid.dialog.energy_from_grid",
  "ui.panel.config.energy.grid.dialog.energy_to_grid",
  "ui.panel.config.energy.grid.dialog.sensor_type",
  "ui.panel.config.energy.grid.dialog.type_standard",
  "ui.panel.config.energy.grid.dialog.power_stat",
  "ui.panel.config.dashboard.tools.main",
  "ui.panel.config.tools.tabs.statistics.title",
  "ui.panel.config.blueprint.overview.create_automation",
];

type Tree = { readonly [key: string]: Tree | string };

function flatten(tree: Tree, into: Map<string, string>, path = ""): Map<string, string> {
  for (const [key, value] of Object.entries(tree))
    if (typeof value === "string") into.set(path + key, value);
    else flatten(value, into, `${path}${key}.`);
  return into;
}

/** Everything the frontend says in a language; parts of it are in folders of their own. */
function frontendTexts(folder: string, language: string): Map<string, string> {
  const texts = new Map<string, string>();
  const name = new RegExp(`(^|/)${language}-[0-9a-f]{32}\\.json$`);
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" }))
    if (name.test(file)) flatten(JSON.parse(readFileSync(join(folder, file), "utf8")), texts);
  return texts;
}

describe("what DOCS.md tells people to click", () => {
  let frontend: string;
  before(() => {
    const script = join("..", "script", "home-assistant");
    execFileSync(script, ["install"], { stdio: ["ignore", "ignore", "inherit"] });
    frontend = execFileSync(script, ["frontend"], { encoding: "utf8" }).trim();
  });

  const halves = readFileSync("DOCS.md", "utf8").replace(/\s+/g, " ").split("# Smart Meter in English");
  for (const [at, language] of ["de", "en"].entries())
    test(`is what Home Assistant calls it, in ${language === "de" ? "German" : "English"}`, () => {
      const texts = frontendTexts(join(frontend, "static", "translations"), language);
      const clicks = new Set(
        [...(halves[at] as string).matchAll(/(?<!\w)_([^_]+)_(?!\w)/g)].flatMap(([, said]) =>
          String(said).split(" › "),
        ),
      );
      for (const key of labels) {
        const label = texts.get(key);
        assert.ok(label !== undefined, `the frontend has no ${key} any more`);
        assert.ok(clicks.has(label), `${key} is now "${label}"`);
      }
    });
});
