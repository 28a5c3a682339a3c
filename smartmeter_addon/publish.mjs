// Fills what depends on where the repository lives, on the version and on the image; `script/publish` calls it. The
// address itself stands in repository.yaml alone; it needs nothing but Node. Everything is worked out before the first file is written.
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const top = join(dirname(fileURLToPath(import.meta.url)), "..");
const usage =
  "usage: script/publish [--check] [--version 1.2.3] [--image REGISTRY/OWNER/NAME] [https://HOST/OWNER/REPOSITORY]";

/** New contents by path; what is not in it stays as it is. */
const changed = new Map();
const read = (path) => changed.get(path) ?? readFileSync(join(top, path), "utf8");
const write = (path, text) => changed.set(path, text);

class Refused extends Error {}

/** Texts for readers: between `<!-- address NAME -->` and `<!-- /address -->`, with an address and without one. */
const passages = {
  "readme-store": (url) =>
    url === undefined
      ? "[Open the app store of your Home Assistant](https://my.home-assistant.io/redirect/supervisor_store/), choose ⋮ › _Repositories_ and add the address of this repository."
      : `[Add this repository to your Home Assistant](${storeLink(url)}), or choose ⋮ › _Repositories_ in its app store and enter \`${url}\`.`,
  "store-en": (url) =>
    url === undefined
      ? "enter the address of this repository."
      : `enter \`${url}\`, or [add it with one click](${storeLink(url)}).`,
  "store-de": (url) =>
    url === undefined
      ? "Trag die Adresse dieses Repositorys ein."
      : `Trag \`${url}\` ein, oder [füg es mit einem Klick hinzu](${storeLink(url)}).`,
  "report-en": (url) =>
    url === undefined ? "Report it under _Issues_ of the repository" : `[Report it](${url}/issues/new/choose)`,
  "report-de": (url) =>
    url === undefined ? "Melde es unter _Issues_ des Repositorys" : `[Melde es](${url}/issues/new/choose)`,
  "blueprint-en": (url) =>
    url === undefined
      ? "Copy it to `/config/blueprints/automation/smartmeter/`, and reload the automations."
      : `[Import it](${blueprintLink(url)}).`,
  "blueprint-de": (url) =>
    url === undefined
      ? "Kopier ihn nach `/config/blueprints/automation/smartmeter/` und lade die Automationen neu."
      : `[Importier ihn](${blueprintLink(url)}).`,
  "picture-en": (url) =>
    url === undefined
      ? "There are pictures in the repository's README."
      : `![The app's page: power over a day, phases, registers](${pictureLink(url, "page-now-en.png")})`,
  "picture-de": (url) =>
    url === undefined
      ? "Bilder stehen im README des Repositorys."
      : `![Die Seite der App: Leistung über einen Tag, Phasen, Zählerstände](${pictureLink(url, "page-now-de.png")})`,
  ...Object.fromEntries(
    ["faults", "options", "sensors"].map((name) => {
      const path = `docs/${name}.md`;
      return [path, (url) => (url === undefined ? `\`${path}\`` : `[\`${path}\`](${url}/blob/main/${path})`)];
    }),
  ),
  "report-vulnerability": (url) =>
    url === undefined
      ? "_Security › Report a vulnerability_ on the page of the repository"
      : `[_Security › Report a vulnerability_](${url}/security/advisories/new)`,
};
/** The Supervisor's tab shows pictures only from a full address. */
const pictureLink = (url, name) => `${url}/raw/main/docs/images/${name}`;
const blueprintLink = (url) =>
  `https://my.home-assistant.io/redirect/blueprint_import/?blueprint_url=${encodeURIComponent(
    `${url}/blob/main/blueprints/automation/smartmeter/problem.yaml`,
  )}`;
const storeLink = (url) =>
  `https://my.home-assistant.io/redirect/supervisor_store/?repository_url=${encodeURIComponent(url)}`;
const documents = ["README.md", "SECURITY.md", "smartmeter_addon/DOCS.md"];

function fillDocument(path, url) {
  const filled = read(path).replace(/(<!-- address (\S+) -->).*?(<!-- \/address -->)/gs, (_all, begin, name, end) => {
    if (passages[name] === undefined) throw new Refused(`${path}: there is no passage "${name}"`);
    return `${begin}${passages[name](url)}${end}`;
  });
  write(path, filled);
}

/** A key at the top level of a YAML file: replaced, added behind another, or taken away. */
function setKey(path, key, value, behind) {
  const lines = read(path).split("\n");
  const at = lines.findIndex((line) => line.startsWith(`${key}:`));
  if (at >= 0) lines.splice(at, 1, ...(value === undefined ? [] : [`${key}: ${value}`]));
  else if (value !== undefined)
    lines.splice(lines.findIndex((line) => line.startsWith(`${behind}:`)) + 1, 0, `${key}: ${value}`);
  write(path, lines.join("\n"));
}

function editJson(path, edit) {
  const value = JSON.parse(read(path));
  edit(value);
  write(path, `${JSON.stringify(value, null, 2)}\n`);
}

function setVersion(version) {
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Refused(`a version is three numbers such as 1.2.3, not "${version}"`);
  if (!read("smartmeter_addon/CHANGELOG.md").includes(`\n## ${version}\n`))
    throw new Refused(`CHANGELOG.md has no section "## ${version}": write what changes for users first`);
  setKey("smartmeter_addon/config.yaml", "version", `"${version}"`);
  editJson("smartmeter_addon/package.json", (about) => {
    about.version = version;
  });
  editJson("smartmeter_addon/package-lock.json", (lock) => {
    lock.version = version;
    lock.packages[""].version = version;
  });
}

function setImage(image) {
  if (!/^[a-z0-9.-]+(\/[a-z0-9._-]+)+$/.test(image))
    throw new Refused(
      `an image is named in lower case and without a tag, such as registry.example/owner/name, not "${image}"`,
    );
  setKey("smartmeter_addon/config.yaml", "image", image, "slug");
}

/** Fills every place from repository.yaml; without an address there, every text reads right without one. */
function fillAddress() {
  const url = /^url: *["']?([^"'\s]+)["']? *$/m.exec(read("repository.yaml"))?.[1];
  if (url !== undefined && !/^https:\/\/[^\s/]+(\/[\w.-]+){2}$/.test(url))
    throw new Refused(`repository.yaml: "${url}" is not of the form https://HOST/OWNER/REPOSITORY`);
  setKey("smartmeter_addon/config.yaml", "url", url, "slug");
  editJson("smartmeter_addon/package.json", (about) => {
    const { name, version, description, license, homepage: _, bugs: __, ...rest } = about;
    const address = url === undefined ? {} : { homepage: url, bugs: `${url}/issues` };
    for (const key of Object.keys(about)) delete about[key];
    Object.assign(about, { name, version, description, license, ...address, ...rest });
  });
  for (const path of documents) fillDocument(path, url);
}

/** Every file is written beside its place first, so that a full disk or a missing right changes none of them. */
function save() {
  const waiting = [];
  try {
    for (const [path, text] of changed) {
      const place = join(top, path);
      if (readFileSync(place, "utf8") === text) continue;
      waiting.push(place);
      writeFileSync(`${place}.new`, text);
    }
  } catch (error) {
    for (const place of waiting) rmSync(`${place}.new`, { force: true });
    throw error;
  }
  for (const place of waiting) renameSync(`${place}.new`, place);
  return waiting.map((place) => place.slice(top.length + 1));
}

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { check: { type: "boolean" }, version: { type: "string" }, image: { type: "string" } },
  });
  const [url, ...more] = positionals;
  if (more.length > 0) throw new Refused(usage);
  if (url !== undefined) setKey("repository.yaml", "url", url.replace(/(\.git)?\/*$/, ""), "name");
  if (values.version !== undefined) setVersion(values.version);
  if (values.image !== undefined) setImage(values.image);
  fillAddress();
  const differing = [...changed].filter(([path, text]) => readFileSync(join(top, path), "utf8") !== text);
  if (values.check === true) {
    for (const [path] of differing) console.error(`${path} does not say what repository.yaml says: run script/publish`);
    process.exitCode = differing.length === 0 ? 0 : 1;
  } else for (const path of save()) console.log(path);
} catch (error) {
  const expected = error instanceof Refused || String(error.code).startsWith("ERR_PARSE_ARGS");
  console.error(expected ? `${error.message}\nNothing was changed.` : error);
  process.exitCode = 2;
}
